"""Names on the web: origins, host names and networks, checked as they are typed. Opens nothing."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?")
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+")


def check_origin(text: str) -> str:
    """A web origin as a browser sends it. Raises ValueError for anything else, `*` included."""
    if not _ORIGIN.fullmatch(text.lower()):
        raise ValueError(f"{text!r} is not an origin like https://portal.example")
    return text.lower()


def check_host(text: str) -> str:
    """A bare host name, in lower case. Raises ValueError for one with a port or a path."""
    if not _HOST.fullmatch(text.lower()):
        raise ValueError(f"{text!r} is not a bare host name like portal.example")
    return text.lower()


def check_network(text: str) -> str:
    """An IP address or network. Raises ValueError for a name."""
    ipaddress.ip_network(text)
    return text


Origin = Annotated[str, AfterValidator(check_origin)]
HostName = Annotated[str, AfterValidator(check_host)]
Network = Annotated[str, AfterValidator(check_network)]


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        return bool(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    except ValueError:
        return False
