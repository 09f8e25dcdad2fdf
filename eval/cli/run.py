"""`eval [GOLD…]`: ask gold questions, show how good the answers are, fail where they are not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from eval import gold, show
from eval.articles import Told
from eval.cli.common import (
    FAILED,
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
from eval.compare import load_baseline
from eval.document import document
from eval.files import check_writable, write_whole
from eval.gate import check_thresholds, parse_thresholds
from eval.gold import Case, Split
from eval.halves import choose
from eval.judge import open_judge
from eval.judging import judged, unjudged, unread
from eval.metrics import metrics
from eval.page.page import page
from eval.result import Result, conclude
from eval.rows import ArticleText
from eval.run import Door, Record, nothing
from eval.run import run as ask_cases
from eval.subject import Subject, in_memory, open_model, opened
from eval.threads import single_threaded
from eval.twins import with_twins
from rag import settings
from rag.answer.refuse import load_model
from rag.cli.common import counted, one_line
from rag.settings import Settings

STDOUT = Path("-")


def run(
    files: Gold = None,
    articles: Articles = None,
    index: Index = None,
    leave_out: Annotated[
        bool,
        typer.Option(
            "--leave-out",
            help="Ask each question once more without its source articles; a refusal is then due.",
        ),
    ] = False,
    split: Annotated[
        Split | None,
        typer.Option(help="Only one half; by source article where the gold does not say which."),
    ] = None,
    limit: Limit = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
    failures: Annotated[bool, typer.Option("--failures", help="Also print every failure.")] = False,
    as_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all of it as JSON; - prints it."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page that opens offline.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with an earlier --json file.")
    ] = None,
    fail_under: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=NUMBER,…", help="Exit with 1 where a measure is below its number."
        ),
    ] = None,
) -> None:
    """Ask gold questions and measure the answers; this is what `eval` alone does.

    Exit status: 0 measured, 1 below a threshold, 2 bad input, 130 interrupted (what was measured
    is shown and written all the same).
    """
    chosen = settings.load(index=index)
    judge = open_judge(chosen.judge, settings.secret(settings.JUDGE_KEY))
    thresholds = parse_thresholds(fail_under) if fail_under else chosen.eval.fail_under
    check_thresholds(thresholds, [one.name for one in metrics(str, judged=judge is not None)])
    printing = as_json == STDOUT
    for path in (html, None if printing else as_json):
        check_writable(path)
    before = load_baseline(baseline, judge.name if judge else "") if baseline else None
    paths = files or [gold.DEFAULT]
    cases = choose(gold.load_all(paths), split, limit, seed)
    if judge:
        asyncio.run(judge.check())

    with ExitStack() as stack:
        told = stack.enter_context(progress(quiet=printing))
        llm = stack.enter_context(open_model(chosen))
        if leave_out:
            stack.enter_context(single_threaded())
            memory = in_memory(chosen, articles, told, llm)
            subject: Subject = memory
            door: Door = memory.door
            gold.check_sources(cases, {listing.id for listing in subject.listings()})
            cases = with_twins(cases)
        else:
            subject = stack.enter_context(opened(chosen, articles, told, llm))
            gold.check_sources(cases, {listing.id for listing in subject.listings()})

            def door(_: Case) -> Subject:
                return subject

        stop = llm.close if llm else nothing
        records = ask_all(door, cases, at_once(jobs, chosen), told, stop)
        about = describe(paths, articles or chosen.index, split, leave_out, seed)
        if llm:
            about["language model"] = llm.name
        if judge:
            about["judge"] = judge.name
            if len(records) == len(cases):
                records = judged(judge, records, jobs, told)
        result = conclude(
            records,
            metrics(texts(subject), judged=judge is not None),
            about=about | left_out(records),
            asked=len(cases),
            baseline=before,
            thresholds=thresholds,
            threshold=refused_below(chosen),
            seed=seed,
        )
    deliver(result, as_json, html, every_failure=failures)
    if not result.whole:
        typer.echo(f"eval: interrupted after {len(records)} of {len(cases)} questions.", err=True)
        raise typer.Exit(INTERRUPTED)
    if judge:
        tell_judging(records)
    failed = [threshold for threshold in result.gate if not threshold.held]
    for threshold in failed:
        typer.echo(f"eval: below the threshold: {threshold}.", err=True)
    if failed:
        raise typer.Exit(FAILED)


def deliver(result: Result, as_json: Path | None, html: Path | None, every_failure: bool) -> None:
    """Print the tables, or JSON and nothing else, and write the files asked for."""
    text = json.dumps(document(result), ensure_ascii=False) if as_json else ""
    if as_json == STDOUT:
        typer.echo(text)
    else:
        show.report(result, console(), every_failure=every_failure)
        if as_json:
            write_whole(as_json, text + "\n")
    if html:
        write_whole(html, page(result))


def ask_all(
    door: Door, cases: Sequence[Case], jobs: int, told: Told, stop: Callable[[], None]
) -> list[Record]:
    """The records of all cases; after an interrupt, of those that were asked."""
    records: list[Record] = []
    try:
        for record in ask_cases(door, cases, jobs, stop):
            records.append(record)
            told("questions asked", len(records), len(cases))
    except KeyboardInterrupt:
        return records
    return records


def tell_judging(records: Sequence[Record]) -> None:
    """Say which answers have no verdict; after an interrupt, leave with its status."""
    if rest := unjudged(records):
        typer.echo(
            f"eval: interrupted with {counted(rest, 'answer')} still to be judged.", err=True
        )
        raise typer.Exit(INTERRUPTED)
    if why := unread(records):
        typer.echo(
            f"eval: replies of the judge left out: {len(why)}, the first because: "
            f"{one_line(why[0])}",
            err=True,
        )


def left_out(records: Sequence[Record]) -> dict[str, str]:
    """How many replies of a judge could not be used, where there are any."""
    count = len(unread(records))
    return {"the judge's replies left out": str(count)} if count else {}


def describe(
    paths: Sequence[Path], articles: Path, split: Split | None, leave_out: bool, seed: int
) -> dict[str, str]:
    """What is measured, in words that a report repeats."""
    return {
        "gold": ", ".join(path.name for path in paths),
        "articles": str(articles),
        "half": split or "both",
        "sources left out": "asked again without them" if leave_out else "no",
        "seed": str(seed),
    }


def refused_below(chosen: Settings) -> float:
    """The confidence below which a question is refused."""
    given = chosen.answer.threshold
    return load_model().threshold if given is None else given


def texts(subject: Subject) -> ArticleText:
    """Articles' texts by id, each read once; empty, so that no quote is found, where none is."""

    @cache
    def text(article_id: str) -> str:
        article = subject.article(article_id)
        return article.text if article else ""

    return text
