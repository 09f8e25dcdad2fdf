"""Conversation -> HTML. Pure functions; the page and its script know where the HTML goes.

Every text that came from an article or a person passes through `text` and reads on the screen
exactly as it was written. Only the numbers of an answer's own quotes become links: a bracketed
number inside an article's words stays words.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

from rag.answer.cite import attribution
from rag.domain import Answer, Listing, Quote, Statement
from ui import strings
from ui.conversation import Conversation, Exchange
from ui.excerpt import excerpt

SHOWN_QUESTION = 2000
"""Characters of a question that are echoed, at most."""

NO_BREAK = "&NoBreak;"
"""Keeps a mark on the line of the word it belongs to."""


def text(raw: str) -> str:
    """Plain text as HTML that shows the same characters, in an element or an attribute."""
    return html.escape(raw, quote=True).replace("\r", "&#13;")


def long_date(day: date) -> str:
    """As a newspaper writes it: 30 May 2025."""
    return strings.DATE.format(day=day.day, month=strings.MONTHS[day.month - 1], year=day.year)


def masthead() -> str:
    """The page's heading."""
    return f"<header><h1>{text(strings.TITLE)}</h1><p>{text(strings.TAGLINE)}</p></header>"


def welcome(listings: Sequence[Listing]) -> str:
    """What an empty conversation shows: what there is to ask about, or what to do first."""
    if not listings:
        return (
            f'<section class="welcome"><h2>{text(strings.NOTHING_INDEXED)}</h2>'
            f"<p>{text(strings.NOTHING_INDEXED_HELP)}</p>"
            f"<p><code>{text(strings.NOTHING_INDEXED_COMMAND)}</code></p></section>"
        )
    about = strings.WELCOME_COUNT.format(articles=_articles(len(listings)))
    days = sorted(listing.date for listing in listings if listing.date is not None)
    if len(set(days)) > 1:
        dates = strings.WELCOME_DATES.format(first=long_date(days[0]), last=long_date(days[-1]))
        about = f"{about} {dates}"
    return (
        f'<section class="welcome"><h2>{text(strings.WELCOME)}</h2><p>{text(about)}</p></section>'
    )


def notice(sentence: str) -> str:
    """A calm message in the place of an answer."""
    return (
        f'<div class="reply trouble"><p class="label">{text(strings.TROUBLE)}</p>'
        f'<p dir="auto">{text(sentence)}</p></div>'
    )


def transcript(conversation: Conversation) -> str:
    """The questions and what came of them, in order."""
    turns = "".join(_turn(exchange) for exchange in conversation.exchanges)
    name = text(strings.CONVERSATION)
    return f'<div class="turns" role="log" aria-live="polite" aria-label="{name}">{turns}</div>'


def sources(conversation: Conversation) -> str:
    """The evidence of every answer; all but the last are folded away until a mark asks for them."""
    answered = [exchange for exchange in conversation.exchanges if exchange.answer is not None]
    if not answered:
        return (
            f'<section class="evidence shown"><h2>{text(strings.SOURCES)}</h2>'
            f'<p class="hint">{text(strings.SOURCES_EMPTY)}</p></section>'
        )
    return "".join(_evidence(exchange, exchange is answered[-1]) for exchange in answered)


def _turn(exchange: Exchange) -> str:
    return (
        f'<article class="turn" id="turn-{exchange.number}">'
        f'<h2 class="question" dir="auto"><span class="unseen">{text(strings.YOU_ASKED)} </span>'
        f"{text(_shown(exchange.question))}</h2>{_reply(exchange)}</article>"
    )


def _reply(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return _answer(exchange.number, exchange.answer)
    if exchange.trouble:
        return notice(exchange.trouble)
    if exchange.stopped:
        return f'<div class="reply stopped"><p>{text(strings.STOPPED)}</p></div>'
    if exchange.draft:
        return (
            f'<div class="reply draft"><p class="label">{text(strings.DRAFT)}</p>'
            f'<p dir="auto">{text(exchange.draft)}</p></div>'
        )
    return f'<div class="reply searching"><p>{text(strings.SEARCHING)}</p></div>'


def _answer(number: int, answer: Answer) -> str:
    searched = ""
    if answer.standalone != answer.question:
        sentence = strings.SEARCHED_FOR.format(standalone=answer.standalone)
        searched = f'<p class="searched" dir="auto">{text(sentence)}</p>'
    if answer.status == "refused":
        return (
            f'<div class="reply refused"><p class="label">{text(strings.NOT_FOUND)}</p>'
            f'<p dir="auto">{text(answer.text)}</p>{searched}</div>'
        )
    quotes = {quote.n: quote for quote in answer.quotes}
    several = len({quote.article for quote in answer.quotes}) > 1
    body = "".join(_statement(number, each, quotes, several) for each in answer.statements)
    return f'<div class="reply {answer.status}">{body}{searched}</div>'


def _statement(
    number: int, statement: Statement, quotes: dict[int, Quote], attributed: bool
) -> str:
    carried = [quotes[n] for n in statement.quotes if n in quotes]
    marks = "".join(_mark(number, quote) for quote in carried)
    if marks:
        marks = NO_BREAK + marks
    line = _attribution(carried) if attributed else ""
    return f'<p class="statement" dir="auto">{text(statement.text)}{marks}</p>{line}'


def _mark(number: int, quote: Quote) -> str:
    name = strings.MARK_NAME.format(number=quote.n, title=quote.title or quote.article)
    return (
        f'<a class="mark" href="#src-{number}-{quote.n}" aria-label="{text(name)}" '
        f'title="{text(name)}">[{quote.n}]</a>'
    )


def _attribution(carried: Sequence[Quote]) -> str:
    """Who says so and when, for answers that stand on more than one article."""
    articles = {quote.article: quote for quote in carried}
    if not articles:
        return ""
    if len(articles) > 1:
        line = strings.REPORTED_BY.format(count=len(articles))
    else:
        line = attribution(carried[0])
    return f'<p class="origin" dir="auto">{text(line)}</p>'


def _evidence(exchange: Exchange, shown: bool) -> str:
    answer = exchange.answer
    if answer is None:
        return ""
    question = strings.SOURCES_OF.format(question=_shown(exchange.question))
    note = ""
    if answer.status == "refused":
        kind = "closest"
        title = strings.CLOSEST
        sentence = strings.CLOSEST_NOTE if answer.closest else strings.CLOSEST_NONE
        note = f'<p class="hint">{text(sentence)}</p>'
        body = "".join(
            _source(f"near-{exchange.number}-{place}", quote, exchange.number)
            for place, quote in enumerate(answer.closest, 1)
        )
    else:
        kind = "sources"
        title = strings.SOURCES
        body = "".join(
            _source(f"src-{exchange.number}-{quote.n}", quote, exchange.number)
            for quote in answer.quotes
        )
    shown_class = " shown" if shown else ""
    return (
        f'<section class="evidence {kind}{shown_class}" id="evidence-{exchange.number}">'
        f'<h2>{text(title)}</h2><p class="for" dir="auto">{text(question)}</p>{note}{body}'
        f"</section>"
    )


def _source(identity: str, quote: Quote, number: int) -> str:
    part = excerpt(quote)
    badge = f'<span class="number">{quote.n}</span>' if quote.n else ""
    tag = "mark" if quote.n else "span"
    return (
        f'<article class="source" id="{identity}" tabindex="-1">'
        f'<h3 dir="auto">{badge}<span>{text(quote.title or quote.article)}</span></h3>'
        f'<p class="origin" dir="auto">{text(_origin(quote))}</p>'
        f'<blockquote dir="auto">{text(part.before)}<{tag}>{text(part.quoted)}</{tag}>'
        f"{text(part.after)}</blockquote>"
        f'<a class="back" href="#turn-{number}">{text(strings.BACK)}</a></article>'
    )


def _origin(quote: Quote) -> str:
    day = long_date(quote.date) if quote.date is not None else ""
    return " · ".join(part for part in (quote.source, day) if part)


def _shown(question: str) -> str:
    return question if len(question) <= SHOWN_QUESTION else question[:SHOWN_QUESTION] + strings.CUT


def _articles(count: int) -> str:
    return strings.ONE_ARTICLE if count == 1 else strings.MANY_ARTICLES.format(count=count)
