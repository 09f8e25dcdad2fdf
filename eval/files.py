"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from rag.errors import BadInput, StorageFailed


def check_writable(path: Path | None) -> None:
    """Raise BadInput for a file that could not be written later, before the work is done."""
    if path is None:
        return
    if path.is_dir():
        raise BadInput(f"{path} is a folder; name a file.")
    if not path.parent.is_dir():
        raise BadInput(f"{path} cannot be written: there is no folder {path.parent}.")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, in place of what it held. Raises StorageFailed, the file as it was."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StorageFailed(f"{path} cannot be written: {error.strerror}.") from error
