"""What a sync tells while it works, and what it has done at the end. Shows nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rag.ingest.load import Skip


class Progress(Protocol):
    """Hears how far the work is; counts only grow within a sync."""

    def files(self, done: int, total: int) -> None:
        """So many of the articles to read have been read and cut."""

    def passages(self, done: int, total: int) -> None:
        """So many of the passages to embed have been embedded and stored."""


class Quiet:
    """Progress that nobody watches."""

    def files(self, done: int, total: int) -> None:
        """Say nothing."""

    def passages(self, done: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did, by article id.

    `duplicates` are pairs of the name left out and the one indexed; `skipped` files hold no
    article that can be read, `kept` articles stay as they were because their file is one of
    those. `passages` counts the whole index, `embedded` what this run encoded.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    duplicates: tuple[tuple[str, str], ...]
    skipped: tuple[Skip, ...]
    kept: tuple[str, ...]
    articles: int
    passages: int
    embedded: int
    revision: int
    seconds: float
