"""An event loop in a thread of its own, for libraries that keep connections with their loop.

Knows no model. A step that never returns holds up only its own loop, which is then left behind.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 1.0  # seconds that work in hand has to end when the loop is stopped
ANSWER = 0.1  # seconds within which a loop that is not held up runs a callback


class Loop:
    """Runs coroutines for other threads; started when made, and no hindrance to the exit."""

    def __init__(self) -> None:
        self.doubted = False  # whether work did not end in time, so that it may be held up
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="language model", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin work; cancelling its future, from any thread, cancels the work."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def answers(self) -> bool:
        """Whether it runs, and is not held up by a step that blocks."""
        if not self._thread.is_alive():
            return False
        if not self.doubted:
            return True
        heard = threading.Event()
        self._loop.call_soon_threadsafe(heard.set)
        self.doubted = not heard.wait(ANSWER)
        return not self.doubted

    def stop(self, release: Callable[[], Awaitable[None]] | None = None) -> None:
        """Cancel what runs, `release` in the loop what belongs to it, and end the thread.

        A loop that is held up is waited for only a moment; it ends when it can.
        """
        if self._thread.is_alive():
            self.submit(self._end(release))
            self._thread.join(PATIENCE)

    async def _end(self, release: Callable[[], Awaitable[None]] | None) -> None:
        work = asyncio.all_tasks() - {asyncio.current_task()}
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        try:
            if release is not None:
                await release()
        finally:
            self._loop.call_soon(self._loop.stop)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
