"""Which stage lost a question. Knows records, and nothing of how the stages work."""

from __future__ import annotations

from typing import Literal

from eval import match
from eval.fold import fold
from eval.run import Record

Outcome = Literal[
    "right", "wrongly answered", "wrongly refused", "not retrieved", "retrieved but not chosen"
]


def outcome(record: Record) -> Outcome:
    """Where the record went wrong, the earliest stage first.

    "wrongly answered" is an answer to an unanswerable question, or one that has what was asked
    for but also what is forbidden.
    """
    case, answer = record.case, record.answer
    if match.correct(case, answer):
        return "right"
    if case.refuse:
        return "wrongly answered"
    if not retrieved(record):
        return "not retrieved"
    if record.refused:
        return "wrongly refused"
    if any(match.contains(match.said(answer), text) for text in case.forbid):
        return "wrongly answered"
    return "retrieved but not chosen"


def retrieved(record: Record) -> bool:
    """Whether the passages found, taken together, hold all that an answerable case asks for."""
    found = fold("\n".join(hit.passage.text for hit in record.hits))
    return all(match.any_of(found, group) for group in record.case.wanted)
