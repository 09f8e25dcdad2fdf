"""The command line of `eval`: ask gold questions, show how good the answers are.

Exit status: 0 measured, 2 bad input, 130 interrupted (what was measured is shown all the same).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress

from eval import gold, show
from eval.gold import Case
from eval.metrics import by_kind, measure, metrics
from eval.rows import ArticleText
from eval.run import Record, run
from eval.subject import Subject, opened
from rag import settings
from rag.errors import BadInput, RagError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Half(StrEnum):
    """Which half of a gold file."""

    dev = "dev"
    test = "test"


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[GOLD]...", help="Gold files; the shipped one by default."),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Ask over this folder, in a throw-away index."),
    ] = None,
    index: Annotated[Path | None, typer.Option(metavar="DIR", help="Index to ask.")] = None,
    split: Annotated[Half | None, typer.Option(help="Only this half of the questions.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many, drawn by seed.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="For the draw and the intervals.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    failures: Annotated[bool, typer.Option(help="Also print every failure.")] = False,
) -> None:
    """Ask gold questions and measure the answers."""
    try:
        cases = choose(gold.load_all(files or [gold.DEFAULT]), split, limit, seed)
        with opened(settings.load(index=index), articles) as subject:
            gold.check_sources(cases, {listing.id for listing in subject.listings()})
            records, whole = ask_all(subject, cases, quiet=as_json)
            chosen = metrics(texts(subject))
            measures = measure(records, chosen, seed=seed)
            groups = by_kind(records)
            of_kinds = {kind: measure(some, chosen, seed=seed) for kind, some in groups.items()}
    except RagError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(show.as_json(records, measures, of_kinds), ensure_ascii=False))
    else:
        console = Console()
        console.print(show.overall(measures))
        console.print(show.kinds(of_kinds, {kind: len(some) for kind, some in groups.items()}))
        if failures:
            console.print(show.failures(records), soft_wrap=True)
    if not whole:
        raise typer.Exit(130)


def choose(cases: Sequence[Case], split: Half | None, limit: int | None, seed: int) -> list[Case]:
    """The cases of a half, or `limit` of them drawn at random, in their order.

    Raises BadInput when none is left.
    """
    chosen = [case for case in cases if split is None or case.split == split.value]
    if not chosen:
        raise BadInput(f"No question is in the half {split.value if split else ''!r}.")
    if limit is not None and limit < len(chosen):
        drawn = np.random.default_rng(seed).choice(len(chosen), limit, replace=False)
        chosen = [chosen[place] for place in sorted(drawn)]
    return chosen


def ask_all(subject: Subject, cases: Sequence[Case], *, quiet: bool) -> tuple[list[Record], bool]:
    """The records, and whether they are all: an interrupt keeps those that are there."""
    records: list[Record] = []
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("Asking", total=len(cases))

        def keep(record: Record) -> None:
            records.append(record)
            bar.advance(task)

        try:
            run(subject, cases, keep)
        except KeyboardInterrupt:
            return records, False
    return records, True


def texts(subject: Subject) -> ArticleText:
    """Articles' texts by id, each read once; empty, so that no quote is found, where none is."""

    @cache
    def text(article_id: str) -> str:
        article = subject.article(article_id)
        return article.text if article else ""

    return text


def main() -> None:
    """Run the command line."""
    app(prog_name="eval")


if __name__ == "__main__":
    main()
