"""The page of articles: files come in as pieces over the page's own events, and are synced.

No way to upload is open besides: what a visitor may send is bounded like a question. Knows Gradio;
what becomes of the files is in `uploads`.
"""

from __future__ import annotations

import base64
import binascii
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from rag.collections import DEFAULT
from rag.errors import BadInput, IndexMissing, RagError
from rag.ingest.progress import Progress
from ui.access.visitor import Visitor
from ui.conversation import Conversation
from ui.look import Look
from ui.page_parts import QUICK, given, show_html, visitor_in
from ui.protocol import Portal
from ui.render import shelf, turns
from ui.uploads import Outcome, Uploads

logger = logging.getLogger(__name__)

Work = Callable[[Progress], Outcome]


class Told:
    """Progress as sentences in a queue."""

    def __init__(self, look: Look, told: queue.Queue[str | None]) -> None:
        self.words = look.words
        self.told = told

    def files(self, done: int, total: int) -> None:
        """So many of the articles have been read."""
        self.told.put(shelf.working(self.words.READING.format(done=done, total=total)))

    def passages(self, done: int, total: int) -> None:
        """So many of the passages have been embedded."""
        self.told.put(shelf.working(self.words.EMBEDDING.format(done=done, total=total)))


def steps(look: Look, work: Work) -> Iterator[str]:
    """How far the work is, and at the end what came of it. Never raises.

    The work goes on when nobody looks any more.
    """
    told: queue.Queue[str | None] = queue.Queue()

    def run() -> None:
        try:
            told.put(shelf.outcome(look, work(Told(look, told))))
        except RagError as error:
            told.put(turns.notice(look, str(error)))
        except Exception:
            logger.exception("Articles could not be changed.")
            told.put(turns.notice(look, look.words.UNEXPECTED))
        finally:
            told.put(None)

    threading.Thread(target=run, name="uploads").start()
    yield shelf.working(look.words.WORKING)
    while (step := told.get()) is not None:
        yield step


def listing(portal: Portal, look: Look, visitor: Visitor, collection: str) -> str:
    """The articles of a collection as a table."""
    try:
        found = portal.assistant(visitor, collection).listings()
        return shelf.table(look, found, uploads(portal, look, visitor, collection).removable())
    except IndexMissing:
        return shelf.table(look, [], ())
    except RagError as error:
        return turns.notice(look, str(error))


def uploads(portal: Portal, look: Look, visitor: Visitor, collection: str) -> Uploads:
    """The uploads of a collection that this visitor may ask. Raises RagError for another."""
    if collection != DEFAULT or DEFAULT in portal.collections(visitor):
        portal.assistant(visitor, collection)
    elif not visitor.may_see(DEFAULT):
        raise BadInput(look.words.NOTHING_INDEXED)
    return Uploads(portal.settings, collection, look.words)


def take_piece(portal: Portal, look: Look, visitor: Visitor, collection: str, event: Any) -> str:
    """Put a piece of a file away. What it returns tells the script to send the next."""
    try:
        place = uploads(portal, look, visitor, collection)
        data = base64.b64decode(str(event.data), validate=True)
        place.take(visitor.name, str(event.name), int(event.at), data)
    except RagError as error:
        return turns.notice(look, str(error))
    except (binascii.Error, ValueError):
        return turns.notice(look, look.words.UNEXPECTED)
    return f'<p data-piece="{int(event.number)}"></p>'


def add_articles(portal: Portal, look: Look, bus: Any, conversation: Any) -> None:
    """Put the page's parts and events into the page that is being built."""
    import gradio as gr

    with gr.Column(elem_id="shelf"):
        head, status, listed = (
            show_html("", name) for name in ("adding", "adding-status", "listed")
        )
    piece = show_html("", "piece")

    @given(request=gr.Request)
    def show(now: Conversation, request: Any) -> tuple[str, str, str]:
        name = now.collection or DEFAULT
        visitor = visitor_in(request)
        return shelf.adding(look, name), "", listing(portal, look, visitor, name)

    @given(request=gr.Request, event=gr.EventData)
    def take(now: Conversation, request: Any, event: Any) -> str:
        return take_piece(portal, look, visitor_in(request), now.collection or DEFAULT, event)

    @given(request=gr.Request)
    def add(now: Conversation, request: Any) -> Iterator[str]:
        visitor, name = visitor_in(request), now.collection or DEFAULT
        yield from steps(
            look, lambda told: uploads(portal, look, visitor, name).add(visitor.name, told)
        )

    @given(request=gr.Request, event=gr.EventData)
    def remove(now: Conversation, request: Any, event: Any) -> Iterator[str]:
        visitor, name, article = visitor_in(request), now.collection or DEFAULT, str(event.article)
        yield from steps(
            look, lambda told: uploads(portal, look, visitor, name).remove(article, told)
        )

    @given(request=gr.Request)
    def relist(now: Conversation, request: Any) -> str:
        return listing(portal, look, visitor_in(request), now.collection or DEFAULT)

    bus.shelf(show, inputs=[conversation], outputs=[head, status, listed], **QUICK)
    bus.piece(take, inputs=[conversation], outputs=[piece], **QUICK)
    for event, change in ((bus.bring, add), (bus.remove, remove)):
        event(change, inputs=[conversation], outputs=[status], **QUICK).then(
            relist, inputs=[conversation], outputs=[listed], **QUICK
        )
