"""The language model's protocol. Knows no provider and no library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A piece of what a model is told."""

    role: Literal["system", "user", "assistant"]
    text: str


class Writing(Protocol):
    """A text that a model is writing: iterate for its pieces, each to be put after the last.

    Iterating raises LanguageModelFailed, with a sentence for the user, for whatever goes wrong on
    the way: an endpoint that is dead or slow, a key or model it does not know, a limit, a stream
    that breaks off. `close` may be called at any time, from any thread and more than once; it
    frees the model at once, and iterating then ends.
    """

    def __iter__(self) -> Iterator[str]:
        """The pieces as they come."""

    @property
    def tokens(self) -> Mapping[str, int]:
        """`prompt` and `completion`, where the model told; complete once the text is."""

    @property
    def cut(self) -> bool:
        """Whether the text ended because it reached its longest, not because it was done."""

    def close(self) -> None:
        """Stop writing and free the model."""


class LanguageModel(Protocol):
    """Writes text. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def context(self) -> int:
        """Tokens that it reads at once, its own writing counted."""

    def write(self, messages: Sequence[Message], *, longest: int, seconds: float) -> Writing:
        """Begin to write at most `longest` tokens, for at most `seconds` in all.

        Returns at once; what goes wrong is raised when the writing is iterated.
        """

    def close(self) -> None:
        """Give its resources back; what is being written ends."""
