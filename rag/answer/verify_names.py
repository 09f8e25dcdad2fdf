"""Names in a text, and whether another text speaks of the same people, places and bodies.

A name may be given by its surname, by its letters (TTP) or in full, by the people of a country or
its seat of government. Rules for languages that write names, and only names, with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from rag.answer.gazetteer import ALIASES, CAPITALS
from rag.answer.reading import Token, akin, bases, is_verb, tokens
from rag.answer.verify_numbers import find_numbers, roman_numbers

JOINING = frozenset(
    "of the and for de la le du van von der bin al el ul di da et y e i on in".split()
)
PLACE_BEFORE = re.compile(
    r"\b(in|to|from|at|near|into|inside|outside|across|visit\w*|left)\s+$", re.I
)
# The word that a sentence opens with has its capital anyway; these endings are no name's.
NO_NAME = re.compile(r"(ing|ed|ly|tion|sion|ment|ness|ity|ship|ism|ance|ence)s?$")


@lru_cache(maxsize=4096)
def name_words(text: str) -> tuple[Token, ...]:
    """The words of a text that belong to names."""
    words = tokens(text)
    return tuple(one for i, one in enumerate(words) if _is_name(words, i, text))


def _is_name(words: Sequence[Token], i: int, text: str) -> bool:
    one = words[i]
    if not one.capital or one.stop or one.calendar or one.text[0].isdigit():
        return False
    if i and not _opens(text, one.start):
        return True
    return one.text[1:].lower() != one.text[1:] or _opening_name(words, i, text)


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    return bool(re.search(r"(^|[.!?:]\s+)[\"“‘'(]*$", text[:at]))


def _opening_name(words: Sequence[Token], i: int, text: str) -> bool:
    """Whether the word that a sentence opens with is a name, by what follows it."""
    one = words[i]
    if text[one.end : one.end + 2] in ("'s", "’s"):
        return True
    if i + 1 == len(words):
        return False
    after = words[i + 1]
    if after.capital and not after.stop:
        return True
    singular = not one.word.endswith("s") or one.word.endswith("ss")
    return is_verb(after) and singular and not NO_NAME.search(one.word)


@lru_cache(maxsize=64)
def known_names(texts: frozenset[str]) -> frozenset[str]:
    """The words that these texts write with a capital only, apart from ordinary openings."""
    words = [one for text in texts for one in tokens(text)]
    small = {one.base for one in words if not one.capital}
    inside = {one.base for text in texts for one in name_words(text)}
    opening = {
        one.base
        for one in words
        if one.capital and not one.stop and not one.word.endswith("s")
        if not NO_NAME.search(one.word)
    }
    return frozenset(inside | opening) - small


def missing_name(
    text: str, quote: str, context: str, passage: str, known: Collection[str] = ()
) -> str | None:
    """The first name of a text that the quote does not have, in any form.

    `context` is a text whose names the quote may mean by a pronoun. `passage` is where the quote
    stands: when that writes a name in full, the quote need not. `known` are words of names, of
    which the text may begin with one.
    """
    here, around = bases(quote), bases(context)
    opening = [one for one in tokens(text)[:1] if one.base in known and not one.calendar]
    verb = next((one.start for one in tokens(text) if is_verb(one)), len(text))
    meant = False
    for one in dict.fromkeys((*opening, *name_words(text))):
        if _named(one, text, quote, here) or _in_full(one, text, quote, passage):
            continue
        if _numbered(one, text, quote):
            continue
        # The quote's "they" is who acts, not who is acted upon as well.
        if _named(one, text, context, around) and not (meant and one.start > verb):
            meant = meant or one.start < verb
            continue
        return whole_name(one, text)
    return None


def names_others(text: str, quote: str) -> bool:
    """Whether a quote names somebody or something that a text does not name."""
    here = bases(text)
    return any(not any(akin(name.base, base) for base in here) for name in name_words(quote))


def _named(one: Token, text: str, other: str, there: frozenset[str]) -> bool:
    if not there:
        return False
    if one.base in there or one.word in there or any(akin(one.base, base) for base in there):
        return True
    if any(one.base in group and group & there for group in ALIASES):
        return True
    country = CAPITALS.get(one.base)
    if country and country in there and not PLACE_BEFORE.search(text[: one.start]):
        return True
    if any(CAPITALS.get(base) == one.base for base in there):
        return True
    if _letters(one.text) and _letters(one.text) in initials(other):
        return True
    return any(
        start <= one.start and one.end <= end and letters in acronyms(other)
        for letters, start, end in _spelled_out(text)
    )


def _numbered(one: Token, text: str, quote: str) -> bool:
    """Whether a word is the number in a name, and the quote has it: the Second, II."""
    there = (*find_numbers(quote), *roman_numbers(quote))
    return any(
        mine.start == one.start and any(mine.equals(other) for other in there)
        for mine in (*find_numbers(text), *roman_numbers(text))
    )


def _letters(written: str) -> str:
    """The letters of an acronym, or nothing."""
    plain = written.replace(".", "")
    return plain if len(plain) > 1 and plain.isupper() else ""


@lru_cache(maxsize=4096)
def acronyms(text: str) -> frozenset[str]:
    """The acronyms of a text, without their dots."""
    return frozenset(filter(None, (_letters(one.text) for one in tokens(text))))


@lru_cache(maxsize=4096)
def initials(text: str) -> frozenset[str]:
    """The first letters of every run of names of two words or more: UAE of United Arab Emirates."""
    return frozenset(letters for letters, _, _ in _spelled_out(text))


@lru_cache(maxsize=4096)
def _spelled_out(text: str) -> tuple[tuple[str, int, int], ...]:
    found = []
    for run in runs(text):
        capitals = [one for one in run if one.capital and one.word not in JOINING]
        for i in range(len(capitals)):
            for j in range(i + 2, len(capitals) + 1):
                part = capitals[i:j]
                letters = "".join(one.text[0] for one in part)
                found.append((letters, part[0].start, part[-1].end))
    return tuple(found)


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[tuple[Token, ...], ...]:
    """Names as they stand side by side: capitalised words, joined by nothing or by "of"."""
    return tuple(tuple(run) for run in _runs(text))


def _runs(text: str) -> Iterator[list[Token]]:
    run: list[Token] = []
    for one in tokens(text):
        near = run and re.fullmatch(r"[ \u00a0-]", text[run[-1].end : one.start])
        name = one.capital and not one.calendar
        if run and not (near and (name or one.word in JOINING)):
            yield _trim(run)
            run = []
        if name or run:
            run.append(one)
    if run:
        yield _trim(run)


def _trim(run: list[Token]) -> list[Token]:
    while run and run[-1].word in JOINING:
        run = run[:-1]
    while run and run[0].stop:
        run = run[1:]
    return run


def whole_name(one: Token, text: str) -> str:
    """The name that a word is part of, as it is written."""
    run = next((run for run in runs(text) if one in run), (one,))
    return text[run[0].start : run[-1].end]


def _in_full(one: Token, text: str, quote: str, passage: str) -> bool:
    """Whether the quote gives this name in part, and its passage in full.

    "Ishaq Dar" for a quote that says "Dar"; not for one that says "Hamid Dar".
    """
    mine = next((run for run in runs(text) if one in run), ())
    others = {word.base for word in mine if word is not one}
    for full in runs(passage):
        held = {word.base for word in full}
        shared = others & held
        if one.base not in held or not shared:
            continue
        partial = [run for run in runs(quote) if shared & {word.base for word in run}]
        if partial and all({word.base for word in run} <= held for run in partial):
            return True
    return False
