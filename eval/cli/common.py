"""What the commands of `eval` share: a default command, errors as one sentence, options, bars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import TaskID

import rag.cli.common
from eval.articles import Told
from rag.cli.common import BAD, INTERRUPTED, bar, console, example
from rag.settings import Settings

__all__ = ["BAD", "INTERRUPTED", "console", "example"]

FAILED = 1
DEFAULT = "run"

Gold = Annotated[
    list[Path] | None,
    typer.Argument(metavar="GOLD...", help="Gold files; the shipped one by default."),
]
Articles = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Ask over this folder instead of the index.")
]
Index = Annotated[Path | None, typer.Option(metavar="DIR", help="Index to ask.")]
Seed = Annotated[int, typer.Option(min=0, help="For what is drawn and for the intervals.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only so many questions, drawn by --seed.")]
Jobs = Annotated[
    int,
    typer.Option(min=1, max=64, help="So many at a time; the numbers stay, latency does not."),
]


class Commands(rag.cli.common.Commands):
    """Commands, one of which is meant when none is named."""

    program = "eval"
    interrupted = "interrupted; nothing was written."

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before what is not a command's name."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


def at_once(jobs: int, settings: Settings) -> int:
    """So many jobs, or as many as a model on this machine answers at the same time.

    More would wait for one another until their time is up.
    """
    return min(jobs, settings.llm.at_once) if settings.llm.provider == "gguf" else jobs


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Told]:
    """A bar on a terminal for each thing that takes long; nothing elsewhere."""
    errors = console(stderr=True)
    shown = bar(errors, disable=quiet or not errors.is_terminal)
    tasks: dict[str, TaskID] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = shown.add_task(what, total=total)
        shown.update(tasks[what], completed=done, total=total)

    with shown:
        yield told
