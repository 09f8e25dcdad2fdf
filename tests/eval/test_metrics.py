from __future__ import annotations

import importlib
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import rows
from eval.metrics import Measured, by_kind, measure, metrics
from eval.run import Record
from rag.domain import Statement
from tests.eval.fakes import TEXTS, answer, case, quote, record

ALL = metrics(TEXTS.__getitem__)


def measured(records: list[Record]) -> dict[str, Measured]:
    return measure(records, ALL, rounds=50)


def values(records: list[Record]) -> dict[str, float | None]:
    return {name: one.value for name, one in measured(records).items()}


def test_right_wrong_and_refused() -> None:
    found = measured(
        [
            record(case("1"), answer("In April.")),
            record(case("2"), answer("In May.")),
            record(case("3"), answer()),
            record(case("4", refuse=True), answer()),
            record(case("5", refuse=True), answer("In April.")),
            record(case("6", refuse=True), answer()),
        ]
    )
    assert found["accuracy"].value == 3 / 6
    assert found["correctness"].value == 1 / 3
    assert found["answer_recall"].value == 2 / 3
    assert found["refusal_precision"].value == 2 / 3
    assert found["refusal_recall"].value == 2 / 3
    assert found["refusal_f1"].value == pytest.approx(2 / 3)
    counts = {name: one.count for name, one in found.items()}
    assert counts["accuracy"] == 6
    assert counts["correctness"] == counts["refusal_recall"] == counts["refusal_precision"] == 3


def test_what_is_not_eligible_is_left_out() -> None:
    found = values([record(case(refuse=True), answer())])
    for name in ("correctness", "token_f1", "answer_words", "citation_precision", "hit@1", "mrr"):
        assert found[name] is None
    for name in ("citation_recall", "quotes_verbatim", "ndcg@10", "auroc", "total_p50_ms"):
        assert found[name] is None
    assert values([record(case(), answer("In April."))])["refusal_precision"] is None
    assert all(one.value is None and one.count == 0 for one in measured([]).values())


def test_citations() -> None:
    asked = case(sources=("a.txt", "c.txt"))
    found = values([record(asked, answer("April.", [quote("a.txt"), quote("b.txt", n=2)]))])
    assert found["citation_precision"] == 0.5
    assert found["citation_recall"] == 0.5


def test_quotes_verbatim_looks_at_quote_context_and_closest() -> None:
    good = quote("a.txt")
    bad = replace(good, text="dar")
    drifted = replace(good, context_text="Dar went")
    assert values([record(case(), answer("x", [good]))])["quotes_verbatim"] == 1
    assert values([record(case(), answer("x", [good, bad]))])["quotes_verbatim"] == 0.5
    refusal = replace(answer(), closest=(good, bad, drifted, good))
    assert values([record(case(), refusal)])["quotes_verbatim"] == 0.5


def test_retrieval_by_hand() -> None:
    asked = case(sources=("a.txt", "b.txt"))
    found = values([record(asked, found=["x", "x", "b.txt", "y", "a.txt"])])
    assert found["hit@1"] == 0
    assert found["hit@5"] == 1
    assert found["mrr"] == pytest.approx(1 / 3)
    # Articles in order: x, b, y, a.
    ideal = 1 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    nothing = values([record(asked, found=[])])
    assert (nothing["hit@5"], nothing["mrr"], nothing["ndcg@10"]) == (0, 0, 0)


@given(
    st.lists(st.sampled_from("abcdefghijklmn"), unique=True),
    st.sets(st.sampled_from("abcdefghijklmn"), min_size=1),
)
def test_retrieval_agrees_with_ir_measures(ranking: list[str], sources: set[str]) -> None:
    peer = importlib.import_module("ir_measures") if has_peer() else pytest.skip("no ir_measures")
    one = record(case(sources=tuple(sources)), found=ranking)
    qrels = {"q": dict.fromkeys(sources, 1)}
    run = {"q": {name: float(-rank) for rank, name in enumerate(ranking)}}
    names = [peer.Success @ 1, peer.Success @ 5, peer.RR, peer.nDCG @ 10]
    theirs = peer.calc_aggregate(names, qrels, run)
    ours = [rows.hit(one, 1), rows.hit(one, 5), rows.reciprocal_rank(one), rows.ndcg(one, 10)]
    for name, row in zip(names, ours, strict=True):
        assert row == pytest.approx((theirs[name],))


def has_peer() -> bool:
    return importlib.util.find_spec("ir_measures") is not None


def test_words_and_token_f1() -> None:
    found = values(
        [
            record(case("1", answers=("April 19",)), answer("On 19 April. [1]")),
            record(case("2", answers=("April",)), answer()),
            record(case("3", must_include=(("x",),)), answer("One two three four five.")),
        ]
    )
    assert found["answer_words"] == 4
    assert found["token_f1"] == pytest.approx((2 * 2 / 5 + 0) / 2)


def test_confidence() -> None:
    found = values(
        [
            record(case("1"), answer("April", confidence=0.9)),
            record(case("2"), answer("April", confidence=0.8)),
            record(case("3", refuse=True), answer(confidence=0.1)),
        ]
    )
    assert found["auroc"] == 1
    assert found["calibration_error"] == pytest.approx((0.1 + 0.2 + 0.1) / 3)


def test_latency() -> None:
    times = [record(case(str(i)), answer("x", timings={"total": float(i)})) for i in range(1, 102)]
    found = values(times)
    assert found["total_p50_ms"] == 51
    assert found["total_p95_ms"] == 96
    assert found["resolve_p50_ms"] is None


def test_by_kind_keeps_the_order() -> None:
    records = [record(case(str(i), kind=kind)) for i, kind in enumerate(["fact", "near", "fact"])]
    assert {kind: len(some) for kind, some in by_kind(records).items()} == {"fact": 2, "near": 1}


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 1)), max_size=12))
def test_shares_are_shares_and_lie_in_their_interval(
    cases: list[tuple[bool, bool, float]],
) -> None:
    records = [
        record(
            case(str(i), refuse=refuse) if refuse else case(str(i), sources=("a.txt",)),
            answer("In April.", [quote("a.txt")], sure) if answers else answer(confidence=sure),
            ["b.txt", "a.txt"],
        )
        for i, (refuse, answers, sure) in enumerate(cases)
    ]
    for one in measured(records).values():
        if one.value is not None and not one.name.endswith(("_ms", "_words")):
            assert 0 <= one.value <= 1
        if one.interval is not None:
            assert one.interval.low <= one.interval.high


def test_statements_that_their_quotes_carry() -> None:
    whole = quote("a.txt", 0, 30)
    said = [("Dar went  to Kabul on April 19.", 1.0), ("Dar went to Paris.", 0.0)]
    for text, share in said:
        assert values([record(case(), answer(text, [whole]))])["carried"] == share
    two = replace(
        answer("Dar", [whole]), statements=(Statement("Kabul", (1,)), Statement("Kabul", (2,)))
    )
    assert values([record(case(), two)])["carried"] == 0.5
    assert values([record(case(), answer())])["carried"] is None
