"""`rag feedback`: what people thought of answers, to read or to take elsewhere. Loads no model."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from rag import settings
from rag.cli.common import console, counted, one_line
from rag.cli.show import indented
from rag.errors import BadInput
from rag.feedback import Feedback, Rating, read

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only from this day (UTC) on.")
]


def feedback(
    since: Since = None,
    rating: Annotated[
        Rating | None, typer.Option("--rating", help="Only thumbs up, or only thumbs down.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """List what people thought of answers, oldest first."""
    if as_json and as_csv:
        raise BadInput("Give one of --json and --csv, not both.")
    found = read(settings.load(), day(since), rating)
    if as_json:
        for one in found:
            typer.echo(json.dumps(one.to_json(), ensure_ascii=False))
    elif as_csv:
        typer.echo(to_csv(found), nl=False)
    else:
        show(found, console())


def day(since: str | None) -> date | None:
    """What --since means. Raises BadInput for no date."""
    try:
        return date.fromisoformat(since) if since is not None else None
    except ValueError:
        raise BadInput(f"--since needs a date like 2025-05-30, not {since!r}.") from None


def show(found: list[Feedback], out: Console) -> None:
    """Print ratings for a person to read."""
    for one in found:
        when = one.when.replace("T", " ")[:16]
        out.print(Text(one_line(f"{when}  {one.rating:<4}  {one.collection}  {one.visitor}")))
        asked = one.question
        if one.standalone != one.question:
            asked += f" ({one.standalone})"
        indented(one_line(asked), out)
        indented(one_line(one.text), out, style="dim")
        if one.note:
            indented(f"Note: {one_line(one.note)}", out)
    ups = sum(one.rating == "up" for one in found)
    out.print(f"{counted(len(found), 'rating')}: {ups:,} up, {len(found) - ups:,} down.")


def to_csv(found: Iterable[Feedback]) -> str:
    """A table with a header; quotes are JSON in their cell."""
    told = io.StringIO()
    table = csv.DictWriter(told, [field.name for field in fields(Feedback)])
    table.writeheader()
    for one in found:
        row = {**one.to_json(), "quotes": json.dumps(one.to_json()["quotes"], ensure_ascii=False)}
        table.writerow({name: _cell(value) for name, value in row.items()})
    return told.getvalue()


def _cell(text: str) -> str:
    """A spreadsheet runs what begins like a formula, whoever wrote it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
