"""Dates in a text, in many forms, and whether another text has them too.

"April 19", "19th April, 2025", "19/4/2025" and "2025-04-19" are told apart only by what they
leave out. What a report leaves out may be taken from the day it is of: its year, and which day
"Friday" was. Month names are English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS = """january february march april may june july august september october november
    december""".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|\\.)?" if name != "may" else name for name in MONTHS)
_MONTH = _MONTH.replace("sep(?:tember|\\.)?", "sep(?:tember|t\\.?|\\.)?")
_DAY = (
    "|".join(f"{name[:3]}(?:{name[3:]})?" for name in DAYS)
    .replace("tue(?:sday)?", "tue(?:sday|s)?")
    .replace("thu(?:rsday)?", "thu(?:rsday|rs?)?")
)
_ST = r"(?:st|nd|rd|th)?"
# Months and days are read only with a capital: "march" and "sat" are verbs.
_CAP = r"(?=[A-Z])(?i:{})"
MONTH, DAY = _CAP.format(_MONTH), _CAP.format(_DAY)
DATE = re.compile(
    r"\b(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})\b"
    r"|\b(?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?:/(?P<y2>\d{4}))?\b(?![%/])"
    r"|\b(?P<d8>\d{1,2})\.(?P<m8>\d{1,2})\.(?P<y8>\d{4})\b"
    rf"|\b(?P<d3>\d{{1,2}}){_ST}(?:\sof)?\s(?P<m3>{MONTH})\b(?:,?\s(?P<y3>\d{{4}}))?"
    rf"|\b(?P<m4>{MONTH})\s(?:the\s)?(?P<d4>\d{{1,2}}){_ST}\b(?!\d)(?:,?\s(?P<y4>\d{{4}}))?"
    rf"|\b(?P<m5>{MONTH})(?:\sof|,)?\s(?P<y5>\d{{4}})\b"
    rf"|\b(?P<m6>{MONTH})(?=\W|$)"
    rf"|\b(?P<w7>{DAY})\b"
)
NOT_MAY = re.compile(r"(?:^|[.!?\"“]\s*)$")
RELATIVE = re.compile(
    r"\b(?:(today|yesterday|tomorrow)|(last|this|next) (month|year))\b", re.IGNORECASE
)
NEAR = 6  # days around a report's own in which it calls a day by its weekday


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is said, and where it stands; `weekday` is 0 for Monday."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    start: int
    end: int

    def full(self) -> date | None:
        """The day, when all of it is said."""
        if not (self.year and self.month and self.day):
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@lru_cache(maxsize=4096)
def find_dates(text: str) -> tuple[When, ...]:
    """The dates of a text that hold more than a year, in order."""
    found = []
    for match in DATE.finditer(text):
        part = {name[0]: value for name, value in match.groupdict().items() if value}
        if match["m6"] and match["m6"].lower() == "may" and NOT_MAY.search(text[: match.start()]):
            continue
        month = _month(part.get("m"))
        day = int(part["d"]) if "d" in part else None
        if day and month and match["d2"] and month > 12:
            day, month = month, day
        if not 1 <= (month or 1) <= 12 or not 1 <= (1 if day is None else day) <= 31:
            continue
        year = int(part["y"]) if "y" in part else None
        weekday = _index(DAYS, part["w"]) if "w" in part else None
        found.append(When(year, month, day, weekday, match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=4096)
def without_dates(text: str) -> str:
    """The text with its dates blanked out and everything else where it was; years stay."""
    for one in find_dates(text):
        blank = re.sub(
            r"(?<!\d)(?!\d{4}(?!\d))\w+", lambda m: " " * len(m[0]), text[one.start : one.end]
        )
        text = text[: one.start] + blank + text[one.end :]
    return text


def missing_date(text: str, quote: str, of: date | None, context: str = "") -> str | None:
    """The first date of a text that the quote does not have.

    `of` is the day of the quote's article; `context` a text near the quote that may add a year.
    """
    there = find_dates(quote)
    years = years_around(quote, context, of)
    exact = {one for when in there if when.day for one in _days(when, years, of)}
    exact |= _relative_days(quote, of)
    # "Saturday (May 31)" is that Saturday and no other
    told = {one.weekday() for one in exact}
    open_ended = [when for when in there if not when.day and when.weekday not in told]
    known = exact | {one for when in open_ended for one in _days(when, years, of)}
    months = _relative_months(quote, of) | {(d.year, d.month) for d in known}
    for one in find_dates(text):
        said = any(_says(one, other, years) for other in there)
        if not said and not _follows(one, known, months):
            return text[one.start : one.end].strip()
    return None


def years_around(quote: str, context: str, of: date | None) -> set[int]:
    """The years that a date without one may be of."""
    years = {int(year) for year in re.findall(r"\b(1\d{3}|20\d{2})\b", f"{quote} {context}")}
    return years | {of.year} if of else years


def _says(one: When, other: When, years: set[int]) -> bool:
    """Whether every field of `one` is in `other`; a year may come from around it."""
    for mine, theirs in ((one.month, other.month), (one.day, other.day)):
        if mine is not None and mine != theirs:
            return False
    if one.weekday is not None and one.weekday != other.weekday:
        return False
    return one.year is None or one.year == other.year or (other.year is None and one.year in years)


def _follows(one: When, days: set[date], months: set[tuple[int, int]]) -> bool:
    """Whether one of the days that the quote means is the one said."""
    if one.day is None and one.weekday is None:
        return any(one.month == month and one.year in (None, year) for year, month in months)
    return any(
        one.year in (None, day.year)
        and one.month in (None, day.month)
        and one.day in (None, day.day)
        and one.weekday in (None, day.weekday())
        for day in days
    )


def _days(when: When, years: set[int], of: date | None) -> set[date]:
    """The days that a date in the quote may be."""
    if when.weekday is not None:
        near = [of + timedelta(days=n) for n in range(-NEAR, NEAR + 1)] if of else []
        return {day for day in near if day.weekday() == when.weekday}
    choices = [when.year] if when.year else sorted(years)
    whole = [When(y, when.month, when.day, None, 0, 0).full() for y in choices]
    return {day for day in whole if day}


def _relative_days(quote: str, of: date | None) -> set[date]:
    shift = {"yesterday": -1, "today": 0, "tomorrow": 1}
    words = [match[1].lower() for match in RELATIVE.finditer(quote) if match[1]]
    return {of + timedelta(days=shift[word]) for word in words} if of else set()


def _relative_months(quote: str, of: date | None) -> set[tuple[int, int]]:
    found = set()
    for match in RELATIVE.finditer(quote):
        if of and match[3] and match[3].lower() == "month":
            months = (
                of.year * 12 + of.month - 1 + {"last": -1, "this": 0, "next": 1}[match[2].lower()]
            )
            found.add((months // 12, months % 12 + 1))
    return found


def _month(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdigit() else _index(MONTHS, written) + 1


def _index(names: Sequence[str], written: str) -> int:
    return next(i for i, name in enumerate(names) if name[:3] == written[:3].lower())
