"""/healthz, /readyz and /metrics: for whoever keeps the server running."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from ui.access.problem import refusal
from ui.api.metrics import CONTENT_TYPE_LATEST, Meters
from ui.api.problems import problems
from ui.service import Service

PLAIN = {"content": {"text/plain": {"schema": {"type": "string"}}}}


def add(router: APIRouter, service: Service, meters: Meters) -> None:
    """Put the three routes on a router."""

    @router.get(
        "/healthz",
        summary="Whether the server is alive",
        tags=["operation"],
        response_class=PlainTextResponse,
        responses={200: {"description": "It is.", **PLAIN}},
        openapi_extra={"security": []},
    )
    def healthz() -> Response:
        return PlainTextResponse("ok\n")

    @router.get(
        "/readyz",
        summary="Whether a question could be answered now",
        tags=["operation"],
        response_class=PlainTextResponse,
        responses={200: {"description": "It could.", **PLAIN}, **problems(503)},
        openapi_extra={"security": []},
    )
    def readyz(request: Request) -> Response:
        if reasons := service.ready():
            return refusal(request.scope, 503, " ".join(reasons))
        return PlainTextResponse("ready\n")

    @router.get(
        "/metrics",
        summary="Numbers for Prometheus, for visitors who may see every collection",
        tags=["operation"],
        response_class=PlainTextResponse,
        responses={
            200: {"description": "Prometheus' text format.", **PLAIN},
            **problems(401, 403, 429, 500, 503),
        },
    )
    def metrics() -> Response:
        return Response(meters.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})
