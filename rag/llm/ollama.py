"""Notices an Ollama on this machine when no language model is set, to hint at the setting.

It is asked for the list of its models and for nothing else: no question ever goes there unless
the settings say so.
"""

from __future__ import annotations

import http.client
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from rag.settings import Settings

HOST = "127.0.0.1"
PORT = 11434
SECONDS = 0.3
LONGEST = 1_000_000  # bytes of its reply that are read
_NAME = re.compile(r"[\w./:-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hint:
    """What to set so that a local Ollama writes the answers."""

    base_url: str
    model: str

    def __str__(self) -> str:
        """One sentence, and one with the lines to set; plain text."""
        return (
            "Ollama answers on this machine and is not used. To let it write the answers, put "
            f'these three into [llm] of rag.toml: provider = "openai", base_url = '
            f'"{self.base_url}", model = "{self.model}".'
        )


def hint(settings: Settings) -> str:
    """What to tell somebody who has an Ollama and no language model set; else nothing."""
    found = find_ollama() if settings.llm.provider == "none" else None
    return str(found) if found else ""


def find_ollama(seconds: float = SECONDS) -> Hint | None:
    """The setting for a model of the Ollama on this machine, None when there is no such thing."""
    port = _port(os.environ.get("OLLAMA_HOST", ""))
    model = next(_models(_ask(port, seconds)), None)
    return Hint(f"http://{HOST}:{port}/v1", model) if model else None


def _port(host: str) -> int:
    """The port in OLLAMA_HOST, where that names this machine; its usual one otherwise."""
    try:
        parts = urlsplit(host if "://" in host else f"//{host}")
        name, port = parts.hostname or HOST, parts.port or PORT
        here = name == "localhost" or ip_address(name).is_loopback
        return port if here or ip_address(name).is_unspecified else PORT
    except ValueError:  # another machine's name, or no port
        return PORT


def _ask(port: int, seconds: float) -> Any:
    """Its reply to /api/tags, None for whatever else may listen there."""
    until = monotonic() + seconds
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds)  # follows no proxy
    try:
        connection.request("GET", "/api/tags")
        reply = connection.getresponse()
        data = b""
        while piece := reply.read1(LONGEST):
            data += piece
            if len(data) > LONGEST or monotonic() > until:
                return None
        return json.loads(data) if reply.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return None
    finally:
        connection.close()


def _models(tags: Any) -> Iterator[str]:
    """Models that write and run here, the one changed last first."""
    listed = tags.get("models") if isinstance(tags, dict) else None
    for each in listed if isinstance(listed, list) else []:
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            continue
        elsewhere = each.get("remote_host") or name.endswith("cloud")
        details = each.get("details")
        family = str(details.get("family", "")) if isinstance(details, dict) else ""
        if not elsewhere and "embed" not in name and "bert" not in family:
            yield name
