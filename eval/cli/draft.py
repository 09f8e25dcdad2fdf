"""`eval draft`: propose gold questions for a person to accept or correct."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import click
import typer

from eval.cli.common import Articles, Index, Seed, console, progress
from eval.draft import as_lines, from_articles, from_feedback
from eval.draft import draft as make
from eval.files import check_writable, write_whole
from eval.subject import opened
from rag import feedback, settings
from rag.collections import DEFAULT
from rag.errors import BadInput


def draft(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="A file that is not there yet.")
    ] = Path("draft.jsonl"),
    articles: Articles = None,
    index: Index = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Proposals, at most.")] = 20,
    seed: Seed = 0,
    rated: Annotated[
        bool,
        typer.Option(
            "--feedback",
            help="Propose what people asked and rated instead: answers that they liked as right, "
            "the others to be corrected.",
        ),
    ] = False,
    edit: Annotated[bool, typer.Option(help="Open the draft in $EDITOR, on a terminal.")] = True,
) -> None:
    """Propose gold questions from the articles or from feedback, with answers put in.

    Each case says "reviewed": false, and no run takes it until a person has made that true.
    """
    check_writable(output)
    if output.exists():
        raise BadInput(f"{output} is there already; name another file with --output.")
    chosen = settings.load(index=index)
    kept = [one for one in feedback.read(chosen) if one.collection == DEFAULT] if rated else []
    if rated and not kept:
        raise BadInput(f"Nobody has rated an answer yet, as far as {chosen.data} knows.")
    with progress() as told, opened(chosen, articles, told) as subject:
        if rated:
            proposals = from_feedback(kept, limit)
        else:
            texts = [found for one in subject.listings() if (found := subject.article(one.id))]
            proposals = from_articles(texts, limit, seed)
        cases = []
        for number, case in enumerate(make(proposals, subject), start=1):
            cases.append(case)
            told("questions asked", number, len(proposals))
    if not cases:
        raise BadInput("No question could be made from these articles; write the gold by hand.")
    write_whole(output, as_lines(cases))
    out = console()
    out.print(f"{len(cases)} proposals in {output}, none of them reviewed.", soft_wrap=True)
    if edit and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            click.edit(filename=str(output))
        except click.ClickException as error:
            raise BadInput(f"The editor could not be opened: {error.format_message()}") from None
    out.print(
        f'Correct each line and set "reviewed" to true, or delete it; then: eval {output}',
        soft_wrap=True,
    )
