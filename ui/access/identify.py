"""Who is asking: the four ways to let somebody in, chosen by the setting `serve.access`.

`open` takes everybody, `keys` whoever sends a key, `header` whom a listed proxy names, `password`
whoever knows it. A key counts in the last two as well, since programs cannot sign in.
"""

from __future__ import annotations

import base64
import binascii

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from rag.collections import DEFAULT
from rag.keys import EVERY, PREFIX, Keys
from rag.settings import PASSWORD, Settings, secret
from ui.access.check import check_access, is_private
from ui.access.password import COOKIE, Password
from ui.access.proxies import Proxies, address_of, peer_of
from ui.access.refused import Unauthorized
from ui.access.visitor import Visitor

LONGEST_USER = 200


class Access:
    """Tells visitors apart. Safe for threads."""

    def __init__(self, settings: Settings) -> None:
        """Raises BadSettings where the settings would let in whom they should not."""
        check_access(settings)
        self.serve = settings.serve
        self.keys = Keys(settings.data)
        self.proxies = Proxies(settings.serve.proxies)
        self.password: Password | None = None
        if self.serve.access == "password":
            self.password = Password(secret(PASSWORD).get_secret_value())

    def identify(self, scope: Scope) -> Visitor:
        """The visitor behind a request.

        Raises Unauthorized for nobody we know, TooMany for wrong passwords in a row, and
        StorageFailed when the keys cannot be read.
        """
        if self.serve.access == "open":
            return self._anybody(scope)
        kind, _, credentials = Headers(scope=scope).get("authorization", "").partition(" ")
        kind, credentials = kind.lower(), credentials.strip()
        if kind == "bearer" and credentials.startswith(PREFIX):
            return self._holder(credentials)
        if self.serve.access == "header":
            return self._named(scope)
        if self.password is not None and self._knows(self.password, scope, kind, credentials):
            return self._anybody(scope)
        raise Unauthorized

    def origins(self) -> frozenset[str]:
        """Every origin whose pages may ask somehow: the server's list and those of all keys.

        Raises StorageFailed when the keys cannot be read.
        """
        own = frozenset(self.serve.origins)
        return own if self.serve.access == "open" else own | self.keys.origins()

    def _holder(self, credentials: str) -> Visitor:
        key = self.keys.find(credentials)
        if key is None:
            raise Unauthorized("This key is not known here, or was revoked. Ask for a new one.")
        rate = self.serve.rate if key.rate is None else key.rate
        return Visitor(
            f"key {key.name}", _allowed(key.collections), frozenset(key.origins), rate or None
        )

    def _named(self, scope: Scope) -> Visitor:
        names = Headers(scope=scope).getlist(self.serve.user_header)
        # The socket's own peer: whatever a header says of addresses, anybody could have written.
        if peer_of(scope) not in self.proxies or len(names) != 1:
            raise Unauthorized
        try:  # headers come as Latin-1; proxies write UTF-8
            name = names[0].encode("latin-1").decode().strip()
        except UnicodeDecodeError:
            raise Unauthorized from None
        if not name or len(name) > LONGEST_USER or not name.isprintable():
            raise Unauthorized
        # `*` stands for everybody else; nobody is called that.
        known = name in self.serve.users and name != EVERY
        may = self.serve.users[name] if known else self._everybody()
        return Visitor(f"user {name}", _allowed(may), rate=self.serve.rate or None)

    def _anybody(self, scope: Scope) -> Visitor:
        name = f"address {address_of(scope)}"
        return Visitor(name, _allowed(self._everybody()), rate=self.serve.rate or None)

    def _everybody(self) -> list[str]:
        """The collections of whoever is not named in the settings."""
        alone = self.serve.access == "open" and is_private(self.serve)
        return self.serve.users.get(EVERY, [EVERY] if alone else [DEFAULT])

    @staticmethod
    def _knows(password: Password, scope: Scope, kind: str, credentials: str) -> bool:
        if password.is_session(HTTPConnection(scope).cookies.get(COOKIE, "")):
            return True
        guess = _basic(credentials) if kind == "basic" else credentials if kind == "bearer" else ""
        return bool(guess) and password.is_right(guess, address_of(scope))


def _allowed(collections: list[str] | tuple[str, ...]) -> frozenset[str] | None:
    return None if EVERY in collections else frozenset(collections)


def _basic(credentials: str) -> str:
    """The password of Basic credentials, whatever the user; empty when malformed."""
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text.partition(":")[2]
