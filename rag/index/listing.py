"""What an index holds, without its texts and vectors: for lists, and to say how it is."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.domain import Listing
from rag.index import layout, schema
from rag.index.faults import querying
from rag.index.records import Published, published


@dataclass(frozen=True, slots=True)
class Shown:
    """An article of the snapshot: its listing, and which version holds its text."""

    key: str
    version: int
    listing: Listing


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of an index folder. `size` is in bytes, `roots` are what was ingested.

    `whole` says whether the published revision's files are there.
    """

    published: Published
    listings: tuple[Listing, ...]
    roots: tuple[str, ...]
    size: int
    whole: bool


def overview(index: Path) -> Overview:
    """Look at an index without opening its vectors.

    Raises IndexMissing, IndexForeign, StorageFailed.
    """
    with closing(schema.open_to_read(index)) as sql, querying(index):
        sql.execute("BEGIN")
        seen = published(sql)
        if seen is None:
            raise schema.missing(index)
        roots = sql.execute("SELECT path FROM roots ORDER BY path").fetchall()
        return Overview(
            published=seen,
            listings=tuple(shown.listing for shown in listed(sql)),
            roots=tuple(os.fsdecode(path) for (path,) in roots),
            size=layout.size(index),
            whole=layout.is_whole(index, seen.revision),
        )


def listed(sql: sqlite3.Connection) -> list[Shown]:
    """Every published article, by id."""
    rows = sql.execute(
        "SELECT a.key, a.version, a.id, a.title, a.source, a.date, a.url, v.passages, v.characters"
        " FROM articles a JOIN versions v ON v.id = a.version ORDER BY a.id"
    )
    shown = []
    for key, version, name, title, source, day, url, passages, characters in rows:
        when = date.fromisoformat(day) if day else None
        about = Listing(name, title, source, when, url, passages, characters)
        shown.append(Shown(key, version, about))
    return shown
