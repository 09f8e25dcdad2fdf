"""`rag ask`: one question for a person to read, or a batch for a program."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from rag.cli.batch import parse_batch, read_lines, whole
from rag.cli.common import AsJson, Collection, Index, console, load_settings, one_line, printable
from rag.cli.explain import explain
from rag.cli.show import show
from rag.collections import DEFAULT
from rag.contract import to_json
from rag.domain import Answer, Filters
from rag.errors import BadInput

if TYPE_CHECKING:
    from rag.assistant import Assistant

REFUSED = 3


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
    explained: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Also print how the answer came to be: passages and their scores, evidence, what "
            "a language model wrote and what became of it, times.",
        ),
    ] = False,
    after: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles from this day on.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="GLOB", help="Only articles of sources like this.")
    ] = None,
    collection: Collection = DEFAULT,
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

    with Assistant.open(load_settings(index, collection)) as assistant:
        if question is None:
            for each in asked:
                typer.echo(_json(assistant.ask(each.question, each.history, filters), explained))
            return
        # Shown before the assistant is closed, which may take a moment.
        if as_json:
            answer = assistant.ask(whole(question), (), filters)
            typer.echo(_json(answer, explained))
        else:
            answer = _ask(assistant, whole(question), filters, console())
            _print(answer, explained)
            if filters and answer.status == "refused" and not answer.closest:
                typer.echo("rag: no article passes --after, --before and --source.", err=True)
    if answer.status == "refused":
        raise typer.Exit(REFUSED)


def _ask(assistant: Assistant, question: str, filters: Filters, out: Console) -> Answer:
    """The answer; where somebody watches, a model's draft stands there until it comes."""
    if not out.is_terminal:
        return assistant.ask(question, (), filters)
    from rich.live import Live

    draft = ""
    with Live(console=out, transient=True) as live:
        for part in assistant.stream(question, (), filters):
            if isinstance(part, str):
                draft += part
                live.update(_end_of(draft, out))
            else:
                answer = part
    return answer


def _end_of(draft: str, out: Console) -> Text:
    """As much of a draft's end as the terminal has room for."""
    lines = Text(printable(draft), "dim").wrap(out, out.width)
    return Text("\n").join(lines[-max(out.height - 1, 1) :])


def _print(answer: Answer, explained: bool) -> None:
    out = console()
    show(answer, out)
    if answer.notice:
        console(stderr=True).print(Text(f"rag: {one_line(answer.notice)}", "dim"))
    if explained:
        explain(answer, out)


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


def _json(answer: Answer, explained: bool) -> str:
    return json.dumps(to_json(answer, explain=explained), ensure_ascii=False)
