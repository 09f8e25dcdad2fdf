"""What another thread yields, for a coroutine that may leave at any time. Knows not what it is.

Gradio waits for a synchronous generator's next value before it lets go of it; while a model is
reading its prompt that may take seconds. Here the coroutine leaves at once, and says so.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any, TypeVar

T = TypeVar("T")

PAUSE = 0.04
"""Seconds between two values: those that came meanwhile are left out, but for the last."""


class Leaving:
    """Tells the worker that nobody waits any more: `left` is true, and what it named is closed."""

    def __init__(self) -> None:
        self.left = False
        self._open: list[Any] = []

    def closes(self, iterator: Iterator[Any]) -> None:
        """Have this closed on leaving, from whatever thread that is."""
        self._open.append(iterator)

    def leave(self) -> None:
        """Close what was named; a generator at work cannot be until it yields."""
        self.left = True
        for each in self._open:
            with suppress(ValueError, AttributeError):
                each.close()


async def relay(work: Callable[[Leaving], Iterator[T]]) -> AsyncIterator[T]:
    """The latest of what `work` yields in a thread of its own, and always its last value.

    The same value twice in a row says nothing new; it lets `work` notice that nobody waits. Ending
    this early tells `work` by its Leaving and closes its iterator. `work` must not raise.
    """
    loop = asyncio.get_running_loop()
    news = asyncio.Event()
    leaving = Leaving()
    waiting: list[T] = []
    done = False

    def tell(value: T) -> None:
        waiting[:] = [value]
        news.set()

    def end() -> None:
        nonlocal done
        done = True
        news.set()

    def run() -> None:
        with ExitStack() as stack, suppress(RuntimeError):  # the loop may be closed by now
            iterator = work(leaving)
            if hasattr(iterator, "close"):
                stack.callback(iterator.close)
            last: T | None = None
            for value in iterator:
                if leaving.left:
                    break
                if value is not last:
                    loop.call_soon_threadsafe(tell, value)
                last = value
            loop.call_soon_threadsafe(end)

    threading.Thread(target=run, name="relay", daemon=True).start()
    try:
        while not (done and not waiting):
            await news.wait()
            news.clear()
            if waiting:
                yield waiting.pop()
                await asyncio.sleep(PAUSE)
    finally:
        leaving.leave()
