"""The one password of a server: compared in constant time, its sessions signed, guesses slowed.

Knows no HTTP: what a cookie holds is a string here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

from ui.access.rate import Buckets

COOKIE = "footnote_session"
LASTS = 12 * 60 * 60
"""Seconds that a session lasts."""

GUESSES = 5
"""Wrong passwords of one address at once; then one more every `PATIENCE` seconds."""

PATIENCE = 30


class Password:
    """Checks the password, begins and ends sessions. Safe for threads.

    Sessions are signed with a key of this process alone: a restart ends them all.
    """

    def __init__(
        self,
        password: str,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._digest = hashlib.sha256(password.encode()).digest()
        self._key = secrets.token_bytes(32)
        self._clock = clock
        self._guesses = Buckets(monotonic)
        self._lock = threading.Lock()
        self._ended: dict[str, float] = {}

    def is_right(self, guess: str, address: str) -> bool:
        """Whether this is the password. Raises TooMany after too many wrong ones."""
        # Also the right password waits: else trying on would tell which one it is.
        self._guesses.check(address, GUESSES, 1 / PATIENCE)
        given = hashlib.sha256(guess.encode("utf-8", "replace")).digest()
        if hmac.compare_digest(given, self._digest):
            return True
        self._guesses.take(address, GUESSES, 1 / PATIENCE)
        return False

    def begin(self) -> str:
        """A new session's cookie."""
        until = int(self._clock()) + LASTS
        body = f"{until}.{secrets.token_urlsafe(12)}"
        return f"{body}.{self._sign(body)}"

    def is_session(self, cookie: str) -> bool:
        """Whether a cookie is one that was given out, has not run out and was not ended."""
        body, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            return False
        with self._lock:
            ended = body in self._ended
        return not ended and float(body.partition(".")[0]) > self._clock()

    def end(self, cookie: str) -> None:
        """Make a session's cookie worthless."""
        if not self.is_session(cookie):
            return
        body = cookie.rpartition(".")[0]
        now = self._clock()
        with self._lock:
            self._ended = {each: until for each, until in self._ended.items() if until > now}
            self._ended[body] = float(body.partition(".")[0])

    def _sign(self, body: str) -> str:
        return hmac.new(self._key, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
