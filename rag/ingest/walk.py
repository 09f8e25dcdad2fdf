"""Which files a command means: paths become files, and folders to watch. Opens no file.

A *root* is a folder, or a single file, that was ingested by name. Roots never lie inside one
another: who ingests the parent of a root adopts it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import BadPath
from rag.index import layout
from rag.ingest.load import SUFFIXES, Skip, no_file, unknown_type


@dataclass(slots=True)
class Walk:
    """What was found: files by path, the part of the disk that was looked at, and what was not.

    `scopes` are folders and files; an indexed article below one of them whose file is not in
    `files` is gone, unless it is below one of `closed`, folders that could not be opened.
    """

    files: list[Path] = field(default_factory=list)
    scopes: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)

    def covers(self, path: Path) -> bool:
        """Whether the file was looked for."""
        return _below(path, self.scopes)

    def is_closed(self, path: Path) -> bool:
        """Whether the file may be there unseen."""
        return _below(path, self.closed)

    def root_of(self, path: Path) -> Path:
        """The folder that the file's name counts from."""
        return next(
            (root for root in self.roots if root != path and path.is_relative_to(root)), path.parent
        )

    def name(self, path: Path) -> str:
        """The file's name in its root, as text that can be stored and shown."""
        return printable(path.relative_to(self.root_of(path)).as_posix())


def walk(paths: Sequence[Path], roots: Collection[Path]) -> Walk:
    """Find the files below `paths`, or below the known `roots` when no path is given.

    Raises BadPath for a path that is missing, of no known type, or a folder without articles. A
    known root that is missing or empty is only skipped then: a disk may be unplugged.
    """
    found = Walk(roots=sorted(roots))
    if paths:
        for path in [absolute(path) for path in paths]:
            found.files += _files(path, found)
            found.scopes.append(path)
            if not any(path == root or path.is_relative_to(root) for root in found.roots):
                found.roots = [root for root in found.roots if not root.is_relative_to(path)]
                found.roots.append(path)
    else:
        for root in sorted(roots):
            _resume(root, found)
        if not found.scopes:
            raise BadPath(
                "None of the folders that were ingested is there any more: "
                f"{', '.join(printable(str(root)) for root in sorted(roots))}. "
                "Name the folder of your articles: `rag ingest FOLDER`."
            )
    found.files = sorted(set(found.files))
    return found


def absolute(path: Path) -> Path:
    """The one path of a file or folder, links followed."""
    try:
        return Path(os.path.realpath(path.expanduser()))
    except (OSError, RuntimeError, ValueError):
        raise BadPath(f"{str(path)!r} is not a path that can be opened.") from None


def printable(text: str) -> str:
    """Text without what cannot be stored: bytes that are no UTF-8 are written as \\xNN."""
    return os.fsencode(text).decode("utf-8", "backslashreplace") if _odd(text) else text


def _odd(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _resume(root: Path, found: Walk) -> None:
    """Look at a known root again."""
    try:
        found.files += _files(root, found)
    except BadPath as error:
        if not root.exists() and root.suffix.lower() in SUFFIXES and root.parent.is_dir():
            # A single file that was deleted; its folder is there, so no disk is missing.
            found.scopes.append(root)
            found.roots.remove(root)
        else:
            reason = f"{str(error).split('. ')[0].rstrip('.')}; what was indexed of it is kept."
            found.skips.append(Skip(printable(str(root)), reason))
    else:
        found.scopes.append(root)


def _files(path: Path, found: Walk) -> list[Path]:
    """The article files at or below a path; never none."""
    shown = printable(str(path))
    types = ", ".join(sorted(SUFFIXES))
    if path.is_file():
        if path.suffix.lower() not in SUFFIXES:
            raise BadPath(f"{shown} is of no type that can be read. Give one of {types}.")
        return [path]
    if not path.is_dir():
        what = "is neither a file nor a folder" if path.exists() else "does not exist"
        raise BadPath(f"{shown} {what}. Nothing was changed; check the path.")
    files: list[Path] = []
    others: list[Path] = []
    for file in _below_folder(path, found):
        (files if file.suffix.lower() in SUFFIXES else others).append(file)
    if not files:
        raise BadPath(
            f"{shown} holds no articles. Nothing was changed; files of these types are read: "
            f"{types}."
        )
    for file in others:
        name = printable(file.relative_to(path).as_posix())
        found.skips.append(Skip(name, unknown_type(file)))
    return files


def _below_folder(root: Path, found: Walk) -> Iterator[Path]:
    """Regular files that are not hidden, in order; linked folders are not entered."""

    def closed(error: OSError) -> None:
        path = Path(error.filename)
        found.closed.append(path)
        reason = f"The folder cannot be opened: {error.strerror}; what was indexed of it is kept."
        found.skips.append(Skip(printable(str(path)), reason))

    for folder, folders, names in os.walk(root, onerror=closed):
        folders[:] = sorted(
            n for n in folders if not n.startswith(".") and not _is_index(folder, n)
        )
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith("."):
                continue
            if path.is_file():
                yield path
            elif path.suffix.lower() in SUFFIXES:
                inside = printable(path.relative_to(root).as_posix())
                found.skips.append(Skip(inside, no_file(path)))


def _is_index(folder: str, name: str) -> bool:
    return Path(folder, name, layout.CATALOG).exists()


def _below(path: Path, folders: Collection[Path]) -> bool:
    return any(path == folder or path.is_relative_to(folder) for folder in folders)
