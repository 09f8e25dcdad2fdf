"""`eval verify`: whether the verifier catches planted falsehoods and lets true sentences pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.cli.common import FAILED, console, progress
from eval.files import check_writable, write_whole
from eval.gate import Threshold, check_thresholds, parse_thresholds
from eval.numbers import number
from eval.planted.carriers import at_benches
from eval.planted.cases import Part, Planted, load_planted, shipped
from eval.planted.trial import SHARES, Outcome, Tally, by_kind, in_all, put
from eval.threads import single_threaded
from rag import settings
from rag.answer.checker import open_checker
from rag.cli.common import counted
from rag.embedding import open_embedder
from rag.errors import BadInput

SEEDS = Path("seeds")
Folders = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="The articles, seeds/ by default; repeat for more."),
]


def verify(
    articles: Folders = None,
    split: Annotated[
        Part,
        typer.Option(
            help="The sentences learned from, those that the threshold is chosen on, or "
            "those to report."
        ),
    ] = "dev",
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write it as JSON.")
    ] = None,
    fail_under: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=NUMBER,…",
            help="Exit with 1 where `caught` or `survived` is below its number.",
        ),
    ] = None,
) -> None:
    """Put planted sentences, false and true, to the verifier that guards what a model writes.

    Each comes with the quotes that an answer to its question would have had. Sentences about
    articles that are not in the given folders are left out. No language model is asked.
    """
    check_writable(as_json)
    thresholds = parse_thresholds(fail_under) if fail_under else {}
    check_thresholds(thresholds, SHARES)
    cases = load_planted(shipped(split))
    outcomes = put_all(cases, articles or [SEEDS])
    if not outcomes:
        raise BadInput(
            "None of the planted sentences is about these articles; name their folder with "
            "--articles."
        )
    shares = in_all(outcomes)
    console().print(table([*by_kind(outcomes), *shares.values()]))
    console().print(mistakes(outcomes), soft_wrap=True)
    if left := len(cases) - len(outcomes):
        typer.echo(f"Left out, their articles not being there: {counted(left, 'sentence')}.")
    if as_json:
        write_whole(as_json, json.dumps(plain(outcomes), ensure_ascii=False, indent=1) + "\n")
    gate = [Threshold(name, least, shares[name].share) for name, least in thresholds.items()]
    failed = [threshold for threshold in gate if not threshold.held]
    for threshold in failed:
        typer.echo(f"eval: below the threshold: {threshold}.", err=True)
    if failed:
        raise typer.Exit(FAILED)


def put_all(cases: Sequence[Planted], folders: Sequence[Path]) -> list[Outcome]:
    """The outcomes of the cases whose articles are in a folder, each folder on its own."""
    chosen = settings.load()
    outcomes: dict[str, Outcome] = {}
    with progress() as told, single_threaded():
        embedder = open_embedder(chosen)
        checker = open_checker(chosen.answer, chosen.cache)
        for case, bench in at_benches(cases, chosen, folders, embedder, told):
            outcomes[case.id] = put(case, bench, checker)
            told("sentences verified", len(outcomes), len(cases))
    return list(outcomes.values())


def table(tallies: Sequence[Tally]) -> Table:
    """A line for each kind and for all: how many there were, and how many were treated right."""
    made = Table("planted")
    for heading in ("sentences", "caught", "survived", "share"):
        made.add_column(heading, justify="right")
    for one in tallies:
        right = (str(one.right), "") if one.false else ("", str(one.right))
        name = f"all {'false' if one.false else 'true'}" if one.kind in SHARES else one.kind
        made.add_row(Text(name), str(one.count), *right, number("share", one.share))
    return made


def mistakes(outcomes: Sequence[Outcome]) -> Group:
    """The sentences that were not treated right, and what the verifier says."""
    lines = []
    for one in outcomes:
        if one.right:
            continue
        verdict = one.verdict
        on = ", ".join(map(str, verdict.carried)) or "no quote"
        why = f": {verdict.reason}" if verdict.reason else ""
        told = f"\n  {one.case.sentence}\n  {verdict.fate} on {on}{why}"
        lines.append(Text.assemble((f"{one.case.id}", "bold"), told))
    return Group(*lines)


def plain(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All of it for JSON."""
    return {
        "shares": {name: one.share for name, one in in_all(outcomes).items()},
        "kinds": {
            one.kind: {"sentences": one.count, "right": one.right, "share": one.share}
            for one in by_kind(outcomes)
        },
        "sentences": [
            {
                "id": one.case.id,
                "sentence": one.case.sentence,
                "right": one.right,
                "fate": one.verdict.fate,
                "carried": one.verdict.carried,
                "reason": one.verdict.reason,
            }
            for one in outcomes
        ],
    }
