"""A whole article in a dialog, with the quote highlighted and the clutter dimmed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rag.domain import Article, Quote, Span
from ui.look import Look
from ui.render.markup import source_and_date, text

Piece = tuple[str, bool, bool]


def reader(look: Look, quote: Quote, article: Article | None, key: str) -> str:
    """The dialog, which the script opens; `key` tells one quote's from another's.

    An article that is gone, or whose text changed where the quote stood, says so.
    """
    words = look.words
    title = (article.title if article else quote.title) or quote.article
    about = source_and_date(quote.source, quote.date, words)
    note, body = words.ARTICLE_GONE, ""
    if article is not None:
        span = Span(quote.start, quote.end)
        there = span.of(article.text) == quote.text
        note = "" if there else words.ARTICLE_CHANGED
        body = _text(article, span if there else None)
    return (
        f'<dialog id="reader" data-key="{text(key)}" aria-labelledby="reader-title">'
        f'<header><div><h2 id="reader-title" dir="auto">{text(title)}</h2>'
        f'<p class="origin" dir="auto">{text(about)}</p></div>'
        f'<button type="button" class="close">{text(words.CLOSE)}</button></header>'
        f"{f'<p class=hint>{text(note)}</p>' if note else ''}"
        f'<div class="article" dir="auto" tabindex="0" role="document">{body}</div></dialog>'
    )


def _text(article: Article, quoted: Span | None) -> str:
    html = []
    for piece, marked, cluttered in pieces(article, quoted):
        shown = text(piece)
        if marked:
            shown = f"<mark>{shown}</mark>"
        html.append(f'<span class="clutter">{shown}</span>' if cluttered else shown)
    return "".join(html)


def pieces(article: Article, quoted: Span | None) -> Iterator[Piece]:
    """The article's text in runs: what stands there, whether it is the quote, whether clutter."""
    spans = [*article.clutter, *([quoted] if quoted else [])]
    size = len(article.text)
    cuts = sorted({0, size, *(min(size, end) for span in spans for end in (span.start, span.end))})
    for start, end in pairwise(cuts):
        marked = quoted is not None and quoted.start <= start < quoted.end
        cluttered = any(span.start <= start < span.end for span in article.clutter)
        yield article.text[start:end], marked, cluttered
