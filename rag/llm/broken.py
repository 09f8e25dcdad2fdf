"""A language model that could not be opened: it fails whatever it is asked, and says why.

So that answers go on being quoted, with the reason beside them, where a model's file is damaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.errors import LanguageModelFailed
from rag.llm.base import Message


class BrokenWriting:
    """A text that never begins."""

    tokens: Mapping[str, int] = {}
    cut = False

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __iter__(self) -> Iterator[str]:
        """Raises LanguageModelFailed."""
        raise LanguageModelFailed(self._reason)

    def close(self) -> None:
        """Nothing to free."""


class BrokenModel:
    """Stands in for a model that is set but cannot be used, for this reason."""

    context = 4096

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def write(
        self,
        messages: Sequence[Message],  # noqa: ARG002
        *,
        longest: int,  # noqa: ARG002
        seconds: float,  # noqa: ARG002
    ) -> BrokenWriting:
        """A writing that fails."""
        return BrokenWriting(self._reason)

    def close(self) -> None:
        """Nothing to give back."""
