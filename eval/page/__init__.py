"""A result as one HTML page that opens offline."""
