"""Whether a sentence says of somebody what its quote says of somebody else. English rules.

"Davis had five sacks, while Kuechly led the team" has two regions, each headed by a name that
begins a clause. What stands only in the region of one is not said of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.answer.gazetteer import CAPITALS
from rag.answer.reading import Token, akin, is_verb, tokens
from rag.answer.verify_names import name_words

OPENERS = frozenset(
    "the a an and but while whereas both also then by followed although when".split()
)
AFTER_HEAD = frozenset("in with on at from also then alone later".split())


@dataclass(frozen=True, slots=True)
class Region:
    """A run of clauses and the names that head it; none for what comes before any."""

    heads: frozenset[str]
    held: frozenset[str]


def misplaced(text: str, quote: str) -> str | None:
    """A word that the quote has in somebody else's region, as a reason, or nothing."""
    theirs = regions(quote)
    if len(theirs) < 2:
        return None
    for mine in regions(text):
        homes = [one for one in theirs if _meet(mine.heads, one.held)]
        if not mine.heads or not homes:
            continue
        for word in mine.held - mine.heads:
            places = [one for one in theirs if word in one.held]
            foreign = [one for one in places if one.heads and not _meet(one.heads, mine.heads)]
            if places and len(foreign) == len(places) and not any(one in homes for one in places):
                return "the quote says this of somebody else"
    return None


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(akin(one, other) for one in some for other in others)


@lru_cache(maxsize=4096)
def regions(text: str) -> tuple[Region, ...]:
    """The regions of a text, in order."""
    words = tokens(text)
    names = {one.start for one in name_words(text)}
    found: list[tuple[frozenset[str], set[str]]] = [(frozenset(), set())]
    for i, one in enumerate(words):
        if _opens(words, i, names):
            heads = frozenset(_entity(head) for head in _run(words, i, names))
            found.append((heads, set()))
        if not one.stop:
            found[-1][1].add(_entity(one))
    return tuple(Region(heads, frozenset(held)) for heads, held in found if held)


def _entity(one: Token) -> str:
    return CAPITALS.get(one.base, one.base)


def _opens(words: tuple[Token, ...], i: int, names: set[int]) -> bool:
    """Whether a name begins a clause here and is what the clause is about."""
    if words[i].start not in names:
        return False
    j = i - 1
    while j >= 0 and words[j].part == words[i].part and words[j].word in OPENERS:
        j -= 1
    if j >= 0 and words[j].part == words[i].part:
        return False
    if j >= 0 and words[j].start in names and j == i - 1:
        return False  # one of a list
    run = _run(words, i, names)
    after = words.index(run[-1]) + 1
    return after < len(words) and (is_verb(words[after]) or words[after].word in AFTER_HEAD)


def _run(words: tuple[Token, ...], i: int, names: set[int]) -> list[Token]:
    """A name from its first word, with those listed with it."""
    run = [words[i]]
    for one in words[i + 1 :]:
        if one.start in names:
            run.append(one)
        elif one.word not in ("and", "of", "the"):
            break
    return run
