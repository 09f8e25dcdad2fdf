"""Footnote: answers from a folder of articles, every sentence standing on a quote.

Importing this package loads nothing heavy; `Assistant.open` loads what a question needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.domain import Answer, Article, Filters, Hit, Passage, Quote, Span, Statement, Turn
from rag.errors import RagError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant


__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Filters",
    "Hit",
    "Passage",
    "Quote",
    "RagError",
    "Settings",
    "Span",
    "Statement",
    "Turn",
]


def __getattr__(name: str) -> Any:
    """`from rag import Assistant` loads the stages only when it is asked for."""
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
