"""Names in a text, by how they are written, and what they may be names of. English rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.terms import STOP, fold

RUN = re.compile(r"[^\W\d_a-z][\w’'\-]*(?:\s+(?:(?:of|bin|van|de|al|ul)\s+)?[^\W\d_a-z][\w’'\-]*)*")
JOINING = frozenset(("of", "bin", "van", "de", "al", "ul"))
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
    for match in RUN.finditer(text):
        for name, start, titled in _split_run(match.group(), match.start()):
            before, after = text[: match.start()], text[start + len(name) :]
            person = 2 * bool(titled or PERSON_BEFORE.search(before))
            person += bool(PERSON_AFTER.match(after)) + (2 <= len(name.split()) <= 4)
            person -= 3 * bool(BODY.search(name))
            place = 2 * bool(start == match.start() and PLACE_BEFORE.search(before))
            found.setdefault(name, Name(name, start, person, place))
    return list(found.values())


def _split_run(run: str, offset: int) -> list[tuple[str, int, bool]]:
    """The names in a run of capitalised words: text, start, and whether a title stands before.

    "Kabul's Foreign Minister Amir Khan Muttaqi" holds two: one ends with the possessive, the
    other begins after the title.
    """
    names: list[tuple[str, int, bool]] = []
    words: list[re.Match[str]] = []
    titled = False

    def close() -> None:
        while words and words[-1].group() in JOINING:
            words.pop()
        name = POSSESSIVE.sub("", run[words[0].start() : words[-1].end()]) if words else ""
        if len(name) > 1:
            names.append((name, offset + words[0].start(), titled))
        words.clear()

    for word in re.finditer(r"\S+", run):
        plain = fold(POSSESSIVE.sub("", word.group()))
        if plain in TITLES or (plain in STOP and not words):
            close()
            titled = plain in TITLES
            continue
        words.append(word)
        if POSSESSIVE.search(word.group()):
            close()
            titled = False
    close()
    return names
