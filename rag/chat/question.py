"""What may be asked at all: something with a word in it, of a bounded length."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Turn
from rag.errors import BadQuestion
from rag.terms import terms

LONGEST = 2_000  # characters; a question, not a document
REMEMBERED = 6  # turns; a follow-up looks at the last ones only


def check_question(question: str) -> str:
    """The question without white space around it. Raises BadQuestion."""
    asked = " ".join(question.split())
    if not asked:
        raise BadQuestion("The question is empty. Ask something about the articles.")
    if len(asked) > LONGEST:
        raise BadQuestion(
            f"The question has {len(asked):,} characters. Ask it in at most {LONGEST:,}."
        )
    if not terms(asked):
        raise BadQuestion("The question holds no word. Ask something about the articles.")
    return asked


def recent(history: Sequence[Turn]) -> list[Turn]:
    """The last turns, each bounded in length, those without words left out."""
    bounded = [Turn(turn.question[:LONGEST], turn.answer[: 4 * LONGEST]) for turn in history]
    return [turn for turn in bounded if terms(turn.question)][-REMEMBERED:]
