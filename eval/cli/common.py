"""What the commands of `eval` share: a default command, errors as one sentence, options, bars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from typer.core import TyperGroup

from eval.articles import Told
from rag.cli.common import BAD, INTERRUPTED, console, example
from rag.errors import RagError

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


class Commands(TyperGroup):
    """Commands, one of which is meant when none is named.

    Errors become one sentence on stderr and status 2, never a traceback.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before what is not a command's name."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except RagError as error:
            typer.echo(f"eval: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(BAD) from None
        except KeyboardInterrupt:
            typer.echo("eval: interrupted; nothing was written.", err=True)
            raise typer.Exit(INTERRUPTED) from None


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Told]:
    """A bar on a terminal for each thing that takes long; nothing elsewhere."""
    errors = console(stderr=True)
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=quiet or not errors.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    with bar:
        yield told
