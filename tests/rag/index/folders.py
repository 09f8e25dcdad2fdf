"""Index folders for tests: articles written, synced with the fake embedder, and read back whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.index.dense import DenseIndex
from rag.index.layout import DENSE, revision_folder
from rag.index.reader import Reader
from rag.index.snapshot import Snapshot
from rag.ingest.progress import Report
from rag.ingest.sync import sync
from rag.settings import Settings, load
from tests.fakes import HashEmbedder


def settings_for(index: Path, **changes: Any) -> Settings:
    return load(index=index, chunking={"pieces": 40, "overlap": 10}, **changes)


def mark(number: int, part: int) -> str:
    """A word that stands in one sentence only."""
    digits = f"{number}z{part}"
    return "q" + "".join(chr(ord("a") + int(d)) if d.isdigit() else d for d in digits) + "q"


def sentence(number: int, part: int) -> str:
    return (
        f"Report {number} says in part {part} that village {mark(number, part)} was calm on Friday."
    )


def text(number: int, parts: int = 6) -> str:
    return " ".join(sentence(number, part) for part in range(parts)) + "\n"


def write(folder: Path, **texts: str) -> None:
    """Write articles; `a__b` becomes the file `a/b.txt`."""
    for name, said in texts.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, encoding="utf-8")


class Shelf:
    """An index folder and the embedder it is made with."""

    def __init__(self, index: Path, **changes: Any) -> None:
        self.settings = settings_for(index, **changes)
        self.embedder = HashEmbedder()
        self.opened = 0

    @property
    def index(self) -> Path:
        return self.settings.index

    def sync(self, *paths: Path, rebuild: bool = False) -> Report:
        self.embedder.encoded.clear()
        return sync(paths, self.settings, self._open, self.embedder.fingerprint, rebuild=rebuild)

    def read(self) -> Reader:
        return Reader(self.index)

    def _open(self) -> HashEmbedder:
        self.opened += 1
        return self.embedder


def whole(
    snapshot: Snapshot, words: Sequence[str] = ("villag", "calm", "report")
) -> dict[str, Any]:
    """Everything a snapshot can tell, in a form that can be compared with ==."""
    keys = sorted(snapshot._lexical.keys)
    return {
        "listings": snapshot.listings(),
        "texts": {about.id: snapshot.article(about.id) for about in snapshot.listings()},
        "passages": snapshot.passages(keys),
        "tokens": [
            (matrix.vectors.tobytes(), matrix.offsets.tobytes()) for matrix in snapshot.tokens(keys)
        ],
        "lexical": [snapshot.lexical([word], 10_000) for word in words],
        "dense": dense_rows(snapshot._index, snapshot.revision),
    }


def dense_rows(index: Path, revision: int) -> list[tuple[str, str, bytes]]:
    """The rows of a revision's collection, by key."""
    dense = DenseIndex.copy_of(revision_folder(index, revision) / DENSE)
    try:
        rows = dense._rows.get(include=["embeddings", "metadatas"])
        return sorted(
            (key, about["article"], vector.tobytes())
            for key, about, vector in zip(
                rows["ids"], rows["metadatas"], rows["embeddings"], strict=True
            )
        )
    finally:
        dense.close()
