"""What stands around the conversation: the head, the empty page, questions to ask, the options."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Listing
from ui.brand import logo, style
from ui.look import Look
from ui.render.markup import count_articles, long_date, text

SOURCES = 300
"""Sources that are offered as a filter, at most."""


def masthead(look: Look, articles: bool = False) -> str:
    """The page's heading; `articles` adds the way to the page of articles."""
    words, brand = look.words, look.brand
    picture = f'<img src="{text(logo(brand))}" alt="">' if brand.logo else ""
    link = ""
    if articles:
        link = (
            f'<button type="button" class="quiet" id="to-articles" aria-pressed="false" '
            f'data-other="{text(words.CHAT)}">{text(words.ARTICLES)}</button>'
        )
    return (
        f"{style(brand)}<header>{picture}<h1>{text(brand.title)}</h1><p>{text(words.TAGLINE)}</p>"
        f'<nav aria-label="{text(brand.title)}">'
        f'<button type="button" class="quiet" id="export" hidden '
        f'aria-label="{text(words.EXPORT_NAME)}" data-file="{text(words.EXPORT_FILE)}" '
        f'data-title="{text(words.EXPORT_TITLE)}">{text(words.EXPORT)}</button>{link}</nav></header>'
    )


def welcome(look: Look, listings: Sequence[Listing]) -> str:
    """What an empty conversation shows: what there is to ask about, or what to do first."""
    words = look.words
    if not listings:
        return (
            f'<section class="welcome"><h2>{text(words.NOTHING_INDEXED)}</h2>'
            f"<p>{text(words.NOTHING_INDEXED_HELP)}</p>"
            f"<p><code>{text(words.NOTHING_INDEXED_COMMAND)}</code></p></section>"
        )
    about = words.WELCOME_COUNT.format(articles=count_articles(words, len(listings)))
    days = sorted(listing.date for listing in listings if listing.date is not None)
    if len(set(days)) > 1:
        first, last = long_date(words, days[0]), long_date(words, days[-1])
        about = f"{about} {words.WELCOME_DATES.format(first=first, last=last)}"
    return (
        f'<section class="welcome"><h2 dir="auto">{text(look.brand.greeting or words.WELCOME)}</h2>'
        f"<p>{text(about)}</p></section>"
    )


def hint(sentence: str) -> str:
    """A line for whoever runs the server, below the welcome."""
    return f'<p class="hint">{text(sentence)}</p>' if sentence else ""


def outcome(answer: str, sentence: str) -> str:
    """What came of rating an answer; the script puts it beside the buttons."""
    return f'<p data-answer="{text(answer)}">{text(sentence)}</p>'


def to_ask(title: str, questions: Sequence[str], after: int = 0) -> str:
    """Questions to be asked by a click, for the turn `after`; 0 is the empty conversation."""
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="ask" dir="auto">{text(question)}</button></li>'
        for question in questions
    )
    return (
        f'<div class="asks" data-after="{after}"><h3>{text(title)}</h3>'
        f'<ul role="list">{buttons}</ul></div>'
    )


def options(
    look: Look, collections: Sequence[str], chosen: str, listings: Sequence[Listing]
) -> str:
    """Which collection, and which of its articles: a chooser where there are several, filters."""
    words = look.words
    chooser = ""
    if len(collections) > 1:
        choices = "".join(
            f'<option value="{text(name)}"{" selected" if name == chosen else ""}>'
            f"{text(name)}</option>"
            for name in collections
        )
        chooser = (
            f'<label class="collection"><span>{text(words.COLLECTION)}</span> '
            f'<select id="collection">{choices}</select></label>'
        )
    return f'<div class="options">{chooser}{_filters(look, listings) if listings else ""}</div>'


def _filters(look: Look, listings: Sequence[Listing]) -> str:
    words = look.words
    days = "".join(
        f'<label><span>{text(label)}</span> <input type="date" id="{name}"></label>'
        for name, label in (("after", words.AFTER), ("before", words.BEFORE))
        if any(listing.date for listing in listings)
    )
    # An article without a source of its own is its own source: it is offered by its title.
    names = {each.source: each.title if each.source == each.id else "" for each in listings}
    shown = sorted((title or name, name) for name, title in names.items() if name)[:SOURCES]
    source = ""
    if len(shown) > 1:
        choices = "".join(
            f'<option value="{text(name)}">{text(label)}</option>' for label, name in shown
        )
        source = (
            f'<label><span>{text(words.SOURCE)}</span> <select id="source">'
            f'<option value="">{text(words.ANY_SOURCE)}</option>{choices}</select></label>'
        )
    if not days and not source:
        return ""
    reset = f'<button type="button" class="quiet" id="reset">{text(words.RESET)}</button>'
    return (
        f'<details class="filters"><summary>{text(words.FILTERS)}<span class="active"></span>'
        f"</summary><div>{days}{source}{reset}</div></details>"
    )
