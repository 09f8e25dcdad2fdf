"""`eval calibrate`: fit the refusal model by leaving source articles out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import rag.answer.refuse
from eval import gold
from eval.articles import encode_articles, read_articles
from eval.calibrate import FOLDS, Calibration, confidences, fit_model, halves, judge, write_model
from eval.cli.common import Jobs, Limit, Seed, console, progress
from eval.files import check_writable
from eval.gold import Case
from eval.halves import choose, draw, half
from eval.leave_out import Sample, collect_samples, usable
from eval.threads import single_threaded
from rag import settings
from rag.answer.logistic import Logistic
from rag.answer.refuse import FEATURES
from rag.embedding import open_embedder
from rag.errors import BadInput

SHIPPED = Path(rag.answer.refuse.__file__).with_name("refusal.json")
FEWEST = 40  # questions: with less, a half has too little of each fold


def calibrate(
    files: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Gold files.")],
    articles: Annotated[
        Path, typer.Option(metavar="DIR", help="The articles that the questions are about.")
    ],
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"Write the coefficients here; the library reads {SHIPPED.name} beside "
            "rag/answer/refuse.py.",
        ),
    ] = None,
    limit: Limit = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Fit when to refuse, on one half of the source articles, and report on the other half.

    Every question that names its sources is put to articles that hold its answer and to articles
    that do not. Without --write nothing changes.
    """
    check_writable(write)
    chosen = settings.load()
    cases = choose(gold.load_all(files), None, limit, seed)
    samples: list[Sample] = []
    with progress() as told, single_threaded():
        found = read_articles(chosen, articles)
        gold.check_sources(cases, {article.id for article in found})
        asked = usable(cases, {article.id for article in found})
        check_enough(asked)
        embedder = open_embedder(chosen)
        entries = encode_articles(found, embedder, chosen.chunking, told)
        for group in collect_samples(cases, entries, embedder, chosen, jobs):
            samples += group
            told("questions put to six sets", len(samples) // 6, len(asked))
    fit, held_out = halves(samples)
    model, fitted = fit_model(fit)
    held = judge(held_out, confidences(model, held_out), model.threshold)
    out = console()
    out.print(figures({"cross-validated": fitted, "held out": held}))
    out.print(coefficients(model))
    if write:
        write_model(write, model, fitted, held)
        out.print(f"Written to {write}.", soft_wrap=True)
    else:
        out.print(f"Nothing was written; --write {SHIPPED} makes it the library's.", soft_wrap=True)


def check_enough(cases: Sequence[Case]) -> None:
    """Raise BadInput for fewer questions, or articles, than can be fitted, folded and held out."""
    fit = {draw(case) // 2 % FOLDS for case in cases if half(case) == "dev"}
    held_out = any(half(case) == "test" for case in cases)
    if len(cases) < FEWEST or len(fit) < FOLDS or not held_out:
        raise BadInput(
            f"{len(cases)} questions with answers and sources are too few to fit a model; give at "
            f"least {FEWEST}, about twenty articles or more."
        )


def figures(found: Mapping[str, Calibration]) -> Table:
    """How well confidence tells answerable from unanswerable, on each half."""
    table = Table("", title="Calibration", title_justify="left")
    for name in found:
        table.add_column(name, justify="right")
    shown = list(found.values())
    table.add_row("samples", *(str(one.samples) for one in shown))
    for name in ("auroc", "calibration_error", "answer_recall", "refusal_recall"):
        table.add_row(name, *(f"{getattr(one, name):.3f}" for one in shown))
    for setting in shown[0].by_setting:
        right = (one.by_setting.get(setting) for one in shown)
        cells = ("–" if share is None else f"{share:.3f}" for share in right)
        table.add_row(f"right over “{setting}”", *cells)
    return table


def coefficients(model: Logistic) -> Table:
    """The fitted model."""
    table = Table("feature", title="Coefficients", title_justify="left")
    table.add_column("weight", justify="right")
    for name in FEATURES:
        table.add_row(name, f"{model.weights[name]:.3f}")
    table.add_row("bias", f"{model.bias:.3f}")
    table.add_row("threshold", f"{model.threshold:.3f}")
    return table
