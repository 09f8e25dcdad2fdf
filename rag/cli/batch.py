"""A batch of questions: JSON Lines, checked to the last before the first is asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.chat.question import check_question
from rag.domain import Turn
from rag.errors import BadInput, BadQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a batch and the turns before it."""

    question: str
    history: tuple[Turn, ...] = ()


def read_lines(batch: str) -> list[str]:
    """The lines of a batch file, or of stdin for `-`. Raises BadInput when it cannot be read."""
    try:
        data = sys.stdin.buffer.read() if batch == "-" else Path(batch).read_bytes()
        return data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise BadInput(f"The batch {batch} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"The batch {batch} is not UTF-8 text; save it as that.") from None


def parse_batch(lines: Iterable[str]) -> list[Asked]:
    """The questions of a batch. Raises BadInput naming the first line that cannot be used."""
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given: Any = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInput(f"Line {number} of the batch is not JSON; nothing was asked.") from None
        question = given.get("question") if isinstance(given, dict) else None
        if not isinstance(question, str):
            raise BadInput(f"Line {number} of the batch has no question; nothing was asked.")
        try:
            check_question(whole(question))
        except BadQuestion as error:
            raise BadInput(f"Line {number} of the batch: {error} Nothing was asked.") from None
        history = given.get("history") or []
        if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
            raise BadInput(
                f"Line {number} of the batch has a history that is no list of "
                "[question, answer] pairs; nothing was asked."
            )
        turns = tuple(Turn(whole(before), whole(said)) for before, said in history)
        asked.append(Asked(whole(question), turns))
    if not asked:
        raise BadInput("The batch holds no question; write one JSON object a line.")
    return asked


def whole(text: str) -> str:
    """Text without half characters, which a terminal or a JSON escape can bring."""
    return text.encode("utf-8", "replace").decode()


def _is_turn(turn: Any) -> bool:
    return isinstance(turn, list) and len(turn) == 2 and all(isinstance(t, str) for t in turn)
