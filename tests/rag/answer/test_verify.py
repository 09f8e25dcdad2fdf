from datetime import date

import pytest

from rag.answer.verify import verify
from tests.rag.answer.carriers import carriers, judge
from tests.rag.answer.pieces import ask

VISIT = "Pakistan's foreign minister Ishaq Dar visited Kabul on April 19 with 12 officials."
TRADE = "China signed a trade agreement with Pakistan in Beijing."


def test_kept_on_the_quote_that_it_claims() -> None:
    verdict = judge("Ishaq Dar visited Kabul on April 19.", VISIT, TRADE)
    assert (verdict.fate, verdict.carried, verdict.reason) == ("kept", (1,), "")


@pytest.mark.parametrize("claimed", [(2,), (7,), (), (2, 9)])
def test_a_false_marker_is_corrected(claimed: tuple[int, ...]) -> None:
    verdict = judge("Ishaq Dar visited Kabul on April 19.", VISIT, TRADE, claimed=claimed)
    assert (verdict.fate, verdict.claimed, verdict.carried) == ("corrected", claimed, (1,))


def test_a_marker_that_adds_nothing_is_taken_off() -> None:
    verdict = judge("Ishaq Dar visited Kabul on April 19.", VISIT, TRADE, claimed=(1, 2))
    assert (verdict.fate, verdict.carried) == ("corrected", (1,))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ishaq Dar visited Kabul with 40 officials.", "the number 40"),
        ("Ishaq Dar visited Kabul on April 21.", "the date April 21"),
        ("Wang Yi visited Kabul on April 19.", "says this of Wang Yi"),
        ("Ishaq Dar did not visit Kabul.", "do not deny"),
        ("Kabul visited Ishaq Dar.", "the other way round"),
        ("Ishaq Dar danced in Kabul to loud music.", "covers"),
    ],
)
def test_dropped_with_a_reason(text: str, reason: str) -> None:
    verdict = judge(text, VISIT, TRADE)
    assert (verdict.fate, verdict.carried) == ("dropped", ())
    assert reason in verdict.reason


def test_clauses_may_stand_on_different_quotes() -> None:
    text = "Ishaq Dar visited Kabul on April 19, and China signed a trade agreement in Beijing."
    verdict = judge(text, VISIT, TRADE, claimed=(1, 2))
    assert (verdict.fate, verdict.carried) == ("kept", (1, 2))


@pytest.mark.parametrize(
    "text",
    [
        "Ishaq Dar signed a trade agreement with China on April 19.",
        "Ishaq Dar visited Kabul and signed a trade agreement in Beijing.",
    ],
)
def test_a_blend_of_two_articles_is_dropped(text: str) -> None:
    assert judge(text, VISIT, TRADE, claimed=(1, 2)).fate == "dropped"


def test_neighbours_are_read_together_where_both_are_claimed() -> None:
    report = "The Taliban returned to power in August 2021. Since then there was no ambassador."
    text = "Since the Taliban returned to power in August 2021 there was no ambassador."
    assert judge(text, report, claimed=(1, 2)).carried == (1, 2)
    assert judge(text, report, claimed=(2,)).fate == "dropped"


def test_a_pronoun_means_whom_the_sentence_before_names() -> None:
    report = "Ishaq Dar spoke to reporters. He expressed hope for closer trade."
    assert judge("Ishaq Dar expressed hope for closer trade.", report, claimed=(2,)).fate == "kept"
    assert judge("Wang Yi expressed hope for closer trade.", report, claimed=(2,)).fate == "dropped"


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("According to Daily News, 31 May 2025, Ishaq Dar visited Kabul on April 19.", "kept"),
        ("Daily News reported on 31 May 2025 that Ishaq Dar visited Kabul.", "kept"),
        ("Ishaq Dar visited Kabul on April 19 (Daily News, 31 May 2025).", "kept"),
        ("According to Daily News, 30 May 2025, Ishaq Dar visited Kabul.", "dropped"),
        ("According to The Herald, Ishaq Dar visited Kabul on April 19.", "dropped"),
        ("Pakistan said that Ishaq Dar visited Kabul on April 19.", "kept"),
        ("China said that Ishaq Dar visited Kabul on April 19.", "dropped"),
    ],
)
def test_what_names_the_article_is_held_against_its_listing(text: str, fate: str) -> None:
    assert judge(text, VISIT, TRADE).fate == fate


def test_what_a_nearer_quote_denies_is_not_carried_by_a_farther_one() -> None:
    denied = "Pakistan has not recognised the Taliban government."
    near = "Pakistan has a mission that the Taliban government recognised last year."
    verdict = judge("Pakistan has recognised the Taliban government.", denied, near)
    assert verdict.fate == "dropped"


def test_without_quotes_nothing_is_kept() -> None:
    assert verify("Dar visited Kabul.", [1], [], ask).reason == "there is no quote"


class Judge:
    """Entailment that always says the same, and remembers whether it was asked."""

    def __init__(self, answer: float) -> None:
        self.answer = answer
        self.asked = 0

    def score(self, premise: str, hypothesis: str) -> float:
        self.asked += 1
        return self.answer


def test_entailment_is_a_further_condition() -> None:
    found = carriers(VISIT, day=date(2025, 5, 31))
    text = "Ishaq Dar visited Kabul on April 19."
    assert verify(text, [1], found, ask, Judge(0.9)).fate == "kept"
    assert verify(text, [1], found, ask, Judge(0.1)).fate == "dropped"


def test_entailment_rescues_only_what_nothing_else_speaks_against() -> None:
    found = carriers(VISIT)
    assert verify("Ishaq Dar came to Kabul by plane.", [1], found, ask, Judge(0.9)).fate == "kept"
    strict = Judge(0.9)
    assert verify("Wang Yi came to Kabul by plane.", [1], found, ask, strict).fate == "dropped"
    assert strict.asked == 0


@pytest.mark.parametrize("text", ["x" * 2000, "and " * 200, "A, B and C; D, who, " * 40])
def test_a_long_or_odd_text_is_judged_all_the_same(text: str) -> None:
    assert judge(text, VISIT).fate == "dropped"
