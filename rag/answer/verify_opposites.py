"""Whether a sentence turns a word of its quote into another of more or of other weight.

Looks for opposites (rise, fall), for "all" instead of "some", for words that commit somebody, and
for ranks that were raised. English lists, in rag.answer.lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.lexicon import ALL, ALL_TOLD, DENIAL, LESSER, PART, WHOLE
from rag.answer.opposites import COMMITTING, OPPOSITES
from rag.answer.reading import Token, akin, bases, tokens
from rag.answer.verify_cues import says_something
from rag.answer.verify_denied import MOST
from rag.answer.verify_items import turned
from rag.answer.verify_polarity import denials
from rag.terms import stem

CALLED = re.compile(
    r"\b(?:is|are|was|were|been|be|also|often|now)\s+"
    r"(called(?! (?:on|for|upon|off|to))|named|known as|termed|dubbed|nicknamed)\b"
)
BEFORE_ALL = frozenset("of above after at led lead leads than among beat".split())
_PLACED = r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th))[\s-]"
NEXT_TO_MOST = re.compile(rf"{_PLACED}(?:most\b|\w+est\b)", re.IGNORECASE)
TOP = re.compile(r"\bthan any other\b|\bno (?:other )?\w+ .*\bthan\b", re.IGNORECASE)
TIME = re.compile(r"\b(?:before|prior to|ahead of|after|following)\b")
QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
NAMING = re.compile(
    r"call|name|known|term|dub|titl|denot|refer|defin|label|describ|brand|\bor\b|\bis an?\b|[\"“‘(]"
)


def wrong_word(text: str, quote: str) -> str | None:
    """What a sentence says in other words than its quote, as a reason, or nothing."""
    return (
        _opposite(text, quote)
        or _widened(text, quote)
        or _committed(text, quote)
        or _topped(text, quote)
        or _named(text, quote)
        or _misquoted(text, quote)
    )


def _opposite(text: str, quote: str) -> str | None:
    here, there = tokens(text), tokens(quote)
    bases = {one.base for one in here} | {stem(one.word) for one in here}
    others = {one.base for one in there} | {stem(one.word) for one in there}
    uneven = _negative(text) != _negative(quote)
    for one_side, other_side in OPPOSITES:
        if "befor" in one_side and turned(text, quote, TIME):
            continue
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


def _negative(text: str) -> bool:
    """Whether a text has a "not", apart from verbs that deny by themselves."""
    return any(cue.word.base not in DENIAL for cue in denials(text))


def _flipped(
    here: Sequence[Token], there: Sequence[Token], side: frozenset[str], against: frozenset[str]
) -> str | None:
    """Whether the word's neighbour goes with the opposite word in the quote."""
    for i, word in enumerate(here):
        if word.base not in side:
            continue
        near = sorted(
            (
                one
                for one in here
                if says_something(one) and one.part == word.part and one is not word
            ),
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


def _topped(text: str, quote: str) -> str | None:
    """More than any other, of what the quote puts second."""
    second = NEXT_TO_MOST.search(quote)
    if TOP.search(text) and second and not MOST.search(NEXT_TO_MOST.sub("", quote)):
        return f"the quote only says “{second[0]}”"
    return None


def _named(text: str, quote: str) -> str | None:
    """A text that says what something is called, of a quote that names nothing."""
    called = CALLED.search(text)
    if called and not NAMING.search(quote):
        return f"the quote does not say “{called[1]}”"
    return None


def _misquoted(text: str, quote: str) -> str | None:
    """Words in quotation marks that the quote does not have."""
    here = bases(quote)
    for match in QUOTED.finditer(text):
        for one in tokens(match[1]):
            if not one.stop and not any(akin(one.base, other) for other in here):
                return f"the quote does not say “{match[1]}”"
    return None


def _committed(text: str, quote: str) -> str | None:
    """A word that commits somebody, or a rank, which the quote does not give."""
    here, there = tokens(text), tokens(quote)
    bases = {one.base for one in there}
    for i, one in enumerate(here):
        for group in COMMITTING:
            if one.base in group and not one.stop and not bases & group:
                return f"the quote does not say “{one.text}”"
        of_all = i > 0 and here[i - 1].word in BEFORE_ALL
        if one.word in ALL and not of_all and not {other.word for other in there} & ALL_TOLD:
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
