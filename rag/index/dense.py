"""Dense vectors in Chroma, the only module that knows it.

A folder is written by one process, closed, and from then on only copied: Chroma shows a second
process stale rows, two writers corrupt it, and it writes even when it is only asked, so that each
reader asks a copy of its own. Filters are sets of article ids; what a date or a source is, is not
known here.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexForeign, RagError, StorageFailed

COLLECTION = "passages"
FILE = "chroma.sqlite3"
ROWS_AT_ONCE = 5000  # Chroma takes 5,461
ARTICLES_AT_ONCE = 10_000  # SQLite's limit on parameters, behind `$in`, is 32,766
DISK = ("full", "readonly", "read-only", "permission", "too large", "no space", "i/o", "unable to")

Row = tuple[str, str, NDArray[np.float32]]
T = TypeVar("T")


class DenseIndex:
    """One collection of vectors, cosine, in a folder."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the collection. Raises IndexForeign when there is none that can be read."""
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        self._folder = folder
        self._remove: Callable[[], object] = lambda: None
        # Chroma would make an empty one in its place.
        if not create and not (folder / FILE).is_file():
            raise _unreadable(folder, "its files are missing")
        try:
            # Typed loosely: the declared interface lacks `close`.
            self._client: Any = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._rows = self._collection(create)
        except (chromadb.errors.ChromaError, ValueError, OSError) as error:
            raise _translated(folder, error) from error

    @classmethod
    def copy_of(cls, folder: Path) -> DenseIndex:
        """Open a private copy, which goes when it is closed or when the process ends.

        Raises IndexForeign, StorageFailed.
        """
        if not (folder / FILE).is_file():
            raise _unreadable(folder, "its files are missing")
        try:
            scratch = Path(tempfile.mkdtemp(prefix="footnote-"))
        except OSError as error:
            raise _translated(folder, error) from error
        remove = weakref.finalize(cls, shutil.rmtree, scratch, ignore_errors=True)
        try:
            dense = cls(shutil.copytree(folder, scratch / folder.name))
        except (OSError, RagError) as error:
            remove()
            raise error if isinstance(error, RagError) else _translated(folder, error) from error
        dense._remove = remove
        return dense

    def _collection(self, create: bool) -> Any:
        if not create:
            return self._client.get_collection(COLLECTION, embedding_function=None)
        return self._client.create_collection(
            COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def __len__(self) -> int:
        return int(self._call(self._rows.count))

    def keys(self) -> set[str]:
        """The id of every row."""
        found: set[str] = set()
        for start in range(0, len(self), ROWS_AT_ONCE):
            page = self._call(self._rows.get, limit=ROWS_AT_ONCE, offset=start, include=[])
            found.update(page["ids"])
        return found

    def upsert(self, rows: Iterable[Row]) -> None:
        """Write rows of (key, article id, vector)."""
        for batch in _batches(rows, ROWS_AT_ONCE):
            self._call(
                self._rows.upsert,
                ids=[key for key, _, _ in batch],
                embeddings=np.array([vector for _, _, vector in batch], dtype=np.float32),
                metadatas=[{"article": article} for _, article, _ in batch],
            )

    def delete(self, keys: Iterable[str]) -> None:
        """Remove rows; unknown keys are ignored."""
        for batch in _batches(keys, ROWS_AT_ONCE):
            self._call(self._rows.delete, ids=batch)

    def query(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest rows as (key, cosine similarity), best first, of allowed articles only."""
        if limit < 1 or (allowed is not None and not allowed):
            return []
        wheres: Iterable[list[str] | None] = [None]
        if allowed is not None:
            wheres = _batches(sorted(allowed), ARTICLES_AT_ONCE)
        found: list[tuple[str, float]] = []
        for articles in wheres:
            answer = self._call(
                self._rows.query,
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=limit,
                where=None if articles is None else {"article": {"$in": articles}},
                include=["distances"],
            )
            distances = (1 - float(distance) for distance in answer["distances"][0])
            found.extend(zip(answer["ids"][0], distances, strict=True))
        found.sort(key=lambda row: (-row[1], row[0]))
        return found[:limit]

    def close(self) -> None:
        """Give the files back. A second call does nothing."""
        self._client.close()
        self._remove()

    def _call(self, function: Any, **arguments: Any) -> Any:
        from chromadb.errors import ChromaError

        try:
            return function(**arguments)
        except (ChromaError, ValueError, OSError) as error:
            raise _translated(self._folder, error) from error


def _translated(folder: Path, error: Exception) -> IndexForeign | StorageFailed:
    text = str(error).lower()
    if isinstance(error, OSError) or any(sign in text for sign in DISK):
        return StorageFailed(
            f"The vectors in {folder} cannot be written or read: {_short(error)}. "
            "Make room or name another folder with --index; what was there before is unchanged."
        )
    return _unreadable(folder, _short(error))


def _unreadable(folder: Path, why: str) -> IndexForeign:
    return IndexForeign(
        f"The vectors in {folder} are damaged: {why}. Run `rag ingest --rebuild` to make them anew."
    )


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
