from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.articles import read_articles
from eval.cli import verify as command
from eval.corpus import Corpus, encode_article
from eval.planted.carriers import Bench
from eval.planted.cases import ARTICLES, Part, Planted, about_these, load_planted, parse, shipped
from eval.planted.trial import Outcome, by_kind, in_all
from eval.subject import furnisher
from rag.answer.verify import Carrier
from rag.domain import Fate, Span, Verdict
from rag.errors import BadInput
from rag.settings import Settings
from tests.eval.articles import entries, folder
from tests.fakes import HashEmbedder

KINDS = {
    "wrong name", "wrong number", "wrong date", "swapped roles", "dropped not", "wrong marker",
    "from outside", "blend",
}  # fmt: skip
CASE = Planted(
    id="dar",
    kind="wrong marker",
    question="When did Dar visit Kabul?",
    sentence="Dar was in Kabul on 19 April.",
    about=(("dar.txt", Span(0, 36)),),
    beside=(("cats.txt", Span(0, 29)),),
    claimed=(2,),
    expect="corrected",
)


def line(**fields: Any) -> str:
    value = {
        "id": "a", "kind": "wrong name", "question": "Who?", "sentence": "He did.",
        "about": [["dar.txt", 0, 36]], "claimed": [1], "expect": "dropped",
    }  # fmt: skip
    return json.dumps(value | fields)


def bench() -> Bench:
    made = entries()
    return Bench(made, furnisher(HashEmbedder(), Settings())(Corpus(made)))


def outcome(case: Planted, fate: Fate, *carried: int) -> Outcome:
    return Outcome(case, Verdict(case.sentence, case.claimed, fate, carried, "because"))


@pytest.mark.parametrize("split", ["dev", "threshold", "test"])
def test_a_part_has_sixty_and_sixty_or_more_over_both_sets_and_eight_kinds(split: Part) -> None:
    cases = load_planted(shipped(split))
    false = [case for case in cases if case.false]
    assert min(len(false), len(cases) - len(false)) >= 60
    kinds = Counter(case.kind for case in false)
    assert kinds.keys() == KINDS
    assert min(kinds.values()) >= 7
    sets = Counter("seeds" if "-seeds-" in case.id else "outside" for case in cases)
    assert min(sets["seeds"], sets["outside"]) >= 36


def test_the_invented_articles_are_all_asked_about_and_not_reported_on() -> None:
    names = {path.name for path in ARTICLES.glob("*.txt")}
    chosen, reported = (
        {name for case in load_planted(shipped(split)) for name, _ in case.places}
        for split in ("dev", "test")
    )
    assert len(names) > 100
    assert names <= chosen
    assert not names & reported


def test_sentences_about_invented_articles_are_about_whole_sentences_of_them() -> None:
    settings = Settings()
    starts, ends = set(), set()
    for article in read_articles(settings, ARTICLES):
        for row in encode_article(article, HashEmbedder(), settings.chunking).rows:
            starts |= {(article.id, one.start) for one in row.passage.sentences}
            ends |= {(article.id, one.end) for one in row.passage.sentences}
    names = {name for name, _ in starts}
    cases = about_these(load_planted(shipped("dev")), names)
    assert len(cases) > 3000
    for case in cases:
        assert all((name, span.start) in starts for name, span in case.places), case.id
        assert all((name, span.end) in ends for name, span in case.places), case.id


def test_no_sentence_of_the_outside_set_is_chosen_on_and_reported_on() -> None:
    places = [
        {place for c in load_planted(shipped(split)) if "-seeds-" not in c.id for place in c.about}
        for split in ("dev", "threshold", "test")
    ]
    assert all(places)
    assert not places[0] & (places[1] | places[2])
    learned, chosen, reported = (
        {c.sentence for c in load_planted(shipped(split))} for split in ("dev", "threshold", "test")
    )
    assert not learned & (chosen | reported)
    assert not chosen & reported


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        (line(colour="red"), "not an object with the fields"),
        (line(expect="kept"), "'expect' must be one of"),
        (line(about=[]), "'about' must be a list"),
        (line(about=[["dar.txt", 5, 5]]), "'about' must be a list"),
        (line(beside=["dar.txt"]), "'beside' must be a list"),
        (line(claimed=["1"]), "'claimed' must be a list of numbers"),
        (line(sentence=" "), "'sentence' must be text"),
    ],
)
def test_a_wrong_line_is_refused(given: str, said: str) -> None:
    with pytest.raises(BadInput, match=f"^here: .*{said}"):
        parse(given, "here")


def test_an_id_comes_once(tmp_path: Path) -> None:
    path = tmp_path / "planted.jsonl"
    path.write_text(f"{line()}\n\n{line()}\n")
    with pytest.raises(BadInput, match=r"planted.jsonl:3: the id 'a' is taken"):
        load_planted(path)
    with pytest.raises(BadInput, match="cannot be read"):
        load_planted(tmp_path / "none.jsonl")


def test_carriers_begin_with_what_the_case_names() -> None:
    carriers = bench().carriers(CASE)
    assert [one.n for one in carriers] == list(range(1, len(carriers) + 1))
    assert [one.evidence.text for one in carriers[:2]] == [
        "Ishaq Dar visited Kabul on 19 April.", "Cats sleep for fifteen hours.",
    ]  # fmt: skip
    places = [one.evidence.place for one in carriers]
    assert len(set(places)) == len(places) > 2
    assert all(len(one.rows) for one in carriers)
    both = bench().carriers(replace(CASE, about=(("dar.txt", Span(0, 78)),)))
    assert both[0].evidence.text.endswith("government.")


@pytest.mark.parametrize("span", [Span(0, 35), Span(1, 36), Span(0, 500)])
def test_places_are_whole_sentences(span: Span) -> None:
    with pytest.raises(BadInput, match="are not whole sentences"):
        bench().carriers(replace(CASE, about=(("dar.txt", span),)))


def test_cases_about_other_articles_are_left_out() -> None:
    assert about_these([CASE], {"dar.txt", "cats.txt"}) == [CASE]
    assert about_these([CASE], {"dar.txt"}) == []


def test_what_counts_as_right() -> None:
    marker, false, true = CASE, replace(CASE, expect="dropped"), replace(CASE, expect="carried")
    assert outcome(marker, "dropped").right
    assert outcome(marker, "corrected", 1, 2).right
    assert not outcome(marker, "kept", 2).right
    assert outcome(false, "dropped").right
    assert not outcome(false, "corrected", 1).right
    assert outcome(true, "kept", 1).right
    assert outcome(true, "corrected", 3, 1).right
    assert not outcome(true, "corrected", 3).right
    assert not outcome(true, "dropped").right


def test_false_kinds_are_counted_before_true_ones() -> None:
    true = replace(CASE, kind="one quote", expect="carried")
    outcomes = [outcome(true, "kept", 1), outcome(CASE, "kept", 2), outcome(CASE, "dropped")]
    assert [(one.kind, one.count, one.right) for one in by_kind(outcomes)] == [
        ("wrong marker", 2, 1), ("one quote", 1, 1),
    ]  # fmt: skip
    assert {name: one.share for name, one in in_all(outcomes).items()} == {
        "caught": 0.5, "survived": 1.0,
    }  # fmt: skip
    assert in_all([])["caught"].share is None


@pytest.fixture
def articles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of articles, three cases of which one is about others, and a credulous verifier."""
    planted = tmp_path / "planted.jsonl"
    planted.write_text(
        "\n".join(
            [
                line(),
                line(id="b", kind="one quote", expect="carried"),
                line(id="c", about=[["none.txt", 0, 9]]),
            ]
        )
    )

    def verify(text: str, claimed: Any, carriers: list[Carrier], *_: object, **__: str) -> Verdict:
        assert carriers[0].evidence.text == "Ishaq Dar visited Kabul on 19 April."
        return Verdict(text, tuple(claimed), "kept", tuple(claimed), "[it says so]")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "shipped", lambda _: planted)
    monkeypatch.setattr(command, "open_embedder", lambda _: HashEmbedder())
    monkeypatch.setattr("eval.planted.trial.verify", verify)
    return folder(tmp_path)


def test_the_command_shows_shares_mistakes_and_what_was_left_out(articles: Path) -> None:
    written = articles.parent / "out.json"
    given = ["verify", "--articles", str(articles), "--json", str(written)]
    result = CliRunner().invoke(app, given)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "all false" in result.stdout
    assert "kept on 1: [it says so]" in result.stdout
    assert "not being there: 1 sentence." in result.stdout
    shown = json.loads(written.read_text())
    assert shown["shares"] == {"caught": 0.0, "survived": 1.0}
    assert [one["right"] for one in shown["sentences"]] == [False, True]

    result = CliRunner().invoke(app, [*given, "--fail-under", "survived=1,caught=0.95"])
    assert result.exit_code == 1
    assert result.stderr == "eval: below the threshold: caught 0 < 0.95.\n"


def test_the_command_says_what_it_cannot_use(articles: Path) -> None:
    for given, said in [
        ([], "seeds"),
        (["--articles", articles, "--fail-under", "lies=1"], "is no measure"),
        (["--articles", articles, "--split", "none"], "split"),
    ]:
        result = CliRunner().invoke(app, ["verify", *map(str, given)])
        assert result.exit_code == 2
        assert said in result.stderr
    (articles / "dar.txt").unlink()
    result = CliRunner().invoke(app, ["verify", "--articles", str(articles)])
    assert result.exit_code == 2
    assert "None of the planted sentences is about these articles" in result.stderr
