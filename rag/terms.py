"""Words of a text as retrieval compares them: case and accents folded, stemmed, with offsets.

Knows nothing of passages or scores. The same function reads articles and questions, so that
"charge d'affaires" and "chargé d’affaires" become the same terms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# A dotted acronym is one word, a number keeps its separators, and scripts that are written
# without spaces count a character as a word. Marks belong to the letter before them.
WORD = re.compile(
    r"(?P<acronym>\b(?:[^\W\d_]\.){2,})"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<ideograph>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
    r"|(?P<word>(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_])"
    r"(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e])*)"
)

# Words that say how a question is put or how a sentence hangs together, not what it is about.
STOP = frozenset(
    """
    a about above after again all also am an and any are aren as at be been before being between
    both but by can could couldn d did didn do does doesn doing don down during each either else
    ever every few for from further get give given gives had hadn has hasn have haven having he
    her here hers herself him himself his how i if in into is isn it its itself just ll m many may
    me might more most much must mustn my myself name named neither no nor not now of off on once
    one only or other our ours ourselves out over own please re s same shall shan she should
    shouldn so some such t tell than that the their theirs them themselves then there these they
    this those through to too under until up us ve very was wasn we were weren what whats when
    where which while who whom whose why will with won would wouldn you your yours yourself
    yourselves
    """.split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: its stem, where it stands, and whether it says what a text is about."""

    stem: str
    start: int
    end: int
    stop: bool


def terms(text: str) -> list[Term]:
    """All words of the text, in order."""
    found = []
    for match in WORD.finditer(text):
        word = fold(match.group())
        if match.lastgroup == "acronym":
            word = word.replace(".", "")
        elif match.lastgroup == "number":
            word = word.replace(",", "")
        found.append(Term(stem(word), match.start(), match.end(), word in STOP))
    return found


def stems(text: str) -> list[str]:
    """The stems of the words that say what the text is about, in order, with repeats."""
    return [term.stem for term in terms(text) if not term.stop]


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Case and accents removed: "Chargé" becomes "charge"."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball English stem of a folded word; other languages pass nearly unchanged."""
    import Stemmer

    # A stemmer object must not be shared between threads, and making one costs a microsecond.
    return str(Stemmer.Stemmer("english").stemWord(word))
