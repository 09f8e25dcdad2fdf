"""Which path is what: under the server's prefix, open to all, an API's, or asking a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPEN = frozenset({"/healthz", "/readyz", "/widget.js", "/login", "/logout"})
OPEN_FILES = "/page/"
METRICS = "/metrics"
ASKING = frozenset({("POST", "/api/ask"), ("POST", "/v1/chat/completions")})
"""The requests that are one question each."""

_API = ("/api/", "/v1/", "/mcp/", "/widget.js/", "/openapi.json/", "/metrics/", "/readyz/")


def route_path(scope: Mapping[str, Any]) -> str:
    """The path as the routes know it, without the prefix that a proxy stands before it."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def is_open(path: str) -> bool:
    """Whether a path is answered without asking who is there."""
    return path in OPEN or path.startswith(OPEN_FILES)


def is_api(path: str) -> bool:
    """Whether a path is for programs: errors are JSON, and pages of listed origins may call it."""
    return f"{path}/".startswith(_API)
