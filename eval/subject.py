"""Open what is to be measured: the index, or a throw-away one of another folder.

The only module of `eval` that knows how an assistant is opened and how a folder is ingested.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from eval.run import Assistant
from rag.domain import Article, Listing
from rag.settings import Settings


class Subject(Assistant, Protocol):
    """An assistant whose articles can be looked up, to check sources and quotes."""

    def listings(self) -> Sequence[Listing]:
        """What is indexed."""

    def article(self, article: str, /) -> Article | None:
        """A stored article, whole; None for an id that is not indexed."""


@contextmanager
def opened(settings: Settings, articles: Path | None = None) -> Iterator[Subject]:
    """The assistant over the settings' index or, with `articles`, over that folder alone.

    The throw-away index lies in a temporary folder that is gone afterwards; the settings' own
    index is not touched. Raises RagError as opening and ingesting do.
    """
    from rag.assistant import Assistant as Shipped

    if articles is None:
        with Shipped.open(settings) as subject:
            yield subject
        return

    from rag.embedding import fingerprint, open_embedder
    from rag.ingest.sync import sync

    with tempfile.TemporaryDirectory(prefix="eval-") as folder:
        aside = settings.model_copy(update={"index": Path(folder) / "index"})
        sync([articles], aside, lambda: open_embedder(aside), fingerprint(aside))
        with Shipped.open(aside) as subject:
            yield subject
