"""What people thought of answers: kept with the answer, its quotes and what it was made with.

Knows one SQLite file in the folder of the setting `data`; not who may rate, nor how they did.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from rag.domain import Answer, Status
from rag.errors import IndexUnusable, StorageFailed
from rag.index import schema
from rag.index.faults import querying
from rag.index.records import published
from rag.settings import Settings

FILE = "feedback.sqlite"
LONGEST_NOTE = 2_000  # characters
PATIENCE = 5  # seconds to wait for another writer

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it stood in a rated answer."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer and what somebody thought of it.

    `answer_id` is the server's id of the answer, `when` ISO 8601 in UTC, `fingerprint` what the
    index was built with and a digest of the settings that answer, so that ratings before and after
    a change can be told apart.
    """

    answer_id: str
    when: str
    collection: str
    visitor: str
    rating: Rating
    note: str
    question: str
    standalone: str
    status: Status
    text: str
    quotes: tuple[Quoted, ...]
    fingerprint: str

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "quotes": [asdict(quote) for quote in self.quotes]}


def rate(
    answer: Answer,
    answer_id: str,
    rating: Rating,
    note: str,
    *,
    settings: Settings,
    collection: str,
    visitor: str,
) -> Feedback:
    """A rating given now; `settings` are those of the collection. A note is cut where too long."""
    return Feedback(
        answer_id=answer_id,
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        collection=collection,
        visitor=visitor,
        rating=rating,
        note=note.strip()[:LONGEST_NOTE],
        question=answer.question,
        standalone=answer.standalone,
        status=answer.status,
        text=answer.text,
        quotes=tuple(Quoted(q.article, q.start, q.end, q.text) for q in answer.quotes),
        fingerprint=fingerprint(settings),
    )


def record(settings: Settings, feedback: Feedback) -> None:
    """Keep a rating; one of the same answer before is replaced. Raises StorageFailed."""
    quotes = json.dumps([astuple(quote) for quote in feedback.quotes], ensure_ascii=False)
    values = {**asdict(feedback), "quotes": quotes}
    row = [_storable(value) for value in values.values()]
    file = settings.data / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    marks = ", ".join("?" * len(NAMES))
    with _open(file, "rw") as sql, sql:
        sql.execute("BEGIN IMMEDIATE")
        sql.execute(_TABLE)
        sql.execute(f"INSERT OR REPLACE INTO feedback VALUES ({marks})", row)  # noqa: S608


def read(
    settings: Settings, since: date | None = None, rating: Rating | None = None
) -> list[Feedback]:
    """What was kept, oldest first, from the start of a day in UTC on. Raises StorageFailed."""
    rows = _select(
        settings,
        f"SELECT {', '.join(NAMES)} FROM feedback"  # noqa: S608
        ' WHERE "when" >= ? AND rating LIKE ? ORDER BY "when", rowid',
        since.isoformat() if since else "",
        rating or "%",
    )
    return [_feedback(row) for row in rows]


def count(settings: Settings) -> dict[Rating, int]:
    """How many answers were rated either way. Raises StorageFailed."""
    found = dict(_select(settings, "SELECT rating, count(*) FROM feedback GROUP BY rating"))
    return {"up": found.get("up", 0), "down": found.get("down", 0)}


def fingerprint(settings: Settings) -> str:
    """What answers are made with: the index's own fingerprint, and a digest of the settings.

    No key is among those; what stands before the @ of an address is left out.
    """
    try:
        with closing(schema.open_to_read(settings.index)) as sql, querying(settings.index):
            found = published(sql)
    except (IndexUnusable, StorageFailed):
        found = None
    address = settings.llm.base_url.rpartition("@")[2]
    llm = settings.llm.model_copy(update={"base_url": address})
    parts = (settings.retrieve, settings.answer, llm)
    digest = hashlib.sha256("\0".join(part.model_dump_json() for part in parts).encode())
    return f"{found.fingerprint if found else 'no index'}; settings {digest.hexdigest()[:12]}"


NAMES = [f'"{field.name}"' for field in fields(Feedback)]
_TABLE = f"CREATE TABLE IF NOT EXISTS feedback ({', '.join(NAMES)}, PRIMARY KEY (answer_id))"


def _select(settings: Settings, query: str, *values: str) -> list[tuple[Any, ...]]:
    file = settings.data / FILE
    try:
        if not file.stat().st_size:
            return []
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    with _open(file, "ro") as sql:
        return sql.execute(query, values).fetchall()


def _feedback(row: tuple[Any, ...]) -> Feedback:
    values = dict(zip((field.name for field in fields(Feedback)), row, strict=True))
    quotes = tuple(Quoted(*quote) for quote in json.loads(values.pop("quotes")))
    return Feedback(**values, quotes=quotes)


def _storable(value: Any) -> Any:
    """Half of a surrogate pair, which JSON can smuggle in, fits no database."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


@contextmanager
def _open(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as sql:
            yield sql
    except sqlite3.Error as error:
        raise _unusable(file, str(error)) from error


def _unusable(file: Path, why: str) -> StorageFailed:
    return StorageFailed(
        f"The feedback in {file} cannot be read or written: {why}. "
        "Check the disk, or name another folder with the setting `data`."
    )
