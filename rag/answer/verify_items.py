"""Whether a sentence joins words of one item of a quote's list with what stands at another item.

"The Italian Plague of 1629, the Great Plague of Vienna in 1679" has two items. Takes commas and
linking words for the ends of items; knows nothing of what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.reading import bases, is_verb, tokens
from rag.answer.verify_dates import find_dates
from rag.answer.verify_names import name_words
from rag.answer.verify_numbers import Number, find_numbers

END = re.compile(r",?\s+(?:and|while|whereas|unlike|compared (?:to|with)|but)\s+|[,;](?!\d)\s*")
CLEARLY = 2  # words by which another item is nearer to a sentence than the item of its number
YEAR = re.compile(r"1\d{3}|20\d{2}")
INSTEAD = re.compile(r"\b(?:instead of|rather than|as opposed to|in place of)\b")
THAN = re.compile(r"(?<!fewer )(?<!rather )\bthan\b")
TITLE = re.compile(r"\b(?:is|was) (?:the|an?) ((?:[\w-]+ ){1,4}?)(?=of|in|for|at)")


def joined_wrongly(text: str, quote: str) -> str | None:
    """A number or a rank that a sentence gives to another item, as a reason, or nothing."""
    return (
        _number(text, quote) or _years(text, quote) or _rank(text, quote) or _instead(text, quote)
    )


def _instead(text: str, quote: str) -> str | None:
    """The one thing told instead of the other, where the quote tells the other."""
    than = THAN.search(text)
    before = tokens(text[: than.start()])[-1:] if than else ()
    if turned(text, quote, INSTEAD) or (
        before and before[0].base in bases(quote) and turned(text, quote, THAN)
    ):
        return "in the quote it is the other way round"
    return None


def turned(text: str, quote: str, pivot: re.Pattern[str]) -> bool:
    """Whether what a text has after a word stands before such a word in the quote."""
    here, there = pivot.split(text), pivot.split(quote)
    if len(here) != 2 or len(there) != 2:
        return False
    left, right = (bases(part) for part in there)
    own = {one.base for one in tokens(re.split(r",\s", here[1])[0]) if not one.stop}
    return len(own & (left - right)) > len(own & (right - left))


def items(text: str) -> list[str]:
    """The items of a text, in order."""
    return END.split(text)


def _number(text: str, quote: str) -> str | None:
    listed = items(quote)
    if len(listed) < CLEARLY:
        return None
    words = [bases(item) for item in listed]
    for clause in items(text):
        words_of = [t for t in tokens(clause) if not t.stop and not YEAR.fullmatch(t.text)]
        for number in find_numbers(clause):
            said = {one.base for one in words_of if not number.start <= one.start < number.end}
            sort = _sort(number, clause)
            homes = [i for i, item in enumerate(listed) if _has(item, number)]
            if not homes or not said:
                continue
            own = max(len(said & words[i]) for i in homes)
            near = max(range(len(listed)), key=lambda i: len(said & words[i]))
            rivals = [one for one in find_numbers(listed[near]) if _sort(one, listed[near]) == sort]
            told = any(one.equals(other) for one in rivals for other in find_numbers(text))
            if rivals and not told and len(said & words[near]) >= own + CLEARLY:
                return f"the quote says “{clause[number.start : number.end]}” of something else"
    return None


def _years(text: str, quote: str) -> str | None:
    """A count that the quote has beside other years than the sentence has."""
    years, there = _found(text, quote, years=True)
    counts, others = _found(text, quote, years=False)
    if not (years and counts):
        return None
    for count in counts:
        year = min(there, key=lambda one: _gap(one, count))
        own = min(years, key=lambda one: _gap(one, count))
        other = min(others, key=lambda one: _gap(one, own))
        if year not in years and other not in counts:
            return f"the quote has other years for “{quote[count.start : count.end]}”"
    return None


def _found(text: str, quote: str, years: bool) -> tuple[list[Number], list[Number]]:
    """The plain numbers of a quote that are years, or are not: those in a text, and all."""
    there = [
        one
        for one in find_numbers(quote)
        if one.sort == "" and bool(YEAR.fullmatch(quote[one.start : one.end])) is years
    ]
    here = find_numbers(text)
    return [one for one in there if any(one.equals(other) for other in here)], there


def _gap(one: Number, other: Number) -> int:
    return max(one.start - other.end, other.start - one.end)


def _sort(number: Number, text: str) -> str:
    dated = any(when.start <= number.start < when.end for when in find_dates(text))
    year = dated or YEAR.fullmatch(text[number.start : number.end])
    return "year" if year else number.sort


def _has(text: str, number: Number) -> bool:
    return any(number.equals(one) for one in find_numbers(text))


def _rank(text: str, quote: str) -> str | None:
    """A rank that stands at somebody else's name: "X, the hero of Y, and Z" says it of X."""
    rank = TITLE.search(text)
    names = {one.base for one in name_words(text[: rank.start()])} if rank else set()
    if not rank or not names:
        return None
    wanted = [one.base for one in tokens(rank[1]) if not one.stop]
    words = tokens(quote)
    at = _place([one.base for one in words], wanted)
    if at is None:
        return None
    verbs = [i for i, one in enumerate(words) if is_verb(one)]
    told = {one.base for one in name_words(text[rank.end() :])} | set(wanted)
    around = [
        (abs(i - at), one)
        for i, one in enumerate(words)
        if one in name_words(quote) and one.base not in told
    ]
    if not around or any(words[i].part == words[at].part for i in verbs):
        return None
    nearest = min(around, key=lambda pair: pair[0])[1]
    same = {one.base for _, one in around if one.part == nearest.part}
    return None if same & names else "the quote says this of somebody else"


def _place(words: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where all of these words stand close together."""
    for i, word in enumerate(words):
        if wanted and word == wanted[0] and set(wanted) <= set(words[i : i + len(wanted) + 2]):
            return i + len(wanted) - 1
    return None
