"""What a written sentence may stand on: a quote, or two neighbours that are read together.

Adds to a quote what its pronouns may refer to. Knows nothing of what is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.answer.cite import PRONOUN
from rag.answer.evidence import Evidence
from rag.answer.reading import bases, is_verb, tokens
from rag.answer.verify_names import name_words
from rag.domain import Listing
from rag.embedding.base import Matrix

PERSONAL = frozenset("he she they i we it his her their my our its this these such".split())
HE = re.compile(r"\b(?:he|she)\b")
BACK = 3  # sentences in which to look for whom a pronoun means
GAP = 20  # characters between neighbouring sentences
APART = 2  # sentences from one quote to the next that may be read with it


@dataclass(frozen=True, slots=True)
class Carrier:
    """A numbered sentence of evidence that may carry a written one.

    `rows` are its token vectors, encoded in their passage.
    """

    n: int
    evidence: Evidence
    rows: Matrix


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim may stand on: one quote, or two of one passage that are read together.

    `places` are where they stand among the carriers; `context` is what their pronouns may refer
    to: the sentence before, or the title. `before` is the title and the sentence before, always.
    """

    places: tuple[int, ...]
    text: str
    context: str
    before: str
    passage: str
    listing: Listing

    @property
    def meant(self) -> str:
        """Its text with the names that its pronouns may stand for."""
        return " ".join([self.text, *(name.text for name in name_words(self.context))])

    @property
    def told(self) -> str:
        """Its text after what its pronouns may refer to."""
        return f"{self.context} {self.text}".strip()

    @property
    def around(self) -> str:
        """Its text after the title and the sentence before."""
        return f"{self.before} {self.text}"


def single(place: int, one: Carrier, carriers: Sequence[Carrier] = ()) -> Ground:
    """A quote by itself; what stands before it may be known from the passages of the others."""
    hit = one.evidence.hit
    text = " ".join(one.evidence.text.split())
    before = _before(one, carriers)
    context = ""
    if _refers(text):
        around = before[-BACK:] or [hit.listing.title]
        # what "he" in the sentence before stands for is told before that one
        first = next(
            (
                i
                for i in range(len(around) - 1, 0, -1)
                if not _refers(around[i]) and not HE.search(around[i])
            ),
            0,
        )
        context = " ".join(around[first:])
    leading = " ".join([f"{hit.listing.title}.", *before[-1:]])
    return Ground((place,), text, context, leading, hit.passage.text, hit.listing)


def _before(one: Carrier, carriers: Sequence[Carrier]) -> list[str]:
    """The sentences that lead to a quote without a gap, in order."""
    passages = [
        other.evidence.hit.passage
        for other in (one, *carriers)
        if other.evidence.hit.passage.article_id == one.evidence.hit.passage.article_id
    ]
    told = {s: passage.slice(s) for passage in passages for s in passage.sentences}
    found: list[str] = []
    until = one.evidence.span.start
    for span in sorted(told, key=lambda s: s.end, reverse=True):
        if span.end <= until:
            if until - span.end > GAP:
                break
            found.insert(0, told[span])
            until = span.start
    return found


def pairs(carriers: Sequence[Carrier], singles: Sequence[Ground]) -> list[Ground]:
    """Each two quotes of which the second stands soon after the first."""
    return [
        pair(singles[i], singles[j])
        for i, one in enumerate(carriers)
        for j, other in enumerate(carriers)
        if follows(one.evidence, other.evidence)
    ]


def pair(first: Ground, second: Ground) -> Ground:
    """Two quotes as one."""
    return Ground(
        (*first.places, *second.places),
        f"{first.text} {second.text}",
        first.context,
        first.before,
        first.passage,
        first.listing,
    )


def means_subject(ground: Ground, before: str) -> bool:
    """Whether "they", in a sentence after `before`, can be whom a ground is about.

    So when the ground itself opens with a pronoun, or `before` has a word of its subject.
    """
    if PRONOUN.match(ground.text):
        return True
    subject = takewhile(lambda one: not is_verb(one), tokens(ground.text))
    return bool({one.base for one in subject if not one.stop} & bases(before))


def _refers(text: str) -> bool:
    """Whether a quote speaks of somebody whom an earlier sentence names."""
    if PRONOUN.match(text):
        return True
    words = tokens(text)
    named = min((token.start for token in name_words(text)), default=len(text))
    return any(one.word in PERSONAL and (one.start < named or one.text == "I") for one in words)


def follows(one: Evidence, other: Evidence) -> bool:
    """Whether the second quote stands soon after the first in an article."""
    if one.hit.passage.article_id != other.hit.passage.article_id or other.span <= one.span:
        return False
    for places in (one.hit.passage.sentences, other.hit.passage.sentences):
        if one.span in places and other.span in places:
            return places.index(other.span) - places.index(one.span) <= APART
    return False
