from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.gold import Case
from eval.run import Record, run
from rag.domain import Answer, Turn
from rag.errors import BadInput, BadQuestion
from tests.eval.fakes import Scripted, answer, case, hits


def test_asks_with_history_and_searches_for_the_standalone_question() -> None:
    said = replace(answer("In April."), standalone="When did Dar visit?")
    assistant = Scripted({"c1?": said})
    turns = (Turn("Who?", "Dar."),)
    cases = [case("c1", history=turns), case("c2", refuse=True)]
    records = list(run(lambda _: assistant, cases))
    assert assistant.asked == [("c1?", turns), ("c2?", ())]
    assert assistant.searched == ["When did Dar visit?", "c2?"]
    assert [record.case for record in records] == cases
    assert records[0] == Record(cases[0], said, hits("a.txt"))
    assert [record.refused for record in records] == [False, True]


def test_a_case_is_put_to_whom_the_door_names() -> None:
    one, other = Scripted({}), Scripted({})
    cases = [case("c1"), case("c2", without=("a.txt",), refuse=True)]
    list(run(lambda asked: other if asked.without else one, cases))
    assert [question for question, _ in one.asked] == ["c1?"]
    assert [question for question, _ in other.asked] == ["c2?"]


def test_several_at_a_time_come_in_order() -> None:
    both = threading.Barrier(2, timeout=10)

    class Meeting(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            both.wait()
            return super().ask(question, history)

    cases = [case(f"c{number}") for number in range(6)]
    assistant = Meeting({})
    assert [record.case for record in run(lambda _: assistant, cases, jobs=2)] == cases


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_leaves_what_was_given(jobs: int) -> None:
    class Interrupted(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            if question == "c2?":
                raise KeyboardInterrupt
            return super().ask(question, history)

    assistant = Interrupted({})
    records = run(lambda _: assistant, [case("c1"), case("c2"), case("c3")], jobs)
    assert next(records).case.id == "c1"
    with pytest.raises(KeyboardInterrupt):
        next(records)


def test_a_question_that_cannot_be_asked_is_named() -> None:
    class Strict(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            raise BadQuestion("The question holds no word.")

    def door(_: Case) -> Scripted:
        return Strict({})

    with pytest.raises(BadInput, match="c1: the question cannot be asked: The question holds"):
        list(run(door, [case("c1")]))
