"""`eval weigh`: fit what a verdict on a written sentence weighs, on planted sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import rag.answer.verify_weighed
from eval.cli.common import console, progress
from eval.cli.verify import SEEDS, Folders
from eval.files import check_writable
from eval.planted.carriers import at_benches
from eval.planted.cases import load_planted, shipped
from eval.planted.weigh import Reading, fit, read, write_weights
from eval.threads import single_threaded
from rag import settings
from rag.answer.inference import open_inference
from rag.answer.logistic import Logistic
from rag.embedding import open_embedder
from rag.errors import BadInput

SHIPPED = Path(rag.answer.verify_weighed.__file__).with_name("carried.json")
FEWEST = 100  # sentences: with less, an author that is left out leaves too little


def weigh(
    articles: Folders = None,
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"Write the weights here; the library reads {SHIPPED.name} beside "
            "rag/answer/verify_weighed.py.",
        ),
    ] = None,
) -> None:
    """Fit the weights of a verdict on the planted sentences that are chosen on.

    The threshold is chosen, and the shares are given, on authors that a fit has not seen. Needs the
    inference model that `rag llm checker` fetches. Without --write nothing changes.
    """
    check_writable(write)
    readings = read_all(articles or [SEEDS])
    if len(readings) < FEWEST:
        raise BadInput(
            f"Only {len(readings)} planted sentences are about these articles; {FEWEST} are "
            "needed. Name more folders with --articles."
        )
    model, (caught, survived) = fit(readings)
    console().print(weights(model))
    typer.echo(f"On authors left out: {caught:.3f} caught, {survived:.3f} survived.")
    if write:
        write_weights(write, model, caught, survived)


def read_all(folders: list[Path]) -> list[Reading]:
    """The planted sentences with their features, those about articles in these folders."""
    chosen = settings.load()
    inference = open_inference(chosen.cache)
    cases = load_planted(shipped("dev"))
    found: list[Reading] = []
    with progress() as told, single_threaded():
        embedder = open_embedder(chosen)
        for case, bench in at_benches(cases, chosen, folders, embedder, told):
            found += filter(None, [read(case, bench, inference)])
            told("sentences read", len(found), len(cases))
    return found


def weights(model: Logistic) -> Table:
    """The weights, largest first."""
    made = Table("feature", title=f"threshold {model.threshold}, bias {model.bias:.2f}")
    made.add_column("weight", justify="right")
    for name, weight in sorted(model.weights.items(), key=lambda one: -abs(one[1])):
        made.add_row(name, f"{weight:+.3f}")
    return made
