"""Whether quotes carry a sentence that a language model wrote: kept, corrected or dropped.

A quote carries a sentence when every number, date and name of it stands there, it denies nothing
that the sentence affirms, its roles are not swapped, and its words cover the sentence's. Clauses
joined by "and" may stand on different quotes, each on one that carries it whole. When in doubt
the sentence is dropped: the quoted answer is always there to be shown instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from rag.answer.claims import (
    Clause,
    commands,
    no_claim,
    opens_with_pronoun,
    parts,
    subject_end,
    ways_to_read,
)
from rag.answer.entail import Entailment
from rag.answer.reading import bases, is_auxiliary, tokens
from rag.answer.verify_coverage import Cover, Coverage
from rag.answer.verify_dates import find_dates, missing_date, without_dates, years_around
from rag.answer.verify_firmness import too_firm
from rag.answer.verify_grounds import Carrier, Ground, means_subject, pairs, single
from rag.answer.verify_items import joined_wrongly
from rag.answer.verify_names import known_names, missing_name
from rag.answer.verify_numbers import listed, missing_number
from rag.answer.verify_opposites import wrong_word
from rag.answer.verify_polarity import UNDENIED, wrong_denial
from rag.answer.verify_receivers import turned_to
from rag.answer.verify_regions import misplaced
from rag.answer.verify_roles import swapped
from rag.answer.verify_source import without_source
from rag.answer.verify_units import wrong_unit
from rag.domain import Verdict
from rag.query import Query

__all__ = ["Carrier", "verify"]

ENTAILED = 0.5  # probability from which an entailment model agrees
BEHIND = 0.15  # by how much less than the nearest quote another one may cover a clause
SPREAD = 0.24  # how much of a clause may be missing in its quote and stand in some other
PART = 0.4  # how far each part of a clause must be covered
ANSWERED = 0.4  # how far the words that the question does not have must be covered
ADDED = 0.02  # how much each of two quotes must add when they carry a clause together


def verify(
    text: str,
    claimed: Sequence[int],
    carriers: Sequence[Carrier],
    read: Callable[[str], Query],
    entailment: Entailment | None = None,
    *,
    asked: str = "",
    before: str = "",
) -> Verdict:
    """What becomes of one written sentence, given without its numbers in brackets.

    `claimed` are the numbers behind it, whether they exist or not; `read` encodes a text. `asked`
    is the question that it answers, `before` the sentence before it, where they are known.
    """
    numbers = tuple(claimed)
    reason = no_claim(text)
    if reason:
        return Verdict(text, numbers, "dropped", reason=reason)
    if not carriers:
        return Verdict(text, numbers, "dropped", reason="there is no quote")
    trial = Trial(read(text), carriers, entailment, asked, before)
    carried = trial.carry(set(numbers), together=True)
    carried = carried or trial.carry({one.n for one in carriers}, together=False)
    if not carried:
        return Verdict(text, numbers, "dropped", reason=trial.reason())
    if set(carried) == set(numbers):
        return Verdict(text, numbers, "kept", carried)
    return Verdict(text, numbers, "corrected", carried, "other quotes carry it")


class Trial:
    """One sentence before its quotes."""

    def __init__(
        self,
        query: Query,
        carriers: Sequence[Carrier],
        entailment: Entailment | None,
        asked: str = "",
        before: str = "",
    ) -> None:
        self._query = query
        self._asked = bases(asked) if _wants_words(asked) else None
        self._before = before
        self._numbers = [one.n for one in carriers]
        self._entailment = entailment
        self._singles = [single(place, one, carriers) for place, one in enumerate(carriers)]
        self._pairs = pairs(carriers, self._singles)
        quotes = [(one.meant, it.rows) for one, it in zip(self._singles, carriers, strict=True)]
        self._coverage = Coverage(query, quotes)
        self._known = known_names(frozenset(one.passage for one in self._singles))

    def carry(self, numbers: Collection[int], together: bool) -> tuple[int, ...]:
        """The fewest of these quotes that carry the sentence; none when they do not.

        With `together`, neighbouring quotes may be read as one: where the model put both behind a
        sentence, not where any two would have to be found for it.
        """
        for clauses in ways_to_read(self._query.text):
            carried: set[int] = set()  # places
            for clause in clauses:
                held = self._held(clause, self._singles, numbers)
                if together and not held:
                    held = self._held(clause, self._pairs, numbers)[:1]
                if not held:
                    break
                carried.update(place for one in held for place in one.places)
            else:
                if self._answers(sorted(carried)):
                    return tuple(sorted(self._numbers[place] for place in carried))
        return ()

    def _is_whole(self, clause: Clause, ground: Ground) -> bool:
        """Whether a ground carries each part of a clause, not most of it only, and its subject."""
        clause = without_source(clause, ground.listing)
        start, end = clause.ranges[-1]
        thin = any(
            self._coverage.of(ground.places, [part]).mean < PART
            for part in parts(self._query.text)
            if start <= part[0] and part[1] <= end
        )
        opening = subject_end(self._query.text) if clause.ranges[0][0] == 0 else 0
        return not thin and not self._coverage.blended(ground.places, opening)

    def _answers(self, places: Sequence[int]) -> bool:
        """Whether what a sentence adds to its question stands in the quotes, not that alone.

        "X is a soccer team" to "Which sport does X play?" has all of its words covered but one.
        """
        if self._asked is None or self._entailment:
            return True
        text = self._query.text
        said = without_source(Clause(text, ((0, len(text)),)), self._singles[places[0]].listing)
        own = self._coverage.of_answer(places, said.ranges, self._asked)
        return own.mean >= ANSWERED

    def reason(self) -> str:
        """Why the quote that is nearest to the sentence does not carry it."""
        whole = ways_to_read(self._query.text)[0][0]
        best = max(self._singles, key=lambda one: self._cover(whole, one).mean)
        return next(
            self._doubts(whole, best), "a part of what it says is in no quote that carries the rest"
        )

    def _held(
        self, clause: Clause, grounds: Sequence[Ground], numbers: Collection[int]
    ) -> list[Ground]:
        """Those of the grounds that carry a clause.

        A quote that covers a clause much less than another one does is not what it is about: when
        the nearer one does not say so, the other does not either.
        """
        held = [
            one
            for one in grounds
            if {self._numbers[place] for place in one.places} <= set(numbers)
            and not commands(one.text)
            and (self._entailment or (self._is_about(clause, one) and self._is_whole(clause, one)))
            and next(self._doubts(clause, one), None) is None
        ]
        best = max((self._cover(clause, one).mean for one in held), default=0.0)
        return [] if held and self._contradicted(clause, best) else held

    def _contradicted(self, clause: Clause, own: float) -> bool:
        """Whether a quote that covers a clause as well or better says the contrary of it."""
        return any(
            self._cover(clause, one).mean >= own
            and any(
                reason not in (None, UNDENIED)
                for reason in _checks(without_source(clause, one.listing).text, one.text)
            )
            for one in self._singles
        )

    def _is_about(self, clause: Clause, ground: Ground) -> bool:
        """Whether no other quote comes much nearer to a clause, or has much that is missing."""
        own = self._cover(clause, ground).mean
        if len(ground.places) > 1:
            alone = max(self._coverage.of((place,), clause.ranges).mean for place in ground.places)
            if own < alone + ADDED:
                return False
        nearest, joined = self._coverage.beside(ground.places, clause.ranges)
        return nearest <= own + BEHIND and joined <= own + SPREAD

    def _cover(self, clause: Clause, ground: Ground) -> Cover:
        return self._coverage.of(ground.places, clause.ranges)

    def _doubts(self, clause: Clause, ground: Ground) -> Iterator[str]:
        """Why a ground does not carry a clause, in a few words each."""
        clause = without_source(clause, ground.listing)
        text, quote, day = clause.text, ground.text, ground.listing.date
        if opens_with_pronoun(text) and not means_subject(ground, self._before):
            yield "it does not say whom or what it is about"
        said = listed(f"{quote} {ground.context}")
        said |= years_around(quote, ground.context, day) if _open_dates(quote) else set()
        number = missing_number(without_dates(text), without_dates(quote), said)
        if number:
            yield f"no quote that says this has the number {number}"
        when = missing_date(text, quote, day, ground.context)
        if when:
            yield f"no quote that says this has the date {when}"
        name = missing_name(text, quote, ground.context, ground.passage, self._known)
        if name:
            yield f"no quote says this of {name}"
        yield from filter(None, _checks(text, quote))
        covered = self._cover(clause, ground)
        if self._entailment:
            if self._entailment.score(f"{ground.context} {quote}".strip(), text) < ENTAILED:
                yield "the entailment model does not find it in the quotes"
        elif not covered.enough:
            yield f"no quote covers “{covered.word}”"


def _checks(text: str, quote: str) -> Iterator[str | None]:
    """What a text says otherwise than its quote although all of its words may be there."""
    yield wrong_denial(text, quote)
    yield wrong_word(text, quote)
    yield too_firm(text, quote)
    yield swapped(text, quote) or turned_to(text, quote)
    unit = wrong_unit(without_dates(text), without_dates(quote))
    yield f"the quote has another number than “{unit}”" if unit else None
    yield misplaced(text, quote)
    yield joined_wrongly(text, quote)


def _wants_words(asked: str) -> bool:
    """Whether a question wants words of its own for an answer: not "yes", nor one of two."""
    words = tokens(asked)
    return bool(words) and not is_auxiliary(words[0]) and " or " not in asked


def _open_dates(quote: str) -> bool:
    """Whether a quote speaks of a time without its year."""
    words = {token.word for token in tokens(quote)}
    return any(when.year is None for when in find_dates(quote)) or bool(words & {"then", "year"})
