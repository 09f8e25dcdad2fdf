"""`rag ask`: one question for a person to read, or a batch for a program."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from rag import settings
from rag.cli.batch import parse_batch, read_lines, whole
from rag.cli.common import AsJson, Index, console, one_line, printable
from rag.contract import to_json
from rag.domain import Answer, Filters, Quote
from rag.errors import BadInput

REFUSED = 3
INDENT = 4


def ask(
    question: Annotated[str | None, typer.Argument(help="What to ask.")] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="JSON Lines with `question` and, optionally, `history`, a list of pairs of "
            "question and answer; - is stdin. Prints one JSON answer a line.",
        ),
    ] = None,
    as_json: AsJson = False,
    after: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles from this day on.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="GLOB", help="Only articles of sources like this.")
    ] = None,
    index: Index = None,
) -> None:
    """Answer a question from the articles.

    Exit status: 0 answered, 3 refused, 2 bad input; a batch that was answered gives 0.
    """
    if (question is None) == (batch is None):
        raise BadInput("Give either one question or a --batch file of them.")
    filters = _filters(after, before, source)
    asked = [] if batch is None else parse_batch(read_lines(batch))

    from rag.assistant import Assistant

    with Assistant.open(settings.load(index=index)) as assistant:
        if question is None:
            for each in asked:
                typer.echo(_json(assistant.ask(each.question, each.history, filters)))
            return
        answer = assistant.ask(whole(question), (), filters)
    if as_json:
        typer.echo(_json(answer))
    else:
        show(answer, console())
        if filters and answer.status == "refused" and not answer.closest:
            typer.echo("rag: no article passes --after, --before and --source.", err=True)
    if answer.status == "refused":
        raise typer.Exit(REFUSED)


def show(answer: Answer, out: Console) -> None:
    """Print an answer with its sources, or a refusal with what is worth reading instead."""
    out.print(Text(printable(answer.text)))
    if answer.standalone != answer.question:
        out.print(Text(f"searched for: {one_line(answer.standalone)}", "dim"))
    if answer.closest:
        out.print("\nClosest passages")
    for quote in (*answer.quotes, *answer.closest):
        number = f"[{quote.n}] " if quote.n else ""
        out.print(Text(f"\n{number}{_heading(quote)}"))
        # Line by line: rich would fill each up to the longest with spaces.
        for line in Text(f"“{printable(quote.text)}”").wrap(out, max(out.width - INDENT, INDENT)):
            line.rstrip()
            out.print(Text(" " * INDENT if line else "") + line)


def _heading(quote: Quote) -> str:
    day = quote.date.isoformat() if quote.date else "no date"
    return one_line(" · ".join([quote.title, quote.source, day]))


def _filters(after: str | None, before: str | None, source: str | None) -> Filters:
    """The filters that were asked for. Raises BadInput for those that nothing can pass."""
    first, last = _day("--after", after), _day("--before", before)
    if first and last and first > last:
        raise BadInput(f"--after {first} is later than --before {last}; swap them.")
    if source is not None and not source.strip():
        raise BadInput("--source is empty; give it a pattern like '*news*'.")
    return Filters(first, last, source)


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise BadInput(f"{option} needs a date like 2025-05-30, not {text!r}.") from None


def _json(answer: Answer) -> str:
    return json.dumps(to_json(answer), ensure_ascii=False)
