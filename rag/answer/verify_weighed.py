"""A trial by weights: what speaks for and against a quote, weighed by a fitted model.

An inference model tells whether the quote carries the sentence; coverage tells whether the
quote speaks of it at all; rules tell which numbers, dates and names it lacks. None of them is sure
by itself. The weights stand in `carried.json`, fitted by `eval weigh` on planted sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.claims import Clause, commands, ways_to_read
from rag.answer.inference import Inference
from rag.answer.logistic import Logistic, load_logistic
from rag.answer.verify_dates import without_dates
from rag.answer.verify_grounds import Carrier, Ground
from rag.answer.verify_names import missing_name, names_others
from rag.answer.verify_numbers import listed, missing_number
from rag.answer.verify_source import without_source
from rag.answer.verify_trial import NO_SUBJECT, Trial, other_unit, uncovered
from rag.query import Query

FEATURES = (
    "covered",  # mean match of the clause's words
    "weakest",  # match of the word that is covered worst
    "likeness",  # cosine of the sentence and the quote
    "elsewhere",  # by how much the best single quote covers it better; less than 0 for two quotes
    "completed",  # by how much any other quote together with these covers it better
    "joint",  # by how much two quotes cover it better than either
    "agreement",  # the inference model's log-odds that it is carried, the mean of two contexts
    "date",  # a date is missing
    "unit",  # a number counts something else
    "name_near",  # a name is missing that the passage or the title has
    "name_foreign",  # a name is missing there too
    "name_opens",  # it is the word that the clause opens with, perhaps no name
    "name_replaced",  # a name is missing, and the quote has one that the clause does not have
    "number_small",  # one, first, half … is missing
    "number_large",  # another number is
    "number_foreign",  # it is missing in the passage and the title too
    "clauses",  # into how many the sentence is cut, up to MANY
    "length",  # words of the clause, up to LONG, as a share of it
)
SMALL = frozenset("one two three first second third once twice half single both".split())
SURE = 6.0  # log-odds beyond which an inference model is not believed more
MANY, LONG = 3, 30
LOOKED_AT = 3  # quotes that are asked about a clause, where none is claimed
ABOUT = 0.35  # of a clause's words that they must cover
AGAINST = -2.0  # log-odds below which a quote is said not to say it
UNNAMED = 0.92  # probability that is asked of a quote which the model did not point at


def least(model: Logistic, named: bool) -> float:
    """The probability from which a quote carries a clause.

    A model that names the right quote shows that it read it; one that names none, or another, is
    believed less.
    """
    return model.threshold if named else max(model.threshold, UNNAMED)


class WeighedTrial(Trial):
    """One sentence before its quotes, judged by weights."""

    def __init__(
        self,
        query: Query,
        carriers: Sequence[Carrier],
        inference: Inference,
        before: str = "",
        model: Logistic | None = None,
    ) -> None:
        """`model` weighs; the one that comes with the library by default."""
        super().__init__(query, carriers, before)
        self._inference = inference
        self._model = model or load_logistic("carried")
        means = [one.rows.mean(axis=0) for one in carriers]
        self._likeness = [
            float(query.encoded.vector @ mean / (np.linalg.norm(mean) or 1.0)) for mean in means
        ]
        self._clauses = {
            clause: len(clauses) for clauses in ways_to_read(query.text) for clause in clauses
        }

    def held(self, clause: Clause, grounds: Sequence[Ground], named: bool) -> list[Ground]:
        """Those of the grounds that carry a clause, of the few that cover it best."""
        nearest = self.nearest(clause, grounds)[:LOOKED_AT]
        asked = least(self._model, named)
        return [one for one in nearest if not self._why_not(clause, one, asked)]

    def nearest(self, clause: Clause, grounds: Sequence[Ground]) -> list[Ground]:
        """The grounds, those that cover a clause best first."""
        return sorted(grounds, key=lambda one: -self.cover(clause, one).mean)

    def unfit(self, clause: Clause, ground: Ground) -> str:
        """Why a ground is not weighed for a clause at all; empty when it is."""
        if self.lacks_subject(without_source(clause, ground.listing).text, ground):
            return NO_SUBJECT
        cover = self.cover(clause, ground)
        return uncovered(cover) if commands(ground.text) or cover.mean < ABOUT else ""

    def doubt(self, clause: Clause, ground: Ground) -> str:
        """Why a ground that the model did not name does not carry a clause; empty when it does."""
        return self._why_not(clause, ground, least(self._model, named=False))

    def _why_not(self, clause: Clause, ground: Ground, asked: float) -> str:
        """Why a ground does not carry a clause with the probability that is asked."""
        if unfit := self.unfit(clause, ground):
            return unfit
        found = self.describe(clause, ground)
        if self._model.probability(found) >= asked:
            return ""
        text = without_source(clause, ground.listing).text
        reason = self.lacks(text, ground).reason or other_unit(text, ground.text)
        if reason:
            return reason
        if found["agreement"] < AGAINST:
            return "the inference model finds that no quote says so"
        return "too little in the quotes speaks for it"

    def describe(self, clause: Clause, ground: Ground) -> dict[str, float]:
        """The features of a clause and what may carry it, by name."""
        text = without_source(clause, ground.listing).text
        cover = self.cover(clause, ground)
        nearest, joined = self.coverage.beside(ground.places, clause.ranges)
        said = [self._inference.agreement(one, text) for one in (ground.told, ground.around)]
        lacks = self.lacks(text, ground)
        number, name = lacks.number or "", lacks.name or ""
        nearby = f"{ground.listing.title}. {ground.passage}"
        known = listed(nearby) | listed(f"{ground.text} {ground.context}")
        foreign = missing_number(without_dates(text), without_dates(nearby), known) or ""
        stranger = missing_name(text, nearby, ground.context, ground.passage, self.known)
        small = number.lower() in SMALL
        opens = bool(name) and text.startswith(name.split()[0])
        return {
            "covered": cover.mean,
            "weakest": cover.weakest,
            "likeness": max(self._likeness[place] for place in ground.places),
            "elsewhere": nearest - cover.mean,
            "completed": joined - cover.mean,
            "joint": max(0.0, cover.mean - nearest),
            "agreement": float(np.mean(np.clip(said, -SURE, SURE))),
            "date": float(bool(lacks.date)),
            "unit": float(bool(other_unit(text, ground.text))),
            "name_near": float(bool(name) and not stranger),
            "name_foreign": float(bool(stranger) and not opens),
            "name_opens": float(opens),
            "name_replaced": float(bool(name) and names_others(text, ground.text)),
            "number_small": float(bool(number) and small),
            "number_large": float(bool(number) and not small),
            "number_foreign": float(bool(foreign) and foreign.lower() not in SMALL),
            "clauses": float(min(self._clauses.get(clause, 1), MANY)),
            "length": min(len(text.split()), LONG) / LONG,
        }
