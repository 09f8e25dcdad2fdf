"""`rag keys`: make, list and revoke the API keys of a server. A key is shown once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from rag import settings
from rag.cli.common import AsJson, Commands, console, example, one_line
from rag.collections import DEFAULT, check_name
from rag.errors import BadInput
from rag.keys import EVERY, Keys
from rag.origins import check_origin

keys = typer.Typer(
    name="keys",
    cls=Commands,
    no_args_is_help=True,
    help="API keys for programs, where serve.access is `keys`, `header` or `password`.",
    epilog=example("rag keys add intranet --collections default,hr"),
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What to call the key.")]


@keys.command(epilog=example("rag keys add intranet --origins https://portal.example --rate 30"))
def add(
    name: Name,
    collections: Annotated[
        str,
        typer.Option(metavar="NAMES", help="Collections it may ask, by commas; * is all of them."),
    ] = DEFAULT,
    origins: Annotated[
        str, typer.Option(metavar="ORIGINS", help="Origins whose pages may use it, by commas.")
    ] = "",
    rate: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Questions a minute; 0 is no bound."),
    ] = None,
) -> None:
    """Make a key and print it. It is stored as a hash, so this is the only time it is shown."""
    may = [each if each == EVERY else check_name(each) for each in _listed(collections)]
    if not may:
        raise BadInput("A key needs a collection; name one with --collections.")
    try:
        pages = [check_origin(each) for each in _listed(origins)]
    except ValueError as error:
        raise BadInput(f"--origins: {error}.") from None
    typer.echo(_store().add(name, may, pages, rate))
    typer.echo("Keep it now: it cannot be shown again.", err=True)


@keys.command("list", epilog=example("rag keys list --json"))
def show(as_json: AsJson = False) -> None:
    """List the keys: what they may ask, from where and how fast; not the keys themselves."""
    known = _store().all()
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in known], ensure_ascii=False))
        return
    table = Table("key", "collections", "origins", "a minute", "made", box=SIMPLE_HEAD)
    for key in known:
        rate = {None: "serve.rate", 0: "no bound"}.get(key.rate, str(key.rate))
        cells = (key.name, ", ".join(key.collections), ", ".join(key.origins), rate, key.created)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    console().print(table if known else "There is no key; `rag keys add NAME` makes one.")


@keys.command(epilog=example("rag keys revoke intranet"))
def revoke(name: Name) -> None:
    """Revoke a key. A running server refuses it from the next request on."""
    _store().revoke(name)
    typer.echo("revoked.")


def _store() -> Keys:
    return Keys(settings.load().data)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
