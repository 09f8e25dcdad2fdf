import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.quoted import choose_claims
from tests.rag.answer.pieces import claims, evidence

DAR = "Ishaq Dar visited Kabul in April."
AGAIN = "In April, Ishaq Dar visited Kabul."
TRADE = "Both sides spoke about trade and transit."
TALKS = "China convened a meeting of ministers."
CALM = "The border at Torkham stayed calm."
RAIN = "Rain is forecast for tomorrow evening."


def test_no_evidence_makes_no_claim() -> None:
    assert claims([]) == []


def test_the_best_sentence_comes_first() -> None:
    chosen = claims([evidence(DAR, strength=0.9), evidence(TRADE, strength=0.88)])
    assert chosen[0].best.text == DAR


def test_a_sentence_far_behind_is_left_out() -> None:
    found = [evidence(DAR, strength=0.9), evidence(TRADE, strength=0.2)]
    assert [claim.best.text for claim in claims(found)] == [DAR]
    assert [claim.best.text for claim in claims(found, several=True)] == [DAR]


FIVE = [
    evidence(text, f"{number}.txt") for number, text in enumerate((DAR, TRADE, TALKS, CALM, RAIN))
]


def test_usually_one_or_two_and_up_to_four_for_a_list() -> None:
    assert len(claims(FIVE)) == 2
    assert len(claims(FIVE, several=True)) == 4
    assert len(claims(FIVE, most=1)) == 1


def test_near_identical_sentences_of_three_articles_are_one_claim() -> None:
    found = [evidence(DAR, "a"), evidence(AGAIN, "b"), evidence(TRADE, "a"), evidence(DAR, "c")]
    first, second = claims(found)
    assert [one.hit.passage.article_id for one in first.evidence] == ["a", "b", "c"]
    assert first.best.text == DAR
    assert not first.disputed
    assert second.best.text == TRADE


def test_an_article_that_repeats_itself_is_quoted_once() -> None:
    found = [evidence(DAR, "a"), evidence(AGAIN, "a", start=500), evidence(DAR, "b")]
    (claim,) = claims(found)
    assert [one.place[0] for one in claim.evidence] == ["a", "b"]


KILLED = "The blast in Kabul killed 12 people."


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_articles_that_may_disagree_stand_side_by_side(rank: int) -> None:
    others = [evidence(TRADE, "a", 0.8), evidence(TALKS, "a", 0.8)]
    rival = evidence("The blast in Kabul killed 15 people.", "b", 0.79)
    found = [evidence(KILLED, "a", 0.8), *others]
    found.insert(rank, rival)
    chosen = claims(found)
    disputed = [claim.best.text for claim in chosen if claim.disputed]
    assert disputed == [KILLED, rival.text]


def test_what_agrees_is_not_disputed() -> None:
    chosen = claims([evidence(KILLED, "a"), evidence(TRADE, "b")])
    assert [claim.disputed for claim in chosen] == [False, False]


@given(
    st.lists(
        st.builds(
            evidence,
            st.sampled_from(
                [DAR, AGAIN, TRADE, TALKS, CALM, RAIN, KILLED, KILLED.replace("2", "5")]
            ),
            st.sampled_from("abcd"),
            st.floats(0, 1),
            st.integers(0, 3).map(lambda n: n * 1000),
        ),
        max_size=12,
        unique_by=lambda one: one.place,
    ),
    st.integers(1, 6),
    st.booleans(),
)
def test_whatever_was_found(found, most, several) -> None:
    found.sort(key=lambda one: -one.score)
    chosen = claims(found, most, several)
    assert len(chosen) <= most
    assert bool(chosen) == bool(found)
    if chosen:
        assert chosen[0].best == found[0]
    places = [one.place for claim in chosen for one in claim.evidence]
    assert len(places) == len(set(places))
    for claim in chosen:
        articles = [one.place[0] for one in claim.evidence]
        assert len(articles) == len(set(articles))


def test_one_sentence_is_enough_when_it_matches_very_well() -> None:
    found = [evidence(DAR, strength=0.95), evidence(TRADE, strength=0.93)]
    assert len(claims(found)) == 1
    assert len(claims(found, several=True)) == 2


def test_another_sentence_must_come_nearer_once_what_is_asked_for_is_found() -> None:
    found = [evidence(DAR, strength=0.7), evidence(TALKS, strength=0.55)]
    undecided = [*found, evidence(TRADE, strength=0.1)]
    assert len(choose_claims(found, 4, False, lambda _: True)) == 2
    assert len(choose_claims(undecided, 4, False, lambda text: text != TRADE)) == 1
