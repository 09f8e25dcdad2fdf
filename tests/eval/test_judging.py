from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from eval.judging import conversation, judged, reference, unjudged, unread
from eval.metrics import JUDGED, measure, metrics
from eval.verdict import UNJUDGED, Opinion
from rag.domain import Turn
from tests.eval.fakes import TEXTS, answer, case, quote, record

RECORDS = [
    record(case("right"), answer("April. [1]", [quote("a.txt")])),
    record(case("shy")),
    record(case("bold", refuse=True), answer("May.", [quote("b.txt")])),
    record(case("bare"), answer("June.")),
    record(case("good", refuse=True)),
]


class Scripted:
    """Finds answers in April right, and those that quote Dar faithful; "odd" it cannot judge."""

    name = "scripted"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy = self.most = 0

    async def check(self) -> None:
        pass

    async def correctness(self, question: str, answer: str, reference: str) -> Opinion:
        self.asked.append(f"{question} {answer} {reference}")
        self.busy += 1
        self.most = max(self.most, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        return Opinion(None if "odd" in question else float("April" in answer), "so")

    async def faithfulness(self, answer: str, quotes: Sequence[str]) -> Opinion:
        self.asked.append(f"{answer} {'|'.join(quotes)}")
        return Opinion(float("Dar" in quotes), "so")


def quiet(what: str, done: int, total: int) -> None:
    pass


def test_judges_what_is_eligible() -> None:
    judge, heard = Scripted(), []
    found = judged(judge, RECORDS, 1, lambda *said: heard.append(said))
    assert judge.asked == [
        "right? April. April",
        "April. Dar",
        "May. Wan",
        "bare? June. April",
    ]
    assert heard == [("answers judged", done, 3) for done in (1, 2, 3)]
    assert [one.case.id for one in found] == [one.case.id for one in RECORDS]
    measures = measure(found, metrics(TEXTS.__getitem__, judged=True))
    assert measures["judged_correctness"].value == 0.5
    assert measures["judged_correctness"].count == 2
    assert measures["judged_faithfulness"].value == 0.5
    assert measures["judged_faithfulness"].count == 2
    assert unjudged(found) == 0
    assert unread(found) == []


def test_no_judge_no_measures() -> None:
    assert not JUDGED.keys() & {metric.name for metric in metrics(str)}


def test_several_at_a_time_are_the_same() -> None:
    one, four = Scripted(), Scripted()
    records = [record(case(f"c{n}"), answer("April.")) for n in range(9)]
    assert judged(one, records, 1, quiet) == judged(four, records, 4, quiet)
    assert (one.most, four.most) == (1, 4)


def test_what_cannot_be_read_is_left_out() -> None:
    records = [record(case(name), answer("April.")) for name in ("odd", "even")]
    found = judged(Scripted(), records, 1, quiet)
    measured = measure(found, metrics(str, judged=True))["judged_correctness"]
    assert (measured.value, measured.count) == (1, 1)
    assert unread(found) == ["so"]
    assert unjudged(found) == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_was_judged(jobs: int) -> None:
    class Interrupted(Scripted):
        async def correctness(self, question: str, answer: str, reference: str) -> Opinion:
            if question == "c2?":
                raise KeyboardInterrupt
            return await super().correctness(question, answer, reference)

    records = [record(case(f"c{n}"), answer("April.")) for n in range(4)]
    found = judged(Interrupted(), records, jobs, quiet)
    assert [one.case for one in found] == [one.case for one in records]
    assert found[0].verdict.correctness == Opinion(1.0, "so")
    assert found[3].verdict is UNJUDGED
    assert unjudged(found) >= 2


def test_a_judge_reads_the_conversation_and_all_that_is_accepted() -> None:
    asked = case("c", history=(Turn("Who?", "Dar."),), must_include=(("19 April", "April 19"),))
    assert conversation(asked) == "Question: Who?\nAnswer: Dar.\n\nQuestion: c?"
    assert conversation(case("c")) == "c?"
    both = case("c", must_include=(("a", "b"), ("c",)), answers=("d",))
    assert reference(both) == "a or b; and c; and d"
