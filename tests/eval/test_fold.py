from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fold import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("19th April, 2025", "April 19 2025"),
        ("2025-04-19", "the 19th of April 2025"),
        ("2025-05-03", "May 3rd, 2025"),
        ("Sept. 5", "5 september"),
        ("1,000", "one thousand"),
        ("25 000".replace(" ", ","), "twenty-five thousand"),
        ("five hundred", "500"),
        ("5 %", "five per cent"),
        ("12%", "twelve percent"),
        ("U.S. troops", "the US troops"),
        ("China’s Chargé d’Affaires", "china charge d'affaires"),
        ("first", "1st"),
        ("Straße", "STRASSE"),
        ("the  ﬁnal\u00a0word!", "Final word"),
        ("a well‑known man", "well-known man"),
        ("the ministers' talks", "ministers talks"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("19 April", "18 April"), ("1.5", "15"), ("2.5.", "25"), ("first", "one"), ("5", "5%")],
)
def test_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The A", ["the", "a"]),
        ("", []),
        ("…!?", []),
        ("It was in May. 31 people came", ["it", "was", "in", "may", "31", "people", "came"]),
        ("May 10,000 men", ["may", "10000", "men"]),
        ("301 April", ["301", "april"]),
        ("May 2025", ["may", "2025"]),
        ("On 2 May 3 men", ["on", "2", "may", "3", "men"]),
        ("Pi is 3.14.", ["pi", "is", "3.14"]),
        ("北京 2025", ["北京", "2025"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert fold(text) == words


@given(st.text())
def test_any_text_folds_to_clean_words(text: str) -> None:
    assert all(word and not any(c.isspace() for c in word) for word in fold(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_case_and_outer_space_do_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(f"  {text.lower()}\n")
