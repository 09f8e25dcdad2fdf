"""Whether a sentence is as firm as its quote: no plan told as done, no claim told as a fact.

English rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.answer.lexicon import FUTURE, HEDGE, INTENT, SOFTENED
from rag.answer.reading import Token, is_auxiliary, tokens
from rag.answer.verify_cues import Cue, cue_at, says_something
from rag.terms import stem

PERFECT = frozenset("has have had was were been did having".split())
ONLY_SAID = 0.5  # the same of what is alleged


def too_firm(text: str, quote: str) -> str | None:
    """What a sentence tells more firmly than its quote, as a reason, or nothing."""
    return _planned(text, quote) or _alleged(text, quote)


@lru_cache(maxsize=4096)
def plans(text: str) -> tuple[Cue, ...]:
    """The cues of what is still to come: will, due to, plans to."""
    words = tokens(text)
    found = []
    for i, one in enumerate(words):
        planned = one.base in INTENT and any(after.word == "to" for after in words[i + 1 : i + 3])
        if one.word in FUTURE or planned:
            found.append(cue_at(words, i))
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
    said = {one.base for one in here if says_something(one)}
    words = tokens(quote)
    for i, one in enumerate(words):
        if one.base not in HEDGE or one.word in ("report", "reports"):
            continue
        cue = cue_at(words, i)
        if cue.scope and len(cue.bases & said) / len(cue.bases) >= ONLY_SAID:
            return f"the quote only says that this is claimed (“{one.text}”)"
    return None
