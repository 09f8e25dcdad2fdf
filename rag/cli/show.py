"""An answer as a person reads it in a terminal. Knows nothing of how it came to be."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from rag.cli.common import one_line, printable
from rag.domain import Answer, Listing, Quote

INDENT = 4


def show(answer: Answer, out: Console) -> None:
    """Print an answer with its sources, or a refusal with what is worth reading instead."""
    out.print(Text(printable(answer.text)))
    if answer.standalone != answer.question:
        out.print(Text(f"searched for: {one_line(answer.standalone)}", "dim"))
    if answer.closest:
        out.print("\nClosest passages")
    for quote in (*answer.quotes, *answer.closest):
        number = f"[{quote.n}] " if quote.n else ""
        out.print(Text(f"\n{number}{heading(quote)}"))
        indented(f"“{quote.text}”", out)


def heading(place: Quote | Listing) -> str:
    """Which article something is from."""
    day = place.date.isoformat() if place.date else "no date"
    return one_line(" · ".join([place.title, place.source, day]))


def indented(text: str, out: Console, *, by: int = INDENT, style: str = "") -> None:
    """Print a text with white space before each of its lines, none wider than the terminal."""
    # Line by line: rich would fill each up to the longest with spaces.
    for line in Text(printable(text), style).wrap(out, max(out.width - by, by)):
        line.rstrip()
        out.print(Text(" " * by if line else "") + line)
