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
AFTER_HEAD = frozenset("in with on at from".split())
BETWEEN = frozenset("between of from in with for by to both".split())
OBJECTS = frozenset("them him her".split())
ADVERBS = frozenset("also then alone later only never first".split())


@dataclass(frozen=True, slots=True)
class Region:
    """A run of clauses and the names that head it; none for what comes before any.

    A gapped one has no verb and takes it from before: "Peru with 13%". An open one speaks of
    somebody before it too: "where the Crown had promised them land".
    """

    heads: frozenset[str]
    held: frozenset[str]
    gapped: bool = False
    open: bool = False


def misplaced(text: str, quote: str) -> str | None:
    """A word that the quote has in somebody else's region, as a reason, or nothing."""
    theirs = regions(quote)
    if len(theirs) < 2:
        return None
    for mine in regions(text):
        homes = [one for one in theirs if _meet(mine.heads, one.held)]
        if not mine.heads or not homes:
            continue
        gapped = any(one.gapped for one in homes)
        for word in mine.held - mine.heads:
            if gapped and not word[0].isdigit():
                continue
            places = [one for one in theirs if word in one.held]
            foreign = [
                one
                for one in places
                if one.heads and not one.open and not _meet(one.heads, mine.held)
            ]
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
    names |= {one.start for one in words[:1] if one.capital and not one.stop}
    found: list[tuple[frozenset[str], set[str], bool]] = [(frozenset(), set(), False)]
    opened: set[int] = set()
    listed = 0
    for i, one in enumerate(words):
        after = _opens(words, i, names) if one.start >= listed else None
        if after:
            run = _run(words, i, names)
            listed = run[-1].end
            heads = frozenset(_entity(head) for head in run)
            gapped = after.word in AFTER_HEAD or after.text[0].isdigit()
            found.append((heads, set(), gapped))
        if not one.stop:
            found[-1][1].add(_entity(one))
        elif one.word in OBJECTS:
            opened.add(len(found) - 1)
    return tuple(
        Region(heads, frozenset(held), gap, i in opened)
        for i, (heads, held, gap) in enumerate(found)
        if held
    )


def _entity(one: Token) -> str:
    return CAPITALS.get(one.base, one.base)


def _opens(words: tuple[Token, ...], i: int, names: set[int]) -> Token | None:
    """What follows a name that begins a clause here, where the clause is about it."""
    if words[i].start not in names:
        return None
    j = i - 1
    while j >= 0 and words[j].part == words[i].part and words[j].word in OPENERS:
        j -= 1
    if j >= 0 and words[j].part == words[i].part:
        return None
    if j >= 0 and words[j].start in names and (j == i - 1 or words[j - 1].word in BETWEEN):
        return None  # one of a list
    run = _run(words, i, names)
    at = words.index(run[-1]) + 1
    while at < len(words) and words[at].word in ADVERBS:
        at += 1
    if at == len(words):
        return None
    after = words[at]
    about = is_verb(after) or after.word in AFTER_HEAD or after.text[0].isdigit()
    return after if about or at > words.index(run[-1]) + 1 else None


def _run(words: tuple[Token, ...], i: int, names: set[int]) -> list[Token]:
    """A name from its first word, with those listed with it."""
    run = [words[i]]
    for one in words[i + 1 :]:
        if one.start in names:
            run.append(one)
        elif one.word not in ("and", "of", "the"):
            break
    return run
