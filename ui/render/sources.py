"""The quotes that answers stand on, each in its passage; for a refusal, what comes near."""

from __future__ import annotations

from rag.domain import Quote
from ui.conversation import Conversation, Exchange
from ui.excerpt import excerpt
from ui.look import Look
from ui.render.markup import shorten, source_and_date, text

SHOWN_QUESTION = 200


def sources(look: Look, conversation: Conversation) -> str:
    """The evidence of every answer; all but the last are folded away until a mark asks for them."""
    answered = [exchange for exchange in conversation.exchanges if exchange.answer is not None]
    if not answered:
        return (
            f'<section class="evidence shown"><h2>{text(look.words.SOURCES)}</h2>'
            f'<p class="hint">{text(look.words.SOURCES_EMPTY)}</p></section>'
        )
    return "".join(_evidence(look, exchange, exchange is answered[-1]) for exchange in answered)


def _evidence(look: Look, exchange: Exchange, shown: bool) -> str:
    answer, words = exchange.answer, look.words
    if answer is None:
        return ""
    question = words.SOURCES_OF.format(question=shorten(exchange.question, SHOWN_QUESTION, words))
    note = ""
    if answer.status == "refused":
        kind, title, quotes = "closest", words.CLOSEST, answer.closest
        sentence = words.CLOSEST_NOTE if quotes else words.CLOSEST_NONE
        note = f'<p class="hint">{text(sentence)}</p>'
    else:
        kind, title, quotes = "sources", words.SOURCES, answer.quotes
    body = "".join(
        _source(look, exchange.number, place, quote) for place, quote in enumerate(quotes, 1)
    )
    return (
        f'<section class="evidence {kind}{" shown" if shown else ""}" '
        f'id="evidence-{exchange.number}" aria-labelledby="evidence-title-{exchange.number}">'
        f'<h2 id="evidence-title-{exchange.number}">{text(title)}</h2>'
        f'<p class="for" dir="auto">{text(question)}</p>{note}{body}</section>'
    )


def _source(look: Look, number: int, place: int, quote: Quote) -> str:
    """One quote; its id has its own number, or for a passage to read its place."""
    words = look.words
    identity = f"src-{number}-{quote.n}" if quote.n else f"near-{number}-{place}"
    part = excerpt(quote)
    badge = f'<span class="number">{quote.n}</span>' if quote.n else ""
    tag = "mark" if quote.n else "span"
    title = quote.title or quote.article
    return (
        f'<article class="source" id="{identity}" tabindex="-1">'
        f'<h3 dir="auto">{badge}<span>{text(title)}</span></h3>'
        f'<p class="origin" dir="auto">{text(source_and_date(quote.source, quote.date, words))}</p>'
        f'<blockquote dir="auto">{text(part.before)}<{tag}>{text(part.quoted)}</{tag}>'
        f"{text(part.after)}</blockquote>"
        f'<p class="ways"><button type="button" class="open" data-exchange="{number}" '
        f'data-place="{place}" aria-haspopup="dialog" '
        f'aria-label="{text(words.OPEN_ARTICLE_NAME.format(title=title))}">'
        f"{text(words.OPEN_ARTICLE)}</button>"
        f'<a class="back" href="#turn-{number}">{text(words.BACK)}</a></p></article>'
    )
