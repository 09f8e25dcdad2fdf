"""What can be done with an answer: copy it, say what one thinks of it. The script does the rest."""

from __future__ import annotations

from ui.conversation import Exchange
from ui.copies import as_markdown, as_text
from ui.look import Look
from ui.render.markup import text

LONGEST_NOTE = 1000


def tools(look: Look, exchange: Exchange) -> str:
    """A row of buttons, with what they copy; the rating only where it can be kept."""
    words = look.words
    copying = _button("copy", words.COPY_TEXT_NAME, words.COPY_TEXT, as_text(look, exchange))
    copying += _button("copy markdown", "", words.COPY_MARKDOWN, as_markdown(look, exchange))
    return (
        f'<div class="tools" data-copied="{text(words.COPIED)}" '
        f'data-failed="{text(words.COPY_FAILED)}">{copying}{_rating(look, exchange)}</div>'
    )


def _button(kind: str, name: str, label: str, copied: str) -> str:
    named = f' aria-label="{text(name)}" title="{text(name)}"' if name else ""
    return (
        f'<button type="button" class="tool {kind}"{named} data-copy="{text(copied)}">'
        f"{text(label)}</button>"
    )


def _rating(look: Look, exchange: Exchange) -> str:
    if not exchange.kept_as:
        return ""
    words = look.words
    thumbs = "".join(
        f'<button type="button" class="tool rate {rating}" data-rating="{rating}" '
        f'aria-pressed="false" aria-label="{text(name)}" title="{text(name)}"></button>'
        for rating, name in (("up", words.HELPFUL), ("down", words.NOT_HELPFUL))
    )
    return (
        f'<div class="rating" data-answer="{text(exchange.kept_as)}">{thumbs}'
        f'<span class="rated"></span>'
        f'<div class="note" hidden><label for="note-{exchange.number}">{text(words.NOTE_LABEL)}'
        f'</label><textarea id="note-{exchange.number}" rows="2" maxlength="{LONGEST_NOTE}">'
        f'</textarea><button type="button" class="tool send-note">{text(words.NOTE_SEND)}</button>'
        f"</div></div>"
    )
