"""OpenAI's way to ask, for clients that know no other: /v1/chat/completions and /v1/models.

A model is a collection. Quotes come twice: as footnotes in the text, and whole, as the contract of
`rag.contract`, in the extension field `footnote` of the message or of a stream's last chunk. A
stream sends no draft, since nothing verified it: silence, kept alive by comments, and then the
verified answer in pieces. Errors have the form of OpenAI's as well as of problem details, since its
clients read `error`.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.contract import to_json
from rag.domain import Answer
from rag.errors import RagError
from ui.access.faults import UNEXPECTED, answer_error
from ui.access.problem import refusal
from ui.access.visitor import visitor_of
from ui.api import stream
from ui.api.asking import Asking, Parts, whole
from ui.api.openai_forms import (
    Completion,
    Model,
    Models,
    Reply,
    collection_of,
    model_of,
    usage,
    with_footnotes,
)
from ui.api.problems import ASKING, LOOKING, json_only, problems
from ui.service import Service

if TYPE_CHECKING:
    from sse_starlette import ServerSentEvent

logger = logging.getLogger(__name__)

DONE = "[DONE]"
_PIECE = re.compile(r"\S+\s*|\s+")

COMPLETED: dict[str, Any] = {
    "description": "The answer. With `stream`, chunks as OpenAI sends them; the last one has "
    "`footnote`.",
    "model": Reply,
    "content": {"text/event-stream": {"schema": stream.described("message")}},
}


def add(router: APIRouter, service: Service, asking: Asking) -> None:
    """Put the routes on a router."""

    @router.post(
        "/v1/chat/completions",
        summary="Ask a question, OpenAI's way",
        tags=["openai"],
        responses={200: COMPLETED, **problems(*ASKING)},
        dependencies=[Depends(json_only)],
    )
    async def complete(request: Request, body: Completion) -> Response:
        asked = body.asked()
        visitor = visitor_of(request.scope)
        remember = partial(service.remember, collection=asked.collection, visitor=visitor)
        parts = await asking.begin("openai", visitor, asked)
        if body.stream:
            return stream.respond(chunks(request, body, parts, remember))
        answer = await whole(parts, request)
        message = {"content": with_footnotes(answer), "footnote": to_json(answer)}
        return JSONResponse(
            _headed(body.model, "chat.completion", remember(answer))
            | {"choices": [_choice(message={"role": "assistant", "refusal": None, **message})]}
            | {"usage": usage(answer).model_dump()},
            headers={"Cache-Control": "no-store"},
        )

    @router.get(
        "/v1/models",
        summary="The collections that you may ask, as models",
        tags=["openai"],
        response_model=Models,
        responses=problems(*LOOKING),
    )
    def models(request: Request) -> Models:
        names = service.collections(visitor_of(request.scope))
        return Models(data=[Model(id=model_of(name)) for name in names])

    @router.get(
        "/v1/models/{model}",
        summary="One of them",
        tags=["openai"],
        response_model=Model,
        responses=problems(*LOOKING),
    )
    def model(request: Request, model: str) -> Model:
        if collection_of(model) not in service.collections(visitor_of(request.scope)):
            raise HTTPException(404, "There is no such model that you may ask.")
        return Model(id=model)


async def chunks(
    request: Request, body: Completion, parts: Parts, remember: Callable[[Answer], str]
) -> AsyncIterator[ServerSentEvent]:
    """The chunks of a stream, `[DONE]` or an error the last."""
    async with aclosing(parts):
        try:
            answer = await whole(parts)
        except RagError as error:
            yield stream.event(data=stream.details(await answer_error(request, error)))
            return
        except Exception:
            logger.exception("An answer broke while it was sent.")
            yield stream.event(data=stream.details(refusal(request.scope, 500, UNEXPECTED)))
            return
    head = _headed(body.model, "chat.completion.chunk", remember(answer))
    counted = bool(body.stream_options and body.stream_options.include_usage)
    # With usage asked for, every chunk names it, and all but the last as null.
    head |= {"usage": None} if counted else {}
    yield _chunk(head, {"role": "assistant", "content": ""})
    for piece in _PIECE.findall(with_footnotes(answer)):
        yield _chunk(head, {"content": piece})
    yield _chunk(head, {}, finish_reason="stop", footnote=to_json(answer))
    if counted:
        yield stream.event(data=head | {"choices": [], "usage": usage(answer).model_dump()})
    yield stream.plain(DONE)


def _headed(model: str, kind: str, identity: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{identity}",
        "object": kind,
        "created": int(time.time()),
        "model": model,
    }


def _choice(finish_reason: str | None = "stop", **content: Any) -> dict[str, Any]:
    return {"index": 0, "finish_reason": finish_reason, "logprobs": None, **content}


def _chunk(
    head: dict[str, Any],
    delta: dict[str, Any],
    finish_reason: str | None = None,
    **more: Any,
) -> ServerSentEvent:
    choice = _choice(finish_reason, delta=delta)
    return stream.event(data={**head, "choices": [choice], **more})
