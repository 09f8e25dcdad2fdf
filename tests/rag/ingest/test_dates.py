"""Dates: declared, in the first lines, under a post; never a caption's and never today's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from rag.domain import Span
from rag.ingest.dates import find_date, parse_date
from tests.rag.ingest.samples import texts

DAY = date(2025, 5, 30)
BODY = "\nThe minister spoke to reporters in Kabul about the upgrade of ties. He left soon after.\n"


@pytest.mark.parametrize(
    "line",
    [
        "2025-05-30",
        "May 30, 2025",
        "30 May 2025",
        "30th of May 2025",
        "Friday, May 30, 2025",
        "Fri 30 May 2025 10:32 BST",
        "Published: 30 May 2025",
        "Published on May 30, 2025 at 10:32 AM",
        "PUBLISHED 2025/05/30",
        "Updated: May 31, 2025\nPublished: May 30, 2025",
        "By Jane Doe | May 30, 2025",
        "**May 30th, 2025**",
        "2025-05-30T10:00:00Z",
        "2025年5月30日",
        "KABUL, May 30, 2025 (AFP) — Afghanistan has welcomed the move.",
    ],
)
def test_a_dateline_is_found(line: str) -> None:
    assert find_date(f"A headline about ties\n{line}{BODY}") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "This photograph taken on May 30, 2025, shows the minister.",
        "The war began on May 30, 2025 and has not ended.",
        "He will travel on Friday (May 30).",
        "The year 2025",
        "2025-13-45",
        "February 30, 2025",
        "05/06/2025",
    ],
)
def test_other_dates_are_not_the_articles(line: str) -> None:
    assert find_date(f"A headline about ties\n{line}{BODY}") is None


def test_a_date_far_below_is_no_dateline() -> None:
    assert find_date(f"Headline{BODY * 15}May 30, 2025{BODY}") is None


def test_a_date_opens_the_text() -> None:
    assert find_date(" date 2025-05-30 Your support helps us.", (Span(0, 39),)) == DAY


def test_clutter_dates_nothing() -> None:
    text = f"Headline\nMay 30, 2025{BODY}"
    assert find_date(text, (Span(9, 21),)) is None


@pytest.mark.parametrize(
    ("caption_year", "found"), [(2025, date(2025, 5, 31)), (2024, None), (2014, date(2014, 5, 31))]
)
def test_a_weekday_confirms_the_year(caption_year: int, found: date | None) -> None:
    text = (
        f"Headline\nThis photograph taken on April 19, {caption_year} shows them.\n"
        "Kabul has welcomed the decision, his office said on Saturday (May 31).\n"
    )
    assert find_date(text) == found


def test_a_post_dates_its_article_least_of_all() -> None:
    post = "Relations are good…\n— Ishaq Dar (@MIshaqDar50) May 30, 2025\nMore text follows here.\n"
    earlier = "— Someone (@some1) May 2, 2025\n"
    assert find_date(f"Headline{BODY}{earlier}{post}") == DAY
    assert find_date(f"Headline\nJune 1, 2025{BODY}{post}") == date(2025, 6, 1)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2025, 5, 30, 23, 59, tzinfo=UTC),
        "2025-05-30",
        "2025-05-30T23:59:59+02:00",
        "Fri, 30 May 2025 10:00:00 GMT",
        "May 30, 2025",
        " 30 May 2025",
    ],
)
def test_declared_dates(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", [None, "", "soon", 2025, "05/06/2025", "2025-02-30", [], "2025"])
def test_what_is_no_date(value: object) -> None:
    assert parse_date(value) is None


@given(texts)
def test_any_text_is_borne(text: str) -> None:
    find_date(text)
