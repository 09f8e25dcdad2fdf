"""What every file format yields before an article is made of it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The text to store and what the file declares about it, not yet checked.

    `clutter` marks what the format knows to be no report, such as front matter.
    """

    text: str
    title: object = None
    date: object = None
    source: object = None
    url: object = None
    clutter: tuple[Span, ...] = ()
