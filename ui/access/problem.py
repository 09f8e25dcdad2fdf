"""A refusal as whoever asked can read it: problem details (RFC 9457) or a plain page."""

from __future__ import annotations

import html
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from ui.access.paths import is_api, route_path
from ui.access.refused import Refused, TooMany, Unauthorized

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><style>:root{{color-scheme:light dark}}'
    "body{{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}}"
    "</style></head><body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
)


def problem(
    status: int, sentence: str, headers: Mapping[str, str] | None = None, *, openai: bool = False
) -> Response:
    """Problem details; `openai` adds the `error` that OpenAI's clients read."""
    sentence = sentence.encode("utf-8", "replace").decode()  # JSON can escape half characters
    details: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
    }
    if openai:
        kind = "rate_limit_error" if status == HTTPStatus.TOO_MANY_REQUESTS else "request_error"
        details["error"] = {"message": sentence, "type": kind, "param": None, "code": None}
    return JSONResponse(details, status, headers, "application/problem+json")


def refusal(scope: Scope, status: int, sentence: str, **headers: str) -> Response:
    """The response in the form that suits the path and what the client reads."""
    path = route_path(scope)
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    if is_api(path):
        return problem(status, sentence, named, openai=path.startswith("/v1/"))
    if "text/html" in Headers(scope=scope).get("accept", ""):
        title = html.escape(HTTPStatus(status).phrase)
        page = PAGE.format(title=title, sentence=html.escape(sentence))
        return HTMLResponse(page, status, named)
    return PlainTextResponse(f"{sentence}\n", status, named)


def refused(scope: Scope, error: Refused) -> Response:
    """The response to a request that is turned away, with the headers that its status asks for."""
    headers = {}
    if isinstance(error, TooMany):
        headers["retry_after"] = str(error.retry_after)
    if isinstance(error, Unauthorized):
        headers["www_authenticate"] = "Bearer"
    return refusal(scope, error.status, str(error), **headers)
