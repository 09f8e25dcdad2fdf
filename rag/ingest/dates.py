"""Find the date an article says it is from: never the clock's, a caption's or a photograph's.

Reads the text only; declared dates (front matter, metadata) come through `parse_date`. When
nothing says so plainly, the answer is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from rag.domain import Span
from rag.ingest.lines import gaps, lines

_HEAD_LINES, _HEAD_CHARACTERS = 12, 4000

_I = re.IGNORECASE
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_GAP = r"[ \u00a0]{1,3}"
_DATE = (
    rf"(?:{_YEAR}(?P<sep>[-/.])[01]?[0-9](?P=sep)[0-3]?[0-9](?![0-9])"
    rf"|{_MONTH}{_GAP}{_DAY},?{_GAP}{_YEAR}\b"
    rf"|{_DAY}{_GAP}(?:of )?{_MONTH},?{_GAP}{_YEAR}\b"
    rf"|{_YEAR}年[01]?[0-9]月[0-3]?[0-9]日)"
)
_LABEL = (
    r"(?:(?:first |originally )?(?:published|posted|dated?|issued|created|released)(?: on| at)?"
    r"|(?P<updated>(?:last )?(?:updated|modified|edited)(?: on| at)?))\s?[:|]?\s*"
)
_LATER = r"(?:T[0-9:.+Z-]{2,25}|[\s,|•·@–—-]{1,4}(?:at )?[0-9]{1,2}[:.h][0-9]{2}.{0,25})?"
_DATE_LINE = re.compile(
    rf"[*_#\s]{{0,4}}(?:by [^0-9]{{2,60}}?[\s,|•·–—-]{{1,4}})?(?:{_LABEL})?"
    rf"(?:{_WEEKDAY}[,.]?\s)?(?P<date>{_DATE}){_LATER}[*_.\s]{{0,4}}",
    _I,
)
_CITY_LINE = re.compile(
    rf"[A-Z][A-Z .,'’/-]{{2,40}}[\s,(:–—-]{{1,3}}(?P<date>(?i:{_DATE}))\)?\s?[(:–—-]"
)
_OPENING = re.compile(rf"\s*(?:date|published|posted)(?: on)?\s?:?\s*(?P<date>{_DATE})", _I)
_ANY = re.compile(_DATE, _I)
_WEEKDAY_DATE = re.compile(
    rf"\b(?P<weekday>{_WEEKDAY}),?\s\((?P<day>{_MONTH}{_GAP}{_DAY}|{_DAY}{_GAP}{_MONTH})\)", _I
)
_POST = re.compile(rf"[—–-]{{1,2}}\s?.{{1,80}}?\(@\w{{1,30}}\),?\s(?P<date>{_DATE})", _I)
_CAPTION = re.compile(r"\b(?:photo(?:graph)?|picture[ds]?|image|handout|file)\b", _I)
_DECLARED = re.compile(rf"\s*(?:{_WEEKDAY},?\s+)?(?P<date>{_DATE})(?![0-9])", _I)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def find_date(text: str, clutter: Sequence[Span] = ()) -> date | None:
    """The date in the article's first lines; else that of a post embedded in it; else None."""
    opening = _OPENING.match(text)
    if opening and (found := _read(opening["date"])):
        return found
    head = list(islice(_report_lines(text, clutter), _HEAD_LINES))
    return dateline(head) or _weekday_date(head) or _posted(text, clutter)


def parse_date(value: object) -> date | None:
    """A declared date: a date, a datetime, or text that opens with a full date; else None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DECLARED.match(value) if isinstance(value, str) else None
    return _read(found["date"]) if found else None


def dateline(head: list[str]) -> date | None:
    """The date of a line that is only a date, or that opens with a city and a date.

    When the article was published comes before when it was updated.
    """
    updated = None
    for line in head:
        match = _DATE_LINE.fullmatch(line) if len(line) <= 160 else None
        match = match or _CITY_LINE.match(line)
        found = _read(match["date"]) if match else None
        if match and found:
            if match.re is _CITY_LINE or not match["updated"]:
                return found
            updated = updated or found
    return updated


def _dates_in(text: str) -> Iterator[date]:
    for match in _ANY.finditer(text):
        found = _read(match.group())
        if found:
            yield found


def _report_lines(text: str, clutter: Sequence[Span]) -> Iterator[str]:
    for gap in gaps(clutter, len(text)):
        for line in lines(text, gap.start, gap.end):
            yield text[line.start : min(line.end, line.start + _HEAD_CHARACTERS)]


def _weekday_date(head: list[str]) -> date | None:
    """“on Saturday (May 31)”, the year from another date nearby in which that was a Saturday."""
    years = sorted({found.year for line in head for found in _dates_in(line)})
    for line in head:
        if _CAPTION.search(line):
            continue
        for match in _WEEKDAY_DATE.finditer(line):
            weekday = _WEEKDAYS.index(match["weekday"][:3].lower())
            for year in years:
                found = _read(f"{match['day']} {year}")
                if found and found.weekday() == weekday:
                    return found
    return None


def _posted(text: str, clutter: Sequence[Span]) -> date | None:
    """The latest date under an embedded post: the article is no older than what it shows."""
    found = [
        posted
        for line in _report_lines(text, clutter)
        if (match := _POST.match(line)) and (posted := _read(match["date"]))
    ]
    return max(found, default=None)


def _read(written: str) -> date | None:
    """The date that one of the forms above spells, None when there is no such day."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", written)]
    month = re.search(r"[a-z]{3}", re.sub(r"[0-9]+(?:st|nd|rd|th)|of ", " ", written.lower()))
    if month:
        day, year = numbers
        numbers = [year, _MONTHS.index(month.group()) + 1, day]
    try:
        return date(*numbers)
    except ValueError:
        return None
