"""`eval ablate`: one table of what each choice is worth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from eval import gold
from eval.ablate import Row
from eval.ablate import ablate as measure_all
from eval.articles import read_articles
from eval.cli.common import (
    INTERRUPTED,
    Articles,
    Gold,
    Index,
    Jobs,
    Limit,
    Seed,
    at_once,
    console,
    progress,
)
from eval.files import check_writable, write_whole
from eval.gold import Split
from eval.halves import choose
from eval.numbers import number, signed
from eval.subject import open_model
from eval.threads import single_threaded
from eval.twins import with_twins
from eval.variants import VARIANTS, Variant
from rag import settings
from rag.embedding import open_embedder
from rag.errors import BadInput

COLUMNS = {
    "correctness": "correct",
    "answer_recall": "answered",
    "refusal_recall": "refused",
    "auroc": "AUROC",
    "hit@1": "hit@1",
    "hit@5": "hit@5",
    "mrr": "MRR",
    "citation_precision": "cited",
    "written": "written",
    "verified": "verified",
    "answer_words": "words",
}
HOW_TO_WRITE = "Name a language model in llm.provider to measure written answers too."
STYLES = {"better": "green", "worse": "red", "": ""}


def ablate(
    files: Gold = None,
    articles: Articles = None,
    index: Index = None,
    variant: Annotated[
        list[str] | None,
        typer.Option("--variant", metavar="NAME", help="Only this one and the default; repeat."),
    ] = None,
    leave_out: Annotated[
        bool,
        typer.Option("--leave-out", help="Ask each question once more without its sources."),
    ] = False,
    split: Annotated[Split | None, typer.Option(help="Only one half.")] = None,
    limit: Limit = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write it as JSON.")
    ] = None,
) -> None:
    """Measure the same questions over named variants of retrieving and answering.

    The default answers with quotes. Where a language model is set, it writes each draft once, for
    two more variants: shown as it is, and verified.
    Green and red are better and worse than the default by more than chance: the paired bootstrap's
    95 % interval leaves nought out. An interrupt keeps the variants that were measured.
    """
    check_writable(as_json)
    chosen = settings.load(index=index)
    writes = chosen.llm.provider != "none"
    wanted = pick(variant or [], writes=writes)
    jobs = at_once(jobs, chosen)
    cases = choose(gold.load_all(files or [gold.DEFAULT]), split, limit, seed)
    rows: list[Row] = []
    whole = True
    with progress() as told, single_threaded():
        found = read_articles(chosen, articles)
        gold.check_sources(cases, {article.id for article in found})
        asked = with_twins(cases) if leave_out else cases
        embedder = open_embedder(chosen)
        with open_model(chosen) as llm:
            try:
                for row in measure_all(
                    wanted, asked, found, embedder, chosen, told, llm=llm, jobs=jobs, seed=seed
                ):
                    rows.append(row)
            except KeyboardInterrupt:
                whole = False
    if rows:
        console().print(table(rows))
        if not writes:
            console().print(HOW_TO_WRITE, soft_wrap=True)
    if as_json and rows:
        write_whole(as_json, json.dumps([plain(row) for row in rows], indent=1) + "\n")
    if not whole:
        typer.echo(f"eval: interrupted after {len(rows)} of {len(wanted)} variants.", err=True)
        raise typer.Exit(INTERRUPTED)


def pick(names: Sequence[str], *, writes: bool) -> list[Variant]:
    """The default and the named variants, or all; those that write only if `writes`.

    Raises BadInput for an unknown name, and for one that writes where nothing can.
    """
    known = {one.name: one for one in VARIANTS}
    for name in names:
        if name not in known:
            raise BadInput(f"There is no variant {name!r}; there are: {'; '.join(known)}.")
        if known[name].writes and not writes:
            raise BadInput(f"The variant {name!r} needs a language model. {HOW_TO_WRITE}")
    possible = [one for one in VARIANTS if writes or not one.writes]
    return [one for one in possible if not names or one is VARIANTS[0] or one.name in names]


def table(rows: Sequence[Row]) -> Table:
    """A line for each variant; the first with values, the others with their difference too."""
    shown = [n for n in COLUMNS if any(row.measures[n].value is not None for row in rows)]
    made = Table("variant")
    for name in shown:
        made.add_column(COLUMNS[name], justify="right")
    for row in rows:
        made.add_row(row.name, *(_cell(row, name, first=row is rows[0]) for name in shown))
    return made


def plain(row: Row) -> dict[str, Any]:
    """A row for JSON."""
    return {
        "variant": row.name,
        "measures": {name: one.value for name, one in row.measures.items()},
        "changes": {
            name: {
                "change": one.change,
                "low": one.interval and one.interval.low,
                "high": one.interval and one.interval.high,
            }
            for name, one in row.differences.items()
        },
    }


def _cell(row: Row, name: str, *, first: bool) -> Text:
    value = number(name, row.measures[name].value)
    difference = row.differences.get(name)
    if first or difference is None:
        return Text(value)
    return Text.assemble(value, (f" {signed(name, difference.change)}", STYLES[difference.verdict]))
