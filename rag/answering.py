"""An answer on its way: pieces of a draft, then the Answer; it can be stopped at any moment."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress

from rag.domain import Answer
from rag.llm.leash import Leash


class Answering(Iterator[str | Answer]):
    """Iterates over what a generator yields; closed from any thread, it frees the model at once."""

    def __init__(
        self, parts: Generator[str | Answer, None, None], leash: Leash | None = None
    ) -> None:
        self._parts = parts
        self._leash = leash

    def __next__(self) -> str | Answer:
        return next(self._parts)

    def close(self) -> None:
        """Stop. Whoever is iterating meanwhile comes to an end as soon as the model is free."""
        if self._leash is not None:
            self._leash.close()
        with suppress(ValueError):  # the generator is at work in another thread
            self._parts.close()
