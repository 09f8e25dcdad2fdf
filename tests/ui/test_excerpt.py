"""The quote is never touched; what stands around it is cut where a reader would cut."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Span
from tests.ui.fakes import FIRST, LEAD, TAIL, make_quote
from ui.excerpt import ROOM, excerpt


def test_a_short_context_is_shown_whole() -> None:
    part = excerpt(make_quote(1))
    assert (part.before, part.quoted, part.after) == (LEAD, FIRST, TAIL)


def test_a_long_context_is_cut_at_sentences() -> None:
    sentences = "".join(f"This is sentence number {n}. " for n in range(60))
    part = excerpt(make_quote(1, before=sentences, after=" " + sentences))
    assert part.before.startswith("… This is sentence number ")
    assert part.before.endswith("number 59. ")
    assert part.after.startswith(" This is sentence number 0.")
    assert part.after.endswith(". …")


def test_without_sentences_words_are_kept_whole() -> None:
    words = "word " * 200
    part = excerpt(make_quote(1, before=words, after=" " + words))
    assert part.before.startswith("… word ")
    assert part.after.endswith("word …")


def test_a_context_that_does_not_hold_the_quote_is_left_out() -> None:
    wrong = replace(make_quote(1), context=Span(0, 10), context_text="elsewhere!")
    part = excerpt(wrong)
    assert (part.before, part.quoted, part.after) == ("", FIRST, "")


@given(st.text(max_size=900), st.text(min_size=1, max_size=50), st.text(max_size=900))
def test_any_context_keeps_the_quote_and_the_bound(before: str, quoted: str, after: str) -> None:
    part = excerpt(make_quote(1, quoted, before, after))
    assert part.quoted == quoted
    assert len(part.before) <= ROOM + 2
    assert len(part.after) <= ROOM + 2
