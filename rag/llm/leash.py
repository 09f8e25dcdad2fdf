"""A language model for one answer: whatever it is writing can be stopped from any thread at once.

A generator that waits for a model's first word cannot be closed until that word comes; the
writing itself can.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rag.llm.base import LanguageModel, Message, Writing


class Leash:
    """The same model, with all that is begun through it held together."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self._lock = threading.Lock()
        self._begun: list[Writing] = []
        self._closed = False

    @property
    def name(self) -> str:
        """The model's name."""
        return self._llm.name

    @property
    def context(self) -> int:
        """Tokens that the model reads at once."""
        return self._llm.context

    def write(self, messages: Sequence[Message], *, longest: int, seconds: float) -> Writing:
        """Begin to write, unless it was closed: then what begins has ended."""
        writing = self._llm.write(messages, longest=longest, seconds=seconds)
        with self._lock:
            self._begun.append(writing)
            closed = self._closed
        if closed:
            writing.close()
        return writing

    def close(self) -> None:
        """Stop what is being written through this, and what would be; the model itself goes on."""
        with self._lock:
            self._closed = True
        for writing in self._begun:
            writing.close()
