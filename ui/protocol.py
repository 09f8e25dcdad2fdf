"""What the page needs of the assistant, and no more. Knows none of its implementation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.domain import Answer, Listing, Turn


class Answerer(Protocol):
    """Answers questions over indexed articles; safe to call from several threads."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """Pieces of a draft, each to be put after the one before, then the Answer, last.

        There may be no draft. Raises RagError for what a person can act on. When the iterator is
        a generator, closing it early stops the work.
        """

    def examples(self, count: int = 4) -> list[str]:
        """Questions that the articles answer, at most `count`."""

    def listings(self) -> list[Listing]:
        """What is indexed."""
