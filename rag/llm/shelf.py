"""Where pulled models are kept: each appears whole or not at all, its digest in a file beside it.

Knows files, locks and digests; not where models come from.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import ModelUnavailable, StorageFailed

FOLDER = "models"


def is_whole(file: Path) -> bool:
    """Whether a kept file is, byte for byte, what was put there."""
    try:
        return digest(file) == _note(file).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False


def digest(file: Path) -> str:
    """A file's sha256 in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def holding(file: Path) -> Iterator[None]:
    """Keep others from putting the same file there; its folder is made when it is missing.

    Waits for who is at it already. Raises StorageFailed for what the disk refuses inside.
    """
    from filelock import FileLock

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_name(f"{file.name}.lock"), fallback_to_soft=False):
            yield
    except OSError as error:
        raise StorageFailed(
            f"The model cannot be stored in {file.parent}: {error.strerror or error}. "
            "Make room there or make it writable, or set `cache` to another folder."
        ) from error


def make_room(folder: Path, size: int) -> None:
    """Raise StorageFailed unless the disk under a folder has `size` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StorageFailed(
            f"The model needs {size / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free. "
            "Make room, set `cache` to a folder on another disk, or take a smaller model."
        )


def put(partial: Path, file: Path, sha256: str) -> None:
    """Let a finished file appear under its name, if its digest is the one that was promised.

    One that differs is removed. Raises ModelUnavailable.
    """
    found = digest(partial)
    if found != sha256:
        partial.unlink()
        raise ModelUnavailable(
            f"What was fetched as {file.name} is not what was promised: its sha256 begins with "
            f"{found[:12]} instead of {sha256[:12]}. It was removed; run the command again."
        )
    # The note first: a kill in between leaves a note without its file, which counts as nothing.
    _note(file).write_text(f"{sha256}\n", encoding="ascii")
    partial.replace(file)


def _note(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")
