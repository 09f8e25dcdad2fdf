"""One written sentence before its quotes: which of them carry it, by the fewest that do.

What it takes for one quote to carry one clause is told by those who go on from here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer.claims import Clause, opens_with_pronoun, ways_to_read
from rag.answer.reading import tokens
from rag.answer.verify_coverage import Cover, Coverage
from rag.answer.verify_dates import find_dates, missing_date, without_dates, years_around
from rag.answer.verify_grounds import Carrier, Ground, means_subject, pairs, single
from rag.answer.verify_names import known_names, missing_name
from rag.answer.verify_numbers import listed, missing_number
from rag.answer.verify_units import wrong_unit
from rag.query import Query

NO_SUBJECT = "it does not say whom or what it is about"


@dataclass(frozen=True, slots=True)
class Lacks:
    """The first number, date and name of a text that a ground does not have; None for none."""

    number: str | None
    date: str | None
    name: str | None

    @property
    def reason(self) -> str:
        """The first of them in words; empty when nothing is lacking."""
        if self.number:
            return f"no quote that says this has the number {self.number}"
        if self.date:
            return f"no quote that says this has the date {self.date}"
        return f"no quote says this of {self.name}" if self.name else ""


class Trial(ABC):
    """One sentence before its quotes."""

    def __init__(self, query: Query, carriers: Sequence[Carrier], before: str = "") -> None:
        """`before` is the sentence before it, where it is known."""
        self.query = query
        self._before = before
        self._numbers = [one.n for one in carriers]
        self.singles = [single(place, one, carriers) for place, one in enumerate(carriers)]
        self.pairs = pairs(carriers, self.singles)
        quotes = [(one.meant, it.rows) for one, it in zip(self.singles, carriers, strict=True)]
        self.coverage = Coverage(query, quotes)
        self.known = known_names(frozenset(one.passage for one in self.singles))

    @abstractmethod
    def held(self, clause: Clause, grounds: Sequence[Ground], named: bool) -> list[Ground]:
        """Those of the grounds that carry a clause; `named` where the model pointed at them."""

    @abstractmethod
    def doubt(self, clause: Clause, ground: Ground) -> str:
        """Why a ground does not carry a clause, in a few words; empty when it does."""

    def answers(self, places: Sequence[int]) -> bool:
        """Whether the quotes at these places carry what the sentence adds to its question."""
        return bool(places)

    def carry(self, numbers: Collection[int], named: bool) -> tuple[int, ...]:
        """The fewest of these quotes that carry the sentence; none when they do not.

        `named` are quotes that the model put behind the sentence. Neighbours among them may be
        read as one; any two that would have to be found for it may not.
        """
        singles, both = (
            [
                one
                for one in grounds
                if {self._numbers[place] for place in one.places} <= set(numbers)
            ]
            for grounds in (self.singles, self.pairs if named else [])
        )
        for clauses in ways_to_read(self.query.text):
            carried: set[int] = set()  # places
            for clause in clauses:
                held = self.held(clause, singles, named) or self.held(clause, both, named)[:1]
                if not held:
                    break
                carried.update(place for one in held for place in one.places)
            else:
                if self.answers(sorted(carried)):
                    return tuple(sorted(self._numbers[place] for place in carried))
        return ()

    def reason(self) -> str:
        """Why the quote that is nearest to the sentence does not carry it."""
        whole = ways_to_read(self.query.text)[0][0]
        best = max(self.singles, key=lambda one: self.cover(whole, one).mean)
        return (
            self.doubt(whole, best) or "a part of what it says is in no quote that carries the rest"
        )

    def cover(self, clause: Clause, ground: Ground) -> Cover:
        """How far the words of a clause are in a ground."""
        return self.coverage.of(ground.places, clause.ranges)

    def lacks(self, text: str, ground: Ground) -> Lacks:
        """What of a text a ground does not have."""
        quote, context = ground.text, ground.context
        return Lacks(
            _missing_number(text, ground),
            missing_date(text, quote, ground.listing.date, context),
            missing_name(text, quote, context, ground.passage, self.known),
        )

    def lacks_subject(self, text: str, ground: Ground) -> bool:
        """Whether a clause opens with a pronoun that cannot mean whom the ground is about."""
        return opens_with_pronoun(text) and not means_subject(ground, self._before)


def other_unit(text: str, quote: str) -> str | None:
    """That a number of a text counts something else in the quote, as a reason, or nothing."""
    unit = wrong_unit(without_dates(text), without_dates(quote))
    return f"the quote has another number than “{unit}”" if unit else None


def uncovered(cover: Cover) -> str:
    """That a word is in no quote, as a reason."""
    return f"no quote covers “{cover.word}”"


def _missing_number(text: str, ground: Ground) -> str | None:
    quote, day = ground.text, ground.listing.date
    said = listed(f"{quote} {ground.context}")
    said |= years_around(quote, ground.context, day) if _open_dates(quote) else set()
    return missing_number(without_dates(text), without_dates(quote), said)


def _open_dates(quote: str) -> bool:
    """Whether a quote speaks of a time without its year."""
    words = {token.word for token in tokens(quote)}
    return any(when.year is None for when in find_dates(quote)) or bool(words & {"then", "year"})
