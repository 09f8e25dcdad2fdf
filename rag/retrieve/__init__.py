"""Passages for a question: two retrievers, fused and reranked."""
