"""The web app in a test: built without leaks, and served from a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from rag.assistant import Assistant
from rag.errors import IndexMissing
from rag.settings import Settings
from tests.ui.fakes import FakeAssistant
from ui.listen import listener, server_config
from ui.server import build_app
from ui.service import Service


class Held:
    """A library of fake assistants by name, until a test takes one out of `assistants`."""

    def __init__(self, **assistants: FakeAssistant) -> None:
        self.assistants = assistants
        self.closed = False

    def names(self) -> list[str]:
        return sorted(self.assistants, key=lambda name: (name != "default", name))

    def assistant(self, name: str) -> Assistant:
        if name not in self.assistants:
            raise IndexMissing("There is no index yet. Run `rag ingest FOLDER`.")
        return cast("Assistant", self.assistants[name])

    def missing(self) -> list[str]:
        return [] if self.assistants else ["Nothing is indexed yet."]

    def close(self) -> None:
        self.closed = True


def built(held: FakeAssistant | Service, settings: Settings) -> FastAPI:
    """The app, built where an event loop runs: elsewhere Gradio leaves three of its own unclosed.

    In a thread of its own, since Playwright keeps a loop running in the test's.
    """
    service = held if isinstance(held, Service) else Service(settings, Held(default=held))

    async def build() -> FastAPI:
        return build_app(service, settings)

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(build())).result()


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(held: FakeAssistant | Service, settings: Settings | None = None) -> Iterator[str]:
    """The address of a server that runs until the block ends, on a port of its own."""
    settings = settings or (held.settings if isinstance(held, Service) else Settings())
    serve = settings.serve.model_copy(update={"port": free_port()})
    app = built(held, settings.model_copy(update={"serve": serve}))
    with running(app, serve.host, serve.port) as address:
        yield address


@contextmanager
def running(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """The address of an app that is served until the block ends."""
    with listener(host, port) as listening:
        server = uvicorn.Server(server_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while thread.is_alive() and not server.started:
                time.sleep(0.01)
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
