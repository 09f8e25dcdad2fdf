"""Other ways to deny something than with a "not". English rules.

"Prevented", "instead of", "too weak to", "unnamed", and "the busiest" for "no other is busier".
"""

from __future__ import annotations

import re

from rag.answer.lexicon import AVERTING, DENIAL, LETTING, OPPOSED
from rag.answer.reading import tokens
from rag.answer.verify_cues import Cue
from rag.terms import stem

INSTEAD = re.compile(
    r"\b(?:instead of|rather than|except|other than|apart from|unlike|as opposed to"
    r"|free (?:of|from)|exempt from|too \w+ (?:for \w+ )?to)\b",
    re.IGNORECASE,
)
ENDED = frozenset(
    map(stem, "end cease stop abolish close abandon former formerly dissolve lapse quit".split())
)
PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
THAN = re.compile(r"\b(?:more|\w{3,}er)\s(?:[\w-]+\s){0,3}?than\b|\bas\s[\w-]+\sas\b")
MOST = re.compile(
    r"\b(?:most|best|le(?:d|ads?|ading|aders?)|top|record|\w{2,}[^aeiou\W]?est)\b", re.IGNORECASE
)
OTHER = re.compile(r"\b(?:other|else|but|except|before|besides)\b", re.IGNORECASE)
NOTHING_BUT = re.compile(r"\bany\w+ (?:but|except|other than|else)\b", re.IGNORECASE)
SOLE = re.compile(r"\b(?:only|sole|alone|unique|uniquely|first|unprecedented)\b", re.IGNORECASE)


def averts(text: str, cue: Cue) -> bool:
    """Whether a text without a "not" denies what the cue of another one denies."""
    words = tokens(text)
    head = cue.head
    for i, one in enumerate(words):
        if head and one.base == head.base:
            continue
        opposed = one.base in OPPOSED and cue.word.base in DENIAL
        if stem(one.word) in AVERTING or opposed:
            after = {two.base for two in words[i + 1 :]}
            if (head and head.base in LETTING) or cue.bases & after:
                return True
    here = {one.word for one in words}
    if head and (
        here & {prefix + head.word for prefix in PREFIXES} or head.word.rstrip("s") + "less" in here
    ):
        return True
    instead = INSTEAD.search(text)
    return bool(instead and cue.bases & {one.base for one in words if one.start >= instead.end()})


def outdone(text: str, quote: str, cue: Cue) -> bool:
    """Whether "no other is busier" stands for "the busiest", and "no longer" for an end."""
    after = text[cue.word.start :]
    if THAN.search(after) and MOST.search(quote):
        return True
    other = OTHER.search(after) if cue.word.word != "not" else NOTHING_BUT.search(after)
    if other and SOLE.search(quote):
        return True
    longer = re.search(r"\b(?:longer|any ?more)\b", after)
    return bool(longer) and any(one.base in ENDED for one in tokens(quote))
