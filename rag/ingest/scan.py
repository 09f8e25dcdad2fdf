"""The disk as sync sees it: every article with its id and digest, and what could not be read.

Knows names and bytes; what an article says is not looked at.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.index.records import Record
from rag.ingest import load
from rag.ingest.load import Raw, Skip
from rag.ingest.walk import Walk, printable, walk
from rag.sections import Ingest


@dataclass(frozen=True, slots=True)
class Found:
    """An article on disk. `raw.id` is its id in the index, `local` its name in its file."""

    raw: Raw
    name: str
    local: str

    @property
    def path(self) -> bytes:
        """The file, as the catalog stores it."""
        return os.fsencode(self.raw.path)


@dataclass(frozen=True, slots=True)
class Scan:
    """What is on disk. `covered` and `unreadable` are ids of indexed articles, as `plan` asks."""

    found: Mapping[str, Found]
    covered: frozenset[str]
    unreadable: frozenset[str]
    skips: tuple[Skip, ...]
    roots: frozenset[bytes]


def scan(
    paths: Sequence[Path],
    records: Mapping[str, Record],
    roots: Collection[bytes],
    duplicates: Collection[bytes],
    settings: Ingest,
) -> Scan:
    """Read what is below `paths`, or below the known roots when none is given.

    An indexed file keeps its ids whatever folder it is reached through. Files once left out as
    `duplicates` are looked at too, for the copy that was indexed may be gone. Raises BadPath.
    """
    walked = walk(paths, [Path(os.fsdecode(root)) for root in roots])
    known = {record.path: record.name for record in records.values()}
    watched = [Path(os.fsdecode(path)) for path in duplicates]
    files = sorted({*walked.files, *(path for path in watched if path.is_file())})

    skips = list(walked.skips)
    partly: set[bytes] = set()
    raws: list[Found] = []
    for path in files:
        encoded = os.fsencode(path)
        name = known.get(encoded) or walked.name(path)
        read, unread = load.survey(path, name, settings)
        skips.extend(unread)
        if unread:
            partly.add(encoded)
        raws.extend(_local_names(read, name))

    covered = {name for name, record in records.items() if walked.covers(_path(record))}
    found = _claim(raws, records, covered, {os.fsencode(path) for path in files}, walked)
    unreadable = {
        name
        for name in covered
        # A file with a broken line may hide any of its articles there.
        if records[name].path in partly or walked.is_closed(_path(records[name]))
    }
    return Scan(
        found=found,
        covered=frozenset(covered),
        unreadable=frozenset(unreadable),
        skips=tuple(skips),
        roots=frozenset(os.fsencode(root) for root in walked.roots),
    )


def _local_names(raws: Sequence[Raw], name: str) -> list[Found]:
    """The articles of one file, each under a name of its own in it."""
    taken: set[str] = set()
    found = []
    for raw in raws:
        local = _free(printable(raw.id), taken)
        taken.add(local)
        found.append(Found(raw, name, local))
    return found


def _claim(
    raws: Sequence[Found],
    records: Mapping[str, Record],
    covered: Collection[str],
    files: Collection[bytes],
    walked: Walk,
) -> dict[str, Found]:
    """Give every article its id: the one it has in the index, or the first that is free."""
    ids = {(record.path, record.local): name for name, record in records.items()}
    # The id of a file that is gone is free: who comes under its name is its next version.
    taken = {n for n, record in records.items() if n not in covered or record.path in files}
    claimed: dict[str, Found] = {}
    for found in raws:
        known = ids.get((found.path, found.local))
        name = known or found.local
        if known is None and name in taken:
            folder = printable(walked.root_of(Path(found.raw.path)).name)
            name = _free(f"{folder}/{name}", taken)
        taken.add(name)
        claimed[name] = replace(found, raw=replace(found.raw, id=name))
    return claimed


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it when it is taken."""
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name} ({number})"
    return free


def _path(record: Record) -> Path:
    return Path(os.fsdecode(record.path))
