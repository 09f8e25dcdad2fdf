"""A text as the verifier compares it: words with a common base form, clause by clause.

English rules where a rule needs a language; knows nothing of what is compared with what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.gazetteer import DEMONYMS
from rag.answer.lexicon import AUXILIARY, CALENDAR, FINITE, IRREGULAR
from rag.terms import fold, terms

BREAK = re.compile(
    r"[;:()\[\]—–]|\s-\s|[.!?][\"”’)]*\s"
    r"|,?\s+\b(?:and|but|while|whereas|although|though|who|whom|which|where|when|because|since|"
    r"unless|if|so that|saying)\b|,"
)
DEMONYM_ENDS = re.compile(r"(istan|land|ians?|eans?|ans?|ns|n|ia|is|i|ese|ish|ic|y|ey|a|e|s)?$")
NO_VERB = frozenset("speed need indeed seed breed creed weed hundred sacred hatred".split())
LONG_ENOUGH = 4  # letters that a country and its people share


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `base` is equal for its forms, `part` counts the clauses before it."""

    text: str
    word: str
    base: str
    start: int
    end: int
    stop: bool
    part: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def calendar(self) -> bool:
        """Whether it is a month or a day of the week."""
        return self.word in CALENDAR and self.capital


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in order."""
    breaks = [match.end() for match in BREAK.finditer(text)]
    found: list[Token] = []
    part = 0
    for term in terms(text):
        while part < len(breaks) and breaks[part] <= term.start:
            part += 1
        written = text[term.start : term.end]
        word = fold(written).replace(".", "")
        base = IRREGULAR.get(term.stem, term.stem)
        found.append(
            Token(written, word, DEMONYMS.get(word, base), term.start, term.end, term.stop, part)
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def bases(text: str) -> frozenset[str]:
    """The base forms of a text's words."""
    return frozenset(token.base for token in tokens(text))


@lru_cache(maxsize=16384)
def akin(one: str, other: str) -> bool:
    """Whether two base forms are one word, or a country and its people: Pakistan, Pakistani."""
    if one == other:
        return True
    if min(len(one), len(other)) < LONG_ENOUGH or one[:3] != other[:3]:
        return False
    return bool({one, _root(one)} & {other, _root(other)})


def _root(word: str) -> str:
    root = DEMONYM_ENDS.sub("", word)
    return root if len(root) >= LONG_ENOUGH else word


def is_verb(token: Token) -> bool:
    """Whether a word looks like the verb that a clause turns on."""
    return token.word in FINITE or (
        len(token.word) > 3 and token.word.endswith("ed") and token.word not in NO_VERB
    )


def is_auxiliary(token: Token) -> bool:
    """Whether a word is a form of be, have, do, or a modal verb."""
    return token.word in AUXILIARY
