"""Server-sent events: an answer while it comes to be, one event a piece. Knows no question."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from rag.contract import to_json
from rag.domain import Answer
from rag.errors import RagError
from ui.access.faults import UNEXPECTED, answer_error
from ui.access.problem import refusal
from ui.api.asking import Parts

if TYPE_CHECKING:
    from sse_starlette import ServerSentEvent

logger = logging.getLogger(__name__)

KEEP_ALIVE = 15
"""Seconds of silence after which a proxy is told that somebody is still there."""


def described(*names: str) -> dict[str, Any]:
    """The schema of one event of a stream, for the API's document."""
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {"event": {**text, "enum": list(names)}, "data": text, "id": text},
        "required": ["event", "data"],
        "additionalProperties": False,
    }


def respond(events: AsyncIterator[ServerSentEvent]) -> Response:
    """The response that sends events, unbuffered and never stored; it ends with the connection."""
    from sse_starlette import EventSourceResponse, ServerSentEvent

    def ping() -> ServerSentEvent:
        return ServerSentEvent(comment="ping", sep="\n")

    return EventSourceResponse(events, ping=KEEP_ALIVE, ping_message_factory=ping, sep="\n")


async def tell(
    request: Request, parts: Parts, remember: Callable[[Answer], str]
) -> AsyncIterator[ServerSentEvent]:
    """The events `status`, `draft`, and `answer` or `error`, the last."""
    yield event("status", {"state": "searching"})
    async with aclosing(parts):
        try:
            async for part in parts:
                if isinstance(part, Answer):
                    yield event("answer", to_json(part), remember(part))
                    return
                yield event("draft", {"text": part})
            raise RuntimeError("The assistant ended without an answer.")
        except RagError as error:
            yield event("error", details(await answer_error(request, error)))
        except Exception:
            logger.exception("An answer broke while it was sent.")
            yield event("error", details(refusal(request.scope, 500, UNEXPECTED)))


def details(response: Response) -> dict[str, Any]:
    """The problem that would have been the body, had the response not begun."""
    told: dict[str, Any] = json.loads(bytes(response.body))
    return told


def event(
    name: str | None = None, data: Any = None, identity: str | None = None
) -> ServerSentEvent:
    """One event; `data` becomes JSON on one line."""
    return plain(json.dumps(data), name, identity)


def plain(data: str, name: str | None = None, identity: str | None = None) -> ServerSentEvent:
    """One event with its data as it is."""
    from sse_starlette import ServerSentEvent

    return ServerSentEvent(data, event=name, id=identity, sep="\n")
