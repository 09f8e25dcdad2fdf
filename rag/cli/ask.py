"""`rag ask`: one question for a person to read, or a batch for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from rag import settings
from rag.chat.question import check_question
from rag.cli.common import AsJson, Index, console
from rag.contract import to_json
from rag.domain import Answer, Filters, Quote, Turn
from rag.errors import BadInput, BadQuestion

REFUSED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a batch and the turns before it."""

    question: str
    history: tuple[Turn, ...] = ()


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
    filters = Filters(_day("--after", after), _day("--before", before), source)
    asked = [] if batch is None else parse_batch(_lines(batch))

    from rag.assistant import Assistant

    with Assistant.open(settings.load(index=index)) as assistant:
        if question is None:
            for each in asked:
                typer.echo(_json(assistant.ask(each.question, each.history, filters)))
            return
        answer = assistant.ask(_text(question), (), filters)
    if as_json:
        typer.echo(_json(answer))
    else:
        show(answer, console())
    if answer.status == "refused":
        raise typer.Exit(REFUSED)


def parse_batch(lines: Iterable[str]) -> list[Asked]:
    """The questions of a batch. Raises BadInput naming the first line that cannot be used."""
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given: Any = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInput(f"Line {number} of the batch is not JSON; nothing was asked.") from None
        question = given.get("question") if isinstance(given, dict) else None
        if not isinstance(question, str):
            raise BadInput(f"Line {number} of the batch has no question; nothing was asked.")
        try:
            check_question(_text(question))
        except BadQuestion as error:
            raise BadInput(f"Line {number} of the batch: {error} Nothing was asked.") from None
        history = given.get("history") or []
        if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
            raise BadInput(
                f"Line {number} of the batch has a history that is no list of "
                "[question, answer] pairs; nothing was asked."
            )
        turns = tuple(Turn(_text(before), _text(said)) for before, said in history)
        asked.append(Asked(_text(question), turns))
    return asked


def show(answer: Answer, out: Console) -> None:
    """Print an answer with its sources, or a refusal with what is worth reading instead."""
    out.print(escape(answer.text))
    if answer.standalone != answer.question:
        out.print(f"[dim]searched for: {escape(answer.standalone)}[/dim]")
    if answer.closest:
        out.print("\nClosest passages")
    for quote in (*answer.quotes, *answer.closest):
        number = escape(f"[{quote.n}] ") if quote.n else ""
        out.print(f"\n{number}{escape(_heading(quote))}")
        out.print(Padding(f"“{escape(quote.text)}”", (0, 0, 0, 4), expand=False))


def _heading(quote: Quote) -> str:
    day = quote.date.isoformat() if quote.date else "no date"
    return " · ".join([quote.title, quote.source, day])


def _is_turn(turn: Any) -> bool:
    return isinstance(turn, list) and len(turn) == 2 and all(isinstance(t, str) for t in turn)


def _lines(batch: str) -> list[str]:
    """The lines of a batch file. Raises BadInput when it cannot be read."""
    try:
        data = sys.stdin.buffer.read() if batch == "-" else Path(batch).read_bytes()
        return data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise BadInput(f"The batch {batch} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"The batch {batch} is not UTF-8 text; save it as that.") from None


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise BadInput(f"{option} needs a date like 2025-05-30, not {text!r}.") from None


def _text(text: str) -> str:
    """Text without half characters, which a terminal or a JSON escape can bring."""
    return text.encode("utf-8", "replace").decode()


def _json(answer: Answer) -> str:
    return json.dumps(to_json(answer), ensure_ascii=False)
