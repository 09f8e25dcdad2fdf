"""One writer at a time, and a clear word to the second one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rag.errors import IndexInUse
from rag.index import layout
from rag.index.faults import storing


@contextmanager
def writing(index: Path, activity: str = "rag ingest") -> Iterator[None]:
    """Hold the index folder for writing, creating it when it is missing.

    Raises IndexInUse at once when another process holds it, StorageFailed when the folder cannot
    be written. The system frees the lock of a process that dies.
    """
    from filelock import FileLock, Timeout

    with storing(index):
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / layout.LOCK, fallback_to_soft=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexInUse(
                f"The index is in use by {_holder(index)}. "
                "Wait for it to finish, then run the command again."
            ) from None
    try:
        with storing(index):
            since = datetime.now().astimezone().isoformat(timespec="seconds")
            note = {"pid": os.getpid(), "activity": activity, "since": since}
            (index / layout.HOLDER).write_text(json.dumps(note))
        yield
    finally:
        lock.release()


def _holder(index: Path) -> str:
    """Who holds the lock, as far as its note can be read."""
    try:
        note = json.loads((index / layout.HOLDER).read_text())
        since = datetime.fromisoformat(note["since"])
        return f"`{note['activity']}` (process {note['pid']}, since {since:%H:%M})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
