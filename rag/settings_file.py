"""Writes values into `rag.toml`, leaving its comments, its order and everything else alone."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from rag.errors import BadSettings, StorageFailed
from rag.settings import FILE


def write_section(section: str, values: Mapping[str, str], file: Path = FILE) -> None:
    """Set values in a section of the settings file, which is made when it is missing.

    Raises BadSettings for a file that is not TOML, StorageFailed; either way it stays as it was.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError

    target = file.resolve()  # a link stays a link
    try:
        text = target.read_bytes().decode() if target.exists() else ""
        document = tomlkit.parse(text)
    except (ParseError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file} cannot be read: {error}. It was left as it is.") from None
    except OSError as error:
        raise StorageFailed(f"{file} cannot be read: {error.strerror}.") from error
    table = document.setdefault(section, tomlkit.table())
    if not isinstance(table, MutableMapping):
        raise BadSettings(f"{section!r} in {file} is no section. It was left as it is.")
    for name, value in values.items():
        table[name] = value
    _replace(target, tomlkit.dumps(document))


def _replace(target: Path, text: str) -> None:
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.write_bytes(text.encode())
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    except OSError as error:
        raise StorageFailed(
            f"{target} cannot be written: {error.strerror}. It was left as it is; make its folder "
            "writable."
        ) from error
