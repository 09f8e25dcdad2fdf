"""An answer without a language model: the sentences that answer best, each on its quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.agreement import may_disagree, says_the_same
from rag.answer.evidence import Evidence

# How far behind the best sentence, in late interaction, another may be and still be shown: further
# while the answer stays SHORT. Chosen on one half of XQuAD English, where wider gaps add words
# faster than answers.
CLOSE = 0.08
CLOSE_WHILE_SHORT = 0.20
CLOSE_WHEN_FOUND = 0.10  # where a time, number or name is asked for and the best sentence has it
CLOSE_IN_LIST = 0.18
CLOSE_IN_CONFLICT = 0.18
SHORT = 45  # words
USUAL = 2
CERTAIN = 0.90  # late interaction from which one sentence is enough


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be a statement: sentences of articles that say it, the best of them first.

    `disputed` marks claims of different articles that may disagree. `words` are shown instead of
    the best sentence's own where somebody has put it in other words.
    """

    evidence: tuple[Evidence, ...]
    disputed: bool = False
    words: str = ""

    @property
    def best(self) -> Evidence:
        """The sentence that says it best."""
        return self.evidence[0]

    @property
    def text(self) -> str:
        """What is shown."""
        return self.words or self.best.text


def choose_claims(
    evidence: Sequence[Evidence], most: int, several: bool, fits: Callable[[str], bool]
) -> list[Claim]:
    """The best sentences as claims, best first: one or two, up to `most` where several are asked.

    `fits` tells whether a sentence holds the sort of thing that is asked for. Once one that does
    is chosen, none that does not is added.

    Nearly the same sentence of another article joins the claim; of the same article it is left
    out. A sentence of another article that may disagree with the best is shown beside it.
    """
    if not evidence:
        return []
    fitting = [fits(one.text) for one in evidence]
    satisfied, found = fitting[0], fitting[0] and not all(fitting)
    enough = satisfied and evidence[0].interaction >= CERTAIN
    limit = most if several else 1 if enough else min(USUAL, most)
    chosen: list[list[Evidence]] = []
    for one, fit in zip(evidence, fitting, strict=True):
        twin = next((group for group in chosen if _same(group[0], one)), None)
        if twin is not None:
            if all(_article(one) != _article(member) for member in twin):
                twin.append(one)
        elif not chosen or (
            len(chosen) < limit
            and (fit or not satisfied)
            and behind(evidence[0], one) <= _reach(chosen, one, several, found)
        ):
            chosen.append([one])
    _add_rival(chosen, evidence, most)
    return mark_disputed([Claim(tuple(group)) for group in chosen])


def mark_disputed(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, each marked where it may disagree with another of them."""
    return [
        replace(claim, disputed=any(may_disagree(claim.best, other.best) for other in claims))
        for claim in claims
    ]


def behind(best: Evidence, one: Evidence) -> float:
    """By how much a sentence matches the question worse than the best one."""
    return best.interaction - one.interaction


def _reach(
    chosen: Sequence[Sequence[Evidence]], one: Evidence, several: bool, found: bool
) -> float:
    """How far behind the best sentence this one may be to be added to the chosen."""
    if several:
        return CLOSE_IN_LIST
    if found:
        return CLOSE_WHEN_FOUND
    words = sum(len(shown.text.split()) for shown in [one, *(group[0] for group in chosen)])
    return CLOSE_WHILE_SHORT if words <= SHORT else CLOSE


def _same(one: Evidence, other: Evidence) -> bool:
    return says_the_same(one, other) or (
        _article(one) == _article(other) and says_the_same(other, one)
    )


def _add_rival(chosen: list[list[Evidence]], evidence: Sequence[Evidence], most: int) -> None:
    """Put what may disagree with the best sentence beside it, where there is room."""
    best = chosen[0][0]
    near = (one for one in evidence if behind(best, one) <= CLOSE_IN_CONFLICT)
    rival = next((one for one in near if may_disagree(best, one)), None)
    if rival and len(chosen) < most and not any(rival in group for group in chosen):
        chosen.insert(1, [rival])


def _article(one: Evidence) -> str:
    return one.hit.passage.article_id
