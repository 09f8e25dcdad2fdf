"""BM25 over term lists, through bm25s. Knows terms and keys, neither texts nor stemming."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexForeign

KEYS = "keys.json"
TERMS = "terms.txt"
K1 = 1.2
B = 0.75

Mask = NDArray[np.bool_]


def build(folder: Path, keys: Sequence[str], terms: Sequence[Sequence[str]]) -> None:
    """Index the term lists under their keys and save them in a new folder. Raises OSError."""
    import bm25s

    folder.mkdir(parents=True)
    if any(terms):
        index = bm25s.BM25(method="lucene", k1=K1, b=B)
        index.index([list(row) for row in terms], create_empty_token=False, show_progress=False)
        index.save(folder, show_progress=False)
    (folder / TERMS).write_text("\n".join(map(" ".join, terms)), encoding="utf-8")
    # Last: a folder with keys is complete.
    (folder / KEYS).write_text(json.dumps(list(keys)))


def saved_terms(folder: Path) -> dict[str, list[str]]:
    """The term lists of a saved index by key, for the next one; none when they cannot be read."""
    try:
        keys = json.loads((folder / KEYS).read_text())
        rows = (folder / TERMS).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return {}
    if not keys or len(keys) != len(rows):
        return {}
    return {key: row.split(" ") if row else [] for key, row in zip(keys, rows, strict=True)}


class LexicalIndex:
    """A saved index, its arrays mapped into memory."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` saved. Raises IndexForeign when it cannot be read."""
        import bm25s

        try:
            self.keys: list[str] = json.loads((folder / KEYS).read_text())
            self._bm25 = None
            if (folder / "params.index.json").exists():
                self._bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexForeign(
                f"The word index in {folder} is missing or damaged. "
                "Run `rag ingest --rebuild` to make it anew."
            ) from error

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, term: object) -> bool:
        return self._bm25 is not None and term in self._bm25.vocab_dict

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term that some row holds."""
        return [] if self._bm25 is None else self._bm25.vocab_dict.keys()

    def query(
        self, terms: Sequence[str], limit: int, allowed: Mask | None = None
    ) -> list[tuple[str, float]]:
        """The best rows as (key, score), best first; rows that share no term are left out.

        `allowed` has a truth value for each row, in the order of `keys`. A term that is asked
        twice counts twice.
        """
        known = [term for term in terms if term in self]
        if self._bm25 is None or not known or limit < 1:
            return []
        scores = np.asarray(self._bm25.get_scores(known), dtype=np.float64)
        if allowed is not None:
            scores = np.where(allowed, scores, 0.0)
        matching = np.flatnonzero(scores > 0)
        # Stable, so that equal scores keep the order of the articles.
        best = matching[np.argsort(-scores[matching], kind="stable")[:limit]]
        return [(self.keys[row], float(scores[row])) for row in best]

    def df(self, term: str) -> int:
        """How many rows hold the term."""
        if self._bm25 is None or term not in self:
            return 0
        column = self._bm25.vocab_dict[term]
        starts = self._bm25.scores["indptr"]
        return int(starts[column + 1] - starts[column])
