"""A quote with the text around it, cut where a reader would cut. Knows nothing of HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.domain import Quote
from ui.strings import Strings

ROOM = 320
"""Characters of context shown on each side, at most."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The quote, character for character, and what is shown before and after it."""

    before: str
    quoted: str
    after: str


def excerpt(quote: Quote, room: int = ROOM) -> Excerpt:
    """The quote in its context, each side cut at a sentence, else a word, to `room` characters.

    A context that does not hold the quote where the offsets say is left out: what is highlighted
    is always the quote itself.
    """
    at = quote.start - quote.context.start
    end = at + len(quote.text)
    if at < 0 or quote.context_text[at:end] != quote.text:
        return Excerpt("", quote.text, "")
    before = _cut_front(quote.context_text[:at], room)
    after = _cut_back(quote.context_text[end:], room)
    return Excerpt(before, quote.text, after)


def _cut_front(text: str, room: int) -> str:
    if len(text) <= room:
        return text.lstrip()
    tail = text[-room:]
    boundary = _SENTENCE_END.search(tail, 0, room * 2 // 3) or _SPACE.search(tail)
    return f"{Strings.CUT} {tail[boundary.end() :] if boundary else tail}"


def _cut_back(text: str, room: int) -> str:
    if len(text) <= room:
        return text.rstrip()
    head = text[:room]
    ends = list(_SENTENCE_END.finditer(head, room // 3)) or list(_SPACE.finditer(head))
    return f"{head[: ends[-1].start() + 1].rstrip() if ends else head} {Strings.CUT}"
