import pytest

from rag.answer.agreement import may_disagree, negated, numbers, says_the_same, shared
from tests.rag.answer.pieces import evidence

UPGRADE = "Pakistan will upgrade its mission in Kabul to ambassador level."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UPGRADE, UPGRADE),
        (UPGRADE, "On Friday Pakistan upgraded its mission in Kabul to the ambassador level."),
        ("The charge d'affaires met Dar.", "The chargé d’affaires met Dar."),
        ("It sent 1,000 men to Kabul.", "It sent 1000 men to Kabul."),
    ],
)
def test_the_same_thing_in_nearly_the_same_words(one: str, other: str) -> None:
    assert says_the_same(evidence(one), evidence(other, "b.txt"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UPGRADE, "China hosted a meeting of three ministers in Beijing."),
        (UPGRADE, "Pakistan will not upgrade its mission in Kabul to ambassador level."),
        ("Dar visited Kabul on April 19.", "Dar visited Kabul on April 21."),
        ("The blast in Kabul killed 12 people.", "The blast in Kabul killed people."),
        ("It is so.", "It is so."),  # no word that says anything
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not says_the_same(evidence(one), evidence(other, "b.txt"))


def test_a_longer_report_carries_a_shorter_statement_but_not_the_other_way() -> None:
    short = evidence("Dar visited Kabul.")
    long = evidence("Dar visited Kabul on April 19 with a delegation for talks on trade.", "b.txt")
    assert says_the_same(short, long)
    assert not says_the_same(long, short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The blast in Kabul killed 12 people.", "The blast in Kabul killed 15 people."),
        ("Kabul accepted the offer of talks.", "Kabul has not accepted the offer of talks."),
        ("Kabul accepted the offer of talks.", "Kabul rejected the offer of talks."),
    ],
)
def test_other_numbers_or_a_denial_may_disagree(one: str, other: str) -> None:
    assert may_disagree(evidence(one), evidence(other, "b.txt"))
    assert may_disagree(evidence(other, "b.txt"), evidence(one))


def test_an_article_does_not_disagree_with_itself() -> None:
    one = evidence("The blast in Kabul killed 12 people.")
    other = evidence("The blast in Kabul killed 15 people.", start=100)
    assert not may_disagree(one, other)


@pytest.mark.parametrize(
    "other",
    [
        "Rain fell on 15 days in Spain.",  # of something else
        "The blast in Kabul killed people.",  # says less
        "The blast in Kabul on May 3 killed 12 people.",  # says more
    ],
)
def test_no_disagreement(other: str) -> None:
    assert not may_disagree(
        evidence("The blast in Kabul killed 12 people."), evidence(other, "b.txt")
    )


def test_numbers_are_compared_as_digits() -> None:
    assert numbers("From 1,000 to 3.5 in 2021, one of two.") == {"1000", "3.5", "2021"}


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("He did not go.", True),
        ("He didn’t go.", True),
        ("He didn't go.", True),
        ("The Taliban is yet to respond.", True),
        ("They have consistently denied these allegations.", True),
        ("He went.", False),
        ("He noted a notable notion.", False),
    ],
)
def test_what_denies(text: str, denies: bool) -> None:
    assert negated(text) is denies


def test_shared_is_a_share_of_the_first() -> None:
    one, other = evidence("Dar visited Kabul."), evidence("Dar visited Beijing and Moscow.")
    assert shared(one, other) == pytest.approx(2 / 3)
    assert shared(other, one) == pytest.approx(2 / 4)
    assert shared(evidence("It is so."), one) == 0


def test_a_short_statement_must_be_held_whole() -> None:
    headline = evidence("Islamabad upgrades Afghanistan mission in breakthrough.", "a")
    report = evidence("The talks were about upgrading missions of Islamabad and Afghanistan.", "b")
    assert not says_the_same(headline, report)
