"""One service behind every road: which visitor may ask which collection, and how fast.

Page, REST, OpenAI-style, widget and MCP all ask here and nowhere else, so that a collection is as
closed on one road as on the other. Knows neither HTTP nor HTML.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.collections import DEFAULT, at
from rag.domain import Answer
from rag.feedback import Rating, rate, record
from rag.settings import Settings
from ui.access.rate import Buckets
from ui.access.refused import Forbidden
from ui.access.visitor import Visitor
from ui.library import Library, Shelves

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Remembered", "Service", "Visitor"]

REMEMBERED = 1_000
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer that was given, so that somebody can say what they think of it."""

    answer: Answer
    collection: str
    visitor: str


class Service:
    """Safe for threads. Opens assistants when they are first asked for."""

    def __init__(self, settings: Settings, library: Library | None = None) -> None:
        self.settings = settings
        self._library = library or Shelves(settings)
        self._buckets = Buckets()
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, Remembered] = OrderedDict()

    def collections(self, visitor: Visitor) -> list[str]:
        """The collections that a visitor may ask and that are indexed, `default` first."""
        return [name for name in self._library.names() if visitor.may_see(name)]

    def assistant(self, visitor: Visitor, collection: str = DEFAULT) -> Assistant:
        """The assistant of a collection.

        Raises Forbidden for a collection that is not there or not theirs; for `default`, which
        everybody knows of, IndexMissing while nothing is indexed; and what opening it raises.
        """
        if not visitor.may_see(collection):
            raise Forbidden(collection)
        if collection != DEFAULT and collection not in self._library.names():
            raise Forbidden(collection)
        return self._library.assistant(collection)

    def spend(self, visitor: Visitor) -> None:
        """Count one question of a visitor. Raises TooMany when they ask too fast.

        The requests in `ui.access.layer.ASKING` are counted before they reach their road; only
        a road whose questions are no such requests (page, MCP) calls this itself.
        """
        if visitor.rate is not None:
            self._buckets.take(visitor.name, visitor.rate, visitor.rate / MINUTE)

    def ready(self) -> list[str]:
        """Why no question could be answered now, a sentence each; empty when one could."""
        return self._library.missing()

    def remember(self, answer: Answer, collection: str, visitor: Visitor) -> str:
        """Keep an answer for its feedback and give it an id; the latest thousand are kept."""
        identity = secrets.token_urlsafe(12)
        with self._lock:
            self._answers[identity] = Remembered(answer, collection, visitor.name)
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return identity

    def remembered(self, identity: str, visitor: Visitor) -> Remembered | None:
        """An answer that this visitor was given, or None."""
        with self._lock:
            found = self._answers.get(identity)
        return found if found is not None and found.visitor == visitor.name else None

    def rate(self, visitor: Visitor, answer: str, rating: Rating, note: str = "") -> bool:
        """Keep what a visitor thinks of an answer they were given, by its id.

        False where it is not remembered for them. Raises StorageFailed.
        """
        found = self.remembered(answer, visitor)
        if found is None:
            return False
        settings = at(self.settings, found.collection)
        about = {"collection": found.collection, "visitor": visitor.name}
        record(self.settings, rate(found.answer, answer, rating, note, settings=settings, **about))
        return True

    def close(self) -> None:
        """Give the indexes and models back."""
        self._library.close()
