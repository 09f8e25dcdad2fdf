"""The gold that ships, held against the articles that ship."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.fold import fold
from eval.gold import DEFAULT, Case, check_sources, load_gold
from eval.match import any_of, contains

SEEDS = Path(__file__).parents[2] / "seeds"
CLUTTER_FROM = {"000_4a1677d566363fd1.txt": "Follow us on our official WhatsApp"}
REPORT_FROM = {"004_bb4303b07ba86f8a.txt": "Pakistan announced Friday that"}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_gold(DEFAULT)


@pytest.fixture(scope="module")
def reports() -> dict[str, str]:
    """The articles without their clutter."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in SEEDS.iterdir()}
    for name, phrase in CLUTTER_FROM.items():
        texts[name] = texts[name][: texts[name].index(phrase)]
    for name, phrase in REPORT_FROM.items():
        texts[name] = texts[name][texts[name].index(phrase) :]
    return texts


def test_enough_of_every_kind(cases: list[Case]) -> None:
    kinds = Counter(case.kind for case in cases)
    least = {
        "fact": 12, "paraphrase": 12, "typo": 8, "several": 8, "conflict": 5, "follow-up": 12,
        "near": 18, "far": 6, "clutter": 4, "injection": 4,
    }  # fmt: skip
    assert kinds.keys() == least.keys()
    assert all(kinds[kind] >= count for kind, count in least.items())
    assert all(case.history for case in cases if case.kind == "follow-up")


def test_halves_are_alike(cases: list[Case]) -> None:
    for kind in {case.kind for case in cases}:
        halves = Counter(case.split for case in cases if case.kind == kind)
        assert halves.keys() == {"dev", "test"}
        assert abs(halves["dev"] - halves["test"]) <= 2


def test_sources_are_there_and_carry_the_answer(cases: list[Case], reports: dict[str, str]) -> None:
    check_sources(cases, reports)
    folded = {name: fold(text) for name, text in reports.items()}
    for case in cases:
        for group in case.wanted:
            for accepted in group:
                holding = [name for name in case.sources if any_of(folded[name], [accepted])]
                assert holding, f"{case.id}: no source holds {accepted!r}"
        carrying = [
            name for name in case.sources if any(any_of(folded[name], g) for g in case.wanted)
        ]
        # A report that says otherwise, or is older, may be quoted beside the others.
        assert len(carrying) == len(case.sources) or case.kind in ("conflict", "follow-up")


def test_a_question_does_not_hold_its_answer(cases: list[Case]) -> None:
    for case in cases:
        if not case.refuse:
            assert not all(
                any(contains(case.question, accepted) for accepted in group)
                for group in case.wanted
            ), case.id
