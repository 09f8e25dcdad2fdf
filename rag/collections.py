"""Collections: several indexes side by side, each with a name. Knows folders, opens no vectors.

.rag/                     the collection `default`
.rag/collections/hr/      the collection `hr`, an index folder of its own
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from rag.errors import BadInput, RagError
from rag.index import schema
from rag.index.faults import querying
from rag.index.layout import COLLECTIONS
from rag.index.records import published
from rag.settings import Settings

DEFAULT = "default"
LONGEST = 40

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_name(name: str) -> str:
    """The name itself. Raises BadInput when no collection can have it."""
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:LONGEST]!r} cannot name a collection. Use lower-case letters, digits, - and "
            f"_, beginning with a letter or digit, {LONGEST} at most."
        )
    return name


def at(settings: Settings, name: str) -> Settings:
    """The settings with the index of a collection. Raises BadInput for what is no name."""
    if check_name(name) == DEFAULT:
        return settings
    return settings.model_copy(update={"index": settings.index / COLLECTIONS / name})


def names(settings: Settings) -> list[str]:
    """The collections that can be asked, `default` first, then by name."""
    found = [DEFAULT] if _is_published(settings.index) else []
    try:
        folders = sorted(path.name for path in (settings.index / COLLECTIONS).iterdir())
    except OSError:
        return found
    return found + [
        name
        for name in folders
        if name != DEFAULT and len(name) <= LONGEST and _NAME.fullmatch(name)
        if _is_published(settings.index / COLLECTIONS / name)
    ]


def _is_published(index: Path) -> bool:
    try:
        with closing(schema.open_to_read(index)) as sql, querying(index):
            return published(sql) is not None
    except RagError:
        return False
