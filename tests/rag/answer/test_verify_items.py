"""Words that a sentence joins although its quote has them at different items."""

import pytest

from rag.answer.verify_items import items, joined_wrongly

PLAGUES = (
    "Late outbreaks included the Italian Plague of 1629, which came with the war, and the Great "
    "Plague of Vienna in 1679."
)
EPIDEMICS = (
    "Between 1701 and 1750, thirty-seven epidemics were recorded in Constantinople, and an "
    "additional thirty-one between 1751 and 1800."
)
HEROES = (
    "Several figures were Huguenot, including poet Theodor Fontane, General Hermann von François, "
    "the hero of the Battle of Tannenberg, and fighter ace Adolf Galland."
)

ROADS = "They decided to build a bridge instead of upgrading the road."


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The Great Plague of Vienna was in 1629.", PLAGUES),
        ("There were thirty-seven epidemics in Constantinople between 1751 and 1800.", EPIDEMICS),
        ("Adolf Galland was the hero of the Battle of Tannenberg.", HEROES),
        ("They upgraded the road instead of building a bridge.", ROADS),
    ],
)
def test_what_belongs_to_another_item_is_seen(text: str, quote: str) -> None:
    assert joined_wrongly(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The Great Plague of Vienna was in 1679.", PLAGUES),
        ("The Italian Plague was in 1629.", PLAGUES),
        ("Between 1701 and 1750 there were thirty-seven epidemics in Constantinople.", EPIDEMICS),
        ("Another thirty-one were recorded between 1751 and 1800.", EPIDEMICS),
        ("Hermann von François was the hero of the Battle of Tannenberg.", HEROES),
        ("Theodor Fontane was a poet.", HEROES),
        ("A bridge was built rather than the road upgraded.", ROADS),
        ("Nobody was there.", "Nobody was there."),
    ],
)
def test_what_belongs_together_may_be_said(text: str, quote: str) -> None:
    assert joined_wrongly(text, quote) is None


def test_numbers_with_commas_are_no_lists() -> None:
    assert items("It has 4,000 rooms, and 30 of them are open") == [
        "It has 4,000 rooms", "30 of them are open",
    ]  # fmt: skip


def test_what_stands_on_either_side_of_than() -> None:
    quote = "The drought of 2010 was more extreme than that of 2005."
    assert joined_wrongly("The drought of 2005 was more extreme than that of 2010.", quote)
    assert joined_wrongly("The drought of 2010 was more extreme than that of 2005.", quote) is None
