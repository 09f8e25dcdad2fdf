"""Denial, opposites, firmness and roles: what is taken for the same, and what is not."""

import pytest

from rag.answer.verify_firmness import too_firm
from rag.answer.verify_opposites import wrong_word
from rag.answer.verify_polarity import wrong_denial
from rag.answer.verify_receivers import turned_to
from rag.answer.verify_regions import misplaced
from rag.answer.verify_roles import swapped


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
        ("It did not ban the book.", "It banned the book."),
        ("It was a line against raids.", "It was not a line against raids."),
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
        ("They promised not to let it happen.", "They promised to prevent it."),
        ("No airport is busier than Lindbergh.", "Lindbergh is the busiest airport."),
        ("It cannot buy anything but food.", "It can buy only food."),
        ("It has not stopped them from talking.", "Despite it they talked."),
        ("No other land has it.", "It is the only land that has it."),
        ("It was not opened until 1950.", "It was opened in 1950."),
        ("He was not only a poet.", "He was also a poet."),
        ("The rank was no longer used.", "The rank was abolished."),
        ("The men were not paid.", "The men remained unpaid."),
        ("He was against the plan.", "He rejected the plan."),
        ("The picture was kept.", "Noise was removed without destroying the picture."),
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
        ("They fought against Leeds.", "They fought alongside Leeds."),
        ("Brazil grows more than any other.", "Brazil is the second-largest grower."),
        ("The talks came before the vote.", "The talks came after the vote."),
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
        ("Allen led all players.", "Allen was the leader."),
        ("A day before the vote, Leeds won.", "The vote came a day after Leeds won."),
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
        ("Leeds beat York.", "York defeated Leeds by scoring late."),
        ("Kabul accuses Pakistan of it.", "It followed Pakistan's accusations that Kabul did it."),
        ("Lefevre was a student of Farel.", "Farel was a student of Lefevre."),
        ("Durham broke away from Newcastle.", "Newcastle broke away from Durham."),
        ("They went from Kabul to Lahore.", "They went from Lahore to Kabul."),
        ("Paris is larger than London.", "London is larger than Paris."),
        (
            "It was made by Charles Porter for Richard.",
            "It was made for the high speed engine inventor and maker Porter by Charles Richard.",
        ),
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


@pytest.mark.parametrize(
    ("text", "quote", "turned"),
    [
        ("Leeds gave a letter to York.", "York gave a letter.", True),
        ("York gave a letter.", "Leeds gave a letter to York.", True),
        ("Leeds gave a letter to York.", "Leeds gave a letter to York.", False),
        ("Leeds agreed to visit York.", "York agreed.", False),
    ],
)
def test_who_gives_and_who_receives(text: str, quote: str, turned: bool) -> None:
    assert bool(turned_to(text, quote)) is turned


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
