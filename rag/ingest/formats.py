"""Plain text and Markdown to an Extract, and which reader a suffix calls for.

The readers of HTML, PDF and Word files and of JSON Lines stand in files of their own.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from rag.domain import Span
from rag.ingest.decode import decode
from rag.ingest.extract import Extract
from rag.ingest.html import read_html
from rag.ingest.pdf import read_pdf
from rag.ingest.word import read_word

_LONGEST_MATTER = 20_000
_OPENS = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_CLOSES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}


def read_text(data: bytes) -> Extract:
    """A .txt file: the text is the decoded file."""
    return Extract(decode(data))


def read_markdown(data: bytes) -> Extract:
    """A .md file: the text is the decoded file, front matter included and marked."""
    text = decode(data)
    opening = _OPENS.match(text)
    if opening is None:
        return Extract(text)
    closing = _CLOSES[opening[1]].search(text, opening.end(), _LONGEST_MATTER)
    if closing is None:
        return Extract(text)
    declared = _front_matter(text[opening.end() : closing.start()], opening[1])
    if declared is None:
        return Extract(text)
    return Extract(
        text,
        title=declared.get("title"),
        date=declared.get("date") or declared.get("published") or declared.get("pubdate"),
        source=declared.get("source") or declared.get("publisher") or declared.get("site"),
        url=declared.get("url") or declared.get("link") or declared.get("canonical_url"),
        clutter=(Span(0, closing.end()),),
    )


def _front_matter(block: str, fence: str) -> dict[str, Any] | None:
    """What the block declares, keys in lower case; None when it is no front matter at all."""
    from frontmatter.default_handlers import YAMLHandler
    from yaml import YAMLError  # type: ignore[import-untyped]

    try:
        declared = tomllib.loads(block) if fence == "+++" else YAMLHandler().load(block)
    except (YAMLError, ValueError, RecursionError):
        # Damaged, yet metadata by its looks: it declares nothing and is still no report.
        return {} if re.match(r"\s*[\w-]+\s*[:=]", block) else None
    if not isinstance(declared, dict):
        return None
    return {str(name).lower(): value for name, value in declared.items()}


READERS = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_word,
}
"""The reader of each suffix: the file's bytes to an Extract, or UnreadableArticle."""
