"""`rag mcp`: MCP over standard input and output, for assistants on this machine.

Only the protocol goes to standard output, and what is logged to standard error. Knows no tool.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from rag.settings import Settings
from ui.access.visitor import Visitor

logger = logging.getLogger(__name__)

LOCAL = Visitor("this machine", None)
HINT = "rag: speaking MCP on standard input and output, for an assistant to start. Ctrl-C ends.\n"


def serve(settings: Settings) -> None:
    """Serve until standard input ends. Models and index are opened by the first call of a tool.

    So an index that is missing, or comes later, is what a call tells. A signal ends it at once,
    without a word: nothing is ever left half done.
    """
    # The SDK waits for a line in a thread that cannot be interrupted.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    from ui.api.asking import Asking
    from ui.api.metrics import Meters
    from ui.mcp.server import build_server
    from ui.service import Service

    service = Service(settings)
    server = build_server(service, Asking(service, Meters(service)), LOCAL)
    if sys.stdin.isatty():
        sys.stderr.write(HINT)

    async def run() -> None:
        from mcp.server.stdio import stdio_server

        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    try:
        asyncio.run(run())
    except* BrokenPipeError:
        logger.warning("Whoever asked has left in the middle of an answer.")
    finally:
        service.close()
