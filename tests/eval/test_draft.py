from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.articles import Told
from eval.cli import draft as command
from eval.cloze import ask_back
from eval.draft import Proposal, as_lines, draft, from_articles, from_feedback
from eval.gold import load_gold
from rag.domain import Article, Listing, Span, Turn
from rag.errors import BadInput
from rag.feedback import Feedback, Quoted, Rating, record
from rag.settings import Settings
from tests.eval import articles
from tests.eval.fakes import Scripted, answer, quote


def backs(text: str) -> list[tuple[str, str]]:
    return [(back.question, back.answer) for back in ask_back(Article("a", "a", text, "a"))]


@pytest.mark.parametrize(
    ("sentence", "question", "said"),
    [
        (
            "The minister visited the capital of Afghanistan on 19 April 2025.",
            "The minister visited the capital of Afghanistan on what date?",
            "19 April 2025",
        ),
        (
            "In March 2025 the envoy travelled to the city for talks.",
            "In what month and year the envoy travelled to the city for talks?",
            "March 2025",
        ),
        (
            "In March 2025, the envoy travelled to the city for talks.",
            "The envoy travelled to the city for talks in what month and year?",
            "March 2025",
        ),
        (
            "The harvest was sold to seven countries of the region.",
            "The harvest was sold to how many countries of the region?",
            "seven",
        ),
        (
            "Ishaq Dar met the acting minister during the visit.",
            "Who met the acting minister during the visit?",
            "Ishaq Dar",
        ),
    ],
)
def test_sentences_are_asked_back(sentence: str, question: str, said: str) -> None:
    assert backs(sentence) == [(question, said)]


@pytest.mark.parametrize(
    "text",
    [
        "He said it.",
        "The talks between the two countries went on without a result.",
        "Dar said the upgrade would “promote exchanges between seven countries.",
        "They visited the capital of the country on 19 April 2025.",
        "Nothing here names a day or a person or a count.",
        "",
    ],
)
def test_sentences_that_stay(text: str) -> None:
    assert backs(text) == []


def test_clutter_is_not_asked_about() -> None:
    text = "The harvest was sold to seven countries of the region."
    assert not list(ask_back(Article("a", "a", text, "a", clutter=(Span(0, len(text)),))))


def test_proposals_are_bounded_and_drawn_by_seed() -> None:
    found = from_articles(articles.articles(), 3, 0)
    assert len(found) == 3
    assert found == from_articles(articles.articles(), 3, 0)
    assert from_articles([], 5, 0) == []


def test_no_case_counts_before_it_is_reviewed(tmp_path: Path) -> None:
    assistant = Scripted({"When?": answer("In April.", [quote("a.txt")])})
    proposals = [
        Proposal("When?"),
        Proposal("Where?", answers=("Kabul",), sources=("b.txt",), note="From a sentence."),
        Proposal("Why?", kind="near", history=(Turn("Who?", "Dar."),)),
    ]
    cases = list(draft(proposals, assistant))
    assert [case.get("answers") for case in cases] == [["In April."], ["Kabul"], None]
    assert [case.get("sources") for case in cases] == [["a.txt"], ["b.txt"], None]
    assert cases[2]["refuse"] is True
    assert all(case["reviewed"] is False for case in cases)
    path = tmp_path / "draft.jsonl"
    path.write_text(as_lines(cases))
    with pytest.raises(BadInput, match="nobody has reviewed"):
        load_gold(path)
    path.write_text(as_lines([{**case, "reviewed": True} for case in cases]))
    assert [case.question for case in load_gold(path)] == ["When?", "Where?", "Why?"]


def rated(identity: str, question: str, rating: Rating, **other: str) -> Feedback:
    given = {"status": "quoted", "text": "In April. [1][2] Or May. [3]", "note": "", **other}
    quotes = (Quoted("a.txt", 0, 9, "In April."), Quoted("a.txt", 20, 27, "Or May."))
    return Feedback(
        answer_id=identity,
        when=f"2025-05-{identity}T10:00:00+00:00",
        collection=given.pop("collection", "default"),
        visitor="user ann",
        rating=rating,
        question=question,
        standalone=question,
        quotes=quotes,
        fingerprint="",
        **given,  # type: ignore[arg-type]
    )


def test_what_people_liked_is_right_and_the_rest_is_to_be_corrected() -> None:
    kept = [
        rated("10", "When?", "down", note="It was June."),
        rated("11", "Where?", "up"),
        rated("12", "Why?", "up", status="refused", text="Not found."),
        rated("13", "How?", "down", status="refused", text="Not found."),
        rated("14", "When?", "up"),
        rated("15", "Who?", "down", note="It was Dar."),
    ]
    proposals = {one.question: one for one in from_feedback(kept, 20)}
    assert list(proposals) == ["Who?", "When?", "How?", "Why?", "Where?"]
    assert list(proposals)[:2] == [one.question for one in from_feedback(kept, 2)]
    assert proposals["When?"].answers == ("In April. Or May.",)
    assert proposals["When?"].sources == ("a.txt",)
    cases = {case["question"]: case for case in draft(proposals.values(), Scripted({}))}
    refused = [question for question, case in cases.items() if case.get("refuse")]
    assert refused == ["Who?", "How?", "Why?"]
    assert all(case["reviewed"] is False for case in cases.values())
    assert "It was answered: In April. Or May." in str(cases["Who?"]["note"])
    assert "It was Dar." in str(cases["Who?"]["note"])


class Library(Scripted):
    def listings(self) -> list[Listing]:
        return [Listing(a.id, a.title, a.id, None, None, 1, 9) for a in articles.articles()]

    def article(self, article_id: str) -> Article:
        return next(one for one in articles.articles() if one.id == article_id)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @contextmanager
    def opened(settings: Settings, folder: Path | None, told: Told) -> Iterator[Library]:
        yield Library({})

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "opened", opened)


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["draft", *(str(argument) for argument in arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_writes_a_file_that_was_not_there(library: None, tmp_path: Path) -> None:
    status, out, _ = invoke("--limit", 4)
    assert status == 0
    assert "3 proposals in draft.jsonl, none of them reviewed" in out
    lines = [json.loads(line) for line in Path("draft.jsonl").read_text().splitlines()]
    assert [line["reviewed"] for line in lines] == [False] * 3
    status, _, error = invoke()
    assert status == 2
    assert "is there already" in error
    assert invoke("-o", tmp_path / "no" / "draft.jsonl")[0] == 2


def test_nothing_to_propose(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "listings", lambda self: [])
    status, _, error = invoke()
    assert status == 2
    assert "No question could be made" in error
    assert not Path("draft.jsonl").exists()


def test_feedback_is_read_from_where_it_is_kept(library: None) -> None:
    status, _, error = invoke("--feedback")
    assert status == 2
    assert "Nobody has rated" in error
    record(Settings(), rated("10", "When?", "up"))
    record(Settings(), rated("11", "Of another collection?", "up", collection="hr"))
    assert invoke("--feedback")[0] == 0
    (line,) = Path("draft.jsonl").read_text().splitlines()
    assert json.loads(line)["answers"] == ["In April. Or May."]
