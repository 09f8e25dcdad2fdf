"""The commands of `rag`, a group of them a file. They read, call the library and print."""
