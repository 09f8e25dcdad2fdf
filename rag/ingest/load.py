"""A file on disk to the articles in it: `survey` looks at the bytes, `parse` at what they say.

Knows nothing of the index. A bad file is a Skip, and in `parse` an UnreadableArticle; nothing
else is raised for what a file holds. Reasons are whole sentences that say what to do.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rag.domain import Article
from rag.errors import UnreadableArticle
from rag.ingest.clean import mark_clutter
from rag.ingest.dates import find_date, parse_date
from rag.ingest.decode import decode
from rag.ingest.formats import READERS
from rag.ingest.json_lines import check_line, read_record
from rag.ingest.lines import merge
from rag.ingest.titles import find_source, find_title, web_address
from rag.sections import Ingest

SUFFIXES: frozenset[str] = frozenset(READERS) | {".jsonl"}
"""The file types that are read, in lower case."""


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

    @property
    def reading(self) -> str:
        """These bytes read as this type: another name may make an article of them."""
        return f"{self.digest}{self.path.suffix.lower()}"


@dataclass(frozen=True, slots=True)
class Skip:
    """A file, or a line of one (`file.jsonl:12`), that was passed over, and why."""

    name: str
    reason: str


def survey(path: Path, name: str, settings: Ingest) -> tuple[list[Raw], list[Skip]]:
    """The articles in one file, called `name`, and what in it was passed over. Never raises."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return [], [Skip(name, unknown_type(path))]
    try:
        if not path.is_file():
            return [], [Skip(name, no_file(path))]
        megabytes = path.stat().st_size / 1e6
        if megabytes > settings.max_megabytes:
            return [], [Skip(name, _too_large(megabytes, settings))]
        data = path.read_bytes()
    except OSError as error:
        return [], [Skip(name, unopened(error))]
    if not data.strip():
        return [], [Skip(name, "The file is empty; fill or remove it.")]
    if suffix == ".jsonl":
        return _survey_lines(data, path, name)
    return [Raw(name, hashlib.sha256(data).hexdigest(), path)], []


def parse(raw: Raw) -> Article:
    """Read an article: its text, title, date, source, address, and which spans are clutter.

    Raises UnreadableArticle with the reason when there is no article to read, and OSError when
    the file cannot be opened, which another time it may.
    """
    if raw.record is not None:
        extract = read_record(raw.record)
    else:
        extract = READERS[raw.path.suffix.lower()](raw.path.read_bytes())
    text = extract.text
    if not any(character.isalnum() for character in text):
        raise UnreadableArticle("The file holds no words; fill or remove it.")
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


def unknown_type(path: Path) -> str:
    """Why a file is not read whose suffix is none of ours."""
    what = f"Files of type {path.suffix}" if path.suffix else "Files without a suffix"
    return f"{what} are not read; save it as one of {', '.join(sorted(SUFFIXES))}."


def no_file(path: Path) -> str:
    """Why what has the name of an article is not read."""
    if path.is_symlink() and not path.exists():
        return "This is a link to a file that is not there."
    return "This is no regular file; leave it out." if path.exists() else "The file is gone."


def unopened(error: OSError) -> str:
    """Why a file is not read that the system does not open."""
    return f"The file cannot be opened: {error.strerror or error}."


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
            given, record = check_line(line)
        except UnreadableArticle as error:
            skips.append(Skip(place, str(error)))
            continue
        local = given or place
        if local in raws:
            why = f"An earlier line of the file has the id {local!r}; give each its own."
            skips.append(Skip(place, why))
        else:
            raws[local] = Raw(local, hashlib.sha256(record).hexdigest(), path, record)
    return list(raws.values()), skips
