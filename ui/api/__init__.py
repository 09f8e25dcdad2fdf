"""The roads for programs: REST with server-sent events, OpenAI's way, health and metrics.

    rest.py      /api/…                  openai.py   /v1/…
    health.py    /healthz, /readyz       metrics.py  /metrics
    document.py  /openapi.json

Each asks `ui.service` and nothing else; what they raise becomes problem details in `ui.access`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from ui.api.asking import Asking
    from ui.api.metrics import Meters
    from ui.service import Service


def routes(
    service: Service, meters: Meters | None = None, asking: Asking | None = None
) -> list[BaseRoute]:
    """The routes over a service.

    `meters` are those that other roads count on, too, and `asking` the bound that they share.
    """
    from fastapi import APIRouter

    from ui.api import document, health, openai, rest
    from ui.api.asking import Asking
    from ui.api.metrics import Meters

    meters = meters or Meters(service)
    asking = asking or Asking(service, meters)
    router = APIRouter(redirect_slashes=False)
    rest.add(router, service, asking)
    openai.add(router, service, asking)
    health.add(router, service, meters)
    document.add(router, service.settings)
    return router.routes
