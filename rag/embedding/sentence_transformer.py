"""Any sentence-transformers model, by name or folder, as an Embedder."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from rag.embedding.base import Encoded
from rag.embedding.pooling import by_length, unit
from rag.errors import ModelUnavailable


class SentenceTransformerEmbedder:
    """A sentence-transformers model on this machine's processor."""

    def __init__(self, name: str, fingerprint: str, batch: int = 32) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            reason = str(error).strip().splitlines() or ["no reason given"]
            raise ModelUnavailable(
                f"The embedding model {name!r} cannot be loaded: {reason[0][:200]} "
                "Set embedding.model to `minilm`, a folder, or a name the model hub knows."
            ) from error
        if not self._model.tokenizer.is_fast:
            raise ModelUnavailable(
                f"The embedding model {name!r} has no fast tokenizer, which word positions need. "
                "Choose another model."
            )
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        special = self._model.tokenizer.num_special_tokens_to_add()
        self.max_pieces = int(self._model.max_seq_length or 512) - special
        self._batch = batch
        self._lock = threading.Lock()  # a tokenizer's truncation state is not safe to share

    def count(self, text: str) -> int:
        """How many word pieces the text has."""
        with self._lock:
            pieces = self._model.tokenizer(
                text, add_special_tokens=False, truncation=False, verbose=False
            )
        return len(pieces["input_ids"])

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode texts, in order."""
        return by_length(texts, self._batch, self._encode_batch)

    def _encode_batch(self, texts: Sequence[str]) -> list[Encoded]:
        with self._lock:
            rows = self._model.encode(
                list(texts), output_value=None, show_progress_bar=False, convert_to_numpy=False
            )
            pieces = self._model.tokenizer(
                list(texts),
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
                return_special_tokens_mask=True,
            )
        results = []
        for row, offsets, special in zip(
            rows, pieces["offset_mapping"], pieces["special_tokens_mask"], strict=True
        ):
            inner = np.flatnonzero(np.asarray(special) == 0)
            states = row["token_embeddings"].float().numpy()
            vector = row["sentence_embedding"].float().numpy()
            results.append(
                Encoded(
                    vector=unit(vector),
                    tokens=unit(states[inner]),
                    offsets=np.asarray(offsets, dtype=np.int32)[inner].reshape(-1, 2),
                )
            )
        return results
