"""Join the lines that a printed page broke: paragraphs whole, hyphens undone, margins gone.

For text whose layout is ours to choose. Knows nothing of PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_PAGE_NUMBER = re.compile(
    r"(?:page\s)?[-–—\s]{0,4}[0-9]{1,4}(?:\s?(?:/|of)\s?[0-9]{1,4})?[-–—\s]{0,4}", re.I
)
_SENTENCE_END = re.compile(r"[.!?:。！？।][\"”’')\]]{0,3}$")
_BULLET = re.compile(r"(?:[•‣▪◦●–—*-]|\(?[0-9]{1,3}[.)])\s")
_HYPHENATED = re.compile(r"(\w*[^\W\d_])[-\u00ad\u2010]$")


def paragraphs(pages: list[list[str]]) -> Iterator[str]:
    """Lines joined where only the page's width broke them."""
    kept = [line for page in _without_margins(pages) for line in page]
    lengths = sorted(len(line) for line in kept if line)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    words = {word for line in kept for word in re.findall(r"\w+-\w+", line)}
    parts: list[str] = []
    previous = ""
    for line in kept:
        if parts and _breaks(previous, line, width):
            yield "".join(parts)
            parts = []
        if line:
            _append(parts, line, words)
        previous = line
    if parts:
        yield "".join(parts)


def _breaks(previous: str, line: str, width: int) -> bool:
    """Whether a new paragraph starts with this line."""
    if not line or not previous or _BULLET.match(line):
        return True
    short = len(previous) + 1 + len(line.split(None, 1)[0]) < 0.9 * width
    if _SENTENCE_END.search(previous):
        return short
    return short and not line[0].islower()


def _append(parts: list[str], line: str, words: set[str]) -> None:
    """Add a line, without the hyphen that only its end called for."""
    hyphen = _HYPHENATED.search(parts[-1]) if parts else None
    if not hyphen or not line[0].islower():
        parts.append(f" {line}" if parts else line)
        return
    follows = re.match(r"\w+", line)
    if follows and f"{hyphen[1]}-{follows.group()}" in words:
        parts.append(line)
    else:
        parts[-1] = parts[-1][:-1]
        parts.append(line)


def _without_margins(pages: list[list[str]]) -> Iterator[list[str]]:
    """The pages without page numbers and without headers that most of them repeat."""
    trimmed = [[line for line in page if line] and page for page in pages]
    edges = Counter(
        _digitless(line) for page in trimmed for line in {*_filled(page)[:1], *_filled(page)[-1:]}
    )
    repeated = {edge for edge, times in edges.items() if times >= 3 and times * 2 > len(pages)}
    for page in trimmed:
        filled = _filled(page)
        outer = {*filled[:1], *filled[-1:]}
        yield [
            line
            for line in page
            if not (
                line in outer and (_PAGE_NUMBER.fullmatch(line) or _digitless(line) in repeated)
            )
        ]


def _filled(page: list[str]) -> list[str]:
    return [line for line in page if line]


def _digitless(line: str) -> str:
    return re.sub(r"[0-9]+", "0", line)
