"""Names in a text, by how they are written, and what they may be names of. English rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.terms import STOP, fold

NAME = re.compile(
    r"[^\W\d_a-z][\w’'\-]*(?:\s+(?:(?:of|bin|van|de|al|ul)\s+)?[^\W\d_a-z][\w’'\-]*)*"
)
POSSESSIVE = re.compile(r"[’']s?$")
PLACE_BEFORE = re.compile(r"\b(in|to|from|at|near|visit(?:ed|ing)?|towards?)\s+$", re.IGNORECASE)
PERSON_BEFORE = re.compile(
    r"\b(ministers?|presidents?|secretary|spokes\w+|envoy|ambassador|director|chief|leader|king|"
    r"queen|prince|general|colonel|judge|doctor|professor|counterpart|mr|mrs|ms|dr|sir)\.?,?\s+$",
    re.IGNORECASE,
)
PERSON_AFTER = re.compile(
    r"^[’'s]*,?\s+(said|says|met|told|announced|stated|posted|hailed|added|visited|travel\w+|"
    r"expressed|held|was born|wrote|argued|believed|died)\b"
)
BODY = re.compile(
    r"\b(ministry|government|emirate|republic|states?|union|nations|party|court|university|"
    r"company|committee|council|agency|administration|army|war|taliban|afghanistan|pakistan)\b",
    re.IGNORECASE,
)
TITLES = frozenset(
    """minister president foreign deputy prime acting interim secretary external affairs special
    envoy spokesman spokesperson mr mrs ms dr""".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, where it begins, and signs that it is a person or a place."""

    text: str
    start: int
    person: int
    place: int


def find_names(text: str) -> list[Name]:
    """The names in a text, in order, each once."""
    found: dict[str, Name] = {}
    for match in NAME.finditer(text):
        written = match.group().split()
        words = [POSSESSIVE.sub("", word) for word in written]
        skipped = 0
        while skipped < len(words) and fold(words[skipped]) in STOP | TITLES:
            skipped += 1
        name = " ".join(words[skipped:])
        if len(name) < 2 or name in found:
            continue
        before, after = text[: match.start()], text[match.end() :]
        titled = skipped and fold(words[skipped - 1]) in TITLES
        person = 2 * bool(PERSON_BEFORE.search(before) or titled)
        person += bool(PERSON_AFTER.match(after)) + (2 <= len(words) - skipped <= 4)
        person -= 3 * bool(BODY.search(name))
        start = match.start() + match.group().index(words[skipped])
        found[name] = Name(name, start, person, 2 * bool(PLACE_BEFORE.search(before)))
    return list(found.values())
