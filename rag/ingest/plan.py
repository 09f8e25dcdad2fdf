"""What a sync has to do: a pure function of what is on disk and what is indexed.

Knows ids and digests; opens no file and no index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Every article of a sync in one of these, each sorted by id.

    On disk: `added`, `changed` (known, with other bytes), `unchanged` and `duplicates`, which are
    pairs of the name left out and the one that is indexed. Of what is indexed: `removed` goes,
    `kept` stays as it was because its file cannot be read now.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()


def plan(
    on_disk: Mapping[str, str],
    indexed: Mapping[str, str],
    covered: Collection[str],
    unreadable: Collection[str] = (),
) -> Plan:
    """Compare digests by id.

    `covered` are the indexed ids whose files were looked for; others stay untouched, but their
    bytes are not indexed a second time. `unreadable` ids that are not on disk keep their earlier
    version, which is too old to stand in for a readable copy.
    """
    looked_for = set(covered) & indexed.keys()
    kept = (looked_for & set(unreadable)) - on_disk.keys()
    elsewhere = {indexed[name]: name for name in sorted(indexed.keys() - looked_for, reverse=True)}

    names_of: dict[str, list[str]] = defaultdict(list)
    for name in sorted(on_disk):
        names_of[on_disk[name]].append(name)

    shown: set[str] = set()
    duplicates: list[tuple[str, str]] = []
    for digest, names in names_of.items():
        owner = elsewhere.get(digest)
        if owner is None or owner in names:
            owner = next((name for name in names if indexed.get(name) == digest), names[0])
            shown.add(owner)
        duplicates.extend((name, owner) for name in names if name != owner)

    same = {name for name in shown if indexed.get(name) == on_disk[name]}
    return Plan(
        added=tuple(sorted(shown - indexed.keys())),
        changed=tuple(sorted((shown & indexed.keys()) - same)),
        unchanged=tuple(sorted(same)),
        removed=tuple(sorted(looked_for - shown - kept)),
        duplicates=tuple(sorted(duplicates)),
        kept=tuple(sorted(kept)),
    )
