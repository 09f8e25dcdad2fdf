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
from ui.access.identify import Access
from ui.api.asking import Asking
from ui.api.metrics import Meters
from ui.guarded import CHAT, guarded_app
from ui.library import Shelves
from ui.listen import Announcing, address, listener, server_config
from ui.mcp.http import mount
from ui.page import build_page
from ui.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute


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


def roads(service: Service, access: Access, meters: Meters, asking: Asking) -> list[BaseRoute]:
    """The plain roads: lists of routes over the service, which raise and catch nothing."""
    from starlette.responses import RedirectResponse
    from starlette.routing import Route

    from ui import api
    from ui.widget import serve as widget

    async def home(_: Request) -> Response:
        return RedirectResponse(f"{CHAT.lstrip('/')}/")

    return [
        Route("/", home),
        *api.routes(service, meters, asking),
        *widget.routes(),
        *(login.routes(access.password, service.settings) if access.password else ()),
    ]


def build_app(service: Service, settings: Settings) -> FastAPI:
    """The whole web app over this service. Opens no socket and starts no thread.

    Raises BadSettings for access that is open by mistake or cannot work.
    """
    import gradio as gr

    access = Access(settings)
    meters = Meters(service)
    asking = Asking(service, meters)
    assistants, lifespan = mount(service, asking)
    plain = roads(service, access, meters, asking)
    app = guarded_app(service, access, [*plain, *assistants], lifespan)
    theme = gr.themes.Base(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
    gr.mount_gradio_app(
        app,
        build_page(service, meters),
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
