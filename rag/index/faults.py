"""Failures of the disk and of SQLite become errors a person can act on.

The one place that reads error numbers; knows nothing of what was being stored.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexForeign, IndexInUse, RagError, StorageFailed

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
DISK_FULL = "the disk is full"
READ_ONLY = "it is read-only or belongs to someone else"
ADVICE = {DISK_FULL: "Make room", READ_ONLY: "Make it writable"}


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Translate what fails inside: StorageFailed, IndexInUse or IndexForeign."""
    try:
        with querying(folder):
            yield
    except OSError as error:
        raise refused(folder, reason(error)) from error


@contextmanager
def querying(folder: Path) -> Iterator[None]:
    """Translate what SQLite reports inside; other failures are not about the index."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, folder) from error


def translated(error: sqlite3.Error, folder: Path) -> RagError:
    """The error for what SQLite reports about a catalog."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = sqlite3.SQLITE_CORRUPT if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return refused(folder, DISK_FULL)
    if primary == sqlite3.SQLITE_READONLY:
        return refused(folder, READ_ONLY)
    if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM):
        return refused(folder, f"the system reports {str(error)!r}")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexInUse(
            f"The index in {folder} is busy with another process. Try again in a moment."
        )
    return damaged(folder, str(error))


def refused(folder: Path, why: str) -> StorageFailed:
    """The error for a disk that does not take what is to be stored."""
    return StorageFailed(
        f"The index in {folder} cannot be read or written: {why}. "
        f"{ADVICE.get(why, 'Check the disk')} or name another folder with --index; what was there "
        "before is unchanged."
    )


def damaged(folder: Path, why: str) -> IndexForeign:
    """The error for a catalog that SQLite cannot make sense of."""
    return IndexForeign(
        f"The index in {folder} is damaged ({why}). "
        "Remove the folder and run `rag ingest` with your articles again."
    )


def reason(error: OSError) -> str:
    """Why the system refused, in words."""
    if error.errno in FULL:
        return DISK_FULL
    if error.errno in LOCKED:
        return READ_ONLY
    return f"the system reports {error.strerror or type(error).__name__!r}"
