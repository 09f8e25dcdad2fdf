from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.compare import Past, compare, load_baseline
from eval.metrics import metrics
from eval.result import past
from rag.errors import BadInput
from tests.eval.fakes import TEXTS, answer, case, record

METRICS = metrics(TEXTS.__getitem__)


def of(right: int, wrong: int, unanswerable: int = 0) -> Past:
    """A run whose first cases are right and whose next are wrong."""
    said = ["April"] * right + ["May"] * wrong
    records = [record(case(f"c{n}"), answer(text)) for n, text in enumerate(said)]
    records += [record(case(f"u{n}", refuse=True), answer()) for n in range(unanswerable)]
    return past(records, METRICS)


def test_the_same_run_does_not_differ() -> None:
    found = compare(of(5, 5, 2), of(5, 5, 2), METRICS)
    assert found.paired == 12
    assert found.flips == ()
    assert all(one.change == 0 and one.same and one.verdict == "" for one in found.differences)


def test_a_gain_beyond_chance_is_named_and_a_small_one_is_not() -> None:
    large = {one.name: one for one in compare(of(10, 30), of(30, 10), METRICS).differences}
    assert large["correctness"].change == pytest.approx(0.5)
    assert large["correctness"].verdict == "better"
    back = {one.name: one for one in compare(of(30, 10), of(10, 30), METRICS).differences}
    assert back["correctness"].verdict == "worse"
    small = {one.name: one for one in compare(of(20, 20), of(21, 19), METRICS).differences}
    assert small["correctness"].verdict == ""
    assert small["correctness"].interval is not None
    assert small["correctness"].interval.low == 0
    assert "auroc" not in small


def test_less_is_better_for_lengths_and_errors() -> None:
    long = past([record(case(f"c{n}"), answer("April " * 9)) for n in range(9)], METRICS)
    short = past([record(case(f"c{n}"), answer("April")) for n in range(9)], METRICS)
    found = {one.name: one for one in compare(long, short, METRICS).differences}
    assert found["answer_words"].change == -8
    assert found["answer_words"].verdict == "better"


def test_flips_and_questions_of_one_run_only() -> None:
    before, now = dict(of(2, 2)), dict(of(3, 1, 1))
    now["c0"] = {**now["c0"], "question": "worded anew?"}
    found = compare(before, now, METRICS)
    assert (found.paired, found.only_before, found.only_now) == (3, 1, 2)
    assert [(flip.id, flip.mended) for flip in found.flips] == [("c2", True)]
    with pytest.raises(BadInput, match="no question in common"):
        compare({}, now, METRICS)


def test_metrics_whose_cases_differ_are_paired_by_question() -> None:
    # One refuses what the other answers: precision of refusals has other cases in each run.
    before = past([record(case(str(n)), answer()) for n in range(4)], METRICS)
    said = ["", "April", "April", "April"]
    now = past([record(case(str(n)), answer(text)) for n, text in enumerate(said)], METRICS)
    found = {one.name: one for one in compare(before, now, METRICS).differences}
    assert found["refusal_precision"].change == 0
    assert found["answer_recall"].change == pytest.approx(0.75)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"records": 3}', '{"records": [{"id": "x"}]}', '{"records": [[]]}',
     '{"records": [{"id": "x", "question": 1, "outcome": "right", "rows": {}}]}',
     '{"records": [{"id": "x", "question": "?", "outcome": "right", "rows": {"mrr": ["a"]}}]}'],
)  # fmt: skip
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content)
    with pytest.raises(BadInput, match="is not what"):
        load_baseline(path)


def test_a_baseline_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    kept = of(1, 1)
    path.write_text(json.dumps({"records": [{"id": key, **one} for key, one in kept.items()]}))
    assert load_baseline(path) == kept
    with pytest.raises(BadInput, match="cannot be read"):
        load_baseline(tmp_path / "none.json")
