import io
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from rag.__main__ import app
from rag.cli.ingest import watch
from rag.cli.show import show
from rag.domain import Answer, Filters, Quote, Span, Statement, Turn
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.rag.index.folders import text, write

COMMANDS = ["ingest", "ask", "serve", "status", "articles"]
QUOTE = Quote(
    1, "a.txt", "A [bold]title", date(2025, 5, 30), "Wire", "It [/] was.", 0, 11, Span(0, 11), "…"
)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the machine, the fake model, and nothing shortened to a narrow terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("rag.embedding.open_embedder", lambda settings: HashEmbedder())
    monkeypatch.setattr("rag.embedding.fingerprint", lambda settings: "hash-32")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    write(tmp_path / "articles", one=text(1), two=text(2))
    return tmp_path / "articles"


def run(*arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


class FakeAssistant:
    """Answers everything but what mentions Peru; remembers what it was asked."""

    asked: list[tuple[str, Sequence[Turn], Filters]]
    opened = 0

    @classmethod
    def open(cls, settings: Settings) -> "FakeAssistant":
        cls.opened += 1
        return cls()

    def __enter__(self) -> "FakeAssistant":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Any = None) -> Answer:
        type(self).asked.append((question, history, filters))
        if "Peru" in question:
            return Answer(question, question, "refused", "I could not find this.", closest=(QUOTE,))
        return Answer(
            question,
            f"{question} (whole)",
            "quoted",
            "It [/] was. [1]",
            (Statement("It [/] was.", (1,)),),
            (QUOTE,),
        )


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> type[FakeAssistant]:
    FakeAssistant.asked, FakeAssistant.opened = [], 0
    monkeypatch.setattr("rag.assistant.Assistant", FakeAssistant)
    return FakeAssistant


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_an_example(command: str) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    assert "--index" in out
    assert out.strip().splitlines()[-1].strip().startswith(f"Example: rag {command}")


def test_ingest_tells_what_it_did(articles: Path) -> None:
    (articles / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    write(articles, copy=text(1))
    status, out, errors = run("ingest", articles, "--index", "index")
    assert status == 0
    assert ["added", "2"] in [line.split() for line in out.splitlines()]
    assert "2 articles" in out
    assert "one.txt = copy.txt" in out
    assert "broken.pdf: " in errors
    assert "2 of 2" in errors or "3 of 3" in errors
    (articles / "two.txt").unlink()
    assert "Removed:\n  two.txt" in run("ingest", "--index", "index")[1]


def test_status_and_articles(articles: Path) -> None:
    run("ingest", articles, "--index", "index")
    told = json.loads(run("status", "--json", "--index", "index")[1])
    assert told["articles"] == 2
    assert told["model"] == "hash-32"
    assert told["matches_settings"] is True
    assert told["revision"] == 1
    assert told["bytes"] > 1000
    assert told["last_sync"].startswith("20")
    assert "hash-32" in run("status", "--index", "index")[1]
    listed = json.loads(run("articles", "--json", "--index", "index")[1])
    assert [article["id"] for article in listed] == ["one.txt", "two.txt"]
    assert set(listed[0]) >= {"title", "date", "source", "passages"}
    assert "one.txt" in run("articles", "--index", "index")[1]


def test_status_says_when_the_settings_ask_for_another_index(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", articles, "--index", "index")
    monkeypatch.setenv("RAG_CHUNKING__PIECES", "99")
    assert "rag ingest --rebuild" in run("status", "--index", "index")[1]
    status, _, errors = run("ingest", "--index", "index")
    assert status == 2
    assert "rag ingest --rebuild" in errors
    assert run("ingest", "--rebuild", "--index", "index")[0] == 0


@pytest.mark.usefixtures("assistant")
def test_an_answer_is_printed_with_its_sources_as_they_are_written() -> None:
    status, out, _ = run("ask", "Was it?")
    assert status == 0
    assert out.startswith("It [/] was. [1]")
    assert "searched for: Was it? (whole)" in out
    assert "[1] A [bold]title · Wire · 2025-05-30" in out
    assert "“It [/] was.”" in out


@pytest.mark.usefixtures("assistant")
def test_a_refusal_has_status_3_and_names_what_to_read() -> None:
    status, out, _ = run("ask", "The capital of Peru?")
    assert status == 3
    assert "Closest passages" in out
    assert "A [bold]title" in out
    status, out, _ = run("ask", "Peru?", "--json")
    assert status == 3
    assert json.loads(out)["status"] == "refused"


def test_filters_are_passed_on(assistant: type[FakeAssistant]) -> None:
    run("ask", "Was it?", "--after", "2025-01-02", "--before", "2025-03-04", "--source", "W*")
    assert assistant.asked[0][2] == Filters(date(2025, 1, 2), date(2025, 3, 4), "W*")


def test_filters_that_no_article_passes_are_named(
    assistant: type[FakeAssistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Answer("q", "q", "refused", "I could not find this.")
    monkeypatch.setattr(assistant, "ask", lambda *_: nothing)
    assert run("ask", "Was it?", "--source", "W*")[::2] == (
        3,
        "rag: no article passes --after, --before and --source.\n",
    )
    assert run("ask", "Was it?")[2] == ""


def test_a_batch_is_answered_line_by_line_and_loads_once(
    assistant: type[FakeAssistant], tmp_path: Path
) -> None:
    lines = [
        {"question": "Was it?"},
        {"question": "Peru?", "history": [["Was it?", "It was."]], "gold": "ignored"},
    ]
    batch = "\n\n".join(json.dumps(line) for line in lines) + "\n"
    (tmp_path / "batch.jsonl").write_text(batch)
    for source in ("batch.jsonl", "-"):
        status, out, _ = run("ask", "--batch", source, stdin=batch)
        assert status == 0
        assert [json.loads(line)["status"] for line in out.splitlines()] == ["quoted", "refused"]
    assert assistant.asked[1][1] == (Turn("Was it?", "It was."),)
    assert assistant.opened == 2


@pytest.mark.parametrize(
    "line",
    [
        "zz",
        "[]",
        '{"q": 1}',
        '{"question": ""}',
        '{"question": "?!"}',
        '{"question": "a", "history": [["x"]]}',
        '{"question": "a", "history": "x"}',
        '{"question": "a", "history": ["ab"]}',
    ],
)
def test_a_bad_line_is_named_before_anything_is_answered(
    assistant: type[FakeAssistant], line: str
) -> None:
    status, out, errors = run("ask", "--batch", "-", stdin=f'{{"question": "Was it?"}}\n{line}\n')
    assert (status, out) == (2, "")
    assert errors.startswith("rag: Line 2 ")
    assert assistant.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "either one question"),
        (["ask", "a", "--batch", "-"], "either one question"),
        (["ask", "a", "--after", "yesterday"], "2025-05-30"),
        (["ask", "--batch", "nowhere"], "cannot be read"),
        (["ask", "--batch", "articles"], "cannot be read"),
        (["ask", "--batch", "-"], "holds no question"),
        (["ask", "a", "--after", "2025-06-01", "--before", "2025-01-01"], "later than --before"),
        (["ask", "a", "--source", " "], "--source is empty"),
        (["nonsense"], "No such command 'nonsense'. See `"),
        (["--nonsense"], "No such option: --nonsense. See `"),
        (["ask", "--nonsense"], "ask --help`."),
        (["ask", "a", "b"], "ask --help`."),
        (["serve", "--port", "x"], "'--port'"),
        (["serve", "--port", "99999"], "serve.port"),
        (["ask", "a"], "There is no index"),
        (["status"], "There is no index"),
        (["articles"], "There is no index"),
        (["ingest"], "There is no index"),
        (["ingest", "nowhere"], "does not exist"),
        (["status", "--index", "articles"], "not an index folder"),
        (["ingest", "articles", "--index", "articles"], "not an index folder"),
    ],
)
@pytest.mark.usefixtures("articles")
def test_bad_input_is_one_line_and_status_2(arguments: list[str], words: str) -> None:
    status, out, errors = run(*arguments)
    assert (status, out) == (2, "")
    assert errors.startswith("rag: ")
    assert words in errors
    assert errors.count("\n") == 1


def test_unknown_settings_have_status_2(tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text("nonsense = 1")
    status, _, errors = run("status")
    assert status == 2
    assert "nonsense" in errors


def test_what_articles_hold_cannot_command_the_terminal(articles: Path) -> None:
    write(articles, three=f"\x1b[2J\u202eThree\x07 titles\n\n{text(3)}")
    (articles / "new\nline.txt").write_text(text(4))
    (articles / "\x1b[31mred.pdf").write_text("x")
    status, out, errors = run("ingest", articles, "--index", "index")
    listed = run("articles", "--index", "index")[1]
    assert status == 0
    assert "�[31mred.pdf: " in errors
    assert "Three" in listed
    assert "new line.txt" in listed
    assert not set("\x1b\u202e\x07") & set(out + errors + listed)


@pytest.mark.usefixtures("assistant")
def test_a_quote_of_many_lines_is_not_filled_with_spaces() -> None:
    out = io.StringIO()
    quote = replace(QUOTE, text=f"A line.\n\n{'long ' * 30}\n\x1b[2Jend")
    show(Answer("q", "q", "quoted", "A.", (), (quote,)), Console(file=out, width=40))
    lines = out.getvalue().splitlines()
    assert [line for line in lines if line != line.rstrip() or len(line) > 40] == []
    assert "    “A line." in lines
    assert "    �[2Jend”" in lines


@pytest.mark.parametrize("width", [30, 80, 200])
def test_articles_are_listed_at_any_width(
    articles: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", articles, "--index", "index")
    out = Console(file=io.StringIO(), width=width, highlight=False)
    monkeypatch.setattr("rag.cli.status.console", lambda: out)
    assert run("articles", "--index", "index")[0] == 0
    assert isinstance(out.file, io.StringIO)
    said = out.file.getvalue()
    assert max(map(len, said.splitlines())) <= width
    assert "one.txt" in said
    assert said.endswith("2 articles, 2 passages.\n")


def test_status_says_when_files_are_missing(articles: Path) -> None:
    run("ingest", articles, "--index", "index")
    assert json.loads(run("status", "--json", "--index", "index")[1])["whole"] is True
    shutil.rmtree(Path("index/revision-000001/lexical"))
    assert "run `rag ingest`" in run("status", "--index", "index")[1]
    assert json.loads(run("status", "--json", "--index", "index")[1])["whole"] is False


def test_plain_progress_is_some_lines_however_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    monkeypatch.setattr("rag.cli.ingest.monotonic", lambda: float(next(seconds)))
    out = io.StringIO()
    with watch(Console(file=out, width=200)) as progress:
        for done in range(1, 10_001):
            progress.files(done, 10_000)
        for done in range(1, 10_001):
            progress.passages(done, 10_000)
    lines = out.getvalue().splitlines()
    assert len(lines) <= 20
    assert {"10,000 of 10,000 articles read", "10,000 of 10,000 passages embedded"} <= set(lines)


def test_an_interrupt_is_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.settings.load", interrupted)
    status, _, errors = run("status")
    assert status == 130
    assert "interrupted" in errors


def test_serve_passes_the_settings_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import ui.server

    served: list[Settings] = []
    monkeypatch.setattr(ui.server, "serve", served.append)
    assert run("serve", "--port", "8001", "--index", "there")[0] == 0
    assert (served[0].serve.port, served[0].serve.host) == (8001, "127.0.0.1")
    assert served[0].index == Path("there")


def test_the_command_line_imports_nothing_heavy() -> None:
    heavy = "torch chromadb gradio llama_index sentence_transformers bm25s trafilatura onnxruntime"
    script = f"import sys, rag.__main__\nprint([m for m in {heavy.split()} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert found.stdout.strip() == "[]", found.stderr


def test_a_second_ingest_imports_nothing_heavy(articles: Path, tmp_path: Path) -> None:
    run("ingest", articles, "--index", "index")
    heavy = "torch chromadb gradio llama_index sentence_transformers bm25s trafilatura onnxruntime"
    script = (
        "import sys, rag.embedding, rag.__main__\n"
        "rag.embedding.fingerprint = lambda settings: 'hash-32'\n"
        "try:\n"
        "    rag.__main__.app(['ingest', 'articles', '--index', 'index'])\n"
        "except SystemExit as end:\n"
        f"    print(end.code, [m for m in {heavy.split()} if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path
    )
    assert found.stdout.strip().splitlines()[-1] == "0 []", found.stderr


def test_a_reader_that_goes_away_is_no_error(articles: Path, tmp_path: Path) -> None:
    run("ingest", articles, "--index", "index")
    process = subprocess.run(
        f"{sys.executable} -m rag articles --index index | true",
        shell=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert process.stderr == ""
