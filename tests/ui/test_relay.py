"""A coroutine gets what a thread yields, and may leave without waiting for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

from ui.relay import Leaving, relay


def gather(values: list[int]) -> list[int]:
    async def all_of_them() -> list[int]:
        return [value async for value in relay(lambda _: iter(values))]

    return asyncio.run(all_of_them())


def test_the_last_value_always_comes() -> None:
    assert gather([]) == []
    assert gather([1]) == [1]
    assert gather(list(range(1000)))[-1] == 999


class Blocked:
    """An iterator that waits until it is closed, from whatever thread."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self.begun.set()
        self.closed.wait(30)
        raise StopIteration

    def close(self) -> None:
        self.closed.set()


def test_leaving_does_not_wait_and_closes_what_is_at_work() -> None:
    blocked = Blocked()

    def work(leaving: Leaving) -> Iterator[int]:
        leaving.closes(blocked)
        yield 1
        yield from blocked

    async def leave() -> None:
        values = relay(work)
        assert await anext(values) == 1
        waiting = asyncio.ensure_future(anext(values))
        await asyncio.to_thread(blocked.begun.wait, 5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await values.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(leave(), 5))
    assert blocked.closed.is_set()


def test_a_generator_at_work_is_closed_when_it_yields() -> None:
    go, closed = threading.Event(), threading.Event()

    def work(leaving: Leaving) -> Iterator[int]:
        try:
            yield 1
            go.wait(5)
            yield 2
            yield 3
        finally:
            closed.set()

    async def leave() -> None:
        values = relay(work)
        await anext(values)
        await values.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())
    go.set()
    assert closed.wait(5)
