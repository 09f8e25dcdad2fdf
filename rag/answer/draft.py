"""What a model writes, piece by piece: what of it may be shown, and its sentences at the end.

Numbers in brackets are read as the evidence that a sentence claims, and taken out. Knows nothing
of whether a sentence is true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer.prompt import REFUSAL
from rag.stops import stops

MARK = re.compile(r"\s*[\[【]\s*(?:quotes?\s*)?(\d+(?:\s*[,;–-]\s*\d+)*)\s*[\]】]", re.I)
THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
OPENING = re.compile(
    r"[\s>*#•–-]*(?:\d+[.)]\s+)?(?:(?:the )?(?:\w+ )?answer(?: is)?\s*:)?[\s*]*", re.I
)
UNDECIDED = re.compile(r"\s*(?:[\[【][^\]】]{0,40}|<[^>]{0,20})?$")
STRESS = re.compile(r"\*\*|__|`")
RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
MOST_CLAIMED = 12
REPEATED = 3  # times that one sentence may be written before the draft counts as endless


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, and the numbers it claims to stand on."""

    text: str
    claimed: tuple[int, ...] = ()


class Draft:
    """A text that grows."""

    def __init__(self) -> None:
        self.text = ""
        self._shown = ""

    def add(self, piece: str) -> str:
        """Take a piece in; what can be shown now, to be put after what was shown before.

        Held back is what may become a mark, a tag or a model's thinking.
        """
        self.text += piece
        return self._show(UNDECIDED.sub("", self._spoken()))

    def end(self) -> str:
        """What is left to be shown when no more comes."""
        return self._show(self._spoken().rstrip())

    @property
    def endless(self) -> bool:
        """Whether the model goes round in circles."""
        written = [sentence.text for sentence in read_draft(self.text)]
        return bool(written) and written.count(written[-1]) >= REPEATED

    def _spoken(self) -> str:
        return MARK.sub("", THINKING.sub("", self.text)).lstrip()

    def _show(self, visible: str) -> str:
        if not visible.startswith(self._shown):
            return ""
        fresh = visible[len(self._shown) :]
        self._shown = visible
        return fresh


def read_draft(text: str, *, cut: bool = False) -> list[Sentence]:
    """The sentences of a draft, in order. Of one that was cut off, without the unfinished last."""
    found: list[Sentence] = []
    for line in THINKING.sub("", text).splitlines():
        marks = list(MARK.finditer(line))
        pieces, at = [], 0
        places: list[tuple[int, tuple[int, ...]]] = []  # where marks stood in the line without them
        for mark in marks:
            pieces.append(line[at : mark.start()])
            places.append((sum(map(len, pieces)), _numbers(mark[1])))
            at = mark.end()
        bare = "".join([*pieces, line[at:]])
        start = 0
        for stop in [*stops(bare, 0, len(bare)), len(bare)]:
            sentence = STRESS.sub("", OPENING.sub("", bare[start:stop], count=1)).strip()
            # A mark right behind a full stop belongs to the sentence that the stop ended.
            ended = start + len(bare[start:stop].rstrip())
            claimed = [n for place, numbers in places if start < place <= ended for n in numbers]
            if sentence:
                found.append(Sentence(sentence, tuple(dict.fromkeys(claimed))))
            start = stop
    if cut and found and found[-1].text[-1] not in ".!?…。！？":
        found.pop()
    return found


def refuses(text: str) -> bool:
    """Whether a draft is the refusal that a model is asked for, and nothing more than that."""
    said = " ".join(sentence.text for sentence in read_draft(text))
    return said.casefold().strip(" .\"'") == REFUSAL.casefold().strip(" .")


def _numbers(listed: str) -> tuple[int, ...]:
    spread = RANGE.sub(
        lambda r: ",".join(map(str, range(int(r[1]), min(int(r[2]), int(r[1]) + 9) + 1))), listed
    )
    return tuple(int(n) for n in re.findall(r"\d{1,4}", spread))[:MOST_CLAIMED]
