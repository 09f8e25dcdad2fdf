"""The app that all roads run through: their routes, with every guard around them.

Knows the order of the guards, and which of Gradio's paths the page needs; not what is served.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.access.cors import Cors
from ui.access.faults import FaultGuard, add_handlers
from ui.access.identify import Access
from ui.access.layer import Identified, Paced
from ui.access.proxies import Forwarded
from ui.guard import HostGuard, OriginGuard, PathGuard, SizeGuard, allowed_hosts
from ui.headers import SecurityHeaders
from ui.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.telemetry import TelemetryConfig
    from starlette.routing import BaseRoute
    from starlette.types import Lifespan

CHAT = "/chat"
FILES = "/page"
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%230d5c58'/%3E%3Ctext x='8' y='12' fill='white' "
    "font-family='serif' font-size='11' text-anchor='middle'%3E1%3C/text%3E%3C/svg%3E"
)
HEAD = (
    f'<link rel="icon" href="{ICON}">'
    f'<link rel="stylesheet" href="..{FILES}/footnote.css">'
    f'<script src="..{FILES}/footnote.js" defer></script>'
)

# Left alone, FastAPI sends spans of its own where a variable of another program's asks for it.
SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}

GRADIO_FILES = ("/assets/", "/static/", "/gradio_api/heartbeat/")
GRADIO_PATHS = frozenset(
    {"", "/", "/config", "/theme.css", "/favicon.ico", "/robots.txt"}
    | {
        f"/gradio_api/{name}"
        for name in ("queue/join", "queue/data", "cancel", "reset", "startup-events", "app_id")
    }
)
"""What the page itself asks of Gradio. Uploads, file reading and the API stay closed."""


def guarded_app(
    service: Service,
    access: Access,
    routes: Sequence[BaseRoute],
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """An app with these routes. Those need raise only what the library and the service raise.

    `lifespan` runs around it for as long as it serves.
    """
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware
    from starlette.staticfiles import StaticFiles

    serve = access.serve
    listed = frozenset(serve.origins)
    app = FastAPI(
        title=service.settings.brand.title,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=SILENT,
        lifespan=lifespan,
    )
    add_handlers(app)
    app.router.routes.extend(routes)
    app.mount(FILES, StaticFiles(packages=[("ui", "static")]))
    # The last one added is the outermost. CORSMiddleware allows no origin, and its presence keeps
    # Gradio from adding its own, which reflects every origin; what is allowed is `Cors`'s business.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(FaultGuard)
    app.add_middleware(SizeGuard)
    app.add_middleware(Paced, spend=service.spend)
    app.add_middleware(OriginGuard, listed=listed)
    app.add_middleware(Identified, access=access)
    app.add_middleware(PathGuard, known=known_path)
    app.add_middleware(Cors, listed=listed, origins=access.origins)
    app.add_middleware(HostGuard, hosts=allowed_hosts(serve.host, serve.hosts))
    app.add_middleware(SecurityHeaders, head=HEAD, headed=CHAT, frames=serve.frames)
    app.add_middleware(Forwarded, proxies=access.proxies)
    return app


def known_path(path: str) -> bool:
    """Whether a path is one of ours; under the chat, only what the page needs of Gradio."""
    if path != CHAT and not path.startswith(f"{CHAT}/"):
        return True
    inner = path.removeprefix(CHAT)
    return inner in GRADIO_PATHS or inner.startswith(GRADIO_FILES)
