"""Questions and what came of them: every state that a reply can be in."""

from __future__ import annotations

from rag.domain import Answer, Filters
from ui.conversation import Conversation, Exchange
from ui.copies import refusal
from ui.look import Look
from ui.render.answer import statements
from ui.render.markup import count_articles, long_date, shorten, text
from ui.render.tools import tools
from ui.render.trace import trace

SHOWN_QUESTION = 2000
"""Characters of a question that are echoed, at most."""


def past(look: Look, conversation: Conversation) -> str:
    """All turns but the last."""
    return _turns(look, conversation.exchanges[:-1])


def current(look: Look, conversation: Conversation) -> str:
    """The last turn, which changes while it is answered."""
    return _turns(look, conversation.exchanges[-1:])


def notice(look: Look, sentence: str) -> str:
    """A calm message in the place of an answer."""
    return _reply("trouble", look.words.TROUBLE, f'<p dir="auto">{text(sentence)}</p>')


def _turns(look: Look, exchanges: tuple[Exchange, ...]) -> str:
    turns = "".join(_turn(look, exchange) for exchange in exchanges)
    return f'<div class="turns">{turns}</div>' if turns else ""


def _turn(look: Look, exchange: Exchange) -> str:
    question = text(shorten(exchange.question, SHOWN_QUESTION, look.words))
    return (
        f'<article class="turn" id="turn-{exchange.number}" '
        f'aria-labelledby="question-{exchange.number}">'
        f'<h2 class="question" id="question-{exchange.number}" dir="auto">'
        f'<span class="unseen">{text(look.words.YOU_ASKED)} </span>{question}</h2>'
        f"{_outcome(look, exchange)}</article>"
    )


def _outcome(look: Look, exchange: Exchange) -> str:
    words = look.words
    if exchange.answer is not None:
        return _answer(look, exchange, exchange.answer)
    if exchange.trouble:
        return notice(look, exchange.trouble)
    if exchange.stopped:
        return _reply("stopped", words.STOPPED, "")
    if exchange.draft:
        body = f'<p class="flow" dir="auto">{text(exchange.draft)}</p>'
        return _reply("draft", words.DRAFT, body)
    return _reply("searching", words.SEARCHING, "")


def _answer(look: Look, exchange: Exchange, answer: Answer) -> str:
    if answer.status == "refused":
        body = f'<p dir="auto">{text(refusal(look))}</p>'
    else:
        body = statements(look, exchange.number, answer)
    below = _searched(look, exchange, answer) + tools(look, exchange) + trace(look, answer)
    kind = f"{answer.status} noticed" if answer.notice else answer.status
    return _reply(kind, _state(look, answer), body, below)


def _state(look: Look, answer: Answer) -> str:
    """The line above an answer: what kind of answer it is, or why it is not the one expected."""
    words = look.words
    if answer.notice:
        return answer.notice
    if answer.status == "refused":
        return words.NOT_FOUND
    if answer.status == "written":
        count = len(answer.quotes)
        quotes = words.ONE_QUOTE if count == 1 else words.MANY_QUOTES.format(count=count)
        return words.WRITTEN.format(quotes=quotes)
    articles = count_articles(words, len({quote.article for quote in answer.quotes}))
    return words.QUOTED.format(articles=articles)


def _searched(look: Look, exchange: Exchange, answer: Answer) -> str:
    """What was searched for, where that is not what was asked."""
    lines = []
    if answer.standalone != answer.question:
        lines.append(look.words.SEARCHED_FOR.format(standalone=answer.standalone))
    if exchange.filters:
        lines.append(look.words.NARROWED.format(what=narrowed(look, exchange.filters)))
    return "".join(f'<p class="searched" dir="auto">{text(line)}</p>' for line in lines)


def narrowed(look: Look, filters: Filters) -> str:
    """The filters in words."""
    words = look.words
    first = long_date(words, filters.after) if filters.after else ""
    last = long_date(words, filters.before) if filters.before else ""
    if first and last:
        days = words.BETWEEN_DAYS.format(first=first, last=last)
    elif first:
        days = words.FROM_DAY.format(day=first)
    else:
        days = words.TO_DAY.format(day=last) if last else ""
    return ", ".join(part for part in (_unglob(filters.source or ""), days) if part)


def _unglob(pattern: str) -> str:
    """A source as it is called, from the pattern that matches only it."""
    return pattern.replace("[[]", "[").replace("[*]", "*").replace("[?]", "?")


def _reply(kind: str, state: str, body: str, below: str = "") -> str:
    return (
        f'<div class="reply {kind}"><p class="state" dir="auto">{text(state)}</p>'
        f'<div class="body">{body}</div>{below}</div>'
    )
