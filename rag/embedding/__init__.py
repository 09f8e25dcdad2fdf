"""What turns text into vectors: one protocol, and the implementations behind `open_embedder`."""

from rag.embedding.base import Embedder, Encoded

__all__ = ["Embedder", "Encoded"]
