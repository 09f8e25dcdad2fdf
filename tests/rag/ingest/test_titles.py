"""Titles and sources: declared, from the text, from the name."""

from __future__ import annotations

import pytest
from hypothesis import given

from rag.domain import Span
from rag.ingest.titles import find_source, find_title, web_address
from tests.rag.ingest.samples import texts

BODY = "The minister spoke in Kabul. He left.\n"


@pytest.mark.parametrize(
    ("declared", "text", "title"),
    [
        ("  A   title\n", BODY, "A title"),
        (1984, BODY, "1984"),
        ("Microsoft Word - draft.docx", f"Ties are upgraded\n{BODY}", "Ties are upgraded"),
        (None, f"# Ties are **up** now\n{BODY}", "Ties are up now"),
        (None, f"May 30, 2025\nTies are upgraded?\n{BODY}", "Ties are upgraded?"),
        (None, BODY, "The minister spoke in Kabul."),
        (None, "One line only", "One line only"),
        (None, "***\n---\n", "name"),
    ],
)
def test_title(declared: object, text: str, title: str) -> None:
    assert find_title(declared, text, (), "folder/name.txt") == title


def test_a_long_first_sentence_is_clipped_at_a_word() -> None:
    title = find_title(None, "The minister " + "spoke at great length " * 9 + ".", (), "x.txt")
    assert title.endswith(("spoke…", "at…", "great…", "length…"))
    assert 60 < len(title) <= 91


def test_clutter_is_no_title() -> None:
    text = f"Read more\nTies are upgraded\n{BODY}"
    assert find_title(None, text, (Span(0, 9),), "x.txt") == "Ties are upgraded"


@given(texts)
def test_a_title_is_one_short_line(text: str) -> None:
    for declared in (None, text):
        title = find_title(declared, text, (), "x.txt")
        assert title
        assert title.isprintable()
        assert len(title) <= 301


def test_source() -> None:
    assert find_source("The Star", "https://x.org/a", "id") == "The Star"
    assert find_source(None, "https://www.x.org:80/a", "id") == "x.org"
    assert find_source(["a"], None, "id") == "id"


def test_only_web_addresses_become_links() -> None:
    assert web_address(" https://x.org/a ") == "https://x.org/a"
    for value in ("javascript:alert(1)", "file:///etc", "//x.org", "http://[", 5, None, "http://"):
        assert web_address(value) is None
