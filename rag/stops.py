"""Which full stops, question and exclamation marks end a sentence within one block of text.

Knows abbreviations, initials, decimals, quotes and a few scripts; nothing of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDE = "。！？｡।॥۔؟።။។։"
"""Marks that end a sentence whatever follows."""

_CLOSERS = r"(?:[\"”’'»›)\]」』）】》]|\[[0-9a-z ]{1,20}\])*"
_STOP = re.compile(rf"(?:[.!?…]+(?P<wide>[{_WIDE}])?|(?P<only>[{_WIDE}])[.!?{_WIDE}…]*){_CLOSERS}")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER = _words(
    """mr mrs ms mx dr prof gen lt maj col sgt cpl capt cmdr adm sen rep gov rev hon pres amb supt
    messrs mme mlle vs e.g i.e cf viz ca al approx esp incl ph"""
)
"""Before a name or in mid-sentence: these never end one."""

_NUMBERED = _words(
    """c b d r fl no nos art arts sec fig figs vol vols ch p pp para cl op jan feb mar apr jun jul
    aug sep sept oct nov dec"""
)
"""These end no sentence when a number follows."""

_EITHER = _words(
    """st mt ft ave blvd rd inc ltd co corp llc plc bros jr sr dept est etc univ assn ed eds dist
    govt intl natl hwy mts sq bldg"""
)
"""These end a sentence only before a word that usually starts one."""

_STARTERS = _words(
    """the a an he she it they we i you this that these those there here his her its their our my
    your in on at by for from to with without as if when while where who what why how which but and
    or so yet nor however although though because since until after before during despite under over
    between among about according also then now still even only not no some many most both each
    every all another other others such one two three several more earlier later last next
    meanwhile moreover furthermore additionally instead rather perhaps today yesterday tomorrow
    once upon did does do is are was were has have had can could would should will may might
    officials critics experts analysts speaking asked following given among"""
)

_DOMAINS = _words("com org net gov edu io ai co uk html htm php pdf txt csv json xml")
_ATTRIBUTION = re.compile(
    r"\s*(?:[A-Z][\w.’'-]*\s+){1,3}(?:said|says|asked|asks|added|wrote|told|replied|shouted)\b"
)
_GLUED = re.compile(r"[A-Z][a-zà-ÿ]")
_NEXT_WORD = re.compile(r"\s*[\"“‘'«(\[]*([^\W\d_]+)")


def stops(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets just after each sentence of `text[start:end]` but the last, ascending."""
    opened = start
    for match in _STOP.finditer(text, start, end):
        after = match.end()
        if after < end and _ends(text, match, opened, end):
            yield after
            opened = after


def _ends(text: str, match: re.Match[str], opened: int, end: int) -> bool:
    after = match.end()
    if match["wide"] or match["only"]:
        return not text.startswith(("と", "って"), after)  # 「…。」と述べた goes on
    mark = match.group()
    if not text[after].isspace():
        return _glued(text, match, end)
    following = text[after : min(end, after + 60)].lstrip()[:1]
    if following.islower() or following in ",;:)]…":
        return False
    if mark[0] in "?!" and mark[-1] in "\"”’'»":
        return not _ATTRIBUTION.match(text, after, min(end, after + 80))
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    return not _abbreviates(text, match, opened, following, end)


def _abbreviates(text: str, match: re.Match[str], opened: int, following: str, end: int) -> bool:
    """Whether the full stop belongs to the word before it."""
    word = _word_before(text, opened, match.start())
    key = word.lower()
    if word.isdecimal() and len(word) <= 3 and not text[opened : match.start() - len(word)].strip():
        return True  # the number of a list item
    if key in _NEVER:
        return True
    if key in _NUMBERED and following.isdecimal():
        return True
    initial = len(word) == 1 and word.isupper() and len(match.group()) == 1
    dotted = "." in word and all(len(part) <= 2 for part in key.split("."))
    if initial or dotted or key in _EITHER:
        return not (len(match.group()) > 1 or _starts_a_sentence(text, match.end(), end))
    return False


def _starts_a_sentence(text: str, at: int, end: int) -> bool:
    found = _NEXT_WORD.match(text, at, min(end, at + 60))
    return found is not None and found[1].lower() in _STARTERS


def _glued(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a sentence starts right after the stop: `facilitation.Afghanistan`."""
    at = match.end()
    if match.group()[-1] == "]" or not _GLUED.match(text, at, end):
        return match.group()[-1] == "]" and text[at : at + 1].isupper()
    before = text[max(0, match.start() - 40) : match.start()].split()
    after = text[at : min(end, at + 40)].split()
    if not before or not after or not match.start() or not text[match.start() - 1].islower():
        return False
    left, right = before[-1], re.split(r"[^\w.@/:\\=_<>]", after[0])[0].rstrip(".:")
    key = re.sub(r"^\W+", "", left).lower()
    if len(key) < 3 or key in _NEVER | _EITHER | _NUMBERED or right.lower() in _DOMAINS:
        return False
    return not re.search(r"[.@/\\=_<>:]", left + right)


def _word_before(text: str, opened: int, at: int) -> str:
    """The word that ends at `at`, its inner full stops included, without what opens it."""
    words = text[max(opened, at - 30) : at].split()
    return re.sub(r"^[^\w]+|.*[—–/(\"“‘'-]", "", words[-1]) if words and at > opened else ""
