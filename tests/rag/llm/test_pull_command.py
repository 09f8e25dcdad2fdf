import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.__main__ import app
from rag.llm.catalogue import ALL, known
from tests.fakes import HashEmbedder
from tests.rag.index.folders import text, write
from tests.rag.llm.hub import Hub, model_hub

GB = 1_000_000_000


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of 4.1 GB with a cache of its own and no hub."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("rag.cli.llm.memory_of_this_machine", lambda: int(4.1 * GB))
    monkeypatch.setattr("rag.cli.llm.cores_of_this_machine", lambda: 8)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with model_hub() as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        made.files = {model.source: model.name.encode() for model in ALL}
        made.files["maker/own-GGUF/own.gguf"] = b"own"
        yield made


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "smollm2.gguf"
    file.write_bytes(b"smol")
    monkeypatch.setattr("rag.llm.pull.pull_packaged", lambda cache: [file])
    return file


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["llm", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def written() -> dict[str, str]:
    return tomllib.loads(Path("rag.toml").read_text())["llm"]


@pytest.mark.usefixtures("hub")
def test_a_named_model_is_fetched_and_set() -> None:
    status, out, errors = run("pull", "qwen2.5-0.5b")
    assert status == 0
    assert written()["provider"] == "gguf"
    assert Path(written()["file"]).read_bytes() == b"qwen2.5-0.5b"
    assert written()["file"] in out
    assert "rag.toml" in out
    assert "writes badly" not in errors


@pytest.mark.usefixtures("hub")
def test_any_file_on_the_hub_may_be_named() -> None:
    assert run("pull", "maker/own-GGUF/own.gguf")[0] == 0
    assert Path(written()["file"]).read_bytes() == b"own"


@pytest.mark.usefixtures("hub")
def test_without_a_name_the_largest_that_fits_is_taken() -> None:
    status, _, errors = run("pull")
    assert status == 0
    assert Path(written()["file"]).read_bytes() == b"qwen2.5-1.5b"
    assert "qwen2.5-1.5b" in errors


def test_without_a_name_and_a_hub_the_packaged_one_is_taken(packaged: Path) -> None:
    status, _, errors = run("pull")
    assert status == 0
    assert written()["file"] == str(packaged)
    assert "cannot be reached" in errors
    assert "Taking smollm2 instead." in errors
    assert "quotes will often be shown" in errors


def test_without_a_name_and_where_a_mirror_lacks_it_the_packaged_one_is_taken(
    packaged: Path, hub: Hub
) -> None:
    hub.files = {}
    status, _, errors = run("pull")
    assert status == 0
    assert written()["file"] == str(packaged)
    assert "Taking smollm2 instead." in errors


def test_what_was_fetched_before_needs_no_hub(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    run("pull")
    Path("rag.toml").unlink()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert run("pull")[0] == 0
    assert Path(written()["file"]).read_bytes() == b"qwen2.5-1.5b"


def test_little_memory_is_for_the_packaged_one(
    packaged: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.cli.llm.memory_of_this_machine", lambda: GB)
    assert run("pull")[0] == 0
    assert written()["file"] == str(packaged)
    assert hub.asked == []


@pytest.mark.usefixtures("packaged")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["qwen2.5-0.5b"], "cannot be reached"),
        (["nonsense"], "There is no model 'nonsense'"),
        (["qwen3-4b", "--list"], "either a NAME or --list"),
    ],
)
def test_a_name_that_cannot_be_had_is_one_line_and_status_2(
    arguments: list[str], words: str
) -> None:
    status, out, errors = run("pull", *arguments)
    assert (status, out) == (2, "")
    assert words in errors
    assert errors.count("\n") == 1
    assert not Path("rag.toml").exists()


def test_broken_settings_are_told_before_anything_is_fetched(hub: Hub) -> None:
    Path("rag.toml").write_text("[llm\n")
    status, _, errors = run("pull", "qwen2.5-0.5b")
    assert status == 2
    assert "rag.toml cannot be read" in errors
    assert Path("rag.toml").read_text() == "[llm\n"
    assert hub.asked == []


@pytest.mark.usefixtures("hub")
def test_a_variable_that_wins_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LLM__PROVIDER", "none")
    assert "RAG_LLM__PROVIDER is set and wins over rag.toml" in run("pull", "qwen2.5-0.5b")[2]


def test_the_list_shows_what_each_needs() -> None:
    status, out, _ = run("pull", "--list")
    assert status == 0
    for model in ALL:
        row = next(line for line in out.splitlines() if line.strip().startswith(f"{model.name} "))
        assert f"{model.bytes / GB:.1f} GB" in row
        assert ("recommended here" in row) == (model == known("qwen2.5-1.5b"))
    assert "4.1 GB of memory" in out
    assert not Path("rag.toml").exists()


def test_an_interrupt_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.cli.llm.fetch", interrupted)
    status, _, errors = run("pull", "qwen2.5-0.5b")
    assert status == 130
    assert "goes on from there" in errors


def test_help_ends_with_an_example() -> None:
    assert "Example: rag llm pull" in run("--help")[1]
    assert "Example: rag llm pull qwen2.5-1.5b" in run("pull", "--help")[1]
    assert "Example: rag llm check" in run("check", "--help")[1]


@pytest.mark.parametrize(
    ("llm", "model"),
    [
        ({}, ""),
        ({"PROVIDER": "gguf", "FILE": "there.gguf"}, "there.gguf"),
        (
            {"PROVIDER": "openai", "BASE_URL": "http://me:key@host:1/v1", "MODEL": "big"},
            "big at host:1",
        ),
    ],
)
def test_status_says_who_writes(
    llm: dict[str, str], model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.embedding.open_embedder", lambda settings: HashEmbedder())
    monkeypatch.setattr("rag.embedding.fingerprint", lambda settings: "hash-32")
    monkeypatch.setattr("rag.llm.ollama.find_ollama", lambda: "Set this.")
    write(tmp_path / "articles", one=text(1))
    runner = CliRunner()
    runner.invoke(app, ["ingest", "articles"])
    for name, value in llm.items():
        monkeypatch.setenv(f"RAG_LLM__{name}", value)
    said = runner.invoke(app, ["status"]).stdout
    assert f"written by    {model or 'nobody'}" in said
    assert ("Set this." in said) == (not llm)
    told = json.loads(runner.invoke(app, ["status", "--json"]).stdout)["llm"]
    assert told == {
        "provider": llm.get("PROVIDER", "none"),
        "model": model,
        "hint": "" if llm else "Set this.",
    }
