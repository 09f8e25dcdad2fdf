"""Gold questions: what is asked and what counts as right. Knows no assistant and no metric.

A gold file is JSON Lines, one case an object:

    id            text, once in a file
    question      text
    kind          text, such as "fact" or "near"; "fact" where it is left out
    history       earlier turns, [[question, answer], ...]
    refuse        true where the articles do not hold the answer; otherwise left out, and then
    answers       any of these strings makes an answer right, and/or
    must_include  groups of strings; one string of each group has to appear
    sources       ids of all articles that may carry the answer (`source`: the same, for one)
    forbid        none of these strings may appear
    split         "dev" for the half that choices are made on, "test" for the half that is reported
    reviewed      false in a draft; such a case is refused until a person makes it true
    note          what a person should know of the case; not looked at

Strings are compared as `eval.fold` folds them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from eval.fields import Fields
from rag.domain import Turn
from rag.errors import BadInput

Split = Literal["dev", "test"]
DEFAULT = Path(__file__).parent / "gold" / "seeds.jsonl"
FIELDS = frozenset(
    """
    id question kind history refuse answers must_include sources source forbid split reviewed note
    """.split()
)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is right.

    `without` names articles that are left out when it is asked; no gold file says so. `where` is
    its "file:line", for messages only.
    """

    id: str
    question: str
    kind: str = "fact"
    history: tuple[Turn, ...] = ()
    refuse: bool = False
    answers: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    split: Split | None = None
    without: tuple[str, ...] = ()
    where: str = field(default="", compare=False)

    @property
    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """The groups of which a right answer holds one string each; none where it refuses."""
        return (*self.must_include, *((self.answers,) if self.answers else ()))


def load_gold(path: Path) -> list[Case]:
    """Read a gold file; blank lines are passed over.

    Raises BadInput, with file and line, for the first thing that is not as the format says.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; a gold file is JSON Lines in UTF-8.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case = parse(line, f"{path}:{number}")
        if case.id in cases:
            first = cases[case.id].where.rpartition(":")[2]
            raise BadInput(f"{case.where}: the id {case.id!r} is taken by line {first}.")
        cases[case.id] = case
    if not cases:
        raise BadInput(f"{path} holds no question; write one JSON object a line.")
    return list(cases.values())


def load_all(paths: Sequence[Path]) -> list[Case]:
    """Read several gold files as one. Raises BadInput also for an id that two of them have."""
    cases: dict[str, Case] = {}
    for case in (case for path in paths for case in load_gold(path)):
        if case.id in cases:
            raise BadInput(f"{case.where}: the id {case.id!r} is taken by {cases[case.id].where}.")
        cases[case.id] = case
    return list(cases.values())


def parse(line: str, where: str) -> Case:
    """One line of a gold file. Raises BadInput, which names `where`."""
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too deeply nested"
        raise BadInput(f"{where}: not JSON ({reason}).") from None
    if not isinstance(value, dict):
        raise BadInput(f"{where}: not an object; a case is one JSON object on one line.")
    for name in value:
        if name not in FIELDS:
            raise BadInput(f"{where}: there is no field {name!r}; use {', '.join(sorted(FIELDS))}.")
    fields = Fields(value, where)
    if value.get("split") not in (None, "dev", "test"):
        raise BadInput(f'{where}: the field \'split\' must be "dev" or "test".')
    if value.get("refuse", True) is not True:
        raise BadInput(f"{where}: the field 'refuse' must be true or left out.")
    if not isinstance(value.get("reviewed", True), bool):
        raise BadInput(f"{where}: the field 'reviewed' must be true or false.")
    if not value.get("reviewed", True):
        raise BadInput(
            f"{where}: nobody has reviewed this draft; correct it and set 'reviewed' to true, or "
            "delete the line."
        )
    if "source" in value and "sources" in value:
        raise BadInput(f"{where}: give either 'sources' or 'source', not both.")
    case = Case(
        id=fields.text("id"),
        question=fields.text("question"),
        kind=fields.text("kind") if "kind" in value else "fact",
        history=fields.history(),
        refuse="refuse" in value,
        answers=fields.matchable("answers"),
        must_include=fields.groups("must_include"),
        sources=(fields.text("source"),) if "source" in value else fields.texts("sources"),
        forbid=fields.matchable("forbid"),
        split=value.get("split"),
        where=where,
    )
    right = case.answers or case.must_include
    if case.refuse and (right or case.sources):
        raise BadInput(
            f"{where}: a case with 'refuse' has no 'answers', 'must_include' or 'sources'."
        )
    if not case.refuse and not right:
        raise BadInput(f"{where}: give 'refuse': true, or what is right in 'answers' or "
                       "'must_include'.")  # fmt: skip
    return case


def check_sources(cases: Sequence[Case], indexed: Collection[str]) -> None:
    """Raise BadInput for the first case whose source is not among the indexed articles' ids."""
    for case in cases:
        for source in case.sources:
            if source not in indexed:
                raise BadInput(
                    f"{case.where or case.id}: the source {source!r} is not indexed; ingest the "
                    "folder it is in, or correct the id (`rag articles` lists them)."
                )
