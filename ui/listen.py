"""The address: binding it, naming it, and saying so once the server listens. Knows no app."""

from __future__ import annotations

import errno
import logging
import socket
import sys

import uvicorn
from starlette.types import ASGIApp

from rag.errors import BadSettings
from rag.settings import Settings
from ui import strings
from ui.guard import EVERYWHERE


class Announcing(uvicorn.Server):
    """A server that says on standard output where it is, once it listens."""

    def __init__(self, config: uvicorn.Config, where: str) -> None:
        super().__init__(config)
        self.where = where

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        if self.started:
            line = strings.LISTENING.format(title=strings.TITLE, address=self.where)
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, without a traceback for the stream that every open page holds."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves the app: quietly, and believing no proxy by itself.

    Left alone it takes the visitor's address from X-Forwarded-For of anything on this machine.
    """
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )


def listener(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises BadSettings when that cannot be."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _unusable(host, port, error) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
    except OSError as error:
        bound.close()
        raise _unusable(host, port, error) from error
    return bound


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = settings.serve.host
    if host in EVERYWHERE:
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.serve.port}"


def _unusable(host: str, port: int, error: OSError) -> BadSettings:
    if error.errno == errno.EADDRINUSE:
        return BadSettings(strings.PORT_IN_USE.format(host=host, port=port))
    reason = error.strerror or str(error)
    return BadSettings(strings.CANNOT_LISTEN.format(host=host, port=port, reason=reason))
