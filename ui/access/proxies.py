"""What a proxy in front says of a request, believed only from the addresses that are listed.

From anybody else those headers are taken away before anything behind this layer, Gradio included,
could read them. A listed proxy strips its path prefix and names it in X-Forwarded-Prefix.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_HEARSAY = frozenset(
    (
        *(b"x-forwarded-" + name for name in (b"for", b"host", b"port", b"prefix", b"proto")),
        b"x-forwarded-server",
        b"forwarded",
        b"x-real-ip",
        b"x-gradio-server",
    )
)


class Proxies:
    """The addresses and networks of the proxies that are believed."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(each) for each in listed]

    def __contains__(self, address: object) -> bool:
        """Whether an address is one of theirs; what is no address is not."""
        try:
            found = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address):
            found = found.ipv4_mapped or found
        return any(found in network for network in self._networks)


def peer_of(scope: Mapping[str, Any]) -> str:
    """The address at the other end of the socket; empty for a socket without one."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def address_of(scope: Mapping[str, Any]) -> str:
    """The address of whoever asks: the peer's, or the one that a listed proxy names."""
    return str(scope.get("state", {}).get("address") or peer_of(scope))


class Forwarded:
    """Puts scheme, host, path prefix and address right for what a listed proxy passes on."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self.app = app
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with the headers believed or removed."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._settled(scope)
        await self.app(scope, receive, send)

    def _settled(self, scope: Scope) -> Scope:
        headers = [(k, v) for k, v in scope["headers"] if k.lower() not in _HEARSAY]
        settled = {**scope, "headers": headers, "state": dict(scope.get("state") or {})}
        if peer_of(scope) not in self.proxies:
            return settled
        said = {k.lower(): v.decode("latin-1") for k, v in scope["headers"]}
        scheme, host, prefix = (
            # Of several values the last is what the proxy next to us added.
            said.get(b"x-forwarded-" + name, "").rpartition(",")[2].strip()
            for name in (b"proto", b"host", b"prefix")
        )
        if scheme in {"http", "https"}:
            settled["scheme"] = scheme
        if host:
            others = [(k, v) for k, v in headers if k.lower() != b"host"]
            settled["headers"] = [(b"host", host.encode("latin-1")), *others]
        prefix = prefix.rstrip("/")
        if _PREFIX.fullmatch(prefix):
            settled["root_path"] = prefix
            settled["path"] = prefix + scope["path"]
            settled["raw_path"] = prefix.encode() + (scope.get("raw_path") or b"")
        settled["state"]["address"] = self._farthest(said.get(b"x-forwarded-for", ""))
        return settled

    def _farthest(self, chain: str) -> str:
        """The last address of the chain that is none of our own proxies; empty without one.

        Whatever stands before it was written by whoever asks, and may be anything.
        """
        for address in reversed([each.strip() for each in chain.split(",")]):
            if address not in self.proxies:
                return address if _is_address(address) else ""
        return ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
