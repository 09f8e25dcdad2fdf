"""A trial by rules: every condition must hold for a quote to carry a clause. English rules.

Numbers, dates and names must stand there, denial and roles must agree, the words must be covered;
an entailment model, where there is one, takes the place of the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.claims import Clause, commands, parts, subject_end
from rag.answer.entail import Entailment
from rag.answer.reading import bases, is_auxiliary, tokens
from rag.answer.verify_firmness import too_firm
from rag.answer.verify_grounds import Carrier, Ground
from rag.answer.verify_items import joined_wrongly
from rag.answer.verify_opposites import wrong_word
from rag.answer.verify_polarity import UNDENIED, wrong_denial
from rag.answer.verify_receivers import turned_to
from rag.answer.verify_regions import misplaced
from rag.answer.verify_roles import swapped
from rag.answer.verify_source import without_source
from rag.answer.verify_trial import NO_SUBJECT, Trial, other_unit, uncovered
from rag.query import Query

ENTAILED = 0.5  # probability from which an entailment model agrees
BEHIND = 0.15  # by how much less than the nearest quote another one may cover a clause
SPREAD = 0.24  # how much of a clause may be missing in its quote and stand in some other
PART = 0.4  # how far each part of a clause must be covered
ANSWERED = 0.4  # how far the words that the question does not have must be covered
ADDED = 0.02  # how much each of two quotes must add when they carry a clause together


class RuleTrial(Trial):
    """One sentence before its quotes, judged by rules."""

    def __init__(
        self,
        query: Query,
        carriers: Sequence[Carrier],
        entailment: Entailment | None,
        asked: str = "",
        before: str = "",
    ) -> None:
        super().__init__(query, carriers, before)
        self._asked = bases(asked) if _wants_words(asked) else None
        self._entailment = entailment

    def held(self, clause: Clause, grounds: Sequence[Ground], named: bool) -> list[Ground]:  # noqa: ARG002
        """Those of the grounds that carry a clause, whether the model pointed at them or not.

        A quote that covers a clause much less than another one does is not what it is about: when
        the nearer one does not say so, the other does not either.
        """
        held = [
            one
            for one in grounds
            if not commands(one.text)
            and (self._entailment or (self._is_about(clause, one) and self._is_whole(clause, one)))
            and next(self._doubts(clause, one), None) is None
        ]
        best = max((self.cover(clause, one).mean for one in held), default=0.0)
        return [] if held and self._contradicted(clause, best) else held

    def doubt(self, clause: Clause, ground: Ground) -> str:
        """Why a ground does not carry a clause, in a few words; empty when it does."""
        return next(self._doubts(clause, ground), "")

    def _is_whole(self, clause: Clause, ground: Ground) -> bool:
        """Whether a ground carries each part of a clause, not most of it only, and its subject."""
        clause = without_source(clause, ground.listing)
        start, end = clause.ranges[-1]
        thin = any(
            self.coverage.of(ground.places, [part]).mean < PART
            for part in parts(self.query.text)
            if start <= part[0] and part[1] <= end
        )
        opening = subject_end(self.query.text) if clause.ranges[0][0] == 0 else 0
        return not thin and not self.coverage.blended(ground.places, opening)

    def answers(self, places: Sequence[int]) -> bool:
        """Whether what the sentence adds to its question stands in the quotes, not that alone.

        "X is a soccer team" to "Which sport does X play?" has all of its words covered but one.
        """
        if self._asked is None or self._entailment:
            return True
        text = self.query.text
        said = without_source(Clause(text, ((0, len(text)),)), self.singles[places[0]].listing)
        own = self.coverage.of_answer(places, said.ranges, self._asked)
        return own.mean >= ANSWERED

    def _contradicted(self, clause: Clause, own: float) -> bool:
        """Whether a quote that covers a clause as well or better says the contrary of it."""
        return any(
            self.cover(clause, one).mean >= own
            and any(
                reason not in (None, UNDENIED)
                for reason in _checks(without_source(clause, one.listing).text, one.text)
            )
            for one in self.singles
        )

    def _is_about(self, clause: Clause, ground: Ground) -> bool:
        """Whether no other quote comes much nearer to a clause, or has much that is missing."""
        own = self.cover(clause, ground).mean
        if len(ground.places) > 1:
            alone = max(self.coverage.of((place,), clause.ranges).mean for place in ground.places)
            if own < alone + ADDED:
                return False
        nearest, joined = self.coverage.beside(ground.places, clause.ranges)
        return nearest <= own + BEHIND and joined <= own + SPREAD

    def _doubts(self, clause: Clause, ground: Ground) -> Iterator[str]:
        """Why a ground does not carry a clause, in a few words each."""
        clause = without_source(clause, ground.listing)
        text, quote = clause.text, ground.text
        if self.lacks_subject(text, ground):
            yield NO_SUBJECT
        if lacking := self.lacks(text, ground).reason:
            yield lacking
        yield from filter(None, _checks(text, quote))
        covered = self.cover(clause, ground)
        if self._entailment:
            if self._entailment.score(ground.told, text) < ENTAILED:
                yield "the entailment model does not find it in the quotes"
        elif not covered.enough:
            yield uncovered(covered)


def _checks(text: str, quote: str) -> Iterator[str | None]:
    """What a text says otherwise than its quote although all of its words may be there."""
    yield wrong_denial(text, quote)
    yield wrong_word(text, quote)
    yield too_firm(text, quote)
    yield swapped(text, quote) or turned_to(text, quote)
    yield other_unit(text, quote)
    yield misplaced(text, quote)
    yield joined_wrongly(text, quote)


def _wants_words(asked: str) -> bool:
    """Whether a question wants words of its own for an answer: not "yes", nor one of two."""
    words = tokens(asked)
    return bool(words) and not is_auxiliary(words[0]) and " or " not in asked
