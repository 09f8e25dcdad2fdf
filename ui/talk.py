"""What happens when someone asks, without Gradio: the service's answers as steps of a conversation.

Nothing here raises: what a person can act on becomes a message, anything else is logged and becomes
one plain sentence.
"""

from __future__ import annotations

import glob
import json
import logging
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

from rag.answering import Answering
from rag.collections import DEFAULT
from rag.domain import Answer, Filters, Listing
from rag.errors import BadInput, IndexMissing, RagError
from rag.feedback import Rating
from ui.access.visitor import Visitor
from ui.api.metrics import Meters
from ui.conversation import Conversation
from ui.look import Look
from ui.protocol import Portal
from ui.relay import Leaving
from ui.render import article, frame, turns
from ui.render.tools import LONGEST_NOTE
from ui.strings import Strings

logger = logging.getLogger(__name__)

ROAD = "page"
EXAMPLES = 4
FOLLOW_UPS = 3
LONGEST_SOURCE = 500


def converse(
    portal: Portal,
    look: Look,
    visitor: Visitor,
    asked: Conversation,
    leaving: Leaving,
    meters: Meters | None = None,
) -> Iterator[Conversation]:
    """The conversation after each piece of the answer to its last, pending question.

    Closing the iterator closes the assistant's.
    """
    now = asked
    exchange = asked.exchanges[-1]
    with ExitStack() as stack:
        watch = stack.enter_context(meters.question(ROAD, asked.collection)) if meters else None
        try:
            portal.spend(visitor)
            assistant = portal.assistant(visitor, asked.collection)
            parts = assistant.stream(exchange.question, asked.history(), exchange.filters)
            leaving.closes(parts)
            if isinstance(parts, Answering | Generator):
                stack.callback(parts.close)
            for part in parts:
                if watch:
                    watch.saw(part)
                if isinstance(part, Answer):
                    kept_as = portal.remember(part, asked.collection, visitor)
                    now = now.answered(part, kept_as)
                elif part:
                    now = now.drafted(part)
                yield now
        except RagError as error:
            yield now.failed(str(error))
        except Exception:
            logger.exception("A question could not be answered.")
            yield now.failed(look.words.UNEXPECTED)
        else:
            if now.pending and not leaving.left:
                logger.error("The assistant ended without an answer.")
                yield now.failed(look.words.UNEXPECTED)


def begin(
    portal: Portal, look: Look, visitor: Visitor, wanted: str = ""
) -> tuple[Conversation, str, str]:
    """An empty conversation over the wanted collection, or over the first that the visitor may ask.

    With what it shows, and the options for asking.
    """
    try:
        names = portal.collections(visitor)
        chosen = wanted if wanted in names else next(iter(names), DEFAULT)
        listings = _listings(portal, visitor, chosen)
        options = frame.options(look, names, chosen, listings)
        return Conversation(collection=chosen), frame.welcome(look, listings), options
    except RagError as error:
        return Conversation(), turns.notice(look, str(error)), ""
    except Exception:
        logger.exception("The index could not be listed.")
        return Conversation(), turns.notice(look, look.words.UNEXPECTED), ""


def _listings(portal: Portal, visitor: Visitor, collection: str) -> list[Listing]:
    try:
        return portal.assistant(visitor, collection).listings()
    except IndexMissing:
        return []


def examples(portal: Portal, look: Look, visitor: Visitor, now: Conversation) -> str:
    """Questions for an empty conversation; nothing where there are none."""
    if now.exchanges or not now.collection:
        return ""
    try:
        found = portal.assistant(visitor, now.collection).examples(EXAMPLES)
    except RagError:
        return ""
    except Exception:
        logger.exception("No example questions could be found.")
        return ""
    return frame.to_ask(look.words.EXAMPLES, found)


def follow_ups(portal: Portal, look: Look, visitor: Visitor, now: Conversation) -> str:
    """Questions that may follow the last answer; nothing where there are none."""
    last = now.exchanges[-1] if now.exchanges else None
    if last is None or last.answer is None or last.answer.status == "refused":
        return ""
    asked = {exchange.question.casefold() for exchange in now.exchanges}
    try:
        assistant = portal.assistant(visitor, now.collection)
        found = assistant.suggest(last.answer, FOLLOW_UPS + len(asked))
    except RagError:
        return ""
    except Exception:
        logger.exception("No follow-up questions could be found.")
        return ""
    fresh = [question for question in found if question.casefold() not in asked]
    return frame.to_ask(look.words.FOLLOW_UPS, fresh[:FOLLOW_UPS], last.number)


def open_article(
    portal: Portal, look: Look, visitor: Visitor, now: Conversation, number: int, place: int
) -> str:
    """The article of a quote that this conversation has shown; nothing for any other."""
    quote = now.quote(number, place)
    if quote is None:
        return ""
    try:
        found = portal.assistant(visitor, now.collection).article(quote.article)
    except RagError:
        found = None
    return article.reader(look, quote, found, f"{now.collection}/{number}/{place}")


def rate(portal: Portal, look: Look, visitor: Visitor, answer: str, rating: str, note: str) -> str:
    """Keep what somebody thinks of an answer, and say whether that worked."""
    kept = False
    try:
        if rating in ("up", "down"):
            said: Rating = "up" if rating == "up" else "down"
            kept = portal.rate(visitor, answer, said, note.strip()[:LONGEST_NOTE])
    except RagError as error:
        return frame.outcome(answer, str(error))
    except Exception:
        logger.exception("A rating could not be kept.")
    return frame.outcome(answer, look.words.RATED if kept else look.words.NOT_RATED)


def hint(portal: Portal) -> str:
    """A sentence for somebody who tries this out on their own machine, or nothing."""
    from rag.llm.ollama import hint as find_hint

    return find_hint(portal.settings) if portal.settings.serve.access == "open" else ""


def read_filters(words: Strings, chosen: str) -> Filters:
    """The filters from what the page's script sends. Raises BadInput for a date that is none.

    The source is one that was offered, so it is matched as it is written.
    """
    try:
        told: Any = json.loads(chosen or "{}")
        fields = told if isinstance(told, dict) else {}
        after, before = (_day(fields.get(name)) for name in ("after", "before"))
    except (ValueError, RecursionError):
        raise BadInput(words.BAD_FILTER) from None
    source = str(fields.get("source") or "")[:LONGEST_SOURCE]
    return replace(Filters(after, before), source=glob.escape(source) or None)


def _day(told: object) -> date | None:
    return date.fromisoformat(str(told)) if told else None
