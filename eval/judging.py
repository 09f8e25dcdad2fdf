"""Put answers before a judge. Knows records and what a judge may be asked, and no endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from eval.articles import Told
from eval.gold import Case
from eval.judge import Judge
from eval.match import said
from eval.run import Record
from eval.verdict import UNJUDGED, Verdict


def judged(judge: Judge, records: Sequence[Record], jobs: int, told: Told) -> list[Record]:
    """The records in their order, with what the judge thinks of their answers, `jobs` at a time.

    A refusal is not judged. After an interrupt the rest stay without a verdict, see `unjudged`.
    """
    found = list(records)
    waiting = [number for number, record in enumerate(records) if not record.refused]
    slots = asyncio.Semaphore(jobs)
    done = 0

    async def one(number: int) -> None:
        nonlocal done
        async with slots:
            found[number] = replace(found[number], verdict=await verdict(judge, found[number]))
        done += 1
        told("answers judged", done, len(waiting))

    async def everything() -> None:
        await asyncio.gather(*(one(number) for number in waiting))

    try:
        asyncio.run(everything())
    except KeyboardInterrupt:
        return found
    return found


async def verdict(judge: Judge, record: Record) -> Verdict:
    """What the judge thinks of one answer: correct where one is known, carried by its quotes."""
    case, answer = record.case, " ".join(said(record.answer).split())
    quotes = [quote.text for quote in record.answer.quotes]
    right = faithful = None
    if not case.refuse:
        right = await judge.correctness(conversation(case), answer, reference(case))
    if quotes:
        faithful = await judge.faithfulness(answer, quotes)
    return Verdict(right, faithful)


def conversation(case: Case) -> str:
    """The question as it was asked, after what was said before it."""
    turns = [f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in case.history]
    return "\n\n".join([*turns, f"Question: {case.question}"]) if turns else case.question


def reference(case: Case) -> str:
    """All that is accepted, in words: what has to be there, and the ways to put each of it."""
    return "; and ".join(" or ".join(group) for group in case.wanted)


def unjudged(records: Sequence[Record]) -> int:
    """How many answers a judge was not asked about."""
    return sum(record.verdict is UNJUDGED for record in records if not record.refused)


def unread(records: Sequence[Record]) -> list[str]:
    """Why replies of the judge could not be used, one text for each."""
    return [why for record in records for why in record.verdict.unread]
