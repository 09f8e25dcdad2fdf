"""REST under /api: ask, look into what is indexed, and say what one thinks of an answer.

An answer's body is the contract of `rag.contract`, character for character what the command line
prints.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.collections import DEFAULT, LONGEST
from rag.contract import to_json
from ui.access.visitor import visitor_of
from ui.api import stream
from ui.api.asking import Asking, whole
from ui.api.problems import ASKING, LOOKING, json_only, problems
from ui.api.schemas import (
    AnswerTold,
    ArticleListed,
    Articles,
    ArticleWhole,
    Ask,
    Collections,
    Rate,
)
from ui.service import Service

FRESH = {"Cache-Control": "no-store"}
Name = Annotated[str, Query(min_length=1, max_length=LONGEST)]

EVENTS = """\
event: status
data: {"state": "searching"}

event: draft
data: {"text": "The minister "}

event: answer
id: the answer's id
data: {"question": "...", "standalone": "...", "status": "quoted", "text": "..."}

"""
ANSWERED: dict[str, Any] = {
    "description": "The answer, or a refusal: that is a result, too. With `stream`, the events "
    "`status`, `draft` (text to append, not verified yet), and at the end `answer` (like the JSON) "
    "or `error` (problem details).",
    "model": AnswerTold,
    "content": {
        "text/event-stream": {
            "schema": stream.described("status", "draft", "answer", "error"),
            "example": EVENTS,
        }
    },
    "headers": {
        "Answer-Id": {
            "schema": {"type": "string"},
            "description": "The answer's id for feedback; in a stream, the event's id.",
        }
    },
}


def add(router: APIRouter, service: Service, asking: Asking) -> None:
    """Put the routes on a router."""

    @router.post(
        "/api/ask",
        summary="Ask a question",
        tags=["answers"],
        responses={200: ANSWERED, **problems(*ASKING)},
        dependencies=[Depends(json_only)],
    )
    async def ask(request: Request, body: Ask) -> Response:
        asked = body.asked()
        visitor = visitor_of(request.scope)
        remember = partial(service.remember, collection=asked.collection, visitor=visitor)
        parts = await asking.begin("sse" if body.stream else "rest", visitor, asked)
        if body.stream:
            return stream.respond(stream.tell(request, parts, remember))
        answer = await whole(parts, request)
        return JSONResponse(to_json(answer), headers={**FRESH, "Answer-Id": remember(answer)})

    @router.post(
        "/api/feedback",
        summary="Rate an answer, again if need be",
        tags=["answers"],
        status_code=204,
        responses={204: {"description": "Kept."}, **problems(*ASKING)},
        dependencies=[Depends(json_only)],
    )
    def feedback(request: Request, body: Rate) -> Response:
        visitor = visitor_of(request.scope)
        if not service.rate(visitor, body.answer, body.rating, body.note):
            raise HTTPException(404, "This answer is not remembered; only the latest are.")
        return Response(status_code=204)

    @router.get(
        "/api/collections",
        summary="The collections that you may ask",
        tags=["articles"],
        response_model=Collections,
        responses=problems(*LOOKING),
    )
    def list_collections(request: Request, response: Response) -> Collections:
        response.headers.update(FRESH)
        return Collections(collections=service.collections(visitor_of(request.scope)))

    @router.get(
        "/api/articles",
        summary="What is indexed",
        tags=["articles"],
        response_model=Articles,
        responses=problems(*LOOKING),
    )
    def list_articles(request: Request, response: Response, collection: Name = DEFAULT) -> Articles:
        response.headers.update(FRESH)
        assistant = service.assistant(visitor_of(request.scope), collection)
        return Articles(articles=[ArticleListed.of(one) for one in assistant.listings()])

    @router.get(
        "/api/articles/{id:path}",
        summary="An article with its whole text",
        tags=["articles"],
        response_model=ArticleWhole,
        responses=problems(*LOOKING),
    )
    def read_article(
        request: Request,
        response: Response,
        id: str,  # noqa: A002 - the path's own name for it
        collection: Name = DEFAULT,
    ) -> ArticleWhole:
        response.headers.update(FRESH)
        article = service.assistant(visitor_of(request.scope), collection).article(id)
        if article is None:
            raise HTTPException(404, "There is no article of this id.")
        return ArticleWhole.of(article)
