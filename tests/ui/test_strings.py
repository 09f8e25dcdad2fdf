"""Every language says everything that English says, with the same names to fill in."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from rag.errors import BadSettings
from ui import strings
from ui.strings import Strings


def sentences(words: Strings) -> dict[str, Any]:
    return {name: getattr(words, name) for name in dir(words) if name.isupper()}


def own_names(words: Strings) -> set[str]:
    return {name for name in vars(type(words)) if name.isupper()}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("words", strings.LANGUAGES.values(), ids=lambda words: words.LANGUAGE)
def test_every_language_has_the_same_names_and_placeholders(words: Strings) -> None:
    assert own_names(words) == own_names(Strings())
    english = sentences(Strings())
    for name, said in sentences(words).items():
        if isinstance(said, str):
            assert said.strip(), name
            assert fields(said) == fields(english[name]), name
        else:
            assert len(said) == len(english[name]) == 12, name


@pytest.mark.parametrize("words", strings.LANGUAGES.values(), ids=lambda words: words.LANGUAGE)
def test_sentences_are_plain_text(words: Strings) -> None:
    assert [s for s in sentences(words).values() if re.search(r"<|&\w+;", str(s))] == []


def test_a_language_is_chosen_by_its_name() -> None:
    assert strings.choose("de").SEND == "Senden"
    with pytest.raises(BadSettings, match="no language 'xx'"):
        strings.choose("xx")
