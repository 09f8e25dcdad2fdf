"""Articles to build sets of in memory: those of a folder, or those of an index.

Knows how articles are read, and nothing of what is done with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from eval.corpus import Entry, encode_article
from rag.domain import Article
from rag.embedding import Embedder
from rag.errors import BadInput, UnreadableArticle
from rag.sections import Chunking
from rag.settings import Settings

Told = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""


def read_articles(settings: Settings, folder: Path | None = None) -> list[Article]:
    """The articles in a folder, each text once, as ingest reads them; without one, the index's.

    Raises BadPath, BadInput when nothing can be read, or what opening an index raises.
    """
    return _indexed(settings) if folder is None else _in_folder(folder, settings)


def encode_articles(
    articles: Sequence[Article], embedder: Embedder, chunking: Chunking, told: Told
) -> list[Entry]:
    """Cut and embed articles; those without a passage are left out."""
    entries = []
    for number, article in enumerate(articles, start=1):
        entries.append(encode_article(article, embedder, chunking))
        told("articles embedded", number, len(articles))
    return [entry for entry in entries if entry.rows]


def _in_folder(folder: Path, settings: Settings) -> list[Article]:
    from rag.ingest.load import parse
    from rag.ingest.scan import scan

    articles = []
    digests = set()
    seen = scan([folder], {}, (), (), settings.ingest)
    for name in sorted(seen.found):
        raw = seen.found[name].raw
        if raw.digest in digests:
            continue
        digests.add(raw.digest)
        try:
            articles.append(parse(raw))
        except UnreadableArticle:
            continue
    if not articles:
        raise BadInput(f"No file in {folder} holds an article that can be read.")
    return articles


def _indexed(settings: Settings) -> list[Article]:
    from rag.index.reader import Reader

    reader = Reader(settings.index)
    try:
        return reader.read(
            lambda now: [found for one in now.listings() if (found := now.article(one.id))]
        )
    finally:
        reader.close()
