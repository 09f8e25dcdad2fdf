"""Numbers, dates and names: what is taken for the same, and what is not."""

from datetime import date

import pytest

from rag.answer.verify_dates import missing_date
from rag.answer.verify_names import missing_name
from rag.answer.verify_numbers import missing_number
from rag.answer.verify_units import wrong_unit

DAY = date(2025, 5, 31)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("4,000 men", "four thousand men"),
        ("4 000 men", "4000 men"),
        ("4.000 men", "4,000 men"),
        ("£30 million", "£30m"),
        ("50 percent", "50% of it"),
        ("eleven sacks", "11 sacks"),
        ("5½ sacks", "5.5 sacks"),
        ("one in three died", "almost a third died"),
        ("in 1577", "in 1576–77"),
        ("30,000 to 50,000", "30 to 50 thousand"),
        ("both countries", "two countries"),
        ("the two countries", "Kabul and Islamabad"),
        ("the 19th century", "the nineteenth century"),
        ("the first to do it", "it had never been done before"),
        ("one of the men", "the men"),
        ("one in five stations", "20% of stations"),
        ("a third of it", "33 percent of it"),
        ("the Second World War", "until World War II"),
        ("not one country", "no country"),
        ("every fifth year", "every five years"),
        ("in 1523, and in 1530, seven years later", "in 1523 and in 1530"),
    ],
)
def test_the_same_number(text: str, quote: str) -> None:
    assert missing_number(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("40 people", "14 people"),
        ("50 people", "50% of people"),
        ("the 1980s", "in 1980"),
        ("hundreds of thousands", "tens of thousands"),
        ("4.5 miles", "45 miles"),
        ("three countries", "two countries"),
        ("£30m", "€30m"),
        ("the second", "the first"),
        ("4 million", "4 thousand"),
        ("in 1523, and in 1530, eight years later", "in 1523 and in 1530"),
        ("one in five", "30%"),
        ("the Second World War", "World War I"),
    ],
)
def test_another_number(text: str, quote: str) -> None:
    assert missing_number(text, quote) is not None


def test_numbers_that_changed_what_they_count() -> None:
    quote = "He had 5 sacks in just 9 starts."
    assert wrong_unit("He had nine sacks in only five starts.", quote) == "nine sacks"
    assert wrong_unit("He had five sacks in only nine starts.", quote) is None
    assert wrong_unit("He had 136 sacks.", "He was sack leader with 136.") is None
    assert wrong_unit("In 1901, 56.2% were there.", "56.2% were, in the census of 1901") is None


def test_several_of_what_the_quote_has_once() -> None:
    assert wrong_unit("They held two long talks.", "the two of them held a long talk")
    assert wrong_unit("It came three weeks later.", "it came a week after the trilateral talks")
    assert (
        wrong_unit("It came out in two volumes.", "a version in two volumes, each a volume") is None
    )


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("April 19", "on 19th April, 2025"),
        ("19 April 2025", "on April 19"),
        ("19/4", "on 19 April"),
        ("2025-04-19", "April 19, 2025"),
        ("in May", "on May 15"),
        ("Saturday, 31 May", "Saturday (May 31)"),
        ("30 May 2025", "he said on Friday"),
        ("in April 2025", "said last month"),
        ("on Saturday", "on 31 May 2025"),
    ],
)
def test_the_same_date(text: str, quote: str) -> None:
    assert missing_date(text, quote, DAY) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("April 21", "on April 19"),
        ("19 May", "on 19 April"),
        ("19 April 2024", "on April 19"),
        ("on Friday", "on Saturday"),
        ("Saturday, 24 May", "Saturday (May 31)"),
        ("on 19 April", "in April"),
        ("in March 2025", "last month"),
    ],
)
def test_another_date(text: str, quote: str) -> None:
    assert missing_date(text, quote, DAY) is not None


def test_may_and_march_are_months_only_where_they_are_written_so() -> None:
    assert missing_date("He may march to Kabul.", "He could walk.", DAY) is None
    assert missing_date("May he march?", "He could walk.", DAY) is None


@pytest.mark.parametrize(
    ("text", "quote", "passage"),
    [
        ("Dar spoke.", "Ishaq Dar said so.", ""),
        ("Ishaq Dar spoke.", "Dar said so.", "Ishaq Dar came. Dar said so."),
        ("Then the TTP came.", "the Tehreek-e-Taliban Pakistan", ""),
        ("Then the UAE came.", "the United Arab Emirates", ""),
        ("Then the United Arab Emirates came.", "the UAE", ""),
        ("The Pakistani side came.", "Pakistan's minister", ""),
        ("Some Parisians came.", "people in Paris", ""),
        ("Then World War II came.", "the Second World War", ""),
        ("The French king came.", "the king of France", ""),
        ("Then China agreed.", "a meeting organised by Beijing", ""),
        ("Then Rene came.", "René came", ""),
        ("Tensions rose.", "tension grew", ""),
    ],
)
def test_the_same_name(text: str, quote: str, passage: str) -> None:
    assert missing_name(text, quote, "", passage) is None


@pytest.mark.parametrize(
    ("text", "quote", "passage"),
    [
        ("Wang spoke.", "Ishaq Dar said so.", ""),
        ("Eli Manning won.", "Peyton Manning won.", "Peyton Manning won. Eli Manning lost."),
        ("They met in Kabul.", "a meeting in Afghanistan", ""),
        ("The Austrian king came.", "the Australian king", ""),
        ("Russia last month agreed.", "Then China agreed.", ""),
    ],
)
def test_another_name(text: str, quote: str, passage: str) -> None:
    assert missing_name(text, quote, "", passage, frozenset({"russia"})) is not None
