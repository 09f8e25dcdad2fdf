"""Whether a sentence affirms what a quote affirms, and as firmly. English rules.

Looks for a denial that was dropped or added, a plan told as a fact, an allegation told as one,
"some" that became "all", and words that were turned into their opposites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.lexicon import (
    ALL,
    ALL_TOLD,
    COMMITTING,
    DENIAL,
    FUTURE,
    HEDGE,
    INTENT,
    LESSER,
    NOT,
    OPPOSITES,
    PART,
    SOFTENED,
    WHOLE,
)
from rag.answer.reading import Token, is_auxiliary, tokens
from rag.answer.verify_numbers import FIRST
from rag.terms import stem

YET = re.compile(r"\byet to\b", re.IGNORECASE)
EARLIER = frozenset("before until till previously earlier ever yet".split())
NEVER_BEFORE = frozenset("no never none nobody not".split())
ADVERBS = frozenset("yet also formally officially ever even only just still longer one".split())
PERFECT = frozenset("has have had was were been did having".split())
ENOUGH = 0.6  # share of what is denied that makes a sentence speak of it
ONLY_SAID = 0.5  # the same of what is alleged


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that makes what follows not so, only said, or still to come.

    `scope` are the words that say something after it in its clause, `head` the first of them;
    before it stands `subject`.
    """

    word: Token
    scope: tuple[Token, ...]
    subject: tuple[Token, ...]

    @property
    def head(self) -> Token | None:
        """What is denied, alleged or planned."""
        return self.scope[0] if self.scope else None

    @property
    def bases(self) -> frozenset[str]:
        """The base forms of the scope."""
        return frozenset(token.base for token in self.scope)


def disagreement(text: str, quote: str) -> str | None:
    """What a sentence says with another sign than the quote does, as a reason, or nothing."""
    return (
        _denied(text, quote)
        or _opposite(text, quote)
        or _widened(text, quote)
        or _committed(text, quote)
        or _planned(text, quote)
        or _alleged(text, quote)
    )


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Cue, ...]:
    """The cues of negation in a text."""
    words = tokens(text)
    yet = [match.start() for match in YET.finditer(text)]
    return tuple(
        _cue(words, i)
        for i, one in enumerate(words)
        if one.word in NOT
        or (one.base in DENIAL and one.word != "different")
        or one.start in yet
        or _contracted(words, i, text)
    )


def _contracted(words: Sequence[Token], i: int, text: str) -> bool:
    """Whether this is the t of "didn't"."""
    return words[i].word == "t" and i > 0 and text[words[i].start - 1] in "'’"


def _cue(words: Sequence[Token], i: int) -> Cue:
    part = [one for one in words if one.part == words[i].part]
    at = part.index(words[i])
    scope = [one for one in part[at + 1 :] if _says(one)]
    subject = [one for one in part[:at] if _says(one)]
    return Cue(words[i], tuple(scope), tuple(subject))


def _says(one: Token) -> bool:
    return not one.stop and one.word not in ADVERBS and not one.word.endswith("ly")


def _denied(text: str, quote: str) -> str | None:
    mine, theirs = denials(text), denials(quote)
    said = frozenset(one.base for one in tokens(text))
    if not mine:
        for cue in theirs:
            if _speaks_of(cue, said):
                return f"the quote denies this (“{cue.word.text}”)"
        return None
    if theirs or _first_of_all(text, quote):
        return None
    if all(cue.word.base in DENIAL and cue.word.word not in NOT for cue in mine):
        return None if _shares_denial(mine, quote) else "the quotes do not deny this"
    return "the quotes do not deny this"


def _shares_denial(mine: Sequence[Cue], quote: str) -> bool:
    there = {one.base for one in tokens(quote)}
    return all(cue.word.base in there for cue in mine)


def _speaks_of(cue: Cue, said: frozenset[str]) -> bool:
    """Whether a text with these words says what a quote denies."""
    if cue.word.base in DENIAL and cue.word.base in said:
        return False
    if cue.head is None:
        return any(one.base in said for one in cue.subject if one.capital)
    if cue.head.base in said:
        return True
    rest = cue.bases - {cue.head.base}
    return len(rest) > 1 and len(rest & said) / len(rest) >= ENOUGH


def _first_of_all(text: str, quote: str) -> bool:
    """Whether "never before" in one stands for "the first" in the other."""
    words = {one.word for one in tokens(text)}
    there = {one.word for one in tokens(quote)}
    return bool(words & NEVER_BEFORE and words & EARLIER and there & {"first", *FIRST.split()})


def _opposite(text: str, quote: str) -> str | None:
    here, there = tokens(text), tokens(quote)
    bases = {one.base for one in here} | {stem(one.word) for one in here}
    others = {one.base for one in there} | {stem(one.word) for one in there}
    uneven = bool(denials(text)) != bool(denials(quote))
    for one_side, other_side in OPPOSITES:
        for side, against in ((one_side, other_side), (other_side, one_side)):
            mine = bases & side
            if not mine or not others & against or uneven:
                continue
            if not others & side:
                if bases & against:
                    continue
                found = next(one for one in there if {one.base, stem(one.word)} & against)
                word = next(one for one in here if {one.base, stem(one.word)} & side)
                return f"it says “{word.text}” where the quote says “{found.text}”"
            flipped = _flipped(here, there, side, against)
            if flipped:
                return flipped
    return None


def _flipped(
    here: Sequence[Token], there: Sequence[Token], side: frozenset[str], against: frozenset[str]
) -> str | None:
    """Whether the word's neighbour goes with the opposite word in the quote."""
    for i, word in enumerate(here):
        if word.base not in side:
            continue
        near = sorted(
            (one for one in here if _says(one) and one.part == word.part and one is not word),
            key=lambda one: abs(here.index(one) - i),
        )
        for one in near[:2]:
            parts = {other.part for other in there if other.base == one.base}
            if not parts:
                continue
            held = {other.base for other in there if other.part in parts}
            if held & against and not held & side:
                return f"“{word.text}” is said of something else in the quote"
            break
    return None


def _committed(text: str, quote: str) -> str | None:
    """A word that commits somebody, or a rank, which the quote does not give."""
    here, there = tokens(text), tokens(quote)
    bases = {one.base for one in there}
    for one in here:
        for group in COMMITTING:
            if one.base in group and not one.stop and not bases & group:
                return f"the quote does not say “{one.text}”"
        if one.word in ALL and not {other.word for other in there} & ALL_TOLD:
            return f"the quote does not say “{one.text}”"
    lesser = {there[i + 1].base for i, one in enumerate(there[:-1]) if one.word in LESSER}
    plain = {
        one.base
        for i, one in enumerate(there)
        if one.base in lesser and (i == 0 or there[i - 1].word not in LESSER)
    }
    for i, one in enumerate(here):
        if one.base in lesser - plain and (i == 0 or here[i - 1].word not in LESSER):
            return f"the quote gives a lesser rank than “{one.text}”"
    return None


def _widened(text: str, quote: str) -> str | None:
    here, there = tokens(text), tokens(quote)
    whole = [one for one in here if one.word in WHOLE]
    part = [one for one in there if one.word in PART]
    if not whole or not part or any(one.word in WHOLE for one in there):
        return None
    following = {here[i + 1].base for i, one in enumerate(here[:-1]) if one in whole}
    counted = {there[i + 1].base for i, one in enumerate(there[:-1]) if one in part}
    if following & counted or any(one.word in ("always", "entirely") for one in whole):
        return f"it says “{whole[0].text}” where the quote says “{part[0].text}”"
    return None


@lru_cache(maxsize=4096)
def plans(text: str) -> tuple[Cue, ...]:
    """The cues of what is still to come: will, due to, plans to."""
    words = tokens(text)
    found = []
    for i, one in enumerate(words):
        planned = one.base in INTENT and any(after.word == "to" for after in words[i + 1 : i + 3])
        if one.word in FUTURE or planned:
            found.append(_cue(words, i))
    return tuple(found)


def _planned(text: str, quote: str) -> str | None:
    mine = {cue.head.base for cue in plans(text) if cue.head}
    theirs = {cue.head.base for cue in plans(quote) if cue.head}
    here, there = tokens(text), tokens(quote)
    for i, one in enumerate(here):
        if one.base in theirs and not plans(text) and _is_past(here, i):
            done = any(
                two.base == one.base and _is_past(there, j) and not _in_plan(two, quote)
                for j, two in enumerate(there)
            )
            if not done:
                return f"the quote only says this is to come (“{one.text}”)"
    for base in mine - theirs:
        past = [j for j, two in enumerate(there) if two.base == base]
        if past and all(_is_past(there, j) for j in past) and not plans(quote):
            return f"the quote says this has already happened (“{there[past[0]].text}”)"
    return None


def _in_plan(one: Token, text: str) -> bool:
    return any(cue.head is one for cue in plans(text))


def _is_past(words: Sequence[Token], i: int) -> bool:
    one = words[i]
    before = [word for word in words[max(0, i - 3) : i] if is_auxiliary(word)]
    if any(word.word in FUTURE or word.word in ("to", "be") for word in words[max(0, i - 2) : i]):
        return False
    irregular = one.base != stem(one.word)
    return one.word.endswith("ed") or irregular or any(word.word in PERFECT for word in before)


def _alleged(text: str, quote: str) -> str | None:
    here = tokens(text)
    if any(one.base in SOFTENED or stem(one.word) in SOFTENED for one in here):
        return None
    said = {one.base for one in here if _says(one)}
    words = tokens(quote)
    for i, one in enumerate(words):
        if one.base not in HEDGE:
            continue
        cue = _cue(words, i)
        if cue.scope and len(cue.bases & said) / len(cue.bases) >= ONLY_SAID:
            return f"the quote only says that this is claimed (“{one.text}”)"
    return None
