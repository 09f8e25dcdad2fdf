"""The protocol around the tools: listing them, calling them, and errors an assistant can read.

Knows the SDK's server and no transport.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from rag.errors import BadInput, RagError
from ui.access.faults import UNEXPECTED
from ui.access.refused import Refused
from ui.access.visitor import Visitor, visitor_of
from ui.api.asking import Asking
from ui.mcp.arguments import explain
from ui.mcp.tools import DESCRIPTIONS, INSTRUCTIONS, Tools, input_schema
from ui.service import Service

if TYPE_CHECKING:
    from mcp import types
    from mcp.server import ServerRequestContext
    from mcp.server.lowlevel import Server

logger = logging.getLogger(__name__)

NAME = "footnote"


def build_server(service: Service, asking: Asking, local: Visitor | None = None) -> Server[Any]:
    """The server over a service, for any transport.

    A call's visitor is that of its HTTP request; `local` is whoever calls without one, and where
    that is None such calls are turned away.
    """
    from mcp import MCPError, types
    from mcp.server.lowlevel import Server

    tools = Tools(service, asking)
    schemas = {tool.name: input_schema(tool) for tool in DESCRIPTIONS}

    def visitor(context: ServerRequestContext[Any]) -> Visitor:
        if context.request is None and local is not None:
            return local
        return visitor_of(context.request.scope if context.request is not None else {})

    async def list_tools(
        context: ServerRequestContext[Any], _: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        names = await run_in_threadpool(service.collections, visitor(context))
        return types.ListToolsResult(tools=_described(names))

    async def call_tool(
        context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        if params.name not in schemas:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name[:40]!r}.")
        try:
            told = await tools.call(params.name, params.arguments or {}, visitor(context))
        except ValidationError as error:
            return _failed(explain(error))
        except RagError as error:
            if not isinstance(error, BadInput | Refused):
                logger.error("A tool call could not be served: %s", error)
            return _failed(str(error))
        except HTTPException as error:
            return _failed(error.detail)
        except Exception:
            logger.exception("A tool call broke.")
            return _failed(UNEXPECTED)
        return types.CallToolResult(content=_blocks(*told.texts), structured_content=told.data)

    server: Server[Any] = Server(
        NAME,
        version=version(NAME),
        title=service.settings.brand.title,
        instructions=INSTRUCTIONS,
        get_tool_input_schema=schemas.get,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # Left alone, it sends spans of its own to whatever collector another library has set up.
    server.middleware.clear()
    return server


def _described(collections: list[str]) -> list[types.Tool]:
    from mcp import types

    reading = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.text,
            input_schema=input_schema(tool, collections),
            output_schema=tool.result.model_json_schema(),
            annotations=reading,
        )
        for tool in DESCRIPTIONS
    ]


def _failed(sentence: str) -> types.CallToolResult:
    from mcp import types

    return types.CallToolResult(content=_blocks(sentence), is_error=True)


def _blocks(*texts: str) -> list[types.ContentBlock]:
    from mcp import types

    # Half a surrogate pair, which an assistant may send and a sentence echo, is no UTF-8.
    return [types.TextContent(text=text.encode("utf-8", "replace").decode()) for text in texts]
