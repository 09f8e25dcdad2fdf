from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from eval.compare import Asked
from eval.document import document
from eval.metrics import metrics
from eval.page.page import page
from eval.result import Result, conclude, past
from eval.run import Record
from rag.domain import Turn
from tests.eval.fakes import TEXTS, answer, case, quote, record

METRICS = metrics(TEXTS.__getitem__)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TIMES = {"resolve": 1.0, "retrieve": 2.0, "answer": 3.0, "total": 6.0}


def result(records: list[Record], **given: object) -> Result:
    values: dict[str, object] = {
        "about": {"gold": "gold.jsonl"},
        "asked": len(records),
        "baseline": None,
        "thresholds": {},
        "threshold": 0.4,
        "seed": 0,
    }
    return conclude(records, METRICS, **(values | given))  # type: ignore[arg-type]


RECORDS = [
    record(
        case("ok", sources=("a.txt",)), answer("April", [quote("a.txt")], 0.9, TIMES), ["a.txt"]
    ),
    record(case("lost", kind="typo"), answer("May", [quote("b.txt")], 0.7, TIMES), ["b.txt"]),
    record(case("shy", forbid=("May",)), answer(confidence=0.2), ["a.txt"]),
    record(case("blind"), answer("May", [quote("b.txt")], 0.6), ["a.txt"]),
    record(case("bold", kind="near", refuse=True, without=("a.txt",)), answer("x", confidence=0.8)),
    record(case("good", kind="near", refuse=True), answer(confidence=0.1)),
]  # fmt: skip


class Checker(HTMLParser):
    """Fails on tags that are not closed in order."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(text: str) -> set[str]:
    parser = Checker()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser.seen


def test_one_file_that_loads_nothing_and_runs_nothing() -> None:
    text = page(result(RECORDS, thresholds={"correctness": 0.9, "carried": 0.1}))
    tags = checked(text)
    assert "svg" in tags
    assert not tags & {"script", "link", "img", "iframe"}
    assert not re.search(r"""(?:src|href)=|url\(|https?://|@import""", text)


def test_every_failure_is_there_with_the_stage_that_lost_it() -> None:
    text = page(result(RECORDS))
    for why in ("not retrieved", "retrieved but not chosen", "wrongly refused", "wrongly answered"):
        assert f"<h3>{why} <small>1</small></h3>" in text
    for name in ("lost", "shy", "blind", "bold"):
        assert f"{name}?" in text
    assert "Reliability diagram" in text
    assert "refused below 0.40" in text
    assert "Median and 95th percentile" in text


def test_what_comes_from_articles_and_users_is_escaped() -> None:
    base = RECORDS[3]
    hit = base.hits[0]
    evil = Record(
        replace(
            base.case, id=EVIL, question=EVIL, kind=EVIL, answers=(EVIL,), sources=(EVIL,),
            forbid=(EVIL,), history=(Turn(EVIL, EVIL),),
        ),
        replace(
            answer(EVIL, [replace(quote("a.txt"), text=EVIL, article=EVIL)]), standalone=EVIL,
        ),
        (replace(hit, passage=replace(hit.passage, text=EVIL, article_id=EVIL)),),
    )  # fmt: skip
    records = [*RECORDS, evil]
    plain = metrics(lambda _: "")
    before: dict[str, Asked] = dict(past(records, plain))
    before[EVIL] = {"question": EVIL, "outcome": "right", "rows": {}}
    made = conclude(
        records, plain, about={EVIL: EVIL}, asked=9, baseline=before, thresholds={}, threshold=0.4,
        seed=0,
    )  # fmt: skip
    assert not checked(page(made)) & {"script", "img"}


def test_nothing_to_draw() -> None:
    for records in ([], [RECORDS[0]], [record(case("x", refuse=True), answer())]):
        checked(page(result(records, asked=3)))
    assert "3 questions, then" not in page(result(RECORDS))
    assert "1 questions of 3, then interrupted" in page(result([RECORDS[0]], asked=3))
    assert "Every question was answered right" in page(result([RECORDS[0]]))


def test_a_document_is_whole_and_makes_a_baseline() -> None:
    first = result(RECORDS, thresholds={"correctness": 0.9})
    shown = document(first)
    assert [one["outcome"] for one in shown["records"]] == [
        "right", "not retrieved", "wrongly refused", "retrieved but not chosen",
        "wrongly answered", "right",
    ]  # fmt: skip
    assert shown["gate"] == [{"name": "correctness", "least": 0.9, "value": 0.25, "held": False}]
    assert shown["records"][0]["answer"]["quotes"][0]["article"] == "a.txt"
    assert shown["records"][0]["found"][0]["article"] == "a.txt"
    again = result(RECORDS, baseline={one["id"]: one for one in shown["records"]})
    assert again.comparison is not None
    assert all(one.same for one in again.comparison.differences)
    compared = document(again)["comparison"]
    assert compared["paired"] == 6
    assert "Measures that did not change" in page(again)
