"""The commands of `eval`, one a file."""
