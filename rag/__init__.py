"""Footnote: answers from a folder of articles, every sentence standing on a quote.

Importing this package loads nothing heavy; `Assistant.open` loads what a question needs.
"""

from rag.domain import Answer, Article, Filters, Hit, Passage, Quote, Span, Statement, Turn
from rag.errors import RagError
from rag.settings import Settings

__all__ = [
    "Answer",
    "Article",
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
