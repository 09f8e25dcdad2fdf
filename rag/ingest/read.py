"""Files become stored versions: parsed, cut into passages, waiting for their vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

from rag.domain import Article, Passage
from rag.embedding.base import Embedder
from rag.errors import UnreadableArticle
from rag.index.catalog import Catalog
from rag.index.fingerprint import Fingerprint
from rag.index.records import Record, version_key
from rag.ingest.chunk import chunk
from rag.ingest.load import Skip, parse, unopened
from rag.ingest.progress import Progress
from rag.ingest.scan import Found
from rag.sections import Chunking

COMMIT_EVERY = 1.0  # seconds of work that a kill may cost
CLUTTER_ONLY = (
    "All of its text is clutter around a report, such as headlines of others or an appeal; "
    "if there is a report in it, save that alone."
)


@dataclass(slots=True)
class Outcome:
    """Records that were read, and why others could not be."""

    records: list[Record] = field(default_factory=list)
    failed: dict[str, Skip] = field(default_factory=dict)


class Reading:
    """Reads articles into a catalog with one fingerprint."""

    def __init__(
        self,
        catalog: Catalog,
        fingerprint: Fingerprint,
        chunking: Chunking,
        embedder: Callable[[], Embedder],
    ) -> None:
        self._catalog = catalog
        self._fingerprint = fingerprint
        self._chunking = chunking
        self._embedder = embedder
        self._versions: dict[str, tuple[Article, list[Passage]]] = {}
        self._refusals: dict[str, str] = {}
        self._last = monotonic()

    def read(self, found: Mapping[str, Found], progress: Progress) -> Outcome:
        """Parse and store these articles; a version that is stored already is not cut again.

        The embedder is opened only when something has to be cut: passages are measured in its
        word pieces.
        """
        outcome = Outcome()
        for done, (name, each) in enumerate(found.items(), 1):
            try:
                article = _parsed(each)
                version = self._version(article)
            except UnreadableArticle as error:
                outcome.failed[name] = Skip(name, str(error))
                self._refusals[each.raw.reading] = str(error)
            except OSError as error:
                # Not remembered: the same bytes may well be readable the next time.
                outcome.failed[name] = Skip(name, unopened(error))
            else:
                outcome.records.append(_record(each, article, version))
            self._flush()
            progress.files(done, len(found))
        self._flush(now=True)
        return outcome

    def carry(self, records: Iterable[Record]) -> list[Record]:
        """The same records cut anew from their stored texts, for files that are not looked at."""
        carried = []
        for record in records:
            article = self._catalog.article(record)
            version = self._version(article, may_be_empty=True)
            carried.append(replace(record, version=version))
            self._flush()
        self._flush(now=True)
        return carried

    def _version(self, article: Article, *, may_be_empty: bool = False) -> str:
        key = version_key(self._fingerprint, article)
        if key not in self._versions and not self._catalog.versions.has(key):
            embedder = self._embedder()
            pieces = min(self._chunking.pieces, embedder.max_pieces)
            fitting = self._chunking.model_copy(update={"pieces": pieces})
            passages = chunk(article, embedder.count, fitting)
            if not passages and not may_be_empty:
                raise UnreadableArticle(CLUTTER_ONLY)
            self._versions[key] = article, passages
        return key

    def _flush(self, *, now: bool = False) -> None:
        if not now and monotonic() - self._last < COMMIT_EVERY:
            return
        if self._versions or self._refusals:
            with self._catalog.transaction():
                for key, (article, passages) in self._versions.items():
                    self._catalog.versions.add(key, article, passages)
                for reading, why in self._refusals.items():
                    self._catalog.refuse(self._fingerprint, reading, why)
            self._versions.clear()
            self._refusals.clear()
        self._last = monotonic()


def _parsed(found: Found) -> Article:
    """The article in a file. Raises UnreadableArticle, OSError."""
    article = parse(found.raw)
    try:
        for text in (article.text, article.title, article.source, article.url or ""):
            text.encode()
    except UnicodeEncodeError:
        raise UnreadableArticle(
            "The file holds characters that are no Unicode text; save it as UTF-8."
        ) from None
    return article


def _record(found: Found, article: Article, version: str) -> Record:
    return Record(
        id=found.raw.id,
        version=version,
        digest=found.raw.digest,
        path=found.path,
        name=found.name,
        local=found.local,
        title=article.title,
        source=article.source,
        url=article.url,
        date=article.date,
    )
