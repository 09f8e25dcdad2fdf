"""A language model that remembers what it wrote: the same drafts are shown in several ways.

Like `eval.remember` for embeddings; knows the model by its protocol only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rag.errors import LanguageModelFailed
from rag.llm.base import LanguageModel, Message, Writing


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written once, to be read again; a failure stands where it happened."""

    pieces: tuple[str, ...]
    failure: LanguageModelFailed | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)
    cut: bool = False

    def __iter__(self) -> Iterator[str]:
        yield from self.pieces
        if self.failure:
            raise self.failure

    def close(self) -> None:
        """Nothing: nobody is writing."""


class Keeping:
    """A text that is being written, and is kept as far as it was read."""

    def __init__(self, writing: Writing, keep: Callable[[Kept], None]) -> None:
        self._writing = writing
        self._keep = keep

    @property
    def tokens(self) -> Mapping[str, int]:
        """What the model counted."""
        return self._writing.tokens

    @property
    def cut(self) -> bool:
        """Whether the text reached its longest."""
        return self._writing.cut

    def __iter__(self) -> Iterator[str]:
        pieces: list[str] = []
        failure: LanguageModelFailed | None = None
        try:
            for piece in self._writing:
                pieces.append(piece)
                yield piece
        except LanguageModelFailed as error:
            failure = error
            raise
        finally:
            self._keep(Kept(tuple(pieces), failure, dict(self.tokens), self.cut))

    def close(self) -> None:
        """Free the model."""
        self._writing.close()


class RememberingModel:
    """Another language model, which is told the same only once."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self._kept: dict[tuple[Message, ...], Kept] = {}

    @property
    def name(self) -> str:
        """The other's name."""
        return self._llm.name

    @property
    def context(self) -> int:
        """Tokens that the other reads at once."""
        return self._llm.context

    def write(self, messages: Sequence[Message], *, longest: int, seconds: float) -> Writing:
        """What was written before, or the other's writing."""
        told = tuple(messages)
        if told in self._kept:
            return self._kept[told]
        writing = self._llm.write(messages, longest=longest, seconds=seconds)
        return Keeping(writing, lambda kept: self._kept.update({told: kept}))

    def close(self) -> None:
        """Give the other's resources back."""
        self._llm.close()
