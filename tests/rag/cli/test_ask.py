import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from rag.__main__ import app
from rag.domain import Answer, Turn
from rag.settings import Settings
from tests.rag.cli.test_explain import ANSWER

PIECES = ["It was ", "so. [2]\n", "It \x1b[2Jwas not so."]


class Scripted:
    """An assistant that writes a draft before it answers."""

    answer = ANSWER

    @classmethod
    def open(cls, settings: Settings) -> "Scripted":
        return cls()

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Any = None) -> Answer:
        return self.answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Any = None
    ) -> Iterator[str | Answer]:
        yield from PIECES
        yield self.answer


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rag.assistant.Assistant", Scripted)


def run(*arguments: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, ["ask", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.stderr


def terminal(monkeypatch: pytest.MonkeyPatch, height: int = 20) -> io.StringIO:
    out = io.StringIO()
    seen = Console(file=out, force_terminal=True, width=40, height=height, highlight=False)
    monkeypatch.setattr("rag.cli.ask.console", lambda **_: seen)
    return out


def test_a_terminal_shows_the_draft_dimmed_until_the_answer_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = terminal(monkeypatch)
    run("Was it?")
    said = out.getvalue()
    assert said.count("It was so. [1]") == 1
    draft, answer = said.split("It was so. [1]")
    assert "\x1b[2mIt was so. [2]" in draft
    assert "�[2Jwas not so." in draft
    assert draft.rstrip("\r").endswith("\x1b[2K")  # the last line of the draft is wiped
    assert "not so" not in answer


def test_of_a_long_draft_the_end_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.PIECES", [f"Line {n}.\n" for n in range(50)] + ["Last."])
    out = terminal(monkeypatch, height=5)
    run("Was it?")
    assert "Last." in out.getvalue()


def test_a_pipe_gets_the_answer_alone() -> None:
    said, errors = run("Was it?")
    assert said.startswith("It was so. [1]\n")
    assert "not so" not in said + errors
    assert "Evidence" not in said


def test_a_notice_goes_to_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    noticed = replace(ANSWER, notice="The model is\n\x1b[2Jdead.")
    monkeypatch.setattr(Scripted, "answer", noticed)
    said, errors = run("Was it?")
    assert errors == "rag: The model is �[2Jdead.\n"
    assert "dead" not in said
    said, errors = run("Was it?", "--json")
    assert json.loads(said)["notice"] == noticed.notice
    assert errors == ""


def test_an_explanation_follows_the_answer() -> None:
    said, _ = run("Was it?", "--explain")
    assert 0 == said.index("It was so. [1]") < said.index("Evidence") < said.index("total 965 ms")


@pytest.mark.parametrize("explained", [True, False])
def test_json_has_the_trace_where_it_is_asked_for(explained: bool) -> None:
    told = json.loads(run("Was it?", "--json", *["--explain"] * explained)[0])
    assert ("trace" in told) is explained
    assert "notice" not in told
