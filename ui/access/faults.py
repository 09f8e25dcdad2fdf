"""What went wrong behind the guards, as a response: one form for every road.

Routes raise what the library and the service raise, and catch nothing. Knows no route.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import BadInput, BadSettings, IndexMissing, RagError
from ui.access.problem import refusal, refused
from ui.access.refused import Refused

if TYPE_CHECKING:
    from fastapi import FastAPI

logger = logging.getLogger(__name__)

NOTHING_INDEXED = "Nothing is indexed here yet. It takes `rag ingest FOLDER` on the server."
UNAVAILABLE = (
    "This cannot be answered at the moment, and the server's log says why. Please try again later."
)
UNEXPECTED = "Something went wrong here and was noted in the server's log. Please try again."


async def answer_error(request: Request, error: Exception) -> Response:
    """The response to a RagError: 422 for bad input, 503 for what cannot be answered now.

    What is wrong with the server names its folders, so it goes to the log and not to visitors.
    """
    if isinstance(error, Refused):
        return refused(request.scope, error)
    if isinstance(error, BadInput) and not isinstance(error, BadSettings):
        return refusal(request.scope, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    logger.error("A request could not be served: %s", error)
    sentence = NOTHING_INDEXED if isinstance(error, IndexMissing) else UNAVAILABLE
    return refusal(request.scope, HTTPStatus.SERVICE_UNAVAILABLE, sentence)


async def answer_http(request: Request, error: Exception) -> Response:
    """The response to a path or method that is none, and to what a route turns away itself."""
    if not isinstance(error, HTTPException):
        raise error
    headers = {name.replace("-", "_"): value for name, value in (error.headers or {}).items()}
    return refusal(request.scope, error.status_code, str(error.detail), **headers)


async def answer_invalid(request: Request, error: Exception) -> Response:
    """The response to a body or parameter of another shape than the route takes."""
    from fastapi.exceptions import RequestValidationError

    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][:4])
    sentence = f"{where[:200]}: {first['msg']}. Correct the request and send it again."
    return refusal(request.scope, HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


def add_handlers(app: FastAPI) -> None:
    """Have an app answer its errors in these forms."""
    from fastapi.exceptions import RequestValidationError

    app.add_exception_handler(RagError, answer_error)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(RequestValidationError, answer_invalid)


class FaultGuard:
    """Answers 500 to what nobody foresaw, with the headers that the layers outside add."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; log what breaks and say so, unless the response has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception:
            logger.exception("A request broke.")
            if not begun:
                await refusal(scope, 500, UNEXPECTED)(scope, receive, send)
