"""One article a line of JSON: a line is checked and made canonical, then read like a file.

Knows one line at a time, neither its file nor the ids of the others.
"""

from __future__ import annotations

import json
from typing import Any

from rag.errors import UnreadableArticle
from rag.ingest.extract import Extract

_LONGEST_ID = 500


def check_line(line: str) -> tuple[str, bytes]:
    """The id that a line gives its article, empty for none, and the rest in canonical JSON.

    Raises UnreadableArticle, which says what is wrong with the line.
    """
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise UnreadableArticle("The line is not JSON; mend or remove it.") from None
    if not isinstance(record, dict):
        raise UnreadableArticle("The line is no JSON object; write it as {“text”: “…”}.")
    given = record.pop("id", None)
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableArticle("The line has no text; give it a field “text”.")
    if given is not None and (not isinstance(given, str | int) or isinstance(given, bool)):
        raise UnreadableArticle(
            "The id of the line is neither text nor a whole number; mend or remove it."
        )
    name = "" if given is None else str(given)
    if len(name) > _LONGEST_ID or not name.isprintable():
        raise UnreadableArticle(
            f"The id of the line is not printable or has over {_LONGEST_ID} characters; shorten it."
        )
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    if not _is_unicode(f"{name}{text}"):
        raise UnreadableArticle("The line holds half of a surrogate pair; mend its \\u escapes.")
    return name, canonical


def read_record(record: bytes) -> Extract:
    """A record that `check_line` has let through."""
    fields = json.loads(record)
    declared = {name: fields.get(name) for name in ("title", "date", "source", "url")}
    return Extract(fields["text"], **declared)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
