"""What is copied says the same as the page, and means nothing more in Markdown."""

from __future__ import annotations

from tests.ui.fakes import FIRST, SECOND, make_answer, make_quote, make_refusal, two_sources
from ui.conversation import Conversation, Exchange
from ui.copies import as_markdown, as_text, escape
from ui.look import Look

LOOK = Look()


def exchange() -> Exchange:
    return Conversation().asked("When?").answered(two_sources("When?")).exchanges[-1]


def test_text_has_footnotes() -> None:
    copied = as_text(LOOK, exchange())
    assert copied.startswith("When?\n\n")
    assert f"{SECOND} [2]" in copied
    assert f"[1] “{FIRST}” — Pakistan upgrades ties with Afghanistan, The Independent" in copied
    assert copied.rstrip().endswith("31 May 2025")


def test_markdown_has_footnotes_whose_labels_differ_from_answer_to_answer() -> None:
    now = Conversation().asked("When?").answered(two_sources("When?"))
    now = now.asked("When?").answered(two_sources("When?"))
    first, second = (as_markdown(LOOK, each) for each in now.exchanges)
    assert f"{FIRST}[^1-1]" in first
    assert "[^2-1]: “" in second


def test_markdown_in_an_article_comes_out_as_written() -> None:
    raw = "![x](http://e.example/i) <b> **bold** `c` # h | [^1]: y"
    answer = make_answer("q", make_quote(1, raw, title=raw))
    copied = as_markdown(LOOK, Conversation().asked("q").answered(answer).exchanges[-1])
    assert "![" not in copied
    assert "<b>" not in copied
    assert "**bold" not in copied
    assert copied.replace(r"\[", "").count("[^") == 2


def test_lines_that_would_open_a_list_are_escaped() -> None:
    assert escape("- two\n- three") == r"\- two - three"
    assert escape("1. one") == r"1\. one"


def test_a_refusal_can_be_copied_too() -> None:
    refused = Conversation().asked("q").answered(make_refusal("q")).exchanges[-1]
    assert LOOK.words.REFUSAL in as_text(LOOK, refused)
    assert LOOK.words.REFUSAL in as_markdown(LOOK, refused)
    assert as_text(LOOK, Conversation().asked("q").exchanges[-1]) == ""
