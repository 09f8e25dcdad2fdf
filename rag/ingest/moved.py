"""A folder that was moved is the folder that was ingested: its articles keep ids and history.

Without this a project that is copied to another place would index every edit beside the text it
replaces. A folder that is only unplugged is not taken for moved, and neither is one that merely
has files of the same names.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import BadPath
from rag.index.records import Record
from rag.ingest.load import survey
from rag.ingest.walk import absolute
from rag.sections import Ingest

ENOUGH = 0.5  # share of a lost folder's articles that must be in the new one, byte for byte


def follow(
    paths: Sequence[Path],
    records: Mapping[str, Record],
    roots: Collection[bytes],
    settings: Ingest,
) -> tuple[dict[str, Record], set[bytes]]:
    """Records and roots as they are when each lost root is looked for among `paths`."""
    now, known = dict(records), set(roots)
    for root in sorted(roots):
        lost = Path(os.fsdecode(root))
        if lost.exists():
            continue
        inside = {n: r for n, r in now.items() if Path(os.fsdecode(r.path)).is_relative_to(lost)}
        for path in paths:
            folder = _folder(path)
            if folder is None or os.fsencode(folder) in known or not inside:
                continue
            there = {name: _at(record, lost, folder) for name, record in inside.items()}
            if _same(there, settings) >= ENOUGH * len(there):
                now |= there
                known = known - {root} | {os.fsencode(folder)}
                break
    return now, known


def _folder(path: Path) -> Path | None:
    try:
        found = absolute(path)
    except BadPath:
        return None
    return found if found.is_dir() else None


def _at(record: Record, lost: Path, folder: Path) -> Record:
    """The record, its file in the other folder."""
    below = Path(os.fsdecode(record.path)).relative_to(lost)
    return replace(record, path=os.fsencode(folder / below))


def _same(records: Mapping[str, Record], settings: Ingest) -> int:
    """How many of the records are in their files, byte for byte."""
    digests: dict[bytes, set[str]] = {}
    for record in records.values():
        if record.path not in digests:
            raws, _ = survey(Path(os.fsdecode(record.path)), record.name, settings)
            digests[record.path] = {raw.digest for raw in raws}
    return sum(record.digest in digests[record.path] for record in records.values())
