"""Passages without vectors get them, in windows that are stored as they are done.

A window rather than an article is the unit that a kill can cost: a long article loses no more than
a short one, and texts of like length share a batch, which wastes no padding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from rag.embedding.base import Embedder, Encoded
from rag.index.catalog import Catalog
from rag.index.versions import Pending
from rag.ingest.progress import Progress

BATCHES = 4  # in a window: a few seconds of work


def embed(
    catalog: Catalog,
    versions: Collection[str],
    embedder: Callable[[], Embedder],
    batch: int,
    progress: Progress,
) -> int:
    """Encode and store what these versions lack; returns how many passages that was.

    The embedder is opened only when something is lacking.
    """
    pending = catalog.versions.pending(versions)
    if not pending:
        return 0
    model = embedder()
    progress.passages(0, len(pending))
    for start in range(0, len(pending), batch * BATCHES):
        window = catalog.versions.texts(pending[start : start + batch * BATCHES])
        window.sort(key=lambda passage: len(passage.text))
        encoded: list[tuple[Pending, Encoded]] = []
        for first in range(0, len(window), batch):
            some = window[first : first + batch]
            codes = model.encode([passage.text for passage in some])
            encoded.extend(zip(some, codes, strict=True))
        with catalog.transaction():
            catalog.versions.store(encoded)
        progress.passages(start + len(window), len(pending))
    return len(pending)
