"""Questions that may follow an answer, made from the names in the passages that it quotes."""

from __future__ import annotations

from itertools import chain, zip_longest

from rag.domain import Answer
from rag.names import Name, find_names
from rag.terms import fold, stems

SAID = "What did {} say?"
WHO = "Who is {}?"
WHERE = "What happened in {}?"


def propose_follow_ups(answer: Answer, most: int) -> list[str]:
    """Candidate questions, those about what the quotes themselves name first.

    They are guesses: whether the articles answer one is for the assistant to try. None of them
    asks again what was asked.
    """
    asked = [set(stems(text)) for text in (answer.question, answer.standalone)]
    about = [_about(name, answer.standalone) for name in _names(answer)]
    turns = chain.from_iterable(zip_longest(*about))
    fresh = [question for question in turns if question and set(stems(question)) not in asked]
    return list(dict.fromkeys(fresh))[:most]


def _names(answer: Answer) -> list[Name]:
    """The names of the quotes, then those around them, each person or place once.

    Of its mentions the one counts that tells best whether it is one or the other.
    """
    found: dict[str, Name] = {}
    texts = [q.text for q in answer.quotes] + [q.context_text for q in answer.quotes]
    for name in chain.from_iterable(find_names(text) for text in texts):
        folded = fold(name.text)
        known = next((key for key in found if folded in key or key in folded), folded)
        before = found.get(known)
        if before is None or (name.person, name.place) > (before.person, before.place):
            found[known] = name
    return list(found.values())


def _about(name: Name, asked: str) -> list[str]:
    """What to ask of a name: of one that the question named, only what it says."""
    named = fold(name.text) in fold(asked)
    if name.person >= 2 and " " in name.text:
        said = SAID.format(name.text)
        return [said] if named else [WHO.format(name.text), said]
    if name.place and not named:
        return [WHERE.format(name.text)]
    return []
