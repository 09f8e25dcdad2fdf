"""The catalog's tables, and how its file is created and opened. Knows no articles.

A rollback journal rather than a write-ahead log: a reader then needs no files beside the catalog,
so a copy on a read-only disk can be read, and every transaction here is short.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rag.errors import IndexForeign, IndexMissing
from rag.index import layout
from rag.index.faults import querying, storing

APPLICATION = 0x466F_6F74  # "Foot"
FORMAT = 1
PATIENCE = 30.0  # seconds to wait for a transaction of another process

# AUTOINCREMENT: a snapshot that is behind must miss a version, never meet another under its number.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE duplicates (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE refusals (
    fingerprint TEXT NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (fingerprint, digest)
) WITHOUT ROWID;
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
    passages INTEGER NOT NULL, characters INTEGER NOT NULL,
    clutter TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE passages (
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (version, position)
);
CREATE TABLE vectors (
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, position INTEGER NOT NULL,
    vector BLOB NOT NULL, tokens BLOB NOT NULL, offsets BLOB NOT NULL,
    PRIMARY KEY (version, position)
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL REFERENCES versions, digest TEXT NOT NULL,
    path BLOB NOT NULL, name TEXT NOT NULL, local TEXT NOT NULL,
    title TEXT NOT NULL, source TEXT NOT NULL, url TEXT, date TEXT
);
CREATE INDEX articles_by_version ON articles (version);
"""


def refuse_strangers(index: Path) -> None:
    """Raise IndexForeign for what is there but neither empty nor an index of ours."""
    if not index.exists() or (index / layout.CATALOG).is_file():
        return
    if not index.is_dir():
        raise _foreign(index, "it is not a folder")
    with storing(index):
        strangers = layout.strangers(index)
    if strangers:
        raise _foreign(index, f"it holds other files, such as {strangers[0]!r}")


def open_to_write(index: Path) -> sqlite3.Connection:
    """The catalog in a folder, made when the folder is empty or holds only what a kill left.

    Raises IndexForeign, StorageFailed.
    """
    refuse_strangers(index)
    with storing(index):
        connection = _connect(index, "rwc")
        if _is_blank(connection):
            tables = f"PRAGMA application_id={APPLICATION};PRAGMA user_version={FORMAT};{TABLES}"
            connection.executescript(f"BEGIN;{tables}COMMIT;")
        _check(connection, index)
        # A large transaction must not lock readers out before it is ready to be written.
        connection.execute("PRAGMA cache_spill=OFF")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection


def open_to_read(index: Path) -> sqlite3.Connection:
    """The catalog in a folder, for reading only; threads may share it one at a time.

    Raises IndexMissing, IndexForeign, StorageFailed.
    """
    refuse_strangers(index)
    if not (index / layout.CATALOG).is_file():
        raise missing(index)
    with querying(index):
        # Not "ro": whoever comes first after a kill must be able to roll the journal back.
        connection = _connect(index, "rw")
        connection.execute("PRAGMA query_only=ON")
        if _is_blank(connection):
            raise missing(index)
        _check(connection, index)
        return connection


def missing(index: Path) -> IndexMissing:
    """The error for a folder without an index."""
    return IndexMissing(
        f"There is no index in {index} yet. Run `rag ingest FOLDER` with the folder of your "
        "articles, or name another index with --index."
    )


def _connect(index: Path, mode: str) -> sqlite3.Connection:
    uri = f"{(index / layout.CATALOG).absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the file was made but nothing was stored in it yet."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return not tables and not connection.execute("PRAGMA application_id").fetchone()[0]


def _check(connection: sqlite3.Connection, index: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise _foreign(index, f"its {layout.CATALOG} belongs to another program")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise IndexForeign(
            f"The index in {index} has format {version}, this program reads format {FORMAT}. "
            "Remove the folder and run `rag ingest` with your articles again."
        )


def _foreign(index: Path, why: str) -> IndexForeign:
    return IndexForeign(f"{index} is not an index folder: {why}. Name another folder with --index.")
