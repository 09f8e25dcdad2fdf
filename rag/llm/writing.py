"""A text that arrives in an event loop, read from another thread within limits of time and length.

Knows no library and no provider: pieces come from an async generator, and sentences for what goes
wrong from whoever gave it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field

from rag.errors import LanguageModelFailed
from rag.llm.loop import Loop

CHARACTERS = 8  # of a token, more than any language needs on average


@dataclass(frozen=True, slots=True)
class Piece:
    """What came at once: some text, the tokens so far, why the text ended; any may be empty."""

    text: str
    tokens: Mapping[str, int] = field(default_factory=dict)
    end: str = ""


class StreamedWriting:
    """Implements `Writing` over a stream of pieces, which begins when it is iterated."""

    def __init__(
        self,
        name: str,
        stream: Callable[[], AsyncGenerator[Piece, None]],
        loop: Callable[[], Loop],
        explain: Callable[[BaseException], str],
        *,
        longest: int,
        seconds: float,
    ) -> None:
        self._name = name
        self._stream = stream
        self._find_loop = loop
        self._explain = explain
        self._pieces_left = longest
        self._characters_left = longest * CHARACTERS
        self._seconds = seconds
        self._pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._task: Future[None] | None = None
        self._closed = threading.Event()
        self._tokens: Mapping[str, int] = {}
        self._cut = False
        self._full = False  # the model would have written more than it may

    @property
    def tokens(self) -> Mapping[str, int]:
        """`prompt` and `completion`, where the model told."""
        return self._tokens

    @property
    def cut(self) -> bool:
        """Whether the text ended because it reached its longest."""
        return self._cut

    def close(self) -> None:
        """Stop writing and free the model."""
        with self._lock:
            self._closed.set()
            task = self._task
        if task is not None:
            task.cancel()

    def __iter__(self) -> Iterator[str]:
        deadline = time.monotonic() + self._seconds
        with self._lock:
            if self._closed.is_set() or self._task is not None:
                return
            loop = self._find_loop()
            task = self._task = loop.submit(self._read())
        task.add_done_callback(lambda _: self._pieces.put(None))
        begun = False
        try:
            while True:
                try:
                    text = self._pieces.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    loop.doubted = True
                    raise LanguageModelFailed(self._late(begun=begun)) from None
                if self._closed.is_set():
                    return
                if text is None:
                    break
                begun = True
                yield text
            self._check(task)
        finally:
            self.close()

    async def _read(self) -> None:
        async with aclosing(self._stream()) as stream:
            async for piece in stream:
                if self._closed.is_set() or not self._take(piece):
                    # Cancelled where it waits, a library lets go of its connection at once; left
                    # between two pieces, it may keep it until its objects are collected.
                    if task := asyncio.current_task():
                        task.cancel()
                    await anext(stream, None)
                    return

    def _take(self, piece: Piece) -> bool:
        """Keep what came, and say whether there is room for more."""
        self._tokens = piece.tokens or self._tokens
        self._cut = self._cut or piece.end == "length"
        if piece.text:
            self._pieces_left -= 1
            text = piece.text[: self._characters_left] if self._pieces_left >= 0 else ""
            self._characters_left -= len(text)
            if text:
                self._pieces.put(text)
            if text != piece.text:
                self._cut = self._full = True
        return not self._full

    def _check(self, task: Future[None]) -> None:
        """Raise what went wrong, if anything did."""
        if self._full:
            return
        if task.cancelled():
            raise LanguageModelFailed(f"The language model {self._name} was stopped; ask again.")
        error = task.exception()
        if isinstance(error, LanguageModelFailed):
            raise error
        if error is not None:
            raise LanguageModelFailed(self._explain(error)) from error

    def _late(self, *, begun: bool) -> str:
        what = "was not done after" if begun else "wrote nothing for"
        return (
            f"The language model {self._name} {what} {self._seconds:.3g} seconds; "
            "raise llm.timeout, or choose a faster model."
        )
