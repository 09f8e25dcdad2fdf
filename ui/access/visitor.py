"""Who is asking, as every road sees it. Knows nothing of how that was found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.access.refused import Unauthorized


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may ask.

    `name` tells visitors apart and is the same at every request: `key NAME`, `user NAME` or
    `address 192.0.2.1`. `collections` None is all there are. `origins` are those whose pages may
    use this visitor's key, besides the server's own list. `rate` is in questions a minute, None
    without a bound.
    """

    name: str
    collections: frozenset[str] | None
    origins: frozenset[str] = frozenset()
    rate: int | None = None

    def may_see(self, collection: str) -> bool:
        """Whether a collection of this name, if there is one, is theirs to ask."""
        return self.collections is None or collection in self.collections


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """The visitor of a request's ASGI scope. Raises Unauthorized where nobody was let in."""
    visitor = scope.get("state", {}).get("visitor")
    if not isinstance(visitor, Visitor):
        raise Unauthorized
    return visitor
