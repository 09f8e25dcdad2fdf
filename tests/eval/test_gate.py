from __future__ import annotations

import pytest

from eval.gate import Threshold, check_thresholds, judge, parse_thresholds
from eval.metrics import Measured
from rag.errors import BadInput

KNOWN = ["correctness", "refusal_recall", "calibration_error", "answer_words", "total_p50_ms"]


def test_reads_names_and_numbers() -> None:
    assert parse_thresholds("correctness=0.9, refusal_recall = .8") == {
        "correctness": 0.9,
        "refusal_recall": 0.8,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("correctness", "no threshold"),
        ("=0.9", "no threshold"),
        ("", "no threshold"),
        ("correctness=high", "not a number"),
        ("correctness=1,correctness=1", "twice"),
    ],
)
def test_what_cannot_be_read(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_thresholds(text)


@pytest.mark.parametrize(
    ("name", "least", "says"),
    [
        ("corectness", 0.9, "is no measure; use one of correctness, refusal_recall"),
        ("calibration_error", 0.1, "better when it is lower"),
        ("total_p50_ms", 0.1, "better when it is lower"),
        ("correctness", 90, "between 0 and 1"),
        ("correctness", float("nan"), "between 0 and 1"),
    ],
)
def test_what_cannot_be_held(name: str, least: float, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        check_thresholds({name: least}, KNOWN)


def test_held_failed_and_not_measured() -> None:
    measures = {
        "correctness": Measured("correctness", 0.1 + 0.2, None, 10),
        "refusal_recall": Measured("refusal_recall", None, None, 0),
    }
    found = list(judge(measures, {"correctness": 0.3, "refusal_recall": 0.5}))
    assert [one.held for one in found] == [True, False]
    assert str(found[0]) == "correctness 0.3 ≥ 0.3"
    assert "could not be measured" in str(found[1])
    assert str(Threshold("mrr", 0.9, 0.85)) == "mrr 0.85 < 0.9"
