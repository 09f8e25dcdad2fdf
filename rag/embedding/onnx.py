"""MiniLM through onnxruntime: sentence-transformers' vectors at a fraction of the start.

Importing sentence-transformers takes nine seconds and torch two; onnxruntime takes a quarter of
one and encodes a question in a third of the time. The graph is exported once, from the checked
weights, into the cache folder.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.embedding import packaged
from rag.embedding.base import Encoded, Matrix
from rag.embedding.pooling import by_length, encoded

SPECIAL = 2  # [CLS] and [SEP]


class OnnxEmbedder:
    """all-MiniLM-L6-v2 in onnxruntime."""

    name = packaged.NAME
    fingerprint = f"{packaged.NAME}-{packaged.SHA256[:12]}"
    dimension = packaged.DIMENSION
    max_pieces = packaged.WINDOW - SPECIAL

    def __init__(self, graph: Path, tokenizer: Path, batch: int = 32) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._batch = batch
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def count(self, text: str) -> int:
        """How many word pieces the text has."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode texts, longest together so that little is padded."""
        return by_length(texts, self._batch, self._encode_batch)

    def _encode_batch(self, texts: Sequence[str]) -> list[Encoded]:
        pieces = [
            ([*p.ids[: packaged.WINDOW - 1], p.ids[-1]], p.offsets[: packaged.WINDOW - 1])
            if len(p.ids) > packaged.WINDOW
            else (p.ids, p.offsets[:-1])
            for p in self._tokenizer.encode_batch(list(texts))
        ]
        longest = max(len(ids) for ids, _ in pieces)
        input_ids = np.zeros((len(pieces), longest), dtype=np.int64)
        mask = np.zeros_like(input_ids)
        for row, (ids, _) in enumerate(pieces):
            input_ids[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        states: Matrix = self._session.run(
            ["states"], {"input_ids": input_ids, "attention_mask": mask}
        )[0]
        return [
            encoded(states[row, : len(ids)], slice(1, len(ids) - 1), offsets[1:])
            for row, (ids, offsets) in enumerate(pieces)
        ]


_exporting = threading.Lock()


def export(model: Path, graph: Path) -> None:
    """Write the transformer in `model` as an ONNX graph from token ids to the last hidden states.

    The file appears whole or not at all, so several processes may do this at once.
    """
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(model, attn_implementation="eager").eval()

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask)[0]

    graph.parent.mkdir(parents=True, exist_ok=True)
    partial = graph.with_suffix(f".{os.getpid()}.partial")
    example = torch.ones(2, 8, dtype=torch.long)
    free = {0: "texts", 1: "pieces"}
    try:
        with _exporting, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns of its own age on every run
            torch.onnx.export(
                States(),
                (example, example),
                str(partial),
                input_names=["input_ids", "attention_mask"],
                output_names=["states"],
                dynamic_axes={"input_ids": free, "attention_mask": free, "states": free},
                dynamo=False,
                opset_version=17,
            )
        partial.replace(graph)
    finally:
        partial.unlink(missing_ok=True)
