from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.articles import read_articles
from eval.subject import in_memory, opened
from rag.domain import Filters
from rag.embedding import fingerprint
from rag.errors import BadInput, BadPath
from rag.settings import Settings
from tests.eval.articles import CASES, TEXTS, articles, folder, gold
from tests.fakes import HashEmbedder

ROOT = Path(__file__).parents[2]


def silent(what: str, done: int, total: int) -> None:
    assert 0 <= done <= total


def run(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*(str(one) for one in arguments), "--json", "-"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def but_times(shown: dict[str, Any]) -> dict[str, Any]:
    for measures in (shown["overall"], *shown["kinds"].values()):
        for name in [name for name in measures if name.endswith("_ms")]:
            del measures[name]
    for one in shown["records"]:
        one["rows"] = {n: row for n, row in one["rows"].items() if not n.endswith("_ms")}
        del one["answer"]["timings_ms"]
    return shown


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The packaged model's name on the fake one."""

    def embedder(settings: Settings) -> HashEmbedder:
        made = HashEmbedder()
        made.fingerprint = fingerprint(settings)
        return made

    monkeypatch.chdir(tmp_path)
    for module in ("eval.subject", "rag.assistant"):
        monkeypatch.setattr(f"{module}.open_embedder", embedder)


def test_articles_in_memory_answer_as_their_index_does(fake_model: None, tmp_path: Path) -> None:
    where = folder(tmp_path)
    memory = in_memory(Settings(), where, silent)
    with opened(Settings(), where, silent) as index:
        assert {one.id for one in memory.listings()} == {one.id for one in index.listings()}
        for case in CASES:
            one, other = index.ask(case.question), memory.ask(case.question)
            assert (one.status, one.text, one.quotes) == (other.status, other.text, other.quotes)
            assert one.confidence == pytest.approx(other.confidence, abs=1e-5)
            found = [
                [hit.passage.article_id for hit in subject.retrieve(case.question, Filters())]
                for subject in (index, memory)
            ]
            assert found[0] == found[1]
        assert index.article("dar.txt") == memory.article("dar.txt")


def test_the_same_set_twice_gives_the_same_numbers(fake_model: None, tmp_path: Path) -> None:
    given = [gold(tmp_path), "--articles", folder(tmp_path)]
    first = but_times(run(*given))
    assert first["cases"] == 4
    assert but_times(run(*given)) == first
    assert but_times(run(*given, "--jobs", 3)) == first
    assert not (tmp_path / ".rag").exists()


def test_articles_are_read_once_each(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "again.txt").write_text(TEXTS["dar.txt"])
    (where / "broken.pdf").write_text("no")
    found = read_articles(Settings(), where)
    assert [one.id for one in found] == ["again.txt", "cats.txt", "wang.txt", "wheat.txt"]
    with pytest.raises(BadPath):
        read_articles(Settings(), tmp_path / "none")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "broken.pdf").write_text("no")
    with pytest.raises(BadInput, match="holds an article"):
        read_articles(Settings(), tmp_path / "bad")


def test_the_index_is_read_too(fake_model: None, tmp_path: Path) -> None:
    from rag.ingest.sync import sync

    chosen = Settings(index=tmp_path / "index")
    sync([folder(tmp_path)], chosen, HashEmbedder, fingerprint(chosen))
    assert {a.text for a in read_articles(chosen)} == {a.text for a in articles()}


@pytest.mark.model
@pytest.mark.slow
def test_the_shipped_gold_over_the_shipped_articles() -> None:
    given = ["--articles", ROOT / "seeds", "--split", "dev", "--limit", 30]
    first = but_times(run(*given))
    assert first["cases"] == 30
    assert first["overall"]["quotes_verbatim"]["value"] == 1
    assert first["overall"]["carried"]["value"] == 1
    assert but_times(run(*given, "--jobs", 2)) == first
