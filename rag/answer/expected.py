"""What sort of thing a question asks for, and whether a sentence holds one.

"When …" asks for a time, "how many …" for a number, "who …" for a name. A sentence that repeats
every word of such a question and adds no time, number or name does not answer it. Knows English
question words; of any other question it expects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.names import find_names
from rag.query import Query
from rag.terms import fold, stem, terms

WHEN = re.compile(r"\b(when|(what|which) (year|date|day|month|time))\b")
HOW_MANY = re.compile(r"\bhow (many|much) (?P<noun>\w+)")
NUMBER = re.compile(
    r"\b(how (many|much|long|old|far|tall|large|big|often)|what (number|percent|percentage|share|"
    r"amount|price|cost)|(number|percentage|amount|price|cost) of)\b"
)
WHO = re.compile(r"\b(who|whom|whose)\b")
NAME = re.compile(r"\b(who|whom|whose|where|which (country|city|person|company)|named after)\b")

DAYS = """monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov
    dec"""
TIME = re.compile(
    rf"\b({'|'.join(DAYS.split())}|today|yesterday|tomorrow|recently|ago|later|soon|century|"
    r"centuries|spring|summer|autumn|winter|midnight|noon|weekend|"
    r"(last|next|this|past|coming|previous|earlier|following|same|early|late|mid) "
    r"(days?|weeks?|months?|years?|decades?|night|morning|evening))\b"
)
MAY = re.compile(r"\bMay\b")
NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion half quarter
    third dozen dozens several many few both no none double twice once pair handful""".split()
)


def lacks_expected(query: Query, sentences: Sequence[str]) -> bool:
    """Whether the question asks for a time, number or name that none of the sentences adds."""
    return not any(holds_expected(query, sentence) for sentence in sentences)


def holds_expected(query: Query, sentence: str) -> bool:
    """Whether a sentence adds the time, number or name asked for; true of any other question."""
    question = fold(query.text)
    asked = {word.stem for word in query.words}
    if WHEN.search(question):
        return _has_time(sentence, asked)
    counted = HOW_MANY.search(question)
    if counted:
        thing = stem(counted.group("noun"))
        return thing in _stems(sentence) and _has_number(sentence, asked)
    if NUMBER.search(question):
        return _has_number(sentence, asked)
    if NAME.search(question):
        return _has_name(sentence, asked)
    return True


def names_person(query: Query, sentence: str) -> bool:
    """Whether a sentence adds what looks like a person's name; true where none is asked for.

    Stricter than `holds_expected`, and surer of itself than it can be: for choosing between
    sentences, not for refusing them all. "Who is Muttaqi?" asks about a name, not for one.
    """
    rest = re.sub(r"^\W*who(\s+(is|was|are|were)|['’]s)\s+", "", query.text, flags=re.IGNORECASE)
    about = {name.text for name in find_names(query.text)}
    if not WHO.search(fold(query.text)) or rest.strip(" ?.!") in about:
        return True
    asked = {word.stem for word in query.words}
    return any(
        name.person > 0 and not {term.stem for term in terms(name.text)} <= asked
        for name in find_names(sentence)
    )


def _stems(sentence: str) -> set[str]:
    return {term.stem for term in terms(sentence)}


def _added(sentence: str, asked: set[str]) -> list[str]:
    """The sentence's words that the question does not have."""
    return [sentence[term.start : term.end] for term in terms(sentence) if term.stem not in asked]


def _has_time(sentence: str, asked: set[str]) -> bool:
    digits = any(word[0].isdigit() for word in _added(sentence, asked))
    return digits or bool(TIME.search(fold(sentence)) or MAY.search(sentence))


def _has_number(sentence: str, asked: set[str]) -> bool:
    added = _added(sentence, asked)
    return any(word[0].isdigit() or fold(word) in NUMBER_WORDS for word in added)


def _has_name(sentence: str, asked: set[str]) -> bool:
    """A capitalised word that no question had, apart from the one the sentence opens with."""
    opening = terms(sentence)[0].end if terms(sentence) else 0
    return any(
        sentence[term.start].isupper() and term.stem not in asked and not term.stop
        for term in terms(sentence)
        if term.start >= opening and not TIME.fullmatch(fold(sentence[term.start : term.end]))
    )
