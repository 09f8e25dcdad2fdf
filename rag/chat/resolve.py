"""A follow-up becomes a question that stands alone. Rules over English, no language model.

What a follow-up leaves out is taken from the turn before it: the one a pronoun stands for, the
question that "What about …?" or a bare "When?" varies. A question that stands on its own is left
as it is, so that a change of topic carries nothing over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from rag.domain import Turn
from rag.names import Name, find_names
from rag.terms import stems, terms

OPENING = re.compile(r"^\s*(and|but|so|then|also|ok|okay|well)\b[,\s]*", re.IGNORECASE)
ABOUT = re.compile(r"^(?:what|how)\s+about\s+(.+?)[\s?!.]*$", re.IGNORECASE)
ASKING = re.compile(
    r"^(?:(?:in|on|at|for|since|from|to|with|by)\s+)?"
    r"(who|whom|whose|what|when|where|which|why|how(?:\s+(?:many|much|long|often|old))?)\b",
    re.IGNORECASE,
)
BARE = re.compile(
    rf"(?P<asking>{ASKING.pattern})(?:\s+(?:exactly|then|so|not|that|precisely))?[\s?!.]*$",
    re.IGNORECASE,
)
VERB_FIRST = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|tell|"
    r"show|give|list|explain|thanks?|thank)\b",
    re.IGNORECASE,
)
SORT = re.compile(
    r"(?:which|what)\s+(?P<noun>(?!is\b|are\b|was\b|were\b|did\b|do\b)\w+)", re.IGNORECASE
)
SEVERAL = re.compile(r"(?:which|what|how many)\s+(?:\w+\s+)?\w+s\s+(?!do\b|did\b|does\b)", re.I)
INFLECTED = re.compile(
    r"(?:is|are|was|were|has|have|had|did|do|does|can|will|would|may|\w+(?:ed|s))\b", re.IGNORECASE
)
PERSON = re.compile(r"\b(he|him|his|she|her|hers|himself|herself)\b", re.IGNORECASE)
THING = re.compile(r"\b(it|its|itself|that one|this one)\b", re.IGNORECASE)
MANY = re.compile(r"\b(they|them|their|theirs|both of them|the two)\b", re.IGNORECASE)
PLACE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|be|been|a|an|any)\b)", re.IGNORECASE)
POINTING = re.compile(r"\b(?:the|this|that|these|those)\s+(?:same\s+)?(\w+)", re.IGNORECASE)
DUMMY = re.compile(
    r"\b(?:is|was|does|did|has|will)\s+it\s+(?:true|possible|likely|clear|rain)|^it\s+is\b|"
    r"\b(?:is|are|was|were)\s+there\b|\bthere\s+(?:is|are|was|were)\b",
    re.IGNORECASE,
)
POSSESSIVES = frozenset(("his", "her", "its", "their", "theirs", "hers"))
ALIKE = 0.35  # cosine of two names of one sort, such as countries, in the packaged model

Likeness = Callable[[str, str], float]


def resolve(question: str, history: Sequence[Turn], likeness: Likeness) -> str:
    """The question with what it leaves to the last turn put in; itself where it leaves nothing.

    `likeness` gives the cosine of two short texts: it finds the name in the earlier question that
    a new one stands in for.
    """
    if not history:
        return question
    last = history[-1]
    body = OPENING.sub("", question).strip()
    subject = _new_subject(body, opened=body != question.strip())
    if subject:
        return _vary(subject, last.question, likeness)
    bare = BARE.match(body)
    if bare:
        return _ask_again(bare.group("asking"), last.question)
    if not stems(body):
        return _join(body, last)
    replaced = _replace_pronouns(body, last)
    if replaced is not None:
        return replaced
    if _points_back(body, last):
        return _join(body, last)
    return body


def _new_subject(body: str, opened: bool) -> str:
    """What "What about X?" or "And X?" puts in the place of something; empty where nothing is."""
    about = ABOUT.match(body)
    if about:
        return about.group(1)
    plain = body.rstrip(" ?!.")
    short = opened and 0 < len(plain.split()) <= 4
    return plain if short and not ASKING.match(plain) and not VERB_FIRST.match(plain) else ""


def _vary(subject: str, earlier: str, likeness: Likeness) -> str:
    """ "What about Russia?" after "Does China host one?" is "Does Russia host one?".

    After "Which countries host one?" it takes the place of the countries, which it is more like
    than any name in that question.
    """
    sort = SORT.match(earlier)
    rivals = [name.text for name in find_names(earlier) if name.text != subject]
    rivals += [sort.group("noun")] if sort else []
    nearest = max(rivals, key=lambda rival: likeness(rival, subject), default="")
    if not nearest or likeness(nearest, subject) < ALIKE:
        return f"{earlier.rstrip(' ?.!')}: {subject}?"
    if sort and nearest == sort.group("noun"):
        rest = earlier[sort.end() :].lstrip()
        return f"{subject} {rest}" if INFLECTED.match(rest) else f"Does {subject} {rest}"
    return earlier.replace(nearest, subject)


def _ask_again(asking: str, earlier: str) -> str:
    """A bare "Since when?" puts its own question word before what was asked."""
    rest = ASKING.sub("", earlier, count=1).strip(" ?.!")
    return f"{asking.capitalize()} {rest}?"


def _replace_pronouns(body: str, last: Turn) -> str | None:
    """Pronouns replaced by whom or what they stand for; None where there is no open one."""
    if DUMMY.search(body):
        return None
    own = find_names(body)
    for pronoun, pick in ((PERSON, _person), (PLACE, _place), (MANY, _many), (THING, _thing)):
        match = pronoun.search(body)
        # "When did Dar say he would come?" has its own answer to who he is, and so has "Which
        # countries upgrade their ties?".
        if not match or any(0 < name.start < match.start() for name in own):
            continue
        if match.group().lower() == "their" and SEVERAL.match(body):
            continue
        referent = pick(last)
        if not referent:
            return _join(body, last)
        return pronoun.sub(partial(_inflect, referent), body)
    return None


def _person(last: Turn) -> str:
    asked = [name for name in find_names(last.question) if name.person > 0]
    told = [name for name in find_names(last.answer) if name.person > 0]
    return _best(asked or told, lambda name: name.person)


def _place(last: Turn) -> str:
    names = [*find_names(last.question), *find_names(last.answer)]
    return _best([name for name in names if name.place], lambda name: name.place)


def _many(last: Turn) -> str:
    names = find_names(last.question)[:2] or find_names(last.answer)[:2]
    return " and ".join(name.text for name in names)


def _thing(last: Turn) -> str:
    names = find_names(last.question) or find_names(last.answer)
    return names[0].text if len(names) == 1 else ""


def _best(names: Sequence[Name], score: Callable[[Name], int]) -> str:
    return max(names, key=score).text if names else ""


def _inflect(referent: str, pronoun: re.Match[str]) -> str:
    return f"{referent}’s" if pronoun.group().lower() in POSSESSIVES else referent


def _points_back(body: str, last: Turn) -> bool:
    """ "the meeting" after a turn that spoke of one, in a question that names nobody itself."""
    if find_names(body):
        return False
    spoken = set(stems(f"{last.question} {last.answer}"))
    return any(
        term.stem in spoken and not term.stop
        for match in POINTING.finditer(body)
        for term in terms(match.group(1))
    )


def _join(body: str, last: Turn) -> str:
    """The question with the names of the last one behind it, or with all of it."""
    names = [name.text for name in find_names(last.question)]
    topic = ", ".join(names) or last.question.rstrip(" ?.!")
    return f"{body.rstrip(' ?.!')} ({topic})?"
