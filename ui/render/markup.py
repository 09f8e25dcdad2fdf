"""The smallest pieces of HTML: text, dates, counts. Knows nothing of answers."""

from __future__ import annotations

import html
from datetime import date

from ui.strings import Strings


def text(raw: str) -> str:
    """Plain text as HTML that shows the same characters, in an element or an attribute."""
    return html.escape(raw, quote=True).replace("\r", "&#13;")


def long_date(words: Strings, day: date) -> str:
    """As a newspaper writes it: 30 May 2025."""
    return words.DATE.format(day=day.day, month=words.MONTHS[day.month - 1], year=day.year)


def count_articles(words: Strings, count: int) -> str:
    """So many articles, in words."""
    return words.ONE_ARTICLE if count == 1 else words.MANY_ARTICLES.format(count=count)


def source_and_date(source: str, day: date | None, words: Strings) -> str:
    """Where an article is from and of when, each where it is known."""
    return " · ".join(part for part in (source, long_date(words, day) if day else "") if part)


def shorten(raw: str, most: int, words: Strings) -> str:
    """The beginning of a text that is too long to be echoed whole, cut after a word."""
    if len(raw) <= most:
        return raw
    beginning = raw[:most]
    return (beginning.rsplit(" ", 1)[0] if " " in beginning else beginning).rstrip() + words.CUT
