"""Why a request is turned away, each with its HTTP status.

Refused
├── Unauthorized   401  nobody we know
├── Forbidden      404  a collection that is not there, or not theirs: both look the same
└── TooMany        429  too fast; `retry_after` says in how many seconds to come back
"""

from __future__ import annotations

import math

from rag.errors import RagError


class Refused(RagError):
    """A request that is turned away; its text may be shown to whoever asked."""

    status = 403


class Unauthorized(Refused):
    """Nobody we know."""

    status = 401

    def __init__(
        self, sentence: str = "You are not signed in here. Send a key or sign in first."
    ) -> None:
        super().__init__(sentence)


class Forbidden(Refused):
    """A collection that does not exist or is not theirs; the two look the same."""

    status = 404

    def __init__(self, collection: str) -> None:
        super().__init__(
            f"There is no collection {collection[:40]!r} that you may ask. "
            "Choose one that is listed for you."
        )


class TooMany(Refused):
    """Asked too fast. `retry_after` is in whole seconds, at least 1."""

    status = 429

    def __init__(self, seconds: float) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        super().__init__(f"That is too fast. Wait {self.retry_after} s, then try again.")
