"""Words of a sentence that name the article it is from: "According to Daily News, 31 May 2025, …".

They are held against what is known of the article, not against its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.claims import Clause
from rag.answer.reading import bases, tokens
from rag.answer.verify_dates import find_dates, without_dates
from rag.domain import Listing

GENERIC = frozenset(
    """the a an of on in by to article report newspaper news story paper published dated from
    source""".split()
)
SHORTEST_TITLE = 3  # words
_DATE = r"(?:,?\s(?:on\s|of\s|dated\s)?[\w.]+\s[\w.]+,?\s\d{4})?"
LEADING = (
    re.compile(rf"(?:According to|As reported (?:by|in)|Per|In) (?P<from>[^,]+{_DATE}),\s+"),
    re.compile(
        rf"(?P<from>[^,]+?{_DATE})\s(?:reported|reports|wrote|writes|says|said|states|stated)"
        rf"(?P<on>{_DATE})(?:,? that|:)\s+"
    ),
)
TRAILING = re.compile(
    r",?\s+(?:according to|as reported (?:by|in)) (?P<from>[^.]+)[.]?$|\s*\((?P<in>[^()]+)\)[.]?$",
    re.IGNORECASE,
)


def without_source(clause: Clause, listing: Listing) -> Clause:
    """The clause without the words that name its article, when they name it rightly."""
    if len(clause.ranges) > 1:
        return clause
    [(offset, _)] = clause.ranges
    for phrase, (start, end) in attributions(clause.text):
        if _names_source(phrase, listing):
            within = (offset + start, offset + end)
            return Clause(clause.text[start:end].strip(), (within,))
    return clause


def _names_source(phrase: str, listing: Listing) -> bool:
    """Whether a phrase is the article's source, most of its title or its day, and no more."""
    days = find_dates(phrase)
    if any(when.full() != listing.date for when in days):
        return False
    words = {
        token.base
        for token in tokens(without_dates(phrase))
        if token.word not in GENERIC and not (days and token.word.isdigit())
    }
    # A name that merely occurs in the title may as well be somebody's whose words are reported.
    title = {token.base for token in tokens(listing.title) if not token.stop}
    of_title = words <= title and len(words) >= max(SHORTEST_TITLE, len(title) / 2)
    return (bool(days) and not words) or (
        bool(words) and (words <= bases(listing.source) or of_title)
    )


def attributions(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Phrases that may name where a sentence comes from, and the rest of it as a range."""
    for pattern in LEADING:
        match = pattern.match(text)
        if match:
            yield " ".join(filter(None, match.groups())), (match.end(), len(text))
    match = TRAILING.search(text)
    if match:
        yield match["from"] or match["in"], (0, match.start())
