"""The web server: the page at /chat/ and the other roads, with closed defaults around them.

Knows FastAPI, uvicorn and how Gradio is mounted; what the page does is in `page`, who may ask in
`access`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rag.settings import Settings
from ui.access import login
from ui.access.check import check_access
from ui.access.cors import Cors
from ui.access.faults import FaultGuard, add_handlers
from ui.access.identify import Access
from ui.access.layer import Identified, Paced
from ui.access.proxies import Forwarded
from ui.guard import HostGuard, OriginGuard, PathGuard, SizeGuard, allowed_hosts
from ui.headers import SecurityHeaders
from ui.library import Shelves
from ui.listen import Announcing, address, listener, server_config
from ui.page import build_page
from ui.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.telemetry import TelemetryConfig
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

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


def serve(settings: Settings) -> None:
    """Serve until interrupted, and say where once the server listens.

    Raises BadSettings when the address cannot be used or would let in whom it should not, and
    whatever loading the models and opening an index that is there raises.
    """
    check_access(settings)
    with listener(settings.serve.host, settings.serve.port) as listening:
        shelves = Shelves(settings)
        service = Service(settings, shelves)
        try:
            shelves.warm()
            config = server_config(build_app(service, settings))
            with suppress(KeyboardInterrupt):
                Announcing(config, address(settings)).run(sockets=[listening])
        finally:
            service.close()


def roads(service: Service, access: Access) -> list[BaseRoute]:
    """Every road but the page: lists of routes over the service, which raise and catch nothing."""
    return [
        *front_door(),
        *(login.routes(access.password, service.settings) if access.password else ()),
    ]


def front_door() -> list[BaseRoute]:
    """The address itself, and a sign of life."""
    from starlette.responses import PlainTextResponse, RedirectResponse
    from starlette.routing import Route

    async def home(_: Request) -> Response:
        return RedirectResponse(f"{CHAT.lstrip('/')}/")

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return [Route("/", home), Route("/healthz", healthz)]


def build_roads(service: Service, settings: Settings) -> FastAPI:
    """All but the page, with the guards around it. Opens no socket and starts no thread.

    Raises BadSettings for access that is open by mistake or cannot work.
    """
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware
    from starlette.staticfiles import StaticFiles

    access = Access(settings)
    serve = settings.serve
    listed = frozenset(serve.origins)
    app = FastAPI(
        title=settings.brand.title,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=SILENT,
    )
    add_handlers(app)
    app.router.routes.extend(roads(service, access))
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


def build_app(service: Service, settings: Settings) -> FastAPI:
    """The whole web app: the roads, and the page at /chat/. Raises BadSettings like them."""
    import gradio as gr

    app = build_roads(service, settings)
    theme = gr.themes.Base(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
    gr.mount_gradio_app(
        app,
        build_page(service),
        path=CHAT,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        theme=theme,
    )
    return app


def known_path(path: str) -> bool:
    """Whether a path is one of ours; under the chat, only what the page needs of Gradio."""
    if path != CHAT and not path.startswith(f"{CHAT}/"):
        return True
    inner = path.removeprefix(CHAT)
    return inner in GRADIO_PATHS or inner.startswith(GRADIO_FILES)
