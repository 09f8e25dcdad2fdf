import pytest
from hypothesis import given

from rag.names import find_names
from tests.rag.ingest.samples import texts


def names(text: str) -> list[str]:
    return [name.text for name in find_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who is Ishaq Dar?", ["Ishaq Dar"]),
        ("Did Ishaq Dar meet Amir Khan Muttaqi?", ["Ishaq Dar", "Amir Khan Muttaqi"]),
        ("Kabul's Foreign Minister Amir Khan Muttaqi", ["Kabul", "Amir Khan Muttaqi"]),
        ("Pakistan’s mission in Kabul", ["Pakistan", "Kabul"]),
        ("what does it cost?", []),
        ("", []),
    ],
)
def test_names_are_runs_of_capitals(text: str, expected: list[str]) -> None:
    found = names(text)
    assert [name for name in found if name in expected] == expected


def test_a_question_word_is_no_name() -> None:
    assert names("Who went? When was it? Where is he?") == []


def test_a_name_is_given_once() -> None:
    assert names("Dar met Muttaqi. Dar left.").count("Dar") == 1


@pytest.mark.parametrize(
    "text",
    ["Foreign Minister Ishaq Dar arrived", "Ishaq Dar said so", "his counterpart, Ishaq Dar"],
)
def test_signs_of_a_person(text: str) -> None:
    (dar,) = [name for name in find_names(text) if name.text == "Ishaq Dar"]
    assert dar.person > 0


def test_a_ministry_is_no_person() -> None:
    assert all(name.person <= 0 for name in find_names("The Foreign Ministry said so"))


def test_signs_of_a_place() -> None:
    by_name = {name.text: name for name in find_names("Ishaq Dar flew to Kabul")}
    assert by_name["Kabul"].place > 0
    assert by_name["Ishaq Dar"].place == 0


@given(texts)
def test_a_name_stands_in_the_text(text: str) -> None:
    found = find_names(text)
    for name in found:
        assert text[name.start : name.start + len(name.text)] == name.text
    assert len({name.text for name in found}) == len(found)
