"""Cut a region of text into sentences, as spans. Rules, no model: news and encyclopedia prose.

A line break ends a sentence (headlines have no full stop) unless the region is hard-wrapped.
Knows nothing of clutter, passages or files; which full stops end a sentence is in `stops`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from rag.domain import Span
from rag.ingest.lines import Line, lines, trim
from rag.stops import stops

LONGEST = 600
"""Characters of a sentence, at most: what is longer is a table or a list and is cut."""

_BULLET = re.compile(r"(?:[-*+•‣▪◦●–—#>|]|\(?[0-9]{1,3}[.)]|[a-z][.)])\s")
_CLAUSE = re.compile(r"[;:,،、，；|–—]\s*|\s+-\s+")
_NARROWEST, _WIDEST = 50, 100


def split_sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Sentences of `text[start:end]`: trimmed, sorted, apart, none empty, offsets of `text`.

    Every character of the region that is not white space lies in one of them.
    """
    return tuple(
        part
        for block in blocks(text, start, end)
        for sentence in _sentences(text, block)
        for part in cut(text, sentence, LONGEST)
    )


def blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that belong together: single lines, or paragraphs of hard-wrapped text."""
    found = list(lines(text, start, end))
    width = _wrapped_at(text, found)
    opened = 0
    for at, line in enumerate(found, 1):
        if width and at < len(found) and _continues(text, line, found[at], width):
            continue
        yield Span(found[opened].start, line.end)
        opened = at


def cut(text: str, span: Span, longest: int) -> Iterator[Span]:
    """The span in parts of at most `longest` characters, cut after a clause or between words."""
    start = span.start
    while span.end - start > longest:
        at = _cut_at(text, start, start + longest)
        part = trim(text, start, at)
        if part:
            yield part
        start = at
    part = trim(text, start, span.end)
    if part:
        yield part


def _sentences(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for stop in stops(text, block.start, block.end):
        span = trim(text, start, stop)
        if span:
            yield span
        start = stop
    span = trim(text, start, block.end)
    if span:
        yield span


def _wrapped_at(text: str, found: list[Line]) -> int:
    """The column at which the lines are hard-wrapped, 0 when they are not.

    Wrapped text fills its lines: the first word of the next line would not have fitted.
    """
    pairs = [(a, b) for a, b in pairwise(found) if not b.apart]
    if len(pairs) < 3:
        return 0
    lengths = sorted(line.end - line.start for line, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    full = sum(_continues(text, a, b, width) for a, b in pairs)
    return width if full >= 0.7 * len(pairs) else 0


def _continues(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether the break between two lines is there only because the line was full."""
    if following.apart or _BULLET.match(text, following.start, following.end):
        return False
    word = text[following.start : min(following.end, following.start + _WIDEST)].split(None, 1)[0]
    return width - 3 < line.end - line.start + 1 + len(word) and line.end - line.start <= width + 12


def _cut_at(text: str, start: int, limit: int) -> int:
    """Where to cut at or before `limit`, past the middle if anything there allows it."""
    middle = start + max(1, (limit - start) // 2)
    clauses = [match.end() for match in _CLAUSE.finditer(text, middle, limit)]
    if clauses:
        return clauses[-1]
    for at in range(limit, middle, -1):
        if text[at - 1].isspace():
            return at
    at = limit
    while at > middle and unicodedata.combining(text[at]):
        at -= 1
    return at
