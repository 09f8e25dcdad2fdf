"""Texts in the one form in which an answer and a gold string are compared. Knows neither.

Folded are case, accents, punctuation and the articles a, an, the; numbers and dates get one form,
so that "19th April" is "April 19", "1,000" is "1000" and "one thousand", "5 %" is "five per cent".
"""

from __future__ import annotations

import re
import unicodedata

ARTICLES = frozenset({"a", "an", "the"})
MONTHS = (
    "january february march april may june july august september october november december".split()
)
SHORT = {name[:3]: name for name in MONTHS} | {"sept": "september"}
UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """.split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
WORDS = (
    {word: value for value, word in enumerate(UNITS)}
    | {word: value * 10 for value, word in enumerate(TENS, start=2)}
    | {
        f"{ten}-{unit}": value * 10 + digit
        for value, ten in enumerate(TENS, start=2)
        for digit, unit in enumerate(UNITS[1:10], start=1)
    }
)

_MONTH = "|".join([*MONTHS, *(rf"{short}\b\.?" for short in SHORT if short != "may")])
_DAY = r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![,.]?\d)"
_DATE = re.compile(
    rf"(?<![\w.,]){_DAY}\s+(?:of\s+)?({_MONTH})(?!\w)|\b({_MONTH})\s+(?:the\s+)?{_DAY}"
)
_ISO = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER_WORD = re.compile(rf"\b({'|'.join(sorted(WORDS, key=len, reverse=True))})\b")
_ORDINAL_WORD = re.compile(rf"\b({'|'.join(ORDINALS)})\b")
_SCALED = re.compile(r"(?<![\d.])(\d{1,3}) (hundred|thousand)\b")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"'s\b|(?<=s)'(?!\w)")
_PLAIN = str.maketrans({"’": "'", "‐": "-"})
_TOKEN_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")


def fold(text: str) -> list[str]:
    """The words of a text in the form they are compared in.

    Articles are dropped unless nothing else is there.
    """
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    text = "".join(" " if c.isspace() else c for c in text if not unicodedata.combining(c))
    text = text.translate(_PLAIN)
    text = _POSSESSIVE.sub("", text)
    text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    text = _THOUSANDS.sub("", text)
    text = _ORDINAL_WORD.sub(lambda found: _ordinal(ORDINALS.index(found[1]) + 1), text)
    text = _NUMBER_WORD.sub(lambda found: str(WORDS[found[1]]), text)
    text = _dates(text)
    text = text.replace("%", " percent ").replace("per cent", "percent")
    text = _scaled(" ".join(_words(text)))
    words = text.split()
    return [word for word in words if word not in ARTICLES] or words


def _words(text: str) -> list[str]:
    text = _TOKEN_DOT.sub(" ", text)
    return "".join(
        c if c == "." or unicodedata.category(c)[0] in "LMN" else " " for c in text
    ).split()


def _scaled(text: str) -> str:
    """ "1 thousand" as "1000"; millions stay words, as they do in most texts."""
    scale = {"hundred": 100, "thousand": 1000}
    before = ""
    while before != text:
        before, text = text, _SCALED.sub(lambda found: str(int(found[1]) * scale[found[2]]), text)
    return text


def _dates(text: str) -> str:
    """Dates as day, month, year: the order in which a part of a date is found in the whole."""
    text = _ISO.sub(lambda found: f"{found[3]} {MONTHS[int(found[2]) - 1]} {found[1]}", text)
    return _DATE.sub(_day_month, text)


def _day_month(found: re.Match[str]) -> str:
    day, name = found[1] or found[4], (found[2] or found[3]).rstrip(".")
    return f"{int(day)} {SHORT.get(name, name)}"


def _ordinal(value: int) -> str:
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value, 'th') }"
