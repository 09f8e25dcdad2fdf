"""Find an article's title and source: declared ones first, then the text's first line.

Knows nothing of file formats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from rag.domain import Span
from rag.ingest.dates import parse_date
from rag.ingest.lines import gaps, lines
from rag.ingest.sentences import split_sentences

_CLIPPED = 90
_LONGEST_HEADLINE = 160
_LONGEST_DECLARED = 300
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint) - .*|untitled.*|document ?[0-9]*"
    r"|.*\.(?:docx?|indd|pdf|tex|rtf)"
    r"|title|no title|unknown|slide 1|\W*)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"^#{1,6}\s+|\s+#{1,6}$|\*\*|__")


def find_title(declared: object, text: str, clutter: Sequence[Span], name: str) -> str:
    """One line: the declared title, the headline, the clipped first sentence, or the file name."""
    title = _one_line(declared) if isinstance(declared, str | int) else ""
    if not _NO_TITLE.fullmatch(title):
        return _clip(title, _LONGEST_DECLARED)
    return _headline(text, clutter) or PurePosixPath(name).stem or name


def find_source(declared: object, url: str | None, article_id: str) -> str:
    """The declared source, else the host of the address, else the article's id."""
    source = _one_line(declared) if isinstance(declared, str | int) else ""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return _clip(source, _LONGEST_DECLARED) or host or article_id


def web_address(value: object) -> str | None:
    """The value if it is an http(s) address: nothing else may become a link."""
    if not isinstance(value, str) or len(value) > 2000:
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    return value.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def _headline(text: str, clutter: Sequence[Span]) -> str:
    found = (
        (line, gap) for gap in gaps(clutter, len(text)) for line in lines(text, gap.start, gap.end)
    )
    for line, gap in islice(found, 5):
        said = _MARKS.sub("", text[line.start : min(line.end, line.start + 2000)]).strip()
        if not any(character.isalnum() for character in said) or parse_date(said):
            continue
        is_whole = line.end == len(text.rstrip())
        if len(said) <= _LONGEST_HEADLINE and said[-1] not in ".,;:。।۔" and not is_whole:
            return _one_line(said)
        first = split_sentences(text, line.start, min(gap.end, line.start + 2000))[0]
        return _clip(_one_line(_MARKS.sub("", first.of(text))), _CLIPPED)
    return ""


def _one_line(value: object) -> str:
    printable = "".join(c if c.isprintable() else " " for c in str(value)[:2000])
    return " ".join(printable.split())


def _clip(text: str, longest: int) -> str:
    """At most `longest` characters and an ellipsis, cut between words."""
    if len(text) <= longest:
        return text
    cut = text[: longest + 1].rsplit(None, 1)[0] if " " in text[:longest] else text[:longest]
    return cut[:longest].rstrip(" ,;:–—-") + "…"
