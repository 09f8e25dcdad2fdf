"""The date a page declares for its article: metadata, linked data, a labelled element, its address.

A general date finder takes any date in a page, a caption's or a related story's too. Here a date
counts only where it is said to be the article's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from rag.ingest.dates import dateline, parse_date

_META = (
    "article:published_time|og:article:published_time|og:published_time|datepublished"
    "|dc.date.issued|dcterms.issued|dc.date.created|dcterms.created|dc.date|dcterms.date"
    "|parsely-pub-date|sailthru.date|pubdate|publishdate|publish-date|publish_date"
    "|published-date|published_date|publication_date|citation_publication_date|article.published"
    "|date"
).split("|")
_LABEL = re.compile(
    r"(?:^|[\s_-])(?:date(?:line|time)?|publish(?:ed)?|pubdate|posted|posted-on|timestamp"
    r"|(?:entry|post|article|story)[_-]?date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ASIDE = frozenset(("aside", "footer", "nav", "figure", "figcaption", "script", "style"))
_ARTICLE = re.compile(r"Article|Posting|Report|WebPage|Review")
_IN_ADDRESS = re.compile(r"/(20[0-9]{2})[/-]([01][0-9])[/-]([0-3][0-9])(?:/|-|$)")
_LONGEST_DATA = 1_000_000


def html_date(tree: Any, url: str | None) -> date | None:
    """The article's date as the page (an lxml tree) declares it, the plainest declaration first."""
    found = _metadata(tree) or _linked_data(tree) or _elements(tree)
    if found is None and url and (match := _IN_ADDRESS.search(url)):
        found = parse_date("-".join(match.groups()))
    return found


def _metadata(tree: Any) -> date | None:
    said: dict[str, date] = {}
    for meta in tree.iter("meta"):
        day = parse_date(meta.get("content") or meta.get("datetime"))
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if day and name in _META:
                said.setdefault(name, day)
    return next((said[name] for name in _META if name in said), None)


def _linked_data(tree: Any) -> date | None:
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or len(script.text or "") > _LONGEST_DATA:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            day = parse_date(thing.get("datePublished"))
            if day and _ARTICLE.search(str(thing.get("@type"))[:200]):
                return day
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of linked data, and in its graph; those inside are other stories."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (g for g in graph if isinstance(g, dict)) if isinstance(graph, list) else ()


def _elements(tree: Any) -> date | None:
    """A labelled element's date; or that of the page's only `<time>`."""
    times: set[date] = set()
    for element in tree.iter("time", "span", "p", "div", "abbr", "li"):
        label = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
        labelled = "datePublished" in label or bool(_LABEL.search(label[:200]))
        if not labelled and element.tag != "time":
            continue
        if any(above.tag in _ASIDE for above in element.iterancestors()):
            continue
        day = parse_date(element.get("datetime") or element.get("content"))
        day = day or dateline([" ".join("".join(islice(element.itertext(), 20)).split())[:300]])
        if day and labelled:
            return day
        if day:
            times.add(day)
    return times.pop() if len(times) == 1 else None
