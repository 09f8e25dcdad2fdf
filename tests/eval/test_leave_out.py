from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import leave_out
from eval.__main__ import app
from eval.calibrate import FOLDS, fit_model, halves, write_model
from eval.cli import ablate, calibrate
from eval.corpus import Corpus
from eval.gold import Case
from eval.halves import draw
from eval.leave_out import Sample, blank, collect_samples, usable
from eval.remember import Remembering
from eval.subject import InMemory, furnisher
from eval.twins import LEFT_OUT, with_twins
from rag.answer.refuse import FEATURES
from rag.domain import Filters
from rag.errors import BadInput
from rag.settings import Settings
from tests.eval.articles import CASES, articles, entries, folder, gold
from tests.eval.fakes import case
from tests.fakes import HashEmbedder

SETTINGS = Settings()


@pytest.fixture(autouse=True)
def fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("eval.subject.open_embedder", lambda _: HashEmbedder())
    for module in (ablate, calibrate):
        monkeypatch.setattr(module, "open_embedder", lambda _: HashEmbedder())


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def in_memory() -> InMemory:
    return InMemory(Corpus(entries()), furnisher(HashEmbedder(), SETTINGS))


def test_twins_are_unanswerable_and_only_where_sources_are_named() -> None:
    both = with_twins(CASES)
    assert [one.id for one in both] == [
        "dar", "dar left out", "wang", "wang left out", "cats", "cats left out", "far",
    ]  # fmt: skip
    twin = both[1]
    assert twin.refuse
    assert (twin.kind, twin.without) == (LEFT_OUT, ("dar.txt",))
    assert not twin.wanted
    with pytest.raises(BadInput, match="names its sources"):
        with_twins([case("x", refuse=True)])


def test_a_twin_never_meets_its_source() -> None:
    subject = in_memory()
    twin = with_twins(CASES)[1]
    assert subject.door(CASES[0]) is subject
    aside = subject.door(twin)
    assert aside is subject.door(twin)
    found = aside.retrieve(twin.question, Filters())
    assert found
    assert "dar.txt" not in {hit.passage.article_id for hit in found}
    assert subject.retrieve(twin.question, Filters())[0].passage.article_id == "dar.txt"
    assert aside.ask(twin.question).confidence < subject.ask(twin.question).confidence


def test_leave_out_measures_refusals_of_an_outside_set(tmp_path: Path) -> None:
    given = [gold(tmp_path), "--articles", folder(tmp_path), "--leave-out", "--json", "-"]
    status, out, _ = invoke(*given)
    shown = json.loads(out)
    assert status == 0
    assert shown["cases"] == 7
    assert shown["overall"]["auroc"]["cases"] == 7
    assert shown["overall"]["refusal_recall"]["cases"] == 4
    assert shown["kinds"][LEFT_OUT]["refusal_recall"]["cases"] == 3
    again = json.loads(invoke(*given, "--jobs", 3)[1])
    for run in (shown, again):
        run["overall"] = {n: v for n, v in run["overall"].items() if not n.endswith("_ms")}
    assert shown["overall"] == again["overall"]


def test_sources_that_are_not_there_are_refused(tmp_path: Path) -> None:
    strange = gold(tmp_path, [replace(CASES[0], sources=("none.txt",))])
    where = folder(tmp_path)
    for arguments in (["run", "--leave-out"], ["ablate"], ["calibrate"]):
        status, out, error = invoke(*arguments, strange, "--articles", where)
        assert (status, out) == (2, "")
        assert "'none.txt' is not indexed" in error


def test_blank_hides_the_sentences_that_hold_the_answer() -> None:
    article = articles()[0]
    hidden = blank(article, CASES[0])
    assert [span.of(article.text) for span in hidden.clutter] == [
        "Ishaq Dar visited Kabul on 19 April."
    ]
    assert blank(article, case(answers=("opera",))).clutter == ()


def test_six_samples_a_case_whatever_the_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leave_out, "NEAREST", 1)
    one = [s for g in collect_samples(CASES, entries(), HashEmbedder(), SETTINGS) for s in g]
    two = [s for g in collect_samples(CASES, entries(), HashEmbedder(), SETTINGS, 3) for s in g]
    assert one == two
    assert len(one) == 18
    assert [s.setting for s in one[:6]] == [
        "all", "all without", "all twice", "few", "few without", "sentence without",
    ]  # fmt: skip
    assert [s.answerable for s in one[:6]] == [True, False, True, True, False, False]
    assert set(one[0].features) == set(FEATURES)
    assert usable(CASES, {"cats.txt"}) == [CASES[2]]


def test_a_question_is_encoded_once() -> None:
    embedder = HashEmbedder()
    remembering = Remembering(embedder)
    first, again = remembering.encode(["Who?"]), remembering.encode(["Who?"])
    assert first[0] is again[0]
    assert embedder.encoded == ["Who?"]
    assert remembering.encode([]) == []
    assert len(remembering.encode(["a", "b"])) == 2
    assert remembering.count("a b") == 2
    assert remembering.fingerprint == embedder.fingerprint
    assert (remembering.name, remembering.dimension, remembering.max_pieces) == ("hash", 32, 256)


def samples(count: int) -> list[Sample]:
    made = []
    for number in range(count):
        one = Case(f"c{number}", "?", answers=("x",), sources=(f"{number}.txt",))
        for answerable in (True, False):
            features = dict.fromkeys(FEATURES, 0.0)
            features["passage_interaction"] = 0.3 + 0.4 * answerable + (draw(one) % 7) / 20
            made.append(Sample(one, "all" if answerable else "all without", answerable, features))
    return made


def test_the_fit_tells_apart_what_can_be_told_apart(tmp_path: Path) -> None:
    fit, held_out = halves(samples(120))
    model, figures = fit_model(fit)
    assert figures.auroc == 1
    assert figures.answer_recall == pytest.approx(0.93, abs=0.03)
    assert model.weights["passage_interaction"] > 0
    path = tmp_path / "refusal.json"
    write_model(path, model, figures, figures)
    stored = json.loads(path.read_text())
    assert set(stored["weights"]) == set(FEATURES)
    assert stored["held_out"]["samples"] == len(fit)
    assert held_out


def many(count: int, parent: Path) -> tuple[Path, Path]:
    """So many articles with a question about each."""
    where = parent / "many"
    where.mkdir()
    cases = []
    for number in range(count):
        text = f"Town {number} was founded by Baron{number} long ago. It has a bridge."
        (where / f"{number}.txt").write_text(text)
        asked = f"Who was town {number} founded by?"
        cases.append(
            Case(f"c{number}", asked, answers=(f"Baron{number}",), sources=(f"{number}.txt",))
        )
    return gold(parent, cases), where


def test_calibrate_prints_and_writes_only_when_told(tmp_path: Path) -> None:
    questions, where = many(60, tmp_path)
    written = tmp_path / "refusal.json"
    status, out, error = invoke("calibrate", questions, "--articles", where)
    assert (status, error) == (0, "")
    assert "held out" in out
    assert "Nothing was written" in out
    assert not written.exists()
    assert invoke("calibrate", questions, "--articles", where, "--write", written)[0] == 0
    first = written.read_text()
    assert (
        invoke("calibrate", questions, "--articles", where, "--write", written, "--jobs", 2)[0] == 0
    )
    assert written.read_text() == first


def test_calibrate_wants_enough_questions(tmp_path: Path) -> None:
    status, out, error = invoke("calibrate", gold(tmp_path), "--articles", folder(tmp_path))
    assert (status, out) == (2, "")
    assert "too few to fit" in error
    assert FOLDS > 1


def test_ablate_compares_variants_with_the_default(tmp_path: Path) -> None:
    written = tmp_path / "rows.json"
    status, out, error = invoke(
        "ablate", gold(tmp_path), "--articles", folder(tmp_path), "--leave-out", "--json", written
    )
    assert (status, error) == (0, "")
    rows = {row["variant"]: row for row in json.loads(written.read_text())}
    assert next(iter(rows)) == "default"
    for name in rows:
        assert name in out
    assert rows["refuses nothing"]["measures"]["refusal_recall"] == 0
    assert rows["default"]["changes"]["correctness"]["change"] == 0
    assert rows["two statements always"]["measures"]["carried"] in (1, None)


def test_ablate_picks_variants(tmp_path: Path) -> None:
    given = ["ablate", gold(tmp_path), "--articles", folder(tmp_path), "--variant"]
    status, out, _ = invoke(*given, "one statement")
    assert status == 0
    assert "one statement" in out
    assert "lexical only" not in out
    status, _, error = invoke(*given, "magic")
    assert status == 2
    assert "no variant 'magic'" in error
