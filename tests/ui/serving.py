"""The web app in a test: built without leaks, and served from a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from rag.sections import Serve
from rag.settings import Settings
from ui.listen import listener
from ui.protocol import Answerer
from ui.server import build_app


def built(assistant: Answerer, settings: Settings) -> FastAPI:
    """The app, built where an event loop runs: elsewhere Gradio leaves three of its own unclosed.

    In a thread of its own, since Playwright keeps a loop running in the test's.
    """

    async def build() -> FastAPI:
        return build_app(assistant, settings)

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(build())).result()


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(assistant: Answerer) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    port = free_port()
    app = built(assistant, Settings(serve=Serve(port=port)))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with listener("127.0.0.1", port) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
