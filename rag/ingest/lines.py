"""Lines and regions of a text, as spans. Knows nothing of what the lines say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rag.domain import Span

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{BREAKS}]+")
_BREAK = re.compile(f"\r\n|[{BREAKS}]")


class Line(NamedTuple):
    """One line that is not blank, without the white space around it.

    `apart` is true when a blank line, or the start of the region, is before it.
    """

    start: int
    end: int
    apart: bool


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of a region that hold more than white space, in order."""
    end = len(text) if end is None else end
    before: int | None = None
    for match in _LINE.finditer(text, start, end):
        span = trim(text, *match.span())
        if span is None:
            continue
        apart = before is None or sum(1 for _ in _BREAK.finditer(text, before, match.start())) > 1
        yield Line(span.start, span.end, apart)
        before = match.end()


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def merge(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same coverage, sorted and apart: spans with only white space between become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (
            span.start <= merged[-1].end or not text[merged[-1].end : span.start].strip()
        ):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def gaps(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """What lies between sorted spans that are apart, from 0 to `length`; nothing empty."""
    start = 0
    for span in spans:
        if span.start > start:
            yield Span(start, span.start)
        start = span.end
    if length > start:
        yield Span(start, length)
