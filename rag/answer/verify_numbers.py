"""Numbers in a text, in digits or words, and whether another text has them too.

"4,000", "4 000" and "four thousand" are one number. Dates are another file's business: they are
blanked out before a text comes here. Number words are English.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.number_words import (
    CARDINALS,
    FRACTIONS,
    ORDINALS,
    PARTS,
    SCALES,
    SHORT_SCALES,
    roman,
    spelled,
)

# Words that say a number without being one: of a sentence's number, in a quote.
IMPLIED = {
    1: "a an one once single sole only alone",
    2: "both pair couple twin twins twice double doubled bilateral either each",
    3: "trilateral triple tripled trio thrice three-way",
    4: "quadruple quadrupled quartet",
    12: "dozen",
}
FIRST = """initial initially original originally earliest inaugural debut never before began begin
    begun beginning start started"""
CURRENCY = "$€£¥"
ROUNDED = 0.7  # percentage points between "a third" and "33%"

_SMALL = "|".join(sorted([*CARDINALS, *SCALES], key=len, reverse=True))
_PLACE = "|".join(ORDINALS)
_PART = "|".join(PARTS)
DIGITS = re.compile(
    rf"(?<![\w.,])(?P<sign>[{CURRENCY}]\s?)?"
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*)(?P<fraction>[½¼¾⅓⅔⅛])?"
    r"(?:(?P<place>st|nd|rd|th)\b|(?P<decade>[’']?s)\b|(?P<short>k|mn?|bn?)\b"
    r"|[\s-](?P<scale>hundred|thousand|million|billion|trillion)\b)?"
    r"(?P<percent>\s?(?:%|per\s?cent\b|percent(?:age)?\b|pct\b))?",
    re.IGNORECASE,
)
LISTED = re.compile(
    r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*(?:(?:,? and |, )[A-Z][\w’'-]*(?: [A-Z]\w*)*)+"
)
VAGUE = re.compile(
    r"\b(?:tens|dozens|scores|hundreds|thousands|millions|billions)"
    r"(?: of (?:thousands|millions|billions))?\b"
    r"|\b(?:several|many|some|a few) (?:(?:hundred|thousand|million|billion)\b ?)+",
    re.IGNORECASE,
)
NOT_ONE = re.compile(r"\bnot (?:a single|one)$", re.IGNORECASE)
ROMAN = re.compile(r"(?<=[a-z] )(?:X{0,2}(?:IX|IV|V?I{0,3}))\b")
YEARS = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
SHARE = re.compile(
    rf"\b(?P<top>{_SMALL}|\d+|a) (?:in|out of)(?: every)? (?P<whole>{_SMALL}|\d+)\b"
    rf"|\b(?:(?P<count>{_SMALL}|an?)[\s-])(?P<part>{_PART})s?\b(?! (?:time|century|place|quarter))"
    r"|\b(?P<half>half)\b",
    re.IGNORECASE,
)
# After the first number of "30 to 50 thousand" and "10 to 30%".
RANGE = re.compile(
    r"\s?(?:to|and|or|–|-)\s?\d[\d.,]*"
    r"(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion)\b|(?P<percent>\s?(?:%|per\s?cent)))"
)
CENTURY = re.compile(r"\b(\d\d)\d\d[–/-]$")  # before the second year of "1576–77"
WORDS = re.compile(
    rf"\b(?:(?P<cardinal>(?:{_SMALL})(?:(?:[\s-]|\sand\s)(?:{_SMALL}))*)"
    rf"(?:-(?P<tail>{_PLACE}))?|(?P<ordinal>{_PLACE}))\b(?P<percent>\s(?:per\s?cent|percent)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands.

    `readings` are what it may mean: "4.000" is four, or four thousand. `sort` is "" for a plain
    one, "%", "th" for a place in a row, "s" for a decade, a currency's sign, or for vague ones
    such as "tens of thousands" the words themselves.
    """

    readings: frozenset[float]
    sort: str
    start: int
    end: int

    def equals(self, other: Number) -> bool:
        """Whether both are the same number of the same sort; a currency may go unsaid.

        "The 1700s" are the 18th century.
        """
        sorts = {self.sort, other.sort}
        if sorts == {"s", "th"}:
            years, place = (self, other) if self.sort == "s" else (other, self)
            return bool({(place - 1) * 100 for place in place.readings} & years.readings)
        if sorts == {"", "%"}:
            share, percent = (self, other) if other.sort == "%" else (other, self)
            return any(
                0 < part < 1 and abs(part * 100 - whole) < ROUNDED
                for part in share.readings
                for whole in percent.readings
            )
        unsaid = "" in sorts and sorts & set(CURRENCY)
        return (len(sorts) == 1 or bool(unsaid)) and bool(self.readings & other.readings)


@lru_cache(maxsize=4096)
def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in order."""
    found: list[Number] = []
    for pattern, read in ((VAGUE, _vague), (SHARE, _share), (DIGITS, _digits), (WORDS, _words)):
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(read(match))
    return tuple(sorted(found, key=lambda one: one.start))


@lru_cache(maxsize=4096)
def roman_numbers(text: str) -> tuple[Number, ...]:
    """The numbers that follow a name in Roman digits, each plain and as a place: World War II."""
    return tuple(
        Number(frozenset((float(roman(match[0])),)), sort, match.start(), match.end())
        for match in ROMAN.finditer(text)
        if match[0]
        for sort in ("", "th")
    )


def missing_number(text: str, quote: str, years: Collection[int] = ()) -> str | None:
    """The first number of a text that stands in no form in the quote.

    `years` may be said too, without standing there.
    """
    there = (*find_numbers(quote), *roman_numbers(quote))
    words = set(re.findall(r"[\w-]+", quote.lower()))
    for one in find_numbers(text):
        if one.sort == "" and one.readings & set(map(float, years)):
            continue
        if _apart(one, text, quote) or _every(one, text, there):
            continue
        if not any(one.equals(other) for other in there) and not _implied(one, text, words):
            return text[one.start : one.end].strip()
    return None


def _apart(one: Number, text: str, quote: str) -> bool:
    """Whether a number of years lies between two years that text and quote have."""
    both = set(YEARS.findall(text)) & set(YEARS.findall(quote))
    apart = {float(abs(int(a) - int(b))) for a in both for b in YEARS.findall(quote)}
    return not one.sort and text[one.end :].startswith(" years") and bool(one.readings & apart)


def _every(one: Number, text: str, there: Collection[Number]) -> bool:
    """Whether "every fifth year" stands for "every five years"."""
    every = one.sort == "th" and text[: one.start].lower().endswith("every ")
    return every and any(not other.sort and other.readings & one.readings for other in there)


def listed(text: str) -> set[int]:
    """How many are named side by side: three in "Grissom, White, and Chaffee"."""
    return {len(re.split(r",? and |, ", match[0])) for match in LISTED.finditer(text)}


def _implied(one: Number, text: str, words: set[str]) -> bool:
    value = min(one.readings)
    if one.sort == "th":
        return value == 1 and bool(words & set(FIRST.split()))
    if one.sort or value not in IMPLIED:
        return False
    # "the two countries" counts what the quote may name one by one
    if value == 1 and re.match(r"\s+of\b", text[one.end :]):
        return True
    told = re.search(r"\b(the|these|those|all|both)\s$", text[: one.start].lower())
    if value == 1 and NOT_ONE.search(text[: one.end]):
        return True
    return bool(words & set(IMPLIED[int(value)].split())) or (value == 2 and told is not None)


def _digits(match: re.Match[str]) -> Number:
    scale = SHORT_SCALES.get((match["short"] or "").lower(), 1)
    scale *= SCALES.get((match["scale"] or "").lower(), 1)
    ahead = RANGE.match(match.string, match.end())
    if ahead and scale == 1:
        scale = SCALES.get((ahead["scale"] or "").lower(), 1)
    fraction = FRACTIONS.get(match["fraction"] or "", 0)
    values = {round((v + fraction) * scale, 6) for v in readings(match["number"])}
    century = CENTURY.search(match.string[: match.start()])
    if century and len(match["number"]) == 2:
        values.add(float(century[1] + match["number"]))
    sort = (match["sign"] or "").strip()
    sort = "th" if match["place"] else "s" if match["decade"] else "%" if match["percent"] else sort
    if ahead and not sort and ahead["percent"]:
        sort = "%"
    return Number(frozenset(values), sort, match.start(), match.end())


def readings(written: str) -> set[float]:
    """What digits with separators may mean."""
    plain = re.sub(r"[ \u00a0\u202f]", "", written)
    found: set[float] = set()
    if re.fullmatch(r"\d+|\d{1,3}(?:[.,]\d{3})+", plain):
        found.add(float(re.sub(r"[.,]", "", plain)))
    if re.fullmatch(r"\d+\.\d+|\d+,\d{1,2}|\d+,\d{4,}", plain):
        found.add(float(plain.replace(",", ".")))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", plain):
        found.add(float(plain.replace(",", "")))
    return found or {float(re.sub(r"[.,]", "", plain))}


def _vague(match: re.Match[str]) -> Number:
    first, *others = re.findall(
        r"(?:ten|dozen|score|hundred|thousand|million|billion)", match[0].lower()
    )
    said = " of ".join(f"{word}s" for word in (first, *others))
    return Number(frozenset((0.0,)), said, match.start(), match.end())


def _share(match: re.Match[str]) -> Number:
    if match["half"]:
        value = 0.5
    elif match["part"]:
        value = _small(match["count"]) / PARTS[match["part"].lower()]
    else:
        value = _small(match["top"]) / max(_small(match["whole"]), 1)
    return Number(frozenset((round(value, 6),)), "", match.start(), match.end())


def _small(word: str) -> float:
    word = word.lower()
    return float(word) if word.isdigit() else float(CARDINALS.get(word, SCALES.get(word, 1)))


def _words(match: re.Match[str]) -> Number:
    place = match["tail"] or match["ordinal"]
    value = float(ORDINALS[place.lower()]) if place else 0.0
    if match["cardinal"]:
        value += spelled(re.split(r"[\s-]+", match["cardinal"].lower()))
    sort = "th" if place else "%" if match["percent"] else ""
    return Number(frozenset((value,)), sort, match.start(), match.end())
