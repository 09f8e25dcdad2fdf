from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.match import contains, correct, said, token_f1
from tests.eval.fakes import answer, case


@pytest.mark.parametrize(
    ("text", "accepted", "holds"),
    [
        ("They gave up 308 points.", "308", True),
        ("They gave up 1308 points.", "308", False),
        ("They gave up 1,308 points.", "308", False),
        ("on 19th April, 2025.", "April 19", True),
        ("on 19th April, 2025.", "April 2025", True),
        ("at a charge d'affaires-level", "chargé d’affaires", True),
        ("Muttaqi's visit", "Muttaqi", True),
        ("the ambassadors", "ambassador", False),
        ("anything", "…", False),
        ("", "April", False),
    ],
)
def test_contains(text: str, accepted: str, holds: bool) -> None:
    assert contains(text, accepted) is holds


words = st.text(alphabet="abcdefgh ", min_size=1).filter(str.strip)


@given(words, words, words)
def test_a_text_contains_its_parts(left: str, middle: str, right: str) -> None:
    if middle.split() != ["a"]:
        assert contains(f"{left} {middle} {right}", middle) or set(middle.split()) <= {"a"}


def test_correct_needs_an_answer_and_every_group() -> None:
    both = case(answers=("April",), must_include=(("Dar", "Ishaq"), ("Kabul",)))
    assert correct(both, answer("Ishaq saw Kabul in April."))
    assert not correct(both, answer("Ishaq saw it in April."))
    assert not correct(both, answer("Ishaq saw Kabul in May."))


def test_correct_minds_what_is_forbidden() -> None:
    picky = case(forbid=("May",))
    assert correct(picky, answer("In April."))
    assert not correct(picky, answer("In April or May."))


def test_correct_refusals() -> None:
    assert correct(case(refuse=True), answer())
    assert not correct(case(refuse=True), answer("In April."))
    assert not correct(case(), answer())


def test_refusals_text_is_not_an_answer() -> None:
    assert not correct(case(answers=("articles",)), answer())


def test_citation_marks_are_not_said() -> None:
    assert said(answer("In April. [1][22]")).strip() == "In April."
    assert not correct(case(answers=("22",)), answer("In April. [1][22]"))


def test_token_f1() -> None:
    assert token_f1("in April", ["the April", "May"]) == pytest.approx(2 / 3)
    assert token_f1("April 19", ["19th April"]) == 1
    assert token_f1("", ["April"]) == 0
    assert token_f1("April", []) == 0


@given(st.text(), st.text())
def test_token_f1_is_a_share_and_even(one: str, other: str) -> None:
    assert 0 <= token_f1(one, [other]) <= 1
    assert token_f1(one, [other]) == token_f1(other, [one])
