"""What lies where in an index folder. Knows names, opens nothing.

.rag/
  catalog.sqlite     the truth: articles, texts, passages, vectors
  revision-000007/   derived from it and never written after it is published
    chroma/          dense vectors
    lexical/         BM25, and the terms it was made of
  writer.lock        held by the one process that writes
  writer.json        who that is
"""

from __future__ import annotations

import re
from pathlib import Path

CATALOG = "catalog.sqlite"
LOCK = "writer.lock"
HOLDER = "writer.json"
DENSE = "chroma"
LEXICAL = "lexical"
CHROMA = f"{DENSE}/chroma.sqlite3"
KEYS = f"{LEXICAL}/keys.json"  # written last

REVISION = re.compile(r"revision-(\d{6,})\Z")
COLLECTIONS = "collections"  # index folders of their own
OURS = re.compile(
    rf"{re.escape(CATALOG)}(-journal|-wal|-shm)?|{LOCK}|{HOLDER}|{COLLECTIONS}|{REVISION.pattern}"
)


def revision_folder(index: Path, revision: int) -> Path:
    """Where the derived files of a revision are."""
    return index / f"revision-{revision:06d}"


def revision_folders(index: Path) -> dict[int, Path]:
    """Every revision folder that is there, published or left over, by number."""
    found = {}
    for path in index.iterdir():
        match = REVISION.match(path.name)
        if match:
            found[int(match.group(1))] = path
    return found


def is_whole(index: Path, revision: int) -> bool:
    """Whether the files of a revision are there."""
    folder = revision_folder(index, revision)
    return (folder / CHROMA).is_file() and (folder / KEYS).is_file()


def strangers(index: Path) -> list[str]:
    """Names in the folder that no index of ours has."""
    return sorted(path.name for path in index.iterdir() if not OURS.fullmatch(path.name))


def size(index: Path) -> int:
    """Bytes of the index's files; those that vanish meanwhile do not count."""
    total = 0
    for path in index.rglob("*"):
        if path.relative_to(index).parts[0] == COLLECTIONS:
            continue
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total
