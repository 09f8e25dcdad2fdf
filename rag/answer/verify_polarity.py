"""Whether a sentence denies what its quote denies, and nothing else. English rules.

Looks for a "not" that was dropped or added. The cues that it works with, words that make what
follows them not so, only said or still to come, serve its neighbour on firmness too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answer.lexicon import AVERTING, DENIAL, NOT
from rag.answer.reading import Token, tokens
from rag.answer.verify_cues import Cue, cue_at
from rag.answer.verify_denied import averts, outdone
from rag.answer.verify_numbers import FIRST
from rag.terms import stem

YET = re.compile(r"\byet to\b", re.IGNORECASE)
# "not only", "no fewer than", and "not until 1950", which says that it was in 1950
AFFIRMED = re.compile(
    r" (?:only|just|merely|simply|solely)\b| (?:more|less|fewer|later|earlier) than\b"
    r"|[^.,;]{0,40}\suntil\b",
    re.IGNORECASE,
)
EARLIER = frozenset("before until till previously earlier ever yet".split())
NEVER_BEFORE = frozenset("no never none nobody not".split())
UNDENIED = "the quotes do not deny this"
ENOUGH = 0.6  # share of what is denied that makes a sentence speak of it


def wrong_denial(text: str, quote: str) -> str | None:
    """What a sentence denies or affirms otherwise than its quote, as a reason, or nothing."""
    mine, theirs = denials(text), denials(quote)
    said = frozenset(one.base for one in tokens(text))
    mine = tuple(cue for cue in mine if not _twice(cue, quote))
    if not mine:
        for cue in theirs:
            if _speaks_of(cue, said) and not averts(text, cue):
                return f"the quote denies this (“{cue.word.text}”)"
        return None
    if theirs or _first_of_all(text, quote):
        return None
    if all(cue.word.base in DENIAL and cue.word.word not in NOT for cue in mine):
        return None if _shares_denial(mine, quote) else UNDENIED
    return (
        None if all(averts(quote, cue) or outdone(text, quote, cue) for cue in mine) else UNDENIED
    )


def _twice(cue: Cue, quote: str) -> bool:
    """Whether a "not" takes back a verb that denies, which the quote does not have."""
    verb = stem(cue.head.word) if cue.head else ""
    return verb in AVERTING and verb not in {stem(one.word) for one in tokens(quote)}


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Cue, ...]:
    """The cues of negation in a text."""
    words = tokens(text)
    yet = [match.start() for match in YET.finditer(text)]
    return tuple(
        cue_at(words, i)
        for i, one in enumerate(words)
        if (one.word in NOT and not AFFIRMED.match(text, one.end))
        or (one.base in DENIAL and one.word != "different")
        or one.start in yet
        or _contracted(words, i, text)
    )


def _contracted(words: Sequence[Token], i: int, text: str) -> bool:
    """Whether this is the t of "didn't"."""
    return words[i].word == "t" and i > 0 and text[words[i].start - 1] in "'’"


def _shares_denial(mine: Sequence[Cue], quote: str) -> bool:
    there = {one.base for one in tokens(quote)}
    return all(cue.word.base in there for cue in mine)


def _speaks_of(cue: Cue, said: frozenset[str]) -> bool:
    """Whether a text with these words says what a quote denies."""
    if cue.word.base in DENIAL and cue.word.base in said:
        return False
    if cue.head is None:
        return any(one.base in said for one in cue.subject if one.capital)
    if cue.head.base in said and cue.word.word != "no":
        return True
    if cue.word.word == "without":
        return False
    rest = cue.bases if cue.word.word == "no" else cue.bases - {cue.head.base}
    return len(rest) > 1 and len(rest & said) / len(rest) >= ENOUGH


def _first_of_all(text: str, quote: str) -> bool:
    """Whether "never before" in one stands for "the first" in the other."""
    words = {one.word for one in tokens(text)}
    there = {one.word for one in tokens(quote)}
    return bool(words & NEVER_BEFORE and words & EARLIER and there & {"first", *FIRST.split()})
