"""`rag status` and `rag articles`: what is in the index. They load no model."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from rag import settings
from rag.cli.common import AsJson, Index, console
from rag.domain import Listing


def status(as_json: AsJson = False, index: Index = None) -> None:
    """Say what the index holds, what it was built with, and whether that is what is set."""
    from rag.embedding import fingerprint
    from rag.index.listing import overview
    from rag.ingest.sync import fingerprint_of

    chosen = settings.load(index=index)
    state = overview(chosen.index)
    built = state.published.fingerprint
    wanted = fingerprint_of(chosen, fingerprint(chosen))
    told: dict[str, Any] = {
        "index": str(chosen.index),
        "articles": len(state.listings),
        "passages": sum(listing.passages for listing in state.listings),
        "model": built.embedder,
        "fingerprint": asdict(built),
        "matches_settings": built == wanted,
        "revision": state.published.revision,
        "bytes": state.size,
        "last_sync": state.published.when,
        "folders": list(state.roots),
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=True))
        return
    out = console()
    when = datetime.fromisoformat(state.published.when).astimezone()
    matches = (
        "as set" if built == wanted else f"the settings ask for {wanted}: rag ingest --rebuild"
    )
    for name, value in (
        ("index", chosen.index),
        ("articles", told["articles"]),
        ("passages", told["passages"]),
        ("model", built.embedder),
        ("fingerprint", f"{built} ({matches})"),
        ("revision", state.published.revision),
        ("size on disk", f"{state.size / 1e6:.1f} MB"),
        ("last sync", f"{when:%Y-%m-%d %H:%M:%S}"),
        ("folders", ", ".join(state.roots)),
    ):
        out.print(f"{name:<13} {escape(str(value))}", soft_wrap=True)


def articles(as_json: AsJson = False, index: Index = None) -> None:
    """List what is indexed: id, title, date, source, passages."""
    from rag.index.listing import overview

    listings = overview(settings.load(index=index).index).listings
    if as_json:
        typer.echo(json.dumps([_plain(listing) for listing in listings], ensure_ascii=False))
        return
    table = Table("article", "title", "date", "source", "passages")
    for listing in listings:
        date = listing.date.isoformat() if listing.date else ""
        row = (listing.id, listing.title, date, listing.source, str(listing.passages))
        table.add_row(*(escape(cell) for cell in row))
    console().print(table)


def _plain(listing: Listing) -> dict[str, Any]:
    return asdict(listing) | {"date": listing.date.isoformat() if listing.date else None}
