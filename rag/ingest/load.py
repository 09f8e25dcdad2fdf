"""A file on disk to the articles in it: `survey` looks at the bytes, `parse` at what they say.

Knows nothing of the index. A bad file is a Skip, and in `parse` an UnreadableArticle; nothing
else is raised for what a file holds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.domain import Article
from rag.errors import UnreadableArticle
from rag.ingest.clean import mark_clutter
from rag.ingest.dates import find_date, parse_date
from rag.ingest.decode import decode
from rag.ingest.formats import READERS, read_record
from rag.ingest.lines import merge
from rag.ingest.titles import find_source, find_title, web_address
from rag.settings import Ingest

SUFFIXES: frozenset[str] = frozenset(READERS) | {".jsonl"}
"""The file types that are read, in lower case."""

_LONGEST_ID = 500


@dataclass(frozen=True, slots=True)
class Raw:
    """An article on disk, not parsed yet.

    `digest` is the SHA-256 of the file's bytes; for a line of a .jsonl file, of its record
    without the id. `record` is that record, in canonical JSON without the id.
    """

    id: str
    digest: str
    path: Path
    record: bytes | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """A file, or a line of one (`file.jsonl:12`), that was passed over, and why."""

    name: str
    reason: str


def survey(path: Path, name: str, settings: Ingest) -> tuple[list[Raw], list[Skip]]:
    """The articles in one file, called `name`, and what in it was passed over. Never raises."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return [], [Skip(name, f"Files of type {suffix or 'without a suffix'} are not read.")]
    try:
        if not path.is_file():
            return [], [Skip(name, "This is not a file.")]
        megabytes = path.stat().st_size / 1e6
        if megabytes > settings.max_megabytes:
            return [], [Skip(name, _too_large(megabytes, settings))]
        data = path.read_bytes()
    except OSError as error:
        return [], [Skip(name, f"The file cannot be read: {error.strerror or error}.")]
    if not data.strip():
        return [], [Skip(name, "The file is empty.")]
    if suffix == ".jsonl":
        return _survey_lines(data, path, name)
    return [Raw(name, hashlib.sha256(data).hexdigest(), path)], []


def parse(raw: Raw) -> Article:
    """Read an article: its text, title, date, source, address, and which spans are clutter.

    Raises UnreadableArticle with the reason when there is no article to read.
    """
    if raw.record is not None:
        extract = read_record(raw.record)
    else:
        try:
            data = raw.path.read_bytes()
        except OSError as error:
            raise UnreadableArticle(
                f"The file cannot be read: {error.strerror or error}."
            ) from None
        extract = READERS[raw.path.suffix.lower()](data)
    text = extract.text
    if not any(character.isalnum() for character in text):
        raise UnreadableArticle("There is no text in it.")
    clutter = merge(text, (*extract.clutter, *mark_clutter(text)))
    url = web_address(extract.url)
    return Article(
        id=raw.id,
        title=find_title(extract.title, text, clutter, raw.path.name),
        text=text,
        source=find_source(extract.source, url, raw.id),
        date=parse_date(extract.date) or find_date(text, clutter),
        url=url,
        clutter=clutter,
    )


def _too_large(megabytes: float, settings: Ingest) -> str:
    return (
        f"The file has {megabytes:.0f} MB and the setting ingest.max_megabytes allows "
        f"{settings.max_megabytes:g}; split it or raise the setting."
    )


def _survey_lines(data: bytes, path: Path, name: str) -> tuple[list[Raw], list[Skip]]:
    try:
        text = decode(data)
    except UnreadableArticle as error:
        return [], [Skip(name, str(error))]
    raws: dict[str, Raw] = {}
    skips: list[Skip] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            raw = _line(line, path, place)
        except UnreadableArticle as error:
            skips.append(Skip(place, str(error)))
            continue
        if raw.id in raws:
            skips.append(Skip(place, f"Another line of the file has the id {raw.id!r}."))
        else:
            raws[raw.id] = raw
    return list(raws.values()), skips


def _line(line: str, path: Path, place: str) -> Raw:
    """The article in one line; UnreadableArticle says what is wrong with it."""
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise UnreadableArticle("The line is not JSON; mend or remove it.") from None
    if not isinstance(record, dict):
        raise UnreadableArticle("The line is not a JSON object with a text.")
    given = record.pop("id", None)
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableArticle("The line has no text; give it a field “text”.")
    if given is not None and (not isinstance(given, str | int) or isinstance(given, bool)):
        raise UnreadableArticle("The id of the line is neither text nor a whole number.")
    name = place if given is None or given == "" else str(given)
    if len(name) > _LONGEST_ID or not name.isprintable():
        raise UnreadableArticle(f"The id must be printable, {_LONGEST_ID} characters at most.")
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    if not _is_unicode(f"{name}{text}"):
        raise UnreadableArticle("The line holds half of a surrogate pair; mend its \\u escapes.")
    return Raw(name, hashlib.sha256(canonical).hexdigest(), path, canonical)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
