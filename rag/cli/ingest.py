"""`rag ingest`: the index in line with files and folders; shows progress, then sums up."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import TaskID
from rich.table import Column, Table
from rich.text import Text

from rag.cli.common import Collection, Index, bar, console, counted, load_settings, one_line
from rag.collections import DEFAULT
from rag.ingest.progress import Report

LISTED = 20
STEP = 0.1  # share of the work between two lines of plain progress, at least
PAUSE = 1.0  # seconds between them, at least


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files and folders; none: those known already."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read, cut and embed everything anew.")
    ] = False,
    collection: Collection = DEFAULT,
    index: Index = None,
) -> None:
    """Bring the index in line with files and folders.

    New and changed articles are indexed, those that are gone are removed, the rest is left alone.
    """
    from rag.embedding import fingerprint, open_embedder
    from rag.ingest.sync import sync

    chosen = load_settings(index, collection)
    errors = console(stderr=True)
    with watch(errors) as progress:
        report = sync(
            paths or [],
            chosen,
            lambda: open_embedder(chosen),
            fingerprint(chosen),
            rebuild=rebuild,
            progress=progress,
        )
    show(report, console(), errors)


def watch(errors: Console) -> Watching:
    """A bar on a terminal, now and then a line elsewhere."""
    return BarWatching(errors) if errors.is_terminal else Watching(errors)


class Watching(AbstractContextManager["Watching"]):
    """Progress in plain lines."""

    def __init__(self, errors: Console) -> None:
        self._errors = errors
        self._share: dict[str, float] = {}
        self._last = monotonic()

    def files(self, done: int, total: int) -> None:
        """Articles that were read."""
        self.tell("articles read", done, total)

    def passages(self, done: int, total: int) -> None:
        """Passages that were embedded."""
        self.tell("passages embedded", done, total)

    def tell(self, what: str, done: int, total: int) -> None:
        """Say it at the end, and now and then before: a log is no place for every file."""
        share = done / max(total, 1)
        news = share - self._share.get(what, 0.0) >= STEP and monotonic() - self._last >= PAUSE
        if done == total or news:
            self._share[what], self._last = share, monotonic()
            self._errors.print(f"{done:,} of {total:,} {what}")

    def __exit__(self, *_: object) -> None:
        return None


class BarWatching(Watching):
    """Progress as bars, which are gone at the end."""

    def __init__(self, errors: Console) -> None:
        super().__init__(errors)
        self._tasks: dict[str, TaskID] = {}
        self._bar = bar(errors)

    def __enter__(self) -> BarWatching:
        self._bar.start()
        return self

    def tell(self, what: str, done: int, total: int) -> None:
        """Move the bar."""
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def show(report: Report, out: Console, errors: Console) -> None:
    """Print the counts, what was removed, and what was skipped with its reason."""
    table = Table("articles", Column("", justify="right"), box=SIMPLE_HEAD)
    for name in ("added", "changed", "unchanged", "removed", "duplicates", "skipped", "kept"):
        table.add_row(name, f"{len(getattr(report, name)):,}")
    out.print(table)
    out.print(
        f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')} in the "
        f"index ({report.seconds:.1f} s)."
    )
    listed(out, "Removed", list(report.removed))
    listed(out, "Left out, the same as", [f"{name} = {same}" for name, same in report.duplicates])
    listed(errors, "Skipped", [f"{skip.name}: {skip.reason}" for skip in report.skipped])
    listed(errors, "Kept as they were, since their file cannot be read", list(report.kept))


def listed(out: Console, title: str, lines: list[str]) -> None:
    """A heading and the first lines under it, when there are any."""
    if lines:
        out.print(f"{title}:")
    for line in lines[:LISTED]:
        out.print(Text(f"  {one_line(line)}"), soft_wrap=True)
    if len(lines) > LISTED:
        out.print(f"  … and {len(lines) - LISTED} more")
