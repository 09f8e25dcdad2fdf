"""Sentences: where they end, and that no character of the region is lost."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.sentences import LONGEST, split_sentences
from tests.rag.ingest.samples import texts


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "Mr. Smith of the U.S. Army met Gen. Asim Munir at No. 5.",
            "He said no.",
            "Then he left.",
        ],
        ["He met S. Jaishankar and J.K. Rowling, i.e. two people, e.g. at St. Petersburg.", "So."],
        ["It grew 3.5 percent in Jan. 2025.", "It fell in 2021.", "The war is over."],
        ["He lives in the U.S.", "The man is 40.", "Acme Inc. shares rose at 5 p.m. on Friday."],
        ["“It is done.”", "He left.", '"We will go."', "(He stayed.)", "They went."],
        ["“Why?” he asked.", "“Why?” Smith asked.", "What?!", "Really... yes.", "And so…", "Then."],
        ["Kabul was founded.[1][2]", "It grew.[3]", "It ended.[citation needed]", "It stayed."],
        ["Yahoo! is a company that Messrs. A and B own.", "Dr. Khan does not."],
        ["Harry S. Truman was president.", "He read Plan B.", "He ran."],
        ["See www.bbc.com and Node.js or example.Com or a.b.Cd for more.", "Done."],
        ["Washington, D.C. is large.", "He went to Washington, D.C.", "The city was cold."],
    ],
)
def test_prose(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "They agreed on trade facilitation.Afghanistan welcomed it.",
            ["They agreed on trade facilitation.", "Afghanistan welcomed it."],
        ),
        (
            "他来了。她也来！真的？「行く。」と述べた。",
            ["他来了。", "她也来！", "真的？", "「行く。」と述べた。"],
        ),
        ("यह है। वह भी। End.", ["यह है।", "वह भी।", "End."]),
        ("یہ ہے۔ کیا؟ ہاں", ["یہ ہے۔", "کیا؟", "ہاں"]),
        ("A headline here\nThe text. It goes on.", ["A headline here", "The text.", "It goes on."]),
        ("1. One thing.\r\n2. Another thing.", ["1. One thing.", "2. Another thing."]),
        ("• One\n• Two\n\n  Three  ", ["• One", "• Two", "Three"]),
        (" \n\r\n\u00a0 ", []),
        ("", []),
    ],
)
def test_lines_and_scripts(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "Talks in Kabul\n\n"
        "The two ministers met in Kabul on Saturday to speak about trade and\n"
        "security, the ministry said. They agreed to exchange ambassadors in\n"
        "the coming weeks, which would be the first such step since the year\n"
        "2021.\n\n"
        "- a first point that is made about the talks by the two ministries\n"
        "- a second point\n"
    )
    assert split(text) == [
        "Talks in Kabul",
        "The two ministers met in Kabul on Saturday to speak about trade and\n"
        "security, the ministry said.",
        "They agreed to exchange ambassadors in\n"
        "the coming weeks, which would be the first such step since the year\n2021.",
        "- a first point that is made about the talks by the two ministries",
        "- a second point",
    ]


def test_a_list_of_headlines_is_not_taken_for_wrapped_text() -> None:
    headlines = [
        "Sultan of Brunei leaves hospital following successful knee surgery",
        "MIC hasn't left BN, says Zambry",
        "Singapore proposes Asean-first mechanism to trace scam calls",
        "Thai Constitutional Court clears Phumtham, Tawee in Senate probe",
    ]
    assert split("\n".join(headlines)) == headlines


def test_an_endless_sentence_is_cut_between_words() -> None:
    parts = split("a table, with cells and no end " * 100)
    assert all(len(part) <= LONGEST for part in parts)
    assert " ".join(parts).split() == ("a table, with cells and no end " * 100).split()


@given(texts, st.integers(0, 400), st.integers(0, 400))
def test_sentences_cover_the_region_and_stay_in_it(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    spans = split_sentences(text, start, end)
    at = start
    for span in spans:
        assert at <= span.start < span.end <= end
        assert not text[at : span.start].strip()
        said = text[span.start : span.end]
        assert said == said.strip()
        assert len(said) <= LONGEST
        at = span.end
    assert not text[at:end].strip()


def test_a_cut_leaves_combining_marks_with_their_letter() -> None:
    text = ("e\u0301" * 2000)[1:]
    assert not any(unicodedata.combining(part[0]) for part in split(text)[1:])


@pytest.mark.parametrize(
    "unit", ["A. ", "?”", "a.", ".[1", "\n", "a\n", "‘", "aaa.Aaa", "中", "\u0301"]
)
def test_time_is_linear(unit: str) -> None:
    began = time.monotonic()
    split(unit * (200_000 // len(unit)))
    assert time.monotonic() - began < 5
