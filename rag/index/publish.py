"""A new revision: derived indexes built beside the old ones, then one switch in the catalog.

Whatever is killed here leaves the published revision whole; its leftovers go with the next run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import IndexForeign
from rag.index import layout, lexical
from rag.index.catalog import Catalog
from rag.index.dense import DenseIndex
from rag.index.faults import storing
from rag.index.fingerprint import Fingerprint
from rag.index.records import Published, Record, passage_key, record_key
from rag.terms import stems

MOSTLY = 0.5  # share of rows to delete from which a fresh collection is smaller and as quick


def publish(
    catalog: Catalog, records: Sequence[Record], fingerprint: Fingerprint, *, fresh: bool = False
) -> int:
    """Make `records` what readers see and return the revision's number.

    Every passage must have its vectors in the catalog. `fresh` builds the dense index anew
    instead of from a copy of the last one. Raises StorageFailed.
    """
    before = catalog.published()
    remove_superseded(catalog)
    number = before.revision + 1 if before else 1
    folder = layout.revision_folder(catalog.index, number)
    same = before is not None and before.fingerprint == fingerprint and not fresh
    old = layout.revision_folder(catalog.index, before.revision) if before and same else None
    with storing(catalog.index):
        try:
            _build_dense(catalog, records, folder / layout.DENSE, old and old / layout.DENSE)
            _build_lexical(catalog, records, folder / layout.LEXICAL, old and old / layout.LEXICAL)
            _flush(folder)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            catalog.switch(Published(number, fingerprint, now), records)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        sweep(catalog)
    return number


def sweep(catalog: Catalog) -> None:
    """Remove what the published revision has replaced: folders, texts, vectors."""
    remove_superseded(catalog)
    catalog.sweep()


def remove_superseded(catalog: Catalog) -> None:
    """Remove the folder of every revision but the published one."""
    current = catalog.published()
    for number, folder in layout.revision_folders(catalog.index).items():
        if current is None or number != current.revision:
            # A reader may hold it open where open files cannot be removed; the next run tries.
            shutil.rmtree(folder, ignore_errors=True)


def _build_dense(
    catalog: Catalog, records: Sequence[Record], folder: Path, old: Path | None
) -> None:
    """Bring a copy of the old collection, or a new one, in line with the records."""
    counts = catalog.versions.counts()
    wanted = {
        passage_key(record.key, position)
        for record in records
        for position in range(counts[record.version])
    }
    collection, have = _copied(folder, old, wanted)
    try:
        missing = {record_key(key) for key in wanted - have}
        changed = [record for record in records if record.key in missing]
        new = catalog.versions.live(changed)
        collection.upsert((live.key, live.article, live.vector) for live in new)
        collection.delete(have - wanted)
    finally:
        collection.close()


def _copied(folder: Path, old: Path | None, wanted: set[str]) -> tuple[DenseIndex, set[str]]:
    """A collection to start from and the keys it has."""
    if old is not None and old.is_dir():
        shutil.copytree(old, folder)
        try:
            copied = DenseIndex(folder)
            have = copied.keys()
            if len(have - wanted) <= MOSTLY * len(have):
                return copied, have
            copied.close()
        except IndexForeign:
            # Damaged: the catalog has all the vectors, so a new one costs only time.
            pass
        shutil.rmtree(folder)
    return DenseIndex(folder, create=True), set()


def _build_lexical(
    catalog: Catalog, records: Sequence[Record], folder: Path, old: Path | None
) -> None:
    """Index the passages' terms; those of passages that the old index held are not sought anew."""
    known = lexical.saved_terms(old) if old is not None else {}
    keys, terms = [], []
    for live in catalog.versions.live(records):
        keys.append(live.key)
        terms.append(known[live.key] if live.key in known else stems(live.text))
    lexical.build(folder, keys, terms)


def _flush(folder: Path) -> None:
    """Have the disk take everything before the catalog names it."""
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
