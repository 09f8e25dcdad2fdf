"""Planted sentences: what a model might write, and what should become of it. Knows no verifier.

A file is JSON Lines, one sentence an object:

    id        text, once in a file
    kind      what was done to it; "one quote" and "two quotes" are true, the others false
    question  what the sentence answers
    sentence  our own words, without numbers in brackets
    about     [[article, start, end], ...]: whole sentences that it repeats or distorts
    beside    the same, of sentences that say something else; where a false marker points
    claimed   the numbers behind it: `about` comes first, from 1, then `beside`, then what
              retrieval finds
    expect    "carried" for a true sentence, "dropped" for a false one, "corrected" for a true one
              with a false marker

The articles' own words are never in it: only where they stand, so that articles which may not be
passed on can be asked about.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from eval.fields import Fields
from rag.domain import Span
from rag.errors import BadInput

Place = tuple[str, Span]
"""An article's id and a span of its text."""

Expected = Literal["carried", "dropped", "corrected"]

Part = Literal["dev", "threshold", "test"]
"""Sentences to learn from, to choose the threshold on, and to report on."""

FIELDS = frozenset("id kind question sentence about beside claimed expect".split())
FOLDER = Path(__file__).parent
ARTICLES = FOLDER / "articles"  # invented ones, which most sentences to choose on are about


@dataclass(frozen=True, slots=True)
class Planted:
    """One sentence, where the articles speak of it, and what should become of it."""

    id: str
    kind: str
    question: str
    sentence: str
    about: tuple[Place, ...]
    beside: tuple[Place, ...]
    claimed: tuple[int, ...]
    expect: Expected

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that it names, in the order of their numbers."""
        return (*self.about, *self.beside)

    @property
    def false(self) -> bool:
        """Whether it, or its marker, is false."""
        return self.expect != "carried"

    def right(self, carried: Collection[int]) -> bool:
        """Whether it is caught or survives as it should, put on these numbers, or on none."""
        found = any(n <= len(self.about) for n in carried)
        match self.expect:
            case "dropped":
                return not carried
            case "corrected":
                return not carried or found
            case "carried":
                return found


def load_planted(path: Path) -> list[Planted]:
    """Read a file. Raises BadInput, with file and line, for what is not as the format says."""
    cases: dict[str, Planted] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            case = parse(line, f"{path}:{number}")
            if case.id in cases:
                raise BadInput(f"{path}:{number}: the id {case.id!r} is taken.")
            cases[case.id] = case
    return list(cases.values())


def shipped(part: Part) -> Path:
    """The file of a part that comes with the project."""
    return FOLDER / f"{part}.jsonl"


def about_these(cases: Iterable[Planted], articles: Collection[str]) -> list[Planted]:
    """The cases whose articles are all there."""
    return [case for case in cases if all(article in articles for article, _ in case.places)]


def parse(line: str, where: str) -> Planted:
    """One line. Raises BadInput, which names `where`."""
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise BadInput(f"{where}: not JSON; a sentence is one JSON object on one line.") from None
    if not isinstance(value, dict) or not value.keys() <= FIELDS:
        raise BadInput(f"{where}: not an object with the fields {', '.join(sorted(FIELDS))}.")
    fields = Fields(value, where)
    expect = fields.text("expect")
    if expect not in get_args(Expected):
        raise BadInput(f"{where}: 'expect' must be one of {', '.join(get_args(Expected))}.")
    return Planted(
        id=fields.text("id"),
        kind=fields.text("kind"),
        question=fields.text("question"),
        sentence=fields.text("sentence"),
        about=_places(value.get("about"), "about", where),
        beside=_places(value["beside"], "beside", where) if "beside" in value else (),
        claimed=_numbers(value.get("claimed"), where),
        expect=cast("Expected", expect),
    )


def _places(value: Any, name: str, where: str) -> tuple[Place, ...]:
    match value:
        case [_, *_]:
            return tuple(_place(one, name, where) for one in value)
    raise BadInput(f"{where}: {name!r} must be a list of [article, start, end].")


def _place(value: Any, name: str, where: str) -> Place:
    match value:
        case [str(article), int(start), int(end)] if 0 <= start < end:
            return article, Span(start, end)
    raise BadInput(f"{where}: {name!r} must be a list of [article, start, end].")


def _numbers(value: Any, where: str) -> tuple[int, ...]:
    match value:
        case [_, *_] if all(type(one) is int for one in value):
            return tuple(value)
    raise BadInput(f"{where}: 'claimed' must be a list of numbers.")
