"""What turns text into vectors: one protocol, and the implementations behind `open_embedder`."""

from rag.embedding.base import Embedder, Encoded
from rag.embedding.open import fingerprint, open_embedder

__all__ = ["Embedder", "Encoded", "fingerprint", "open_embedder"]
