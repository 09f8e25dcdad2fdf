"""The web server: the chat page at /chat/ with closed defaults around it.

Knows FastAPI, uvicorn and how Gradio is mounted; what the page does is in `page`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from rag.settings import Settings
from ui import strings
from ui.guard import HostGuard, OriginGuard, PathGuard, SizeGuard, allowed_hosts
from ui.headers import SecurityHeaders
from ui.listen import Announcing, address, listener
from ui.page import build_page
from ui.protocol import Answerer

if TYPE_CHECKING:
    from fastapi import FastAPI

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
    """Serve the chat until interrupted, and say where once the server listens.

    Raises BadSettings when the address cannot be used, and whatever opening the assistant raises.
    """
    from rag.assistant import Assistant

    with listener(settings.serve.host, settings.serve.port) as listening:
        assistant = Assistant.open(settings)
        try:
            config = uvicorn.Config(
                build_app(assistant, settings),
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
            with suppress(KeyboardInterrupt):
                Announcing(config, address(settings)).run(sockets=[listening])
        finally:
            assistant.close()


def build_app(assistant: Answerer, settings: Settings) -> FastAPI:
    """The whole web app over this assistant. Opens no socket and starts no thread."""
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware
    from starlette.responses import PlainTextResponse, RedirectResponse
    from starlette.staticfiles import StaticFiles

    app = FastAPI(title=strings.TITLE, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", include_in_schema=False)
    def home() -> RedirectResponse:
        return RedirectResponse(f"{CHAT.lstrip('/')}/")

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    app.mount(FILES, StaticFiles(packages=[("ui", "static")]))
    # The last one added is the outermost. CORSMiddleware allows no origin, and its presence keeps
    # Gradio from adding its own, which reflects every origin.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(PathGuard, known=known_path)
    app.add_middleware(SizeGuard)
    app.add_middleware(OriginGuard)
    app.add_middleware(HostGuard, hosts=allowed_hosts(settings.serve.host))
    app.add_middleware(SecurityHeaders, head=HEAD)
    theme = gr.themes.Base(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
    gr.mount_gradio_app(
        app,
        build_page(assistant),
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
