"""Each rule on its own: what it takes for the same, and what it does not."""

from datetime import date

import pytest

from rag.answer.verify_dates import missing_date
from rag.answer.verify_firmness import too_firm
from rag.answer.verify_names import missing_name
from rag.answer.verify_numbers import missing_number, wrong_unit
from rag.answer.verify_opposites import wrong_word
from rag.answer.verify_polarity import wrong_denial
from rag.answer.verify_regions import misplaced
from rag.answer.verify_roles import swapped

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
    ],
)
def test_another_number(text: str, quote: str) -> None:
    assert missing_number(text, quote) is not None


def test_numbers_that_changed_what_they_count() -> None:
    quote = "He had 5 sacks in just 9 starts."
    assert wrong_unit("He had nine sacks in only five starts.", quote) == "nine sacks"
    assert wrong_unit("He had five sacks in only nine starts.", quote) is None
    assert wrong_unit("He had 136 sacks.", "He was sack leader with 136.") is None


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


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pakistan has named the person.", "Pakistan, however, has not named the person."),
        ("Kabul formalised ties.", "Kabul said it officially did not formalise ties."),
        ("The Taliban responded.", "The Taliban is yet to respond."),
        ("Newton dove into the pile.", "Although many dove into it, Newton did not."),
        ("A solution achieved acceptance.", "No single solution has achieved acceptance."),
        ("Dar did not visit Kabul.", "Dar visited Kabul."),
        ("They accept the charges.", "They have consistently refused to accept the charges."),
    ],
)
def test_a_denial_dropped_or_added(text: str, quote: str) -> None:
    assert wrong_denial(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pakistan has not said who it is.", "Pakistan has not named the person."),
        ("The Taliban deny this.", "The Taliban have denied these allegations."),
        ("Nobody had done it before.", "It was the first to do it."),
        ("P differs from Q.", "P is not equal to Q."),
        ("The person will be sent.", "Dar has not named the man who will be sent."),
    ],
)
def test_the_same_denial(text: str, quote: str) -> None:
    assert wrong_denial(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Prices rose.", "Prices fell."),
        ("Kabul accepted the offer.", "Kabul rejected the offer."),
        ("The last geologist.", "The first geologist."),
        ("Exports fell.", "Exports rose, while imports fell."),
        ("All countries agreed.", "Some countries agreed."),
        ("They admitted it.", "They spoke of it."),
        ("The prime minister came.", "The deputy prime minister came."),
        ("The allies won.", "The enemies won."),
    ],
)
def test_a_word_turned_into_another(text: str, quote: str) -> None:
    assert wrong_word(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Prices rose.", "Prices increased."),
        ("Kabul did not accept it.", "Kabul rejected it."),
        ("Imports fell.", "Exports rose, while imports fell."),
        ("The largest of all cities.", "The largest city."),
        ("The deputy prime minister came.", "The deputy prime minister came."),
    ],
)
def test_words_that_agree(text: str, quote: str) -> None:
    assert wrong_word(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Muttaqi visited Pakistan.", "Muttaqi is due to visit Pakistan."),
        ("The prize was doubled.", "The prize may be doubled."),
        ("Muttaqi will visit Pakistan.", "Muttaqi visited Pakistan."),
        ("Kabul shelters the group.", "Islamabad alleges that Kabul shelters the group."),
    ],
)
def test_firmer_than_the_quote(text: str, quote: str) -> None:
    assert too_firm(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Muttaqi will visit Pakistan.", "Muttaqi is due to visit Pakistan."),
        ("Dar visited Kabul.", "Dar visited Kabul and will visit Beijing."),
        ("Islamabad says Kabul shelters it.", "Islamabad alleges that Kabul shelters it."),
    ],
)
def test_as_firm_as_the_quote(text: str, quote: str) -> None:
    assert too_firm(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Leeds defeated York.", "York defeated Leeds."),
        ("Leeds defeated York.", "Leeds was defeated by York."),
        ("Kabul accuses Pakistan of it.", "It followed Pakistan's accusations that Kabul did it."),
        ("Lefevre was a student of Farel.", "Farel was a student of Lefevre."),
        ("Durham broke away from Newcastle.", "Newcastle broke away from Durham."),
        ("They went from Kabul to Lahore.", "They went from Lahore to Kabul."),
        ("Paris is larger than London.", "London is larger than Paris."),
        ("Rainulf gave the county.", "Rainulf received the county from Sergius."),
        ("Thomas Davis led the team.", "Thomas Davis ran, while Kuechly led the team."),
        (
            "The Norman Huguenots raised taxes.",
            "It fell to Louis XIV, who raised taxes on the Norman Huguenots.",
        ),
    ],
)
def test_roles_swapped(text: str, quote: str) -> None:
    assert swapped(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("York was defeated by Leeds.", "Leeds defeated York."),
        ("Dar met Muttaqi in Beijing.", "Muttaqi met with Dar in Beijing."),
        ("A meeting between Kabul and Lahore.", "A meeting between Lahore and Kabul."),
        ("Sergius gave Rainulf the county.", "Rainulf received the county from Sergius."),
        ("The market opened in 1835.", "The market was opened in 1835."),
        ("Priestley discovered it.", "It was discovered by Scheele, in Uppsala, and Priestley."),
    ],
)
def test_roles_kept(text: str, quote: str) -> None:
    assert swapped(text, quote) is None


LIST = "Brazil has 60% of the forest, followed by Peru with 13% and minor parts elsewhere."
CONTRAST = "China and the UAE also host ambassadors, while Russia has agreed to receive an envoy."


@pytest.mark.parametrize(
    ("text", "quote"),
    [("Brazil has 13%.", LIST), ("Russia also hosts ambassadors.", CONTRAST)],
)
def test_said_of_somebody_else(text: str, quote: str) -> None:
    assert misplaced(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Peru has 13%.", LIST),
        ("Brazil has 60%, Peru 13%.", LIST),
        ("Russia has agreed to receive an envoy.", CONTRAST),
        ("China also hosts ambassadors.", CONTRAST),
    ],
)
def test_said_of_the_right_one(text: str, quote: str) -> None:
    assert misplaced(text, quote) is None
