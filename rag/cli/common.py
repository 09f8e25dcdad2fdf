"""What all commands share: index and collection, where they print, how errors are reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from typer.core import TyperGroup
from typer.exceptions import TyperException

from rag import collections, settings
from rag.errors import RagError

# Control characters, and the marks that turn the direction of what follows.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

BAD = 2
INTERRUPTED = 130

Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index.", show_default=".rag"),
]
Collection = Annotated[
    str, typer.Option("--collection", metavar="NAME", help="Which of several collections.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Commands(TyperGroup):
    """Commands whose errors become one line on stderr and status 2, never a traceback.

    `program` stands before that line; `interrupted` is what one reads after Ctrl-C.
    """

    program = "rag"
    interrupted = "interrupted; what was indexed before is unchanged."

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """Read the options before the command; without anything, help is shown."""
        if not args:
            return super().make_context(info_name, args, *more, **extra)
        with self.reporting():
            return super().make_context(info_name, args, *more, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with self.reporting():
            return super().invoke(ctx)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Report what is raised inside and leave with its exit status."""
        try:
            yield
        except RagError as error:
            self._report(str(error), BAD)
        except TyperException as error:  # an unknown command or option, a value of a wrong kind
            context = getattr(error, "ctx", None)
            command = context.command_path if context else self.program
            self._report(f"{error.format_message().rstrip('.')}. See `{command} --help`.", BAD)
        except KeyboardInterrupt:
            self._report(self.interrupted, INTERRUPTED)

    def _report(self, what: str, status: int) -> None:
        typer.echo(f"{self.program}: {one_line(what)}", err=True)
        raise typer.Exit(status) from None


def load_settings(index: Path | None, collection: str = collections.DEFAULT) -> settings.Settings:
    """The settings for an index and a collection in it. Raises BadSettings or BadInput."""
    return collections.at(settings.load(index=index), collection)


def console(*, stderr: bool = False) -> Console:
    """Where people read: plain when it is not a terminal, and as wide as what it prints then."""
    out = Console(stderr=stderr, highlight=False)
    if not out.is_terminal:
        out.width = 10_000
    return out


def bar(errors: Console, *, disable: bool = False) -> Progress:
    """A progress bar for each thing that takes long; gone at the end."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=disable,
    )


def printable(text: str) -> str:
    """Text of an article or a file's name without what would command the terminal.

    Line breaks and tabs stay, and so do the joiners that some scripts need.
    """
    return _COMMANDS.sub("�", text)


def one_line(text: str) -> str:
    """The same on one line."""
    return printable(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """So many of something: 1 article, 2,000 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def example(text: str) -> str:
    """The last line of a command's help."""
    return f"Example: {text}"
