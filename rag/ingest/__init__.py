"""Articles in: files on disk become passages in the index."""
