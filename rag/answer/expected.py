"""What sort of thing a question asks for, and whether a sentence holds one.

"When …" asks for a time, "how many …" for a number, "who …" for a name. A sentence that repeats
every word of such a question and adds no time, number or name does not answer it. Knows English
question words; of any other question it expects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.query import Query
from rag.terms import Term, fold, terms

WHEN = re.compile(r"\b(when|(what|which) (year|date|day|month|time)|how long)\b")
NUMBER = re.compile(
    r"\b(how (many|much|old|far|tall|large|big|often)|what (number|percent|percentage|share|"
    r"amount|price|cost)|(number|percentage|amount|price|cost) of)\b"
)
NAME = re.compile(r"\b(who|whom|whose|where|which (country|city|person|company)|named after)\b")

TIME_WORDS = frozenset(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday
    saturday sunday today yesterday tomorrow week weeks month months year years day days hour
    hours minute minutes morning evening night noon midnight spring summer autumn winter decade
    decades century centuries recently soon ago later after before during since until earlier
    annual annually daily weekly monthly""".split()
)
NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion half quarter
    third dozen dozens several many few both no none single double twice once pair handful percent
    all every most""".split()
)


def lacks_expected(query: Query, sentences: Sequence[str]) -> bool:
    """Whether the question asks for a time, number or name that none of the sentences adds."""
    question = fold(query.text)
    asked = {word.stem for word in query.words}
    if WHEN.search(question):
        return not any(_has_time(sentence, asked) for sentence in sentences)
    if NUMBER.search(question):
        return not any(_has_number(sentence, asked) for sentence in sentences)
    if NAME.search(question):
        return not any(_has_name(sentence, asked) for sentence in sentences)
    return False


def _added(sentence: str, asked: set[str]) -> list[tuple[Term, str]]:
    """The sentence's words that the question does not have, with their text."""
    return [
        (term, sentence[term.start : term.end])
        for term in terms(sentence)
        if term.stem not in asked
    ]


def _has_time(sentence: str, asked: set[str]) -> bool:
    return any(word[0].isdigit() or fold(word) in TIME_WORDS for _, word in _added(sentence, asked))


def _has_number(sentence: str, asked: set[str]) -> bool:
    return any(
        word[0].isdigit() or fold(word) in NUMBER_WORDS for _, word in _added(sentence, asked)
    )


def _has_name(sentence: str, asked: set[str]) -> bool:
    return any(word[0].isupper() and not term.stop for term, word in _added(sentence, asked))
