"""`rag status` and `rag articles`: what is in the index. They load no model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from rag.cli.common import AsJson, Collection, Index, console, counted, load_settings, one_line
from rag.collections import DEFAULT
from rag.domain import Listing
from rag.sections import Llm

NARROW = 100  # columns below which a table is no use


def status(as_json: AsJson = False, collection: Collection = DEFAULT, index: Index = None) -> None:
    """Say what the index holds, what it was built with, and whether that is what is set."""
    from rag.embedding import fingerprint
    from rag.index.listing import overview
    from rag.ingest.sync import fingerprint_of
    from rag.llm.ollama import hint

    chosen = load_settings(index, collection)
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
        "whole": state.whole,
        "bytes": state.size,
        "last_sync": state.published.when,
        "folders": list(state.roots),
        "llm": {
            "provider": chosen.llm.provider,
            "model": _writer(chosen.llm),
            "hint": hint(chosen),
        },
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=True))
        return
    out = console()
    when = datetime.fromisoformat(state.published.when).astimezone()
    differs = "" if built == wanted else f"{wanted}. Run `rag ingest --rebuild`, or set them back."
    broken = "" if state.whole else " (files are missing: run `rag ingest` to make them anew)"
    for name, value in (
        ("index", str(chosen.index)),
        ("articles", f"{told['articles']:,}"),
        ("passages", f"{told['passages']:,}"),
        ("model", built.embedder),
        ("fingerprint", f"{built}{'' if differs else ' (as the settings ask)'}"),
        ("settings ask", differs),
        ("revision", f"{state.published.revision}{broken}"),
        ("size on disk", f"{state.size / 1e6:,.1f} MB"),
        ("last sync", f"{when:%Y-%m-%d %H:%M:%S}"),
        *(("folder", root) for root in state.roots),
        ("written by", told["llm"]["model"] or "nobody: answers are quoted sentences"),
        ("hint", told["llm"]["hint"]),
    ):
        if value:
            out.print(Text(f"{name:<13} {one_line(value)}"), soft_wrap=True)


def articles(
    as_json: AsJson = False, collection: Collection = DEFAULT, index: Index = None
) -> None:
    """List what is indexed: its id, title, date, source and passages."""
    from rag.index.listing import overview

    listings = overview(load_settings(index, collection).index).listings
    if as_json:
        typer.echo(json.dumps([_plain(listing) for listing in listings], ensure_ascii=False))
        return
    out = console()
    if out.width < NARROW:
        _print_list(listings, out)
    else:
        _print_table(listings, out)
    passages = sum(listing.passages for listing in listings)
    out.print(f"{counted(len(listings), 'article')}, {counted(passages, 'passage')}.")


def _writer(llm: Llm) -> str:
    """The language model that is set, and where it is asked; nothing where there is none."""
    if llm.provider == "openai":
        host = llm.base_url.rpartition("@")[2].rpartition("//")[2].partition("/")[0]
        return f"{llm.model or 'a model'} at {host}"
    return str(llm.file or "a file that is not set") if llm.provider == "gguf" else ""


def _print_table(listings: Sequence[Listing], out: Console) -> None:
    table = Table(
        Column("article", overflow="fold"),
        Column("title", overflow="fold"),
        Column("date", no_wrap=True),
        Column("source", overflow="fold"),
        Column("passages", justify="right", no_wrap=True),
        box=SIMPLE_HEAD,
    )
    for listing in listings:
        table.add_row(*(Text(one_line(cell)) for cell in _cells(listing)))
    out.print(table)


def _print_list(listings: Sequence[Listing], out: Console) -> None:
    """Three lines an article, for a terminal too narrow for columns."""
    for listing in listings:
        name, title, date, source, _ = map(one_line, _cells(listing))
        about = [date or "no date", source, counted(listing.passages, "passage")]
        out.print(Text(name))
        out.print(Padding(Text(title), (0, 0, 0, 2)))
        out.print(Padding(Text(" · ".join(filter(None, about))), (0, 0, 1, 2)))


def _cells(listing: Listing) -> tuple[str, str, str, str, str]:
    """What is told of an article; no source where that is only its own name."""
    date = listing.date.isoformat() if listing.date else ""
    source = "" if listing.source == listing.id else listing.source
    return listing.id, listing.title, date, source, str(listing.passages)


def _plain(listing: Listing) -> dict[str, Any]:
    return asdict(listing) | {"date": listing.date.isoformat() if listing.date else None}
