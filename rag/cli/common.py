"""What all commands share: the index option, where they print, and how errors are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from rag.errors import RagError

BAD = 2
INTERRUPTED = 130

Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index.", show_default=".rag"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Commands(TyperGroup):
    """Commands whose errors become one sentence on stderr and status 2, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except RagError as error:
            typer.echo(f"rag: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(BAD) from None
        except KeyboardInterrupt:
            typer.echo("rag: interrupted; what was indexed before is unchanged.", err=True)
            raise typer.Exit(INTERRUPTED) from None


def console(*, stderr: bool = False) -> Console:
    """Where people read: plain when it is not a terminal, and as wide as what it prints then."""
    out = Console(stderr=stderr, highlight=False)
    if not out.is_terminal:
        out.width = 10_000
    return out


def example(text: str) -> str:
    """The last line of a command's help."""
    return f"Example: {text}"
