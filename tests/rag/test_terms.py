import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.terms import STOP, fold, stem, stems, terms
from tests.rag.ingest.samples import texts


def words(text: str) -> list[str]:
    return [text[term.start : term.end] for term in terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("charge d'affaires", "chargé d’affaires"),
        ("Chargé D’Affaires", "CHARGE D'AFFAIRES"),
        ("Cafe\u0301", "café"),
        ("São Tomé", "sao tome"),
        ("the U.S.", "the US"),
        ("U.N.", "UN"),
        ("1,000 men", "1000 men"),
        ("upgrading ties", "upgrades tie"),
        ("ﬁnance", "finance"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_of_one_thing_become_the_same_terms(one: str, other: str) -> None:
    assert [term.stem for term in terms(one)] == [term.stem for term in terms(other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("2021", "2025"), ("3.5", "35"), ("Iran", "Iraq"), ("ambassador", "embassy")],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. envoy", ["The", "U.S.", "envoy"]),
        ("3.5 million in 2021.", ["3.5", "million", "in", "2021"]),
        ("1,200.50, then", ["1,200.50", "then"]),
        ("people-to-people", ["people", "to", "people"]),
        ("北京 will", ["北", "京", "will"]),
        ("کابل and Кабул", ["کابل", "and", "Кабул"]),
        ("हिन्दी", ["हिन्दी"]),
        ("@MIshaqDar50", ["MIshaqDar", "50"]),
        ("?!… — 👍 \u200b", []),
        ("", []),
    ],
)
def test_what_counts_as_a_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_question_words_are_stop_words_and_names_are_not() -> None:
    marked = {term.stem: term.stop for term in terms("Who is the envoy of Kabul?")}
    assert [stem for stem, stop in marked.items() if not stop] == ["envoy", "kabul"]


def test_stems_leaves_stop_words_out_and_repeats_in() -> None:
    assert stems("The envoy and the envoys of it") == ["envoy", "envoy"]


def test_stop_words_are_written_as_they_are_compared() -> None:
    assert {fold(word) for word in STOP} == STOP


@given(texts)
def test_offsets_are_exact(text: str) -> None:
    found = terms(text)
    end = 0
    for term in found:
        assert end <= term.start < term.end <= len(text)
        assert term.stem
        assert text[term.start : term.end].strip() == text[term.start : term.end]
        end = term.end


@given(texts)
def test_no_letter_or_digit_is_left_out(text: str) -> None:
    covered = {at for term in terms(text) for at in range(term.start, term.end)}
    assert [text[at] for at in range(len(text)) if text[at].isalpha() and at not in covered] == []


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)
