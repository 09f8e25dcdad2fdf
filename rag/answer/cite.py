"""The one place where quotes are made: from stored offsets, never from what anybody typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answer.evidence import Evidence
from rag.answer.quoted import Claim
from rag.domain import Hit, Quote, Span, Statement

PRONOUN = re.compile(
    r"^[\"“‘']?(he|she|they|it|his|her|their|its|him|them|this|that|these|those|such|both|"
    r"the (former|latter|two|move|decision|announcement|meeting))\b",
    re.IGNORECASE,
)
NUMBER_IN_BRACKETS = re.compile(r"\[(\d+)\]")
REACH = 400  # characters to look back for the sentence before


def cite(
    claims: Sequence[Claim], article_text: Callable[[str], str]
) -> tuple[list[Statement], list[Quote]]:
    """Statements and the quotes they stand on, numbered in order of first use."""
    statements: list[Statement] = []
    quotes: dict[tuple[str, Span], Quote] = {}
    for claim in claims:
        numbers = []
        for one in claim.evidence:
            if one.place not in quotes:
                quotes[one.place] = quote_sentence(len(quotes) + 1, one, article_text)
            numbers.append(quotes[one.place].n)
        statements.append(Statement(plain(claim.text), tuple(numbers)))
    return statements, list(quotes.values())


def quote_sentence(n: int, one: Evidence, article_text: Callable[[str], str]) -> Quote:
    """A quote of one sentence, in the context of its passage.

    A sentence that opens with a pronoun and its passage gets the sentence before it along.
    """
    passage = one.hit.passage
    context, text = Span(passage.start, passage.end), passage.text
    if one.span.start == passage.start and PRONOUN.match(one.text):
        whole = article_text(passage.article_id)
        context = Span(sentence_before(whole, passage.start), passage.end)
        text = context.of(whole)
    return _quote(n, one.hit, one.span, one.text, context, text)


def quote_evidence(n: int, one: Evidence) -> Quote:
    """A sentence with its passage around it, numbered as a model is to know it."""
    passage = one.hit.passage
    return _quote(n, one.hit, one.span, one.text, Span(passage.start, passage.end), passage.text)


def quote_passage(hit: Hit) -> Quote:
    """A whole passage to read; no statement refers to it."""
    span = Span(hit.passage.start, hit.passage.end)
    return _quote(0, hit, span, hit.passage.text, span, hit.passage.text)


def sentence_before(text: str, start: int) -> int:
    """Where the sentence that ends before `start` begins, or `start` where none is near."""
    earliest = max(0, start - REACH)
    before = text[earliest:start].rstrip()
    breaks = [m.end() for m in re.finditer(r"[.!?][\"”’)]*\s+|\n\s*", before)]
    if not before or (not breaks and earliest > 0):
        return start
    return earliest + (breaks[-1] if breaks else len(before) - len(before.lstrip()))


def plain(text: str) -> str:
    """A sentence on one line, its own bracketed numbers rounded so that no mark looks like them."""
    return NUMBER_IN_BRACKETS.sub(r"(\1)", " ".join(text.split()))


def attribution(quote: Quote) -> str:
    """Which article and of when, in a few words."""
    name = quote.title if quote.source == quote.article else quote.source
    name = name if len(name) <= 60 else name[:60].rsplit(" ", 1)[0] + "…"
    if quote.date is None:
        return f"{name}, undated"
    return f"{name}, {quote.date.day} {quote.date:%B %Y}"


def _quote(n: int, hit: Hit, span: Span, text: str, context: Span, context_text: str) -> Quote:
    about = hit.listing
    return Quote(
        n=n,
        article=about.id,
        title=about.title,
        date=about.date,
        source=about.source,
        text=text,
        start=span.start,
        end=span.end,
        context=context,
        context_text=context_text,
    )
