from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.cli import ablate
from eval.cli.common import at_once
from eval.corpus import Corpus
from eval.drafts import RememberingModel
from eval.run import Assistant, run
from eval.subject import InMemory, furnisher, opened
from eval.written import Unverified
from rag.answer.prompt import REFUSAL
from rag.assistant import open_writer
from rag.domain import Answer, Filters, Hit, Turn
from rag.embedding import fingerprint
from rag.errors import LanguageModelFailed
from rag.llm.base import Message
from rag.settings import Settings
from tests.eval.articles import CASES, entries, folder, gold
from tests.fakes import HashEmbedder, ScriptedModel

QUESTION = "When did Dar visit Kabul?"
ASKED = [Message("user", QUESTION)]


def read(model: RememberingModel, pieces: int | None = None) -> list[str]:
    got = []
    with closing(model.write(ASKED, longest=9, seconds=9)) as writing:
        for piece in writing:
            got.append(piece)
            if len(got) == pieces:
                break
    return got


def unverified(*script: str) -> Answer:
    writer = open_writer(Settings(), ScriptedModel(*script))
    desk = furnisher(HashEmbedder(), Settings(), Unverified, writer)
    return InMemory(Corpus(entries()), desk).ask(QUESTION)


def test_a_draft_is_written_once() -> None:
    model = ScriptedModel("One two.", "Never asked for.")
    remembering = RememberingModel(model)
    assert read(remembering) == read(remembering) == ["One", " two."]
    assert len(model.told) == 1
    again = remembering.write(ASKED, longest=9, seconds=9)
    assert (again.tokens, again.cut) == ({"prompt": 100, "completion": 2}, False)
    assert (remembering.name, remembering.context) == ("scripted", 4096)
    remembering.close()
    assert model.closed


def test_a_draft_that_was_broken_off_is_kept_so_far() -> None:
    remembering = RememberingModel(ScriptedModel("One two three."))
    assert read(remembering, 2) == ["One", " two"]
    assert read(remembering) == ["One", " two"]


def test_a_failure_is_remembered_too() -> None:
    model = ScriptedModel(["One", LanguageModelFailed("It is dead.")])
    remembering = RememberingModel(model)
    for _ in range(2):
        with pytest.raises(LanguageModelFailed, match="dead"):
            read(remembering)
    assert len(model.told) == 1


def test_a_draft_is_shown_with_its_own_numbers() -> None:
    answer = unverified("Dar came in May [2]. He stayed [2][99]. Nobody knows why.")
    assert answer.status == "written"
    assert answer.text == "Dar came in May. [1] He stayed. [1] Nobody knows why."
    assert [one.quotes for one in answer.statements] == [(1,), (1,), ()]
    assert answer.trace is not None
    assert [quote.n for quote in answer.quotes] == [1]
    assert answer.quotes[0].text == answer.trace.evidence[1].text
    assert len(answer.trace.verdicts) == 3
    assert answer.trace.model == "scripted"


def test_without_a_draft_the_quoted_answer_is_shown() -> None:
    assert unverified("").status == "quoted"
    refusal = unverified(REFUSAL)
    assert (refusal.status, refusal.statements, refusal.quotes) == ("refused", (), ())


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ScriptedModel:
    made = ScriptedModel("Ishaq Dar visited Kabul on 19 April. [1] He flew home in June. [7]")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAG_LLM__PROVIDER", "openai")
    monkeypatch.setattr("eval.subject.open_llm", lambda _: made)
    monkeypatch.setattr(ablate, "open_embedder", lambda _: HashEmbedder())

    def embedder(settings: Settings) -> HashEmbedder:
        fake = HashEmbedder()
        fake.fingerprint = fingerprint(settings)
        return fake

    for module in ("eval.subject", "rag.assistant"):
        monkeypatch.setattr(f"{module}.open_embedder", embedder)
    return made


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_ablate_measures_drafts_as_they_are_and_verified(
    model: ScriptedModel, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.json"
    chosen = ["--variant", "written, unverified", "--variant", "written, verified"]
    given = [gold(tmp_path, CASES[:3]), "--articles", folder(tmp_path), "--json", rows]
    status, out, error = invoke("ablate", *given, *chosen)
    assert (status, error) == (0, "")
    assert "Name a language model" not in out
    found = {row["variant"]: row["measures"] for row in json.loads(rows.read_text())}
    assert list(found) == ["default", "written, unverified", "written, verified"]
    assert found["default"]["written"] is None
    assert found["written, unverified"]["written"] == 1
    assert found["written, verified"]["verified"] in (1, None)
    assert len(model.told) == 3
    assert model.closed


def test_ablate_without_a_model_says_how_to_get_those_rows(
    model: ScriptedModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RAG_LLM__PROVIDER")
    monkeypatch.setattr("eval.subject.open_llm", lambda _: None)
    given = ["ablate", gold(tmp_path), "--articles", folder(tmp_path), "--variant"]
    status, out, _ = invoke(*given, "one statement")
    assert status == 0
    assert "Name a language model in llm.provider" in out
    status, _, error = invoke(*given, "written, verified")
    assert status == 2
    assert "needs a language model" in error
    assert not model.told


@pytest.mark.parametrize("more", [[], ["--leave-out"]])
def test_a_run_measures_what_the_model_writes(
    model: ScriptedModel, tmp_path: Path, more: list[str]
) -> None:
    given = [gold(tmp_path, CASES[:1]), "--articles", folder(tmp_path), "--json", "-", *more]
    status, out, error = invoke(*given)
    assert (status, error) == (0, "")
    shown = json.loads(out)
    assert shown["about"]["language model"] == "scripted"
    assert shown["overall"]["written"]["value"] is not None
    assert shown["overall"]["first_word_p50_ms"]["value"] >= 0
    assert model.told
    assert model.closed


def test_a_run_says_why_answers_are_quoted(model: ScriptedModel, tmp_path: Path) -> None:
    model.scripts = [[LanguageModelFailed("The model is dead.")]]
    status, out, _ = invoke(gold(tmp_path, CASES[:2]), "--articles", folder(tmp_path))
    assert status == 0
    assert "Quoted, not written: 2\n  2  The model is dead." in out


def test_only_a_model_that_is_given_writes(model: ScriptedModel, tmp_path: Path) -> None:
    where = folder(tmp_path)
    with opened(Settings(), where, lambda *_: None) as subject:
        assert subject.ask(QUESTION).status == "quoted"
    assert not model.told


def test_a_model_on_this_machine_is_not_asked_more_than_it_can_answer() -> None:
    def settings(provider: str) -> Settings:
        return Settings.model_validate({"llm": {"provider": provider, "at_once": 2}})

    assert at_once(8, settings("gguf")) == 2
    assert at_once(1, settings("gguf")) == 1
    assert at_once(8, settings("openai")) == at_once(8, settings("none")) == 8


class Waiting:
    """Answers the first question at once, and the others when it is told to stop."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question != QUESTION:
            assert self.stopped.wait(10)
        return Answer(question, question, "refused", "")

    def retrieve(self, standalone: str, filters: Filters) -> Sequence[Hit]:
        return []


def test_an_interrupt_stops_what_is_being_written() -> None:
    waiting = Waiting()

    def door(_: object) -> Assistant:
        return waiting

    records: Iterator[Any] = run(door, CASES, 2, waiting.stopped.set)
    assert next(records).case is CASES[0]
    assert not waiting.stopped.is_set()
    records.close()  # type: ignore[attr-defined]
    assert waiting.stopped.is_set()


def test_a_run_that_ends_stops_nothing() -> None:
    waiting = Waiting()
    assert len(list(run(lambda _: waiting, CASES[:1], 2, waiting.stopped.set))) == 1
    assert not waiting.stopped.is_set()
