"""The page of articles: what is indexed, what is being done, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.domain import Listing
from rag.ingest.load import SUFFIXES
from ui.look import Look
from ui.render.markup import long_date, text
from ui.uploads import Outcome

SHOWN = 2000
"""Articles that are listed, at most."""
SKIPS = 200


def adding(look: Look, collection: str) -> str:
    """The page's head: what it shows, and where files are dropped."""
    words = look.words
    types = ",".join(sorted(SUFFIXES))
    return (
        f"<h2>{text(words.ARTICLES)}</h2>"
        f'<p class="hint">{text(words.ARTICLES_NOTE.format(collection=collection))}</p>'
        f'<label class="drop"><span>{text(words.ADD_ARTICLES)}</span>'
        f'<input class="unseen" type="file" id="files" multiple accept="{text(types)}"></label>'
    )


def table(look: Look, listings: Sequence[Listing], removable: Collection[str]) -> str:
    """The articles, with a button to remove each that was added here."""
    words = look.words
    if not listings:
        return f'<p class="hint">{text(words.NOTHING_INDEXED)}</p>'
    rows = "".join(_row(look, listing, listing.id in removable) for listing in listings[:SHOWN])
    heads = "".join(
        f'<th scope="col">{text(name)}</th>'
        for name in (words.COLUMN_TITLE, words.COLUMN_SOURCE, words.COLUMN_DATE)
    )
    unseen = f'<td><span class="unseen">{text(words.REMOVE)}</span></td>'
    return f"<table><thead><tr>{heads}{unseen}</tr></thead><tbody>{rows}</tbody></table>"


def _row(look: Look, listing: Listing, removable: bool) -> str:
    words = look.words
    title = listing.title or listing.id
    day = long_date(words, listing.date) if listing.date else words.UNDATED
    last = text(words.FROM_FOLDER)
    if removable:
        name = text(words.REMOVE_NAME.format(title=title))
        last = (
            f'<button type="button" class="quiet remove" data-article="{text(listing.id)}" '
            f'aria-label="{name}">{text(words.REMOVE)}</button>'
        )
    return (
        f'<tr><th scope="row" dir="auto">{text(title)}</th><td dir="auto">{text(listing.source)}'
        f"</td><td>{text(day)}</td><td>{last}</td></tr>"
    )


def working(sentence: str) -> str:
    """How far the work is."""
    return f'<p class="working" role="status">{text(sentence)}</p>'


def outcome(look: Look, done: Outcome) -> str:
    """What was added or removed, and each file that was not, with the reason."""
    words = look.words
    said = []
    skips = [(skip.name, skip.reason) for skip in done.skips]
    if done.report is not None:
        for form, names in (
            (words.ADDED, done.report.added),
            (words.CHANGED, done.report.changed),
            (words.REMOVED, done.report.removed),
        ):
            said += [form.format(count=len(names))] if names else []
        skips += [
            (name, words.DUPLICATE.format(other=other)) for name, other in done.report.duplicates
        ]
    line = ", ".join(said) or words.NOTHING_CHANGED
    items = "".join(f"<li><b>{text(name)}</b> {text(why)}</li>" for name, why in skips[:SKIPS])
    passed = f'<p class="label">{text(words.SKIPPED)}</p><ul>{items}</ul>' if items else ""
    return f'<div class="done" role="status"><p>{text(line)}</p>{passed}</div>'
