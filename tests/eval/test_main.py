from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.articles import Told
from eval.cli import run as command
from eval.gold import DEFAULT
from eval.judge import LlmJudge
from rag.domain import Answer, Turn
from rag.errors import IndexMissing
from rag.llm.base import LanguageModel
from rag.settings import Settings
from tests.eval.endpoint import Endpoint, endpoint
from tests.eval.fakes import Scripted, answer, quote

GOLD: list[dict[str, object]] = [
    {"id": "q1", "question": "When?", "answers": ["April"], "source": "a.txt", "split": "dev"},
    {"id": "q2", "question": "Where?", "answers": ["Beijing"], "source": "b.txt", "split": "test"},
    {"id": "q3", "question": "Who?", "kind": "near", "refuse": True, "split": "test"},
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
    def opened(
        settings: Settings, articles: Path | None, told: Told, llm: LanguageModel | None
    ) -> Iterator[Scripted]:
        if str(settings.index) == "none":
            raise IndexMissing("There is no index yet; run `rag ingest`.")
        yield scripted

    monkeypatch.setattr(command, "opened", opened)


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def printed(*arguments: object) -> dict[str, Any]:
    return json.loads(invoke(*arguments, "--json", "-")[1])


def test_json(gold: Path, subject: Scripted) -> None:
    shown = printed(gold)
    assert shown["cases"] == shown["asked"] == 3
    assert shown["overall"]["correctness"]["value"] == 0.5
    assert shown["overall"]["quotes_verbatim"]["value"] == 1
    assert shown["kinds"]["near"]["refusal_recall"]["value"] == 1
    assert [one["outcome"] for one in shown["records"]] == ["right", "not retrieved", "right"]
    assert printed(gold) == printed(gold, "--jobs", 3) == shown


def test_the_default_command_may_be_named(gold: Path, subject: Scripted) -> None:
    assert invoke("run", gold) == invoke(gold)
    assert invoke("--failures", gold) == invoke(gold, "--failures")


@pytest.mark.parametrize("command", ["", "run", "ablate", "calibrate", "draft"])
def test_help_has_an_example(command: str) -> None:
    status, out, _ = invoke(*command.split(), "--help")
    assert status == 0
    assert "Example: eval" in out


def test_tables_and_failures(gold: Path, subject: Scripted) -> None:
    status, out, _ = invoke(gold, "--failures")
    assert status == 0
    assert "accuracy" in out
    assert "near" in out
    assert "q2: not retrieved" in out


def test_files_baseline_and_flips(gold: Path, subject: Scripted, tmp_path: Path) -> None:
    old, page = tmp_path / "old.json", tmp_path / "page.html"
    assert invoke(gold, "--json", old, "--html", page)[0] == 0
    assert page.read_text().startswith("<!doctype html>")
    subject.script = {"Where?": answer("Beijing", [quote("b.txt")])}
    status, out, _ = invoke(gold, "--baseline", old, "--html", page)
    assert status == 0
    assert "Mended: 1" in out
    assert "Broken: 1" in out
    assert "q1: right → wrongly refused" in out
    assert "Against the baseline" in page.read_text()
    assert sorted(tmp_path.iterdir()) == [gold, old, page]


def test_thresholds(gold: Path, subject: Scripted, tmp_path: Path) -> None:
    assert invoke(gold, "--fail-under", "correctness=0.5,refusal_recall=1")[0] == 0
    status, _, error = invoke(gold, "--fail-under", "correctness=0.51,mrr=0.99,carried=1")
    assert status == 1
    assert error.count("below the threshold") == 3
    assert "correctness 0.5 < 0.51" in error
    (tmp_path / "rag.toml").write_text("[eval]\nfail_under = { correctness = 0.9 }\n")
    assert invoke(gold)[0] == 1
    assert invoke(gold, "--fail-under", "correctness=0.5")[0] == 0
    (tmp_path / "rag.toml").write_text("[eval]\nfail_under = { niceness = 0.9 }\n")
    assert invoke(gold)[0] == 2


def test_split_and_limit(gold: Path, subject: Scripted) -> None:
    assert printed(gold, "--split", "dev")["cases"] == 1
    drawn = printed(gold, "--limit", 2)
    assert drawn["cases"] == 2
    assert printed(gold, "--limit", 2) == drawn


def test_shipped_gold_is_the_default(subject: Scripted) -> None:
    status, _, error = invoke()
    assert status == 2
    assert str(DEFAULT) in error
    assert "not indexed" in error


UNREVIEWED = json.dumps({**GOLD[1], "reviewed": False})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        (json.dumps(GOLD[0]), "is taken"),
        ("", "no question"),
        (UNREVIEWED, "nobody has reviewed"),
    ],
)
def test_bad_gold(tmp_path: Path, subject: Scripted, line: str, says: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(GOLD[0])}\n{line}" if line else "", encoding="utf-8")
    status, out, error = invoke(path, "--html", tmp_path / "page.html")
    assert (status, out) == (2, "")
    assert says in error
    assert error.count("\n") == 1
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--index", "none"],
        ["--fail-under", "corectness=0.9"],
        ["--fail-under", "correctness=ninety"],
        ["--fail-under", "correctness=90"],
        ["--baseline", "none.json"],
        ["--html", "no/folder/page.html"],
        ["--json", "."],
        ["--split", "half"],
        ["--limit", "0"],
        ["--jobs", "0"],
        ["--articles", "none", "--leave-out"],
        ["--colour", "red"],
        ["none.jsonl"],
    ],
)
def test_bad_input_is_status_2(gold: Path, subject: Scripted, arguments: list[str]) -> None:
    status, out, error = invoke(gold, *arguments)
    assert (status, out) == (2, "")
    assert error
    assert "Traceback" not in error


def test_an_empty_half(subject: Scripted, tmp_path: Path) -> None:
    only_dev = tmp_path / "dev.jsonl"
    only_dev.write_text(json.dumps(GOLD[0]), encoding="utf-8")
    status, _, error = invoke(only_dev, "--split", "test")
    assert status == 2
    assert "half" in error


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_shows_and_writes_what_was_measured(
    gold: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, jobs: int
) -> None:
    class Interrupted(Scripted):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            if question == "Where?":
                raise KeyboardInterrupt
            return super().ask(question, history)

    use(monkeypatch, Interrupted({}))
    written = tmp_path / "part.json"
    status, out, error = invoke(gold, "--jobs", jobs, "--json", written)
    assert status == 130
    assert "accuracy" in out
    assert "after 1 of 3" in error
    assert json.loads(written.read_text())["cases"] == 1


def test_rag_eval_is_the_same_program(gold: Path, subject: Scripted) -> None:
    from rag.__main__ import app as rag

    result = CliRunner().invoke(rag, ["eval", str(gold), "--json", "-"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == printed(gold)
    failed = CliRunner().invoke(rag, ["eval", str(gold), "--fail-under", "correctness=0.9"])
    assert failed.exit_code == 1
    assert "rag eval" in CliRunner().invoke(rag, ["eval", "--help"]).stdout
    assert CliRunner().invoke(rag, ["eval", "ablate", "--help"]).exit_code == 0


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with endpoint() as served:
        monkeypatch.setenv("RAG_JUDGE__BASE_URL", served.url)
        monkeypatch.setenv("RAG_JUDGE__MODEL", "sage")
        monkeypatch.setenv("RAG_JUDGE_KEY", "sk-secret")
        yield served


@pytest.mark.slow
def test_a_judge_is_reported_beside_the_others(
    gold: Path, subject: Scripted, judge: Endpoint, tmp_path: Path
) -> None:
    old, page = tmp_path / "old.json", tmp_path / "page.html"
    status, out, error = invoke(gold, "--json", old, "--html", page)
    assert (status, error) == (0, "")
    assert "judged_correctness" in out
    assert "says the judge" in page.read_text()
    shown = json.loads(old.read_text())
    assert shown["about"]["judge"] == "sage"
    assert shown["overall"]["judged_correctness"]["value"] == 0.75
    assert shown["overall"]["judged_faithfulness"]["cases"] == 1
    assert shown["records"][0]["judged"]["faithfulness"] == {"score": 1.0, "remark": "YES"}
    assert "sk-secret" not in old.read_text() + page.read_text() + out
    assert len(judge.sent) == 3
    assert printed(gold, "--jobs", 3) == printed(gold)
    assert invoke(gold, "--fail-under", "judged_correctness=0.7")[0] == 0
    assert invoke(gold, "--fail-under", "judged_correctness=0.8")[0] == 1


@pytest.mark.slow
def test_opinions_of_another_judge_are_not_compared(
    gold: Path, subject: Scripted, judge: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.json"
    invoke(gold, "--json", old)

    def compared() -> set[str]:
        shown = printed(gold, "--baseline", old)["comparison"]
        return {one["name"] for one in shown["differences"]}

    assert "judged_correctness" in compared()
    monkeypatch.setenv("RAG_JUDGE__MODEL", "other")
    assert "judged_correctness" not in compared()
    assert "correctness" in compared()


@pytest.mark.slow
def test_a_judge_of_no_use_stops_before_anything_is_asked(
    gold: Path, subject: Scripted, judge: Endpoint, tmp_path: Path
) -> None:
    judge.reply = lambda _: 401
    status, out, error = invoke(gold, "--html", tmp_path / "page.html")
    assert (status, out, subject.asked) == (2, "", [])
    assert "RAG_JUDGE_KEY" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "page.html").exists()


@pytest.mark.slow
def test_a_reply_that_cannot_be_read_is_left_out_and_said(
    gold: Path, subject: Scripted, judge: Endpoint
) -> None:
    judge.reply = lambda prompt: "Fine!" if "Reference Answer" in prompt else "YES"
    status, out, error = invoke(gold, "--json", "-")
    assert status == 0
    assert "replies of the judge left out: 1, the first because" in error
    shown = json.loads(out)
    assert shown["overall"]["judged_correctness"] == {
        "value": None,
        "low": None,
        "high": None,
        "cases": 0,
    }
    assert shown["about"]["the judge's replies left out"] == "1"


@pytest.mark.slow
def test_an_interrupt_of_the_judge_keeps_all_answers(
    gold: Path, subject: Scripted, judge: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LlmJudge, "faithfulness", interrupted)
    status, out, error = invoke(gold, "--json", tmp_path / "new.json")
    assert status == 130
    assert "1 answer still to be judged" in error
    assert "accuracy" in out
    assert json.loads((tmp_path / "new.json").read_text())["cases"] == 3


def test_a_threshold_on_a_judge_needs_one(gold: Path, subject: Scripted) -> None:
    status, out, error = invoke(gold, "--fail-under", "judged_correctness=0.9")
    assert (status, out) == (2, "")
    assert "unknown without a judge" in error


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("RAG_JUDGE__BASE_URL", "nowhere", "judge.base_url"),
        ("RAG_JUDGE__BASE_URL", "http://127.0.0.1:9/v1", "judge.model"),
        ("RAG_JUDGE__KEY", "sk-secret", "no setting"),
        ("RAG_JUDGE", '{"key": "sk-secret"}', "no setting 'judge.key'"),
        ("RAG_JUDGE__TIMEOUT", "0", "judge.timeout"),
    ],
)
def test_judges_that_cannot_be(
    gold: Path, subject: Scripted, monkeypatch: pytest.MonkeyPatch,
    variable: str, value: str, says: str,
) -> None:  # fmt: skip
    monkeypatch.setenv(variable, value)
    status, out, error = invoke(gold)
    assert (status, out) == (2, "")
    assert says in error
    assert "sk-secret" not in error


def test_a_key_in_a_file_is_refused(gold: Path, subject: Scripted, tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text('[judge]\nkey = "sk-secret"\n')
    status, _, error = invoke(gold)
    assert status == 2
    assert "no setting 'judge.key'" in error
    assert "sk-secret" not in error
