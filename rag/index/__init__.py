"""What is stored: articles and passages in SQLite, their vectors in Chroma, their terms in BM25."""
