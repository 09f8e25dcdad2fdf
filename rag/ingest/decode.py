"""Bytes to text: byte order marks and UTF-8 first, then a guess; binary files are refused.

Changes nothing else: line ends and odd characters stay as they are in the file.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from rag.errors import UnreadableArticle

if TYPE_CHECKING:
    from charset_normalizer.models import CharsetMatch

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"\x1f\x8b")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_SAMPLE = 100_000
_SLAVIC = re.compile(rb"[\x8a\x8e\x9a\x9e]")
_REFUSAL = "This is a binary file, not text; give it its proper suffix or leave it out."


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file, without its byte order mark. `declared` is an encoding it names.

    Raises UnreadableArticle for a binary file and for bytes that no encoding explains.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding))
    sample = data[:_SAMPLE]
    if data.startswith(_BINARY) or b"\0" in data:
        raise UnreadableArticle(_REFUSAL)
    if len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 100 + 1:
        raise UnreadableArticle(_REFUSAL)
    for encoding in filter(None, ("utf-8", declared)):
        try:
            return _checked(data.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableArticle(
            f"The file says it is {encoding.upper()} and is not; save it as UTF-8."
        ) from None


def _checked(text: str) -> str:
    if "\0" in text:
        raise UnreadableArticle(_REFUSAL)
    return text


def _guessed(data: bytes) -> str:
    """Text in an older encoding, told from a sample that shows its unusual bytes."""
    from charset_normalizer import from_bytes

    repaired = data.decode("utf-8", errors="replace")
    wrong = repaired.count("�")
    if wrong * 20 < sum(not character.isascii() for character in repaired):
        return repaired  # UTF-8 with a few bytes damaged
    first = next(at for at, byte in enumerate(data) if byte > 127)
    matches = list(from_bytes(_around(data, first)))
    candidates = [match.encoding for match in matches[:1]]
    if matches and _is_western(data, matches):
        candidates.insert(0, "cp1252")
    for encoding in candidates:
        try:
            return _checked(data.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableArticle("The file's encoding cannot be told; save it as UTF-8.")


def _around(data: bytes, first: int) -> bytes:
    """A sample of whole lines around the first byte that is not ASCII."""
    start = data.rfind(b"\n", 0, first) + 1 if first > _SAMPLE // 2 else 0
    end = data.find(b"\n", start + _SAMPLE)
    return data[start : end if 0 < end < start + 2 * _SAMPLE else len(data)]


def _is_western(data: bytes, matches: list[CharsetMatch]) -> bool:
    """Whether it is Windows-1252, much the commonest of its kind, for all the guess can tell.

    Czech and its neighbours look as likely in it; their š and ž give them away.
    """
    best = matches[0]
    return not _SLAVIC.search(data) and any(
        {"cp1252"} & {match.encoding, *match.could_be_from_charset}
        and (match.chaos, match.coherence) == (best.chaos, best.coherence)
        for match in matches
    )
