from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.cite import cite, plain, quote_passage, quote_sentence, sentence_before
from rag.answer.evidence import Evidence
from rag.answer.quoted import Claim
from rag.domain import Span
from tests.rag.answer.pieces import evidence, hit

BEFORE = "Ishaq Dar flew to Kabul on Friday."
PRONOUN = "He met Muttaqi there."
TEXT = f"A heading\n\n{BEFORE} {PRONOUN} They spoke\n of trade."


def standing(sentence: str, passage: str, article: str = "a.txt") -> Evidence:
    """A sentence in a passage of TEXT."""
    found = hit(passage, article, start=TEXT.index(passage))
    at = TEXT.index(sentence)
    return Evidence(found, Span(at, at + len(sentence)), frozenset(), 1, 1, 1)


def text_of(_: str) -> str:
    return TEXT


def test_a_quote_is_what_stands_in_the_article() -> None:
    quote = quote_sentence(3, standing(BEFORE, f"{BEFORE} {PRONOUN}"), text_of)
    assert quote.n == 3
    assert TEXT[quote.start : quote.end] == quote.text == BEFORE
    assert quote.context.of(TEXT) == quote.context_text == f"{BEFORE} {PRONOUN}"
    assert (quote.article, quote.title, quote.source) == ("a.txt", "A title", "Daily News")
    assert quote.date == date(2025, 5, 31)


def test_a_pronoun_at_the_start_of_a_passage_brings_the_sentence_before_along() -> None:
    quote = quote_sentence(1, standing(PRONOUN, PRONOUN), text_of)
    assert quote.text == PRONOUN
    assert quote.context_text == f"{BEFORE} {PRONOUN}"
    assert quote.context.of(TEXT) == quote.context_text


def test_within_its_passage_a_pronoun_has_the_sentence_before_already() -> None:
    quote = quote_sentence(1, standing(PRONOUN, f"{BEFORE} {PRONOUN}"), text_of)
    assert quote.context_text == f"{BEFORE} {PRONOUN}"


def test_a_name_needs_nothing_before_it() -> None:
    quote = quote_sentence(1, standing(BEFORE, BEFORE), text_of)
    assert quote.context_text == BEFORE


@given(st.text(alphabet="aB. \n!?”’", max_size=900), st.data())
def test_the_sentence_before_is_near_and_before(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    begins = sentence_before(text, start)
    assert 0 <= begins <= start
    assert start - begins <= 400


def test_where_the_sentence_before_begins() -> None:
    at = TEXT.index(PRONOUN)
    assert TEXT[sentence_before(TEXT, at) : at].strip() == BEFORE
    assert sentence_before(TEXT, 0) == 0
    assert sentence_before("word " * 500, 2000) == 2000  # no sentence ends near


def test_quotes_are_numbered_in_order_of_use_and_used_again() -> None:
    one, same = evidence("Dar went.", "a"), evidence("Dar went.", "b")
    two = evidence("Muttaqi came.", "a", start=50)
    statements, quotes = cite([Claim((one, same)), Claim((two,)), Claim((same, two))], lambda _: "")
    assert [statement.quotes for statement in statements] == [(1, 2), (3,), (2, 3)]
    assert [quote.n for quote in quotes] == [1, 2, 3]
    assert [quote.article for quote in quotes] == ["a", "b", "a"]


def test_a_statement_is_on_one_line_and_its_quote_as_it_stands() -> None:
    sentence = "They spoke\n of trade."
    ((statement,), (quote,)) = cite([Claim((standing(sentence, sentence),))], text_of)
    assert statement.text == "They spoke of trade."
    assert quote.text == sentence
    assert TEXT[quote.start : quote.end] == sentence


def test_nothing_to_cite() -> None:
    assert cite([], text_of) == ([], [])


def test_a_passage_to_read_has_no_number() -> None:
    found = hit(f"{BEFORE} {PRONOUN}", start=TEXT.index(BEFORE))
    quote = quote_passage(found)
    assert quote.n == 0
    assert TEXT[quote.start : quote.end] == quote.text == quote.context_text


@pytest.mark.parametrize(("text", "line"), [(" a\n\t b\u2028c ", "a b c"), ("", "")])
def test_plain(text: str, line: str) -> None:
    assert plain(text) == line
