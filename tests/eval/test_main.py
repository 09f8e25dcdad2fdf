from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import __main__ as cli
from eval.gold import DEFAULT
from rag.domain import Answer, Turn
from rag.errors import IndexMissing
from rag.settings import Settings
from tests.eval.fakes import Scripted, answer, quote

GOLD = [
    {"id": "q1", "question": "When?", "answers": ["April"], "source": "a.txt", "split": "dev"},
    {"id": "q2", "question": "Where?", "answers": ["Beijing"], "source": "b.txt", "split": "test"},
    {"id": "q3", "question": "Who?", "kind": "near", "refuse": True},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in GOLD), encoding="utf-8")
    return path


@pytest.fixture
def subject(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    scripted = Scripted({"When?": answer("In April. [1]", [quote("a.txt")], 0.9)})
    use(monkeypatch, scripted)
    return scripted


def use(monkeypatch: pytest.MonkeyPatch, scripted: Scripted) -> None:
    @contextmanager
    def opened(settings: Settings, articles: Path | None = None) -> Iterator[Scripted]:
        if str(settings.index) == "none":
            raise IndexMissing("There is no index yet; run `rag ingest`.")
        yield scripted

    monkeypatch.setattr(cli, "opened", opened)


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_json(gold: Path, subject: Scripted) -> None:
    status, out, _ = invoke(gold, "--json")
    shown = json.loads(out)
    assert status == 0
    assert shown["cases"] == 3
    assert shown["overall"]["correctness"]["value"] == 0.5
    assert shown["overall"]["quotes_verbatim"]["value"] == 1
    assert shown["kinds"]["near"]["refusal_recall"]["value"] == 1
    assert [one["outcome"] for one in shown["records"]] == ["right", "not retrieved", "right"]
    assert invoke(gold, "--json")[1] == out


def test_tables_and_failures(gold: Path, subject: Scripted) -> None:
    status, out, _ = invoke(gold, "--failures")
    assert status == 0
    assert "accuracy" in out
    assert "near" in out
    assert "q2: not retrieved" in out


def test_split_and_limit(gold: Path, subject: Scripted) -> None:
    assert json.loads(invoke(gold, "--json", "--split", "dev")[1])["cases"] == 1
    drawn = json.loads(invoke(gold, "--json", "--limit", 2)[1])
    assert drawn["cases"] == 2
    assert json.loads(invoke(gold, "--json", "--limit", 2)[1]) == drawn


def test_shipped_gold_is_the_default(subject: Scripted) -> None:
    status, _, error = invoke()
    assert status == 2
    assert str(DEFAULT) in error
    assert "not indexed" in error


@pytest.mark.parametrize(
    ("line", "says"), [("{", "not JSON"), (json.dumps(GOLD[0]), "is taken"), ("", "no question")]
)
def test_bad_gold(tmp_path: Path, subject: Scripted, line: str, says: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(GOLD[0])}\n{line}" if line else "", encoding="utf-8")
    status, out, error = invoke(path)
    assert (status, out) == (2, "")
    assert says in error


def test_bad_index_and_empty_half(gold: Path, subject: Scripted, tmp_path: Path) -> None:
    assert invoke(gold, "--index", "none")[0] == 2
    only_dev = tmp_path / "dev.jsonl"
    only_dev.write_text(json.dumps(GOLD[0]), encoding="utf-8")
    status, _, error = invoke(only_dev, "--split", "test")
    assert status == 2
    assert "half" in error


def test_an_interrupt_shows_what_was_measured(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            if question == "Where?":
                raise KeyboardInterrupt
            return super().ask(question, history)

    use(monkeypatch, Interrupted({}))
    status, out, _ = invoke(gold, "--json")
    assert status == 130
    assert json.loads(out)["cases"] == 1
