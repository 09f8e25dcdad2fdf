from __future__ import annotations

import pytest

from eval.calibrate import halves
from eval.gold import Case
from eval.halves import choose, half
from eval.leave_out import Sample
from rag.errors import BadInput
from tests.eval.fakes import case

CASES = [case(f"c{n}", sources=(f"{n // 3}.txt",)) for n in range(60)]


def test_questions_about_an_article_stand_on_one_side() -> None:
    sides = {one.sources: half(one) for one in CASES}
    assert all(half(one) == sides[one.sources] for one in CASES)
    assert set(sides.values()) == {"dev", "test"}


def test_a_case_may_say_itself_and_without_sources_the_id_decides() -> None:
    assert half(case(split="test")) == "test"
    assert {half(case(f"c{n}", refuse=True)) for n in range(20)} == {"dev", "test"}


def test_what_calibration_is_fitted_on_is_not_reported() -> None:
    samples = [Sample(one, "all", True, {}) for one in CASES]
    fit, held_out = halves(samples)
    assert [s.case for s in fit] == choose(CASES, "dev", None, 0)
    assert [s.case for s in held_out] == choose(CASES, "test", None, 0)


def test_a_limit_is_drawn_by_seed_in_order() -> None:
    drawn = choose(CASES, None, 10, 1)
    assert len(drawn) == 10
    assert drawn == choose(CASES, None, 10, 1) != choose(CASES, None, 10, 2)
    assert [CASES.index(one) for one in drawn] == sorted(CASES.index(one) for one in drawn)
    assert choose(CASES, None, 1000, 0) == CASES


def test_an_empty_half_is_refused() -> None:
    only: list[Case] = [case(split="dev")]
    with pytest.raises(BadInput, match="half 'test'"):
        choose(only, "test", None, 0)
