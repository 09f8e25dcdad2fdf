import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.articles import Told
from eval.cli.common import BAD
from eval.planted.cases import Expected, Planted
from eval.planted.learn import is_kept, learn
from eval.planted.pairs import Pair
from eval.planted.weigh import Chance, Reading, fit, read, shares, signed, write_weights
from rag.answer.adapters import Tuning
from rag.answer.inference import Inference
from rag.answer.logistic import Logistic
from rag.answer.verify_weighed import FEATURES
from rag.domain import Span
from tests.eval.articles import folder
from tests.eval.test_planted import CASE, bench

AGREES = Logistic({"agreement": 1.0}, 3.9, 0.5)


class Agreeing(Inference):
    def agreement(self, premise: str, hypothesis: str) -> float:
        return -0.5


def chance(agreement: float, *places: int) -> Chance:
    return Chance(places or (0,), dict.fromkeys(FEATURES, 0.0) | {"agreement": agreement})


def reading(case: Planted, *ways: tuple[tuple[Chance, ...], ...]) -> Reading:
    return Reading(case, ways)


def planted(name: str, *, false: bool) -> Planted:
    about = (("dar.txt", Span(0, 36)),)
    expect: Expected = "dropped" if false else "carried"
    return replace(CASE, id=name, about=about, beside=(), claimed=(1,), expect=expect)


def test_each_clause_of_one_way_must_be_carried() -> None:
    case = planted("a-1", false=False)
    held, not_held = chance(-1.0), chance(-4.0)
    assert reading(case, ((held,),)).carried(AGREES) == {0}
    assert reading(case, ((held,), (not_held,))).carried(AGREES) is None
    assert reading(case, ((not_held,),), ((held,), (chance(-1.0, 1),))).carried(AGREES) == {0, 1}
    assert reading(case, ((),)).carried(AGREES) is None


def test_one_quote_is_rather_taken_than_two() -> None:
    both = chance(-1.0, 0, 1)
    case = planted("a-1", false=False)
    assert reading(case, ((both, chance(-1.0)),)).carried(AGREES) == {0}
    assert reading(case, ((both,),)).carried(AGREES) == {0, 1}


def test_a_true_sentence_on_another_quote_only_is_not_right() -> None:
    elsewhere = ((chance(-1.0, 3),),)
    assert not reading(planted("a-1", false=False), elsewhere).right(AGREES)
    assert not reading(CASE, elsewhere).right(AGREES)
    assert reading(CASE, ((chance(-1.0),),)).right(AGREES)
    assert reading(CASE, ((chance(-9.0),),)).right(AGREES)


def test_weights_and_a_threshold_are_found_that_hold_for_others(tmp_path: Path) -> None:
    readings = [
        reading(
            planted(f"{author}-{i}", false=i % 2 == 0),
            # the first way of a false sentence has one clause that holds and one that does not
            ((chance(-1 - i / 90),), (chance(-4 - i / 90 if i % 2 == 0 else -1.5),)),
        )
        for author in ("one", "two", "three")
        for i in range(30)
    ]
    model, (caught, survived) = fit(readings[30:], readings[:30])
    assert model.weights["agreement"] > 0
    assert (caught, survived) == (1.0, 1.0)
    assert shares(model, readings) == (1.0, 1.0)
    write_weights(tmp_path / "carried.json", model, caught, survived)
    stored = json.loads((tmp_path / "carried.json").read_text())
    assert set(stored["weights"]) == set(FEATURES)
    assert stored["threshold"] == model.threshold
    assert stored["chosen_at"] == {"caught": 1.0, "survived": 1.0}


def test_what_is_missing_never_speaks_for_a_sentence() -> None:
    rows = [chance(3.0 if i % 2 else -3.0).features for i in range(40)]
    by_chance = [{**row, "number_large": float(i % 4 == 1)} for i, row in enumerate(rows)]
    model = signed(by_chance, [i % 2 == 1 for i in range(40)])
    assert model.weights["number_large"] == 0
    assert model.weights["agreement"] > 0
    assert set(model.weights) == set(FEATURES)
    against = [{**row, "number_large": float(i % 4 == 0)} for i, row in enumerate(rows)]
    assert signed(against, [i % 2 == 1 for i in range(40)]).weights["number_large"] < 0


def test_a_case_is_read_with_the_quotes_that_may_carry_it() -> None:
    here = bench()
    found = read(here.lay(CASE), Agreeing())
    assert found is not None
    [[chances]] = found.ways
    assert {one.places for one in chances} >= {(0,)}
    assert all(set(one.features) == set(FEATURES) for one in chances)
    assert read(here.lay(replace(CASE, sentence="Is it so?")), Agreeing()) is None


def test_a_sentence_is_read_by_a_model_that_has_not_seen_its_article() -> None:
    here = bench()
    slept = "Cats sleep for fifteen hours a day."
    cats = replace(CASE, id="a-2", sentence=slept, about=CASE.beside, beside=(), claimed=(1,))
    laid = [here.lay(CASE), here.lay(cats)]
    assert [is_kept(one.case) for one in laid] == [True, False]
    lessons: list[str] = []
    asked: list[str] = []

    class Taught(Agreeing):
        def __init__(self, tuning: Tuning) -> None:
            assert tuning.keys() == {"lesson"}

        def agreement(self, premise: str, hypothesis: str) -> float:
            asked.append(hypothesis)
            return super().agreement(premise, hypothesis)

    def tune(pairs: Sequence[Pair], told: Told) -> Tuning:
        told("pairs learned from", len(pairs), len(pairs))
        lessons.extend(one.hypothesis for one in pairs)
        return {"lesson": np.zeros(1, dtype=np.float32)}

    heard: list[str] = []
    tuning, readings, others = learn(
        laid, [here.lay(replace(CASE, id="b-1"))], tune, Taught, lambda what, *_: heard.append(what)
    )
    assert [one.case.id for one in others] == ["b-1"]
    assert tuning.keys() == {"lesson"}
    assert [one.case.id for one in readings] == ["dar"]
    assert lessons == [slept]
    assert asked
    assert slept not in asked
    assert heard == ["pairs learned from", "sentences read", "sentences read"]


def test_the_command_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CACHE", str(tmp_path))
    done = CliRunner().invoke(app, ["weigh", "--articles", str(folder(tmp_path))])
    assert done.exit_code == BAD
    assert "rag llm checker" in done.output
    done = CliRunner().invoke(app, ["weigh", "--write", str(tmp_path / "none")])
    assert done.exit_code == BAD
    assert "there is no folder" in done.output
