"""The statements of an answer with their marks, and who reports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.domain import Answer, Quote, Statement
from ui.disagree import articles_of, side_by_side
from ui.look import Look
from ui.render.markup import long_date, text
from ui.strings import Strings

NO_BREAK = "&NoBreak;"
"""Keeps a mark on the line of the word it belongs to."""
LONGEST_NAME = 60


def statements(look: Look, number: int, answer: Answer) -> str:
    """The body of an answer that is no refusal.

    What a model wrote is one paragraph, as its draft was; quoted sentences, which do not hang
    together, stand apart. Statements that may disagree stand side by side, each with its date.
    """
    quotes = {quote.n: quote for quote in answer.quotes}
    groups = side_by_side(answer)
    prose = answer.status == "written"
    if prose and all(len(group) == 1 for group in groups):
        line = " ".join(
            _sentence(look.words, number, statement, quotes, told=True)
            for statement in answer.statements
        )
        return f'<p class="flow" dir="auto">{line}</p>'
    several = len({quote.article for quote in answer.quotes}) > 1
    return "".join(
        _rivals(look.words, number, group, quotes)
        if len(group) > 1
        else _paragraph(look.words, number, group[0], quotes, several)
        for group in groups
    )


def _paragraph(
    words: Strings, number: int, statement: Statement, quotes: Mapping[int, Quote], attributed: bool
) -> str:
    line = _sentence(words, number, statement, quotes)
    origin = _attribution(words, statement, quotes) if attributed else ""
    return f'<p class="statement" dir="auto">{line}</p>{origin}'


def _rivals(
    words: Strings, number: int, group: Sequence[Statement], quotes: Mapping[int, Quote]
) -> str:
    each = "".join(
        f"<li>{_attribution(words, statement, quotes)}"
        f'<p class="statement" dir="auto">{_sentence(words, number, statement, quotes)}</p></li>'
        for statement in group
    )
    return (
        f'<div class="rivals"><p class="label">{text(words.DIFFER)}</p>'
        f'<ul role="list">{each}</ul></div>'
    )


def _sentence(
    words: Strings,
    number: int,
    statement: Statement,
    quotes: Mapping[int, Quote],
    told: bool = False,
) -> str:
    """The words and their marks; `told` adds that several articles say so, on the same line."""
    carried = [quotes[n] for n in statement.quotes if n in quotes]
    marks = "".join(_mark(words, number, quote) for quote in carried)
    line = text(statement.text) + (NO_BREAK + marks if marks else "")
    count = len(articles_of(statement, quotes))
    if told and count > 1:
        line += f' <span class="origin">({text(words.REPORTED_BY.format(count=count))})</span>'
    return line


def _mark(words: Strings, number: int, quote: Quote) -> str:
    name = text(words.MARK_NAME.format(number=quote.n, title=quote.title or quote.article))
    return (
        f'<a class="mark" href="#src-{number}-{quote.n}" aria-label="{name}" '
        f'aria-haspopup="true">{quote.n}</a>'
    )


def _attribution(words: Strings, statement: Statement, quotes: Mapping[int, Quote]) -> str:
    """Who says so and when; how many, where it is several."""
    count = len(articles_of(statement, quotes))
    if not count:
        return ""
    if count > 1:
        line = words.REPORTED_BY.format(count=count)
    else:
        line = _reporter(words, next(quotes[n] for n in statement.quotes if n in quotes))
    return f'<p class="origin" dir="auto">{text(line)}</p>'


def _reporter(words: Strings, quote: Quote) -> str:
    name = quote.title if quote.source in ("", quote.article) else quote.source
    if len(name) > LONGEST_NAME:
        name = name[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",;:–- ") + words.CUT
    return f"{name}, {long_date(words, quote.date) if quote.date else words.UNDATED}"
