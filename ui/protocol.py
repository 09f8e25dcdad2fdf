"""What the page needs of the service and its assistants, and no more. Knows no implementation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.domain import Answer, Article, Filters, Listing, Turn
from rag.feedback import Rating
from rag.settings import Settings
from ui.access.visitor import Visitor


class Answerer(Protocol):
    """Answers questions over indexed articles; safe to call from several threads."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[str | Answer]:
        """Pieces of a draft, each to be put after the one before, then the Answer, last.

        There may be no draft. Raises RagError for what a person can act on. Closing what is
        returned stops the work; where it is no generator, from any thread and at once.
        """

    def examples(self, count: int = 4) -> list[str]:
        """Questions that the articles answer, at most `count`."""

    def suggest(self, answer: Answer, count: int = 3) -> list[str]:
        """Questions that may follow an answer and that the articles answer, at most `count`."""

    def listings(self) -> list[Listing]:
        """What is indexed."""

    def article(self, article: str) -> Article | None:
        """An article with its whole text, or None when it is not indexed."""


class Portal(Protocol):
    """Decides who may ask what, and keeps answers for their rating; safe to call from threads."""

    @property
    def settings(self) -> Settings:
        """The settings that everything was opened with."""

    def collections(self, visitor: Visitor) -> list[str]:
        """The collections that a visitor may ask and that are indexed, `default` first."""

    def assistant(self, visitor: Visitor, collection: str) -> Answerer:
        """The assistant of a collection. Raises RagError where there is none for this visitor."""

    def spend(self, visitor: Visitor) -> None:
        """Count one question of a visitor. Raises RagError when they ask too fast."""

    def remember(self, answer: Answer, collection: str, visitor: Visitor) -> str:
        """Keep an answer for a while, and give it an id for `rate`."""

    def rate(self, visitor: Visitor, answer: str, rating: Rating, note: str) -> bool:
        """Store what a visitor thinks of an answer; False where it is not remembered."""
