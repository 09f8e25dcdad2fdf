"""Whether a sentence counts with a number what its quote counts with it. English rules.

Knows nothing of numbers that are missing altogether.
"""

from __future__ import annotations

import re
from itertools import takewhile

from rag.answer.reading import Token, tokens
from rag.answer.verify_numbers import NOT_ONE, Number, find_numbers

CLOSE = 25  # characters between a number and what it counts
WITH = re.compile(r"(?: \w+)? (?:with|of|at) |s?:? \(")  # "sack leader with 136"
BESIDE = re.compile(r"[ \u00a0-]?")  # between a number and what it counts
SEVERAL = 2
NOUN = 3  # words in which the noun follows that a number counts


def wrong_unit(text: str, quote: str) -> str | None:
    """A number of a text that the quote gives of something else, where it has another for this.

    "Nine sacks in five starts" for "5 sacks in just 9 starts".
    """
    there, words = find_numbers(quote), tokens(quote)
    for one in find_numbers(text):
        noun = _single(one, text, quote)
        if noun:
            return text[one.start : noun.end].strip()
        counted = next((t for t in tokens(text) if t.start >= one.end), None)
        if counted is None or counted.stop or not BESIDE.fullmatch(text[one.end : counted.start]):
            continue
        if NOT_ONE.search(text[: one.end]) or text[: one.start].lower().endswith("every "):
            continue
        near = [
            (number, number.end <= word.start)
            for word in words
            if word.base == counted.base
            for number in there
            if 0 <= word.start - number.end < CLOSE
            or WITH.fullmatch(quote[word.end : number.start])
        ]
        others = [number for number, before in near if before]
        if others and not any(one.equals(number) for number, _ in near):
            return text[one.start : counted.end].strip()
    return None


def _single(one: Number, text: str, quote: str) -> Token | None:
    """What a text counts as several where its quote has one of it: "two talks" for "a talk"."""
    if one.sort or min(one.readings) < SEVERAL:
        return None
    after = [t for t in tokens(text) if t.start >= one.end][:NOUN]
    words = tokens(quote)
    counts = [n for n in find_numbers(quote) if min(n.readings) != 1]
    for noun in takewhile(lambda t: not t.stop, after):
        if not BESIDE.fullmatch(text[one.end : after[0].start]) or not noun.word.endswith("s"):
            continue
        there = [i for i, word in enumerate(words) if word.base == noun.base]
        if there and all(
            not words[i].word.endswith("s")
            and any(word.word in ("a", "an", "one") for word in words[max(0, i - NOUN) : i])
            and not any(words[max(0, i - 2)].start <= n.start < words[i].start for n in counts)
            for i in there
        ):
            return noun
    return None
