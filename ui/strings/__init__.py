"""The page's own words, a file for each language, and which language the settings name.

What the server says in a terminal is English and stands in `terminal`.
"""

from __future__ import annotations

from rag.errors import BadSettings
from ui.strings.de import German
from ui.strings.en import Strings
from ui.strings.terminal import CANNOT_LISTEN, LISTENING, PORT_IN_USE, TITLE

__all__ = [
    "CANNOT_LISTEN",
    "LANGUAGES",
    "LISTENING",
    "PORT_IN_USE",
    "TITLE",
    "German",
    "Strings",
    "choose",
]

LANGUAGES: dict[str, Strings] = {words.LANGUAGE: words for words in (Strings(), German())}


def choose(language: str) -> Strings:
    """The words of a language. Raises BadSettings for one that has no file here."""
    if language not in LANGUAGES:
        known = ", ".join(f"`{name}`" for name in LANGUAGES)
        raise BadSettings(f"There is no language {language!r}. Set brand.language to {known}.")
    return LANGUAGES[language]
