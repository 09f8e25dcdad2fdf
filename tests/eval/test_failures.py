from __future__ import annotations

import pytest

from eval.failures import Outcome, outcome
from eval.run import Record
from tests.eval.fakes import answer, case, record


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (record(case(), answer("In April."), ["a.txt"]), "right"),
        (record(case(refuse=True), answer()), "right"),
        (record(case(refuse=True), answer("In April.")), "wrongly answered"),
        (record(case(), answer("In May."), ["b.txt"]), "not retrieved"),
        (record(case(), answer(), ["b.txt"]), "not retrieved"),
        (record(case(), answer(), ["a.txt"]), "wrongly refused"),
        (record(case(), answer("In May."), ["a.txt"]), "retrieved but not chosen"),
        (record(case(forbid=("Dar",)), answer("Dar, April."), ["a.txt"]), "wrongly answered"),
        # Each group may stand in another passage.
        (
            record(case(must_include=(("April",), ("Beijing",))), answer(), ["a.txt", "b.txt"]),
            "wrongly refused",
        ),
    ],
)
def test_outcome(one: Record, expected: Outcome) -> None:
    assert outcome(one) == expected
