"""An answer to take along: as plain text with footnotes, and as Markdown. Knows no HTML."""

from __future__ import annotations

import re

from rag.domain import Answer, Quote
from ui.conversation import Exchange
from ui.look import Look
from ui.render.markup import long_date

_SPECIAL = re.compile(r"([\\`*_\[\]<>#!|~$])")
_OPENS_BLOCK = re.compile(r"^(\d*)([-+=.)])")


def as_text(look: Look, exchange: Exchange) -> str:
    """The question, the answer and its numbered quotes; empty where there is no answer."""
    answer = exchange.answer
    if answer is None:
        return ""
    lines = [exchange.question, "", *_said(look, answer)]
    if answer.quotes:
        lines += ["", *(f"[{q.n}] “{_line(q.text)}” — {_origin(look, q)}" for q in answer.quotes)]
    return "\n".join(lines) + "\n"


def as_markdown(look: Look, exchange: Exchange) -> str:
    """The same with Markdown footnotes, whose labels differ from answer to answer.

    What articles and people wrote is escaped, so that it makes no link, picture or heading.
    """
    answer = exchange.answer
    if answer is None:
        return ""
    blocks = [f"**{look.words.EXPORT_QUESTION}:** {escape(exchange.question)}"]
    if answer.status == "refused":
        blocks += [escape(line) for line in _said(look, answer)]
    for statement in answer.statements:
        marks = "".join(f"[^{exchange.number}-{n}]" for n in statement.quotes)
        blocks.append(f"{escape(statement.text)}{marks}")
    blocks += [
        f"[^{exchange.number}-{q.n}]: “{escape(q.text)}” — {escape(_origin(look, q))}"
        for q in answer.quotes
    ]
    return "\n\n".join(blocks) + "\n"


def escape(raw: str) -> str:
    """Text on one line that reads in Markdown as it was written."""
    return _OPENS_BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", _line(raw)))


def _said(look: Look, answer: Answer) -> list[str]:
    if answer.status == "refused":
        return [refusal(look)]
    return [f"{s.text} {''.join(f'[{n}]' for n in s.quotes)}" for s in answer.statements]


def refusal(look: Look) -> str:
    """What the page says when the articles hold no answer."""
    return look.brand.refusal or look.words.REFUSAL


def _origin(look: Look, quote: Quote) -> str:
    day = long_date(look.words, quote.date) if quote.date else look.words.UNDATED
    return ", ".join(part for part in (quote.title or quote.article, quote.source, day) if part)


def _line(raw: str) -> str:
    return " ".join(raw.split())
