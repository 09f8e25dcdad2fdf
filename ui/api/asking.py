"""Questions answered in threads, so many at once, for coroutines that may leave at any time.

Knows the service and no form in which answers are sent.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from rag.chat.question import check_question
from rag.collections import DEFAULT
from rag.domain import Answer, Filters, Turn
from ui.access.visitor import Visitor
from ui.api.metrics import Meters
from ui.service import Service

AT_ONCE = 4
WAITING = 16
RETRY = 5  # seconds
LOOK = 0.25  # seconds between two looks at whether somebody still waits
BUSY = "Too many questions are being answered just now. Try again in a few seconds."

Parts = AsyncGenerator[str | Answer, None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a road understood it."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    collection: str = DEFAULT


class Asking:
    """At most `AT_ONCE` questions at a time, and `WAITING` that wait for their turn."""

    def __init__(
        self, service: Service, meters: Meters, at_once: int = AT_ONCE, waiting: int = WAITING
    ) -> None:
        self._service = service
        self._meters = meters
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._room = threading.Semaphore(at_once + waiting)

    async def begin(self, road: str, visitor: Visitor, asked: Asked) -> Parts:
        """Draft text as it is written, and the Answer, last; closing this ends the work.

        Raises what the service raises, BadQuestion, and HTTPException 503 when there is no room;
        iterating raises what answering raises.
        """
        check_question(asked.question)
        assistant = await run_in_threadpool(self._service.assistant, visitor, asked.collection)
        if not self._room.acquire(blocking=False):
            raise HTTPException(503, BUSY, {"Retry-After": str(RETRY)})
        work = _Work(asyncio.get_running_loop())

        def answer() -> None:
            with self._meters.question(road, asked.collection) as watch, ExitStack() as stack:
                stack.callback(work.tell, None)
                if work.left.is_set():
                    return
                parts = assistant.stream(asked.question, asked.history, asked.filters)
                work.closes(parts, stack)
                for part in parts:
                    watch.saw(part)
                    work.tell(part)
                    if work.left.is_set():
                        break

        future = self._pool.submit(answer)
        future.add_done_callback(lambda _: self._room.release())
        return work.parts(future)


async def whole(parts: Parts, request: Request | None = None) -> Answer:
    """The Answer alone; the work ends as well when whoever made the request has left."""
    answer = asyncio.ensure_future(_last(parts))
    try:
        while not (await asyncio.wait({answer}, timeout=LOOK))[0]:
            if request is not None and await request.is_disconnected():
                raise HTTPException(400, "Whoever asked has left.")
        return answer.result()
    finally:
        answer.cancel()


async def _last(parts: Parts) -> Answer:
    async with aclosing(parts):
        async for part in parts:
            if isinstance(part, Answer):
                return part
    raise RuntimeError("The assistant ended without an answer.")


class _Work:
    """What passes between the thread that answers and the coroutine that waits."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.left = threading.Event()
        self._loop = loop
        self._queue: asyncio.Queue[str | Answer | None] = asyncio.Queue()
        self._open: Iterator[str | Answer] | None = None

    def tell(self, part: str | Answer | None) -> None:
        """Pass a part on; None is the end."""
        with suppress(RuntimeError):  # the loop is closed: the server has stopped
            self._loop.call_soon_threadsafe(self._queue.put_nowait, part)

    def closes(self, parts: Iterator[str | Answer], stack: ExitStack) -> None:
        """Have the parts closed at the end, and as soon as nobody waits any more."""
        if hasattr(parts, "close"):
            stack.callback(parts.close)
        self._open = parts

    async def parts(self, future: Future[None]) -> Parts:
        """What was told, then what the thread raised."""
        try:
            while (part := await self._queue.get()) is not None:
                yield part
            await asyncio.wrap_future(future)
        finally:
            self.left.set()
            future.cancel()
            # A generator can only be closed by its own thread, at the next part.
            if not isinstance(self._open, Generator | None) and hasattr(self._open, "close"):
                self._open.close()
