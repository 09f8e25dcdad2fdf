"""Bring an index in line with files and folders: scan, plan, read, embed, publish.

Nothing that readers see changes before the last of these, which is one switch; what the others
have done when a run is killed is found again by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import perf_counter

from rag.embedding.base import Embedder
from rag.errors import BadPath
from rag.index import layout, schema
from rag.index.catalog import Catalog
from rag.index.faults import querying
from rag.index.fingerprint import Fingerprint, check
from rag.index.lock import writing
from rag.index.publish import publish, sweep
from rag.index.records import Record
from rag.ingest.embed import embed
from rag.ingest.load import Skip
from rag.ingest.moved import follow
from rag.ingest.plan import Plan, plan
from rag.ingest.progress import Progress, Quiet, Report
from rag.ingest.read import Reading
from rag.ingest.scan import Scan, scan
from rag.ingest.walk import walk
from rag.settings import Settings

# Raised by whoever changes what is read from a file, what counts as clutter, where passages are
# cut or what a term is: indexes made before then ask for a rebuild.
PIPELINE = 1


def sync(
    paths: Sequence[Path],
    settings: Settings,
    embedder: Callable[[], Embedder],
    model: str,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Index what is new or changed below `paths`, remove what is gone, leave the rest.

    Without paths, everything that was ingested before is looked at again. `embedder` is called
    only when something has to be cut or embedded; `model` is the fingerprint it will have.
    `rebuild` reads, cuts and embeds everything for the settings as they are now.

    Raises BadPath, IndexMissing, IndexForeign, IndexInUse, IndexMismatch, StorageFailed,
    ModelUnavailable; the index is then what it was.
    """
    started = perf_counter()
    index = settings.index
    if not (index / layout.CATALOG).exists():
        if not paths:
            raise schema.missing(index)
        schema.refuse_strangers(index)
        walk(paths, ())  # a mistyped path must leave no folder behind
    wanted = fingerprint_of(settings, model)
    with writing(index), querying(index), Catalog(index) as catalog:
        report = _sync(
            catalog, paths, settings, cache(embedder), wanted, rebuild, progress or Quiet()
        )
    return replace(report, seconds=perf_counter() - started)


def fingerprint_of(settings: Settings, model: str) -> Fingerprint:
    """What an index made with these settings has; `model` is the embedder's fingerprint."""
    return Fingerprint.of(settings, model, PIPELINE)


def _sync(
    catalog: Catalog,
    paths: Sequence[Path],
    settings: Settings,
    embedder: Callable[[], Embedder],
    wanted: Fingerprint,
    rebuild: bool,
    progress: Progress,
) -> Report:
    published = catalog.published()
    if published and not rebuild:
        check(published.fingerprint, wanted)
    if not paths and not catalog.roots():
        raise schema.missing(catalog.index)
    before, roots = follow(paths, catalog.records(), catalog.roots(), settings.ingest)
    seen = scan(paths, before, roots, catalog.duplicates(), settings.ingest)
    refusals = {} if rebuild else catalog.refusals(wanted)
    todo = _plan(seen, before, refusals)

    reading = Reading(catalog, wanted, settings.chunking, embedder)
    to_read = sorted([*todo.added, *todo.changed, *(todo.unchanged if rebuild else ())])
    outcome = reading.read({name: seen.found[name] for name in to_read}, progress)
    stay = _stay(before, outcome.records, todo, seen)
    records = sorted(
        [*outcome.records, *(reading.carry(stay) if rebuild else stay)], key=lambda r: r.id
    )
    skips = (*seen.skips, *_known(seen, refusals), *outcome.failed.values())
    if not records and not published:
        raise BadPath(_nothing(skips))

    versions = {record.version for record in records}
    embedded = embed(catalog, versions, embedder, settings.embedding.batch, progress)
    revision = _apply(catalog, records, wanted, rebuild)
    catalog.remember(seen.roots, [seen.found[name].path for name, _ in todo.duplicates])

    failed = outcome.failed.keys()
    counts = catalog.versions.counts()
    return Report(
        added=_but(todo.added, failed),
        changed=_but(todo.changed, failed),
        unchanged=_but(todo.unchanged, failed),
        removed=todo.removed,
        duplicates=todo.duplicates,
        skipped=skips,
        kept=tuple(sorted({*todo.kept, *(failed & before.keys())})),
        articles=len(records),
        passages=sum(counts[record.version] for record in records),
        embedded=embedded,
        revision=revision,
        seconds=0.0,
    )


def _plan(seen: Scan, before: Mapping[str, Record], refusals: Mapping[str, str]) -> Plan:
    """The plan; files that are known to hold no article count as unreadable."""
    readable = {n: f.raw.digest for n, f in seen.found.items() if f.raw.reading not in refusals}
    indexed = {name: record.digest for name, record in before.items()}
    refused = seen.found.keys() - readable.keys()
    return plan(readable, indexed, seen.covered, seen.unreadable | refused)


def _known(seen: Scan, refusals: Mapping[str, str]) -> list[Skip]:
    """The skips of files that an earlier run found to hold no article."""
    return [
        Skip(name, refusals[found.raw.reading])
        for name, found in seen.found.items()
        if found.raw.reading in refusals
    ]


def _stay(
    before: Mapping[str, Record], read: Iterable[Record], todo: Plan, seen: Scan
) -> list[Record]:
    """Records of articles that show the version they showed, where their files are now."""
    gone = {*todo.removed, *(record.id for record in read)}
    here = set(todo.unchanged)
    stay = []
    for name, record in before.items():
        if name in here and name not in gone:
            found = seen.found[name]
            stay.append(replace(record, path=found.path, name=found.name, local=found.local))
        elif name not in gone:
            stay.append(record)
    return stay


def _apply(
    catalog: Catalog,
    records: Sequence[Record],
    wanted: Fingerprint,
    rebuild: bool,
) -> int:
    """Publish if readers would see a difference; otherwise write only what is new, if anything."""
    before = list(catalog.records().values())
    published = catalog.published()
    if (
        rebuild
        or published is None
        or not layout.is_whole(catalog.index, published.revision)
        or _shown(before) != _shown(records)
    ):
        return publish(catalog, records, wanted, fresh=rebuild)
    if before != list(records):
        catalog.move(records)
    if catalog.unswept():
        sweep(catalog)
    return published.revision


def _shown(records: Iterable[Record]) -> list[Record]:
    """What readers see of records: not where the files are, nor their raw bytes."""
    return [replace(record, digest="", path=b"", name="", local="") for record in records]


def _nothing(skips: Sequence[Skip]) -> str:
    first = f"{skips[0].name}: {skips[0].reason.rstrip('.')}" if skips else "they are all empty"
    return f"None of these files holds an article that can be read ({first}). Nothing was indexed."


def _but(names: Iterable[str], failed: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in failed)
