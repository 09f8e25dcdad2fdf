from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.run import Record, run
from rag.domain import Answer, Turn
from rag.errors import BadInput, BadQuestion
from tests.eval.fakes import Scripted, answer, case, hits


def test_asks_with_history_and_searches_for_the_standalone_question() -> None:
    said = replace(answer("In April."), standalone="When did Dar visit?")
    assistant = Scripted({"c1?": said})
    turns = (Turn("Who?", "Dar."),)
    cases = [case("c1", history=turns), case("c2", refuse=True)]
    records = run(assistant, cases)
    assert assistant.asked == [("c1?", turns), ("c2?", ())]
    assert assistant.searched == ["When did Dar visit?", "c2?"]
    assert [record.case for record in records] == cases
    assert records[0] == Record(cases[0], said, hits("a.txt"))
    assert [record.refused for record in records] == [False, True]


def test_an_interrupt_leaves_what_progress_was_given() -> None:
    class Interrupted(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            if question == "c2?":
                raise KeyboardInterrupt
            return super().ask(question, history)

    kept: list[Record] = []
    with pytest.raises(KeyboardInterrupt):
        run(Interrupted({}), [case("c1"), case("c2"), case("c3")], kept.append)
    assert [record.case.id for record in kept] == ["c1"]


def test_a_question_that_cannot_be_asked_is_named() -> None:
    class Strict(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            raise BadQuestion("The question holds no word.")

    with pytest.raises(BadInput, match="c1: the question cannot be asked: The question holds"):
        run(Strict({}), [case("c1")])
