"""`eval weigh`: fit what a verdict on a written sentence rests on, on planted sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import rag.answer.inference
from eval.articles import Told
from eval.cli.common import console, progress
from eval.cli.verify import SEEDS, Folders
from eval.files import check_writable
from eval.planted.carriers import Laid, at_benches
from eval.planted.cases import ARTICLES, Planted, load_planted, shipped
from eval.planted.fitted import halved, write_tuning
from eval.planted.learn import is_kept, learn
from eval.planted.pairs import Pair
from eval.planted.tune import tune
from eval.planted.weigh import fit, write_weights
from eval.threads import single_threaded
from rag import settings
from rag.answer.adapters import Tuning
from rag.answer.inference import TUNED, PackagedInference, load_tuning, whole_files
from rag.answer.logistic import Logistic
from rag.embedding import open_embedder

SHIPPED = Path(rag.answer.inference.__file__).parent
WEIGHTS = "carried.json"


def weigh(
    articles: Folders = None,
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=f"Write {TUNED} and {WEIGHTS} into this folder; the library reads those in "
            "rag/answer/.",
        ),
    ] = None,
    further: Annotated[
        bool,
        typer.Option(
            "--further",
            help="Go on from the tuning that the library has, for sentences that it has not seen.",
        ),
    ] = False,
    weights_only: Annotated[
        bool,
        typer.Option(
            "--weights-only",
            help="Leave the inference model as the library has it; a fifth of the time.",
        ),
    ] = False,
) -> None:
    """Tune the inference model and fit the weights of a verdict, on planted sentences chosen on.

    They are about articles in these folders and about invented ones that come with the project. One
    article in eight is kept from the tuning; the weights are fitted on what is about those. The
    threshold is chosen, and the shares are given, on sentences of other authors. Needs the model
    that `rag llm checker` fetches, and more than an hour on two cores. Without --write nothing
    changes.
    """
    for name in (TUNED, WEIGHTS):
        check_writable(write and write / name)
    graph, tokenizer = whole_files(settings.load().cache)

    def tuned(pairs: Sequence[Pair], told: Told) -> Tuning:
        if weights_only:
            return load_tuning()
        return tune(graph, tokenizer, pairs, told, load_tuning() if further else None)

    own = [one for one in load_planted(shipped("dev")) if is_kept(one) or not weights_only]
    apart = load_planted(shipped("threshold"))
    set_apart = {one.id for one in apart}
    with progress() as told:
        laid = lay_all([*own, *apart], [*(articles or [SEEDS]), ARTICLES], told)
        tuning, readings, others = learn(
            [one for one in laid if one.case.id not in set_apart],
            [one for one in laid if one.case.id in set_apart],
            tuned,
            lambda tuning: PackagedInference(graph, tokenizer, halved(tuning)),
            told,
        )
    model, (caught, survived) = fit(readings, others)
    console().print(weights(model))
    typer.echo(f"On other authors' sentences: {caught:.3f} caught, {survived:.3f} survived.")
    if write:
        write_tuning(write / TUNED, tuning)
        write_weights(write / WEIGHTS, model, caught, survived)


def lay_all(cases: Sequence[Planted], folders: Sequence[Path], told: Told) -> list[Laid]:
    """Those of the cases that are about articles in these folders, with what lies behind each."""
    chosen = settings.load()
    found: list[Laid] = []
    embedder = open_embedder(chosen)
    with single_threaded():
        for case, bench in at_benches(cases, chosen, folders, embedder, told):
            found.append(bench.lay(case))
            told("quotes found", len(found), len(cases))
    return found


def weights(model: Logistic) -> Table:
    """The weights, largest first."""
    made = Table("feature", title=f"threshold {model.threshold}, bias {model.bias:.2f}")
    made.add_column("weight", justify="right")
    for name, weight in sorted(model.weights.items(), key=lambda one: -abs(one[1])):
        made.add_row(name, f"{weight:+.3f}")
    return made
