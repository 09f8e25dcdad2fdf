"""What an index was built with, so that vectors of two models never meet in one ranking."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from rag.errors import IndexMismatch
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything that decides what the passages and their vectors are.

    `embedder` is the embedder's own fingerprint, `pieces` and `overlap` the chunk settings and
    `pipeline` the version of the code that reads, cleans and cuts articles.
    """

    embedder: str
    pieces: int
    overlap: int
    pipeline: int

    @classmethod
    def of(cls, settings: Settings, embedder: str, pipeline: int) -> Fingerprint:
        """The fingerprint that an index built now would have."""
        return cls(embedder, settings.chunking.pieces, settings.chunking.overlap, pipeline)

    @classmethod
    def from_json(cls, text: str) -> Fingerprint:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """One line that equals another exactly when the fingerprints do."""
        return json.dumps(asdict(self), sort_keys=True)

    def __str__(self) -> str:
        return (
            f"model {self.embedder}, passages of {self.pieces} word pieces overlapping by "
            f"{self.overlap}, pipeline {self.pipeline}"
        )


def check(indexed: Fingerprint, wanted: Fingerprint) -> None:
    """Raise IndexMismatch, naming both, unless they are the same."""
    if indexed != wanted:
        raise IndexMismatch(
            f"The index was built with {indexed}, but the settings ask for {wanted}. "
            "Run `rag ingest --rebuild` to build it anew, or set them back."
        )
