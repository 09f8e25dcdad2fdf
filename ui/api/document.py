"""/openapi.json: the API's own document, with the ways to be let in that the settings allow."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from rag.settings import Settings
from ui.access.password import COOKIE
from ui.api.problems import Problem

VERSION = "1"
ABOUT = (
    "Questions answered from indexed articles, every sentence standing on quotes with exact "
    "offsets. Errors are problem details (RFC 9457)."
)
TAGS = {
    "answers": "Ask and rate.",
    "articles": "What answers are made of.",
    "openai": "For clients that speak OpenAI's API.",
    "operation": "For whoever keeps the server running.",
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of `rag keys add`: `Authorization: Bearer fn_…`.",
}


def add(router: APIRouter, settings: Settings) -> None:
    """Put the document's route on a router that has all the others."""

    @router.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Response:
        return JSONResponse(describe(router, settings, request.scope.get("root_path", "")))


def describe(router: APIRouter, settings: Settings, prefix: str = "") -> dict[str, Any]:
    """The OpenAPI document; `prefix` is the path that a proxy puts before all paths."""
    document = get_openapi(
        title=settings.brand.title,
        version=VERSION,
        description=ABOUT,
        routes=router.routes,
        tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        servers=[{"url": prefix or "/"}],
    )
    parts = document["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    parts["schemas"].update(parts["schemas"]["Problem"].pop("$defs"))
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    schemes = security(settings)
    if schemes:
        parts["securitySchemes"] = schemes
        document["security"] = [{name: []} for name in schemes]
    return document


def security(settings: Settings) -> dict[str, Any]:
    """The schemes of which a request has to satisfy one; none where everybody may ask."""
    serve = settings.serve
    if serve.access == "open":
        return {}
    if serve.access == "header":
        about = "The user, set by the trusted proxy in front; nobody else is believed."
        user = {"type": "apiKey", "in": "header", "name": serve.user_header, "description": about}
        return {"key": BEARER, "user": user}
    if serve.access == "password":
        return {
            "key": BEARER,
            "password": {"type": "http", "scheme": "basic", "description": "Any user name."},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        }
    return {"key": BEARER}
