"""What is installed is what was tested: every package that footnote needs is pinned."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires
from importlib.resources import files

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import ROOT

PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.+!]+)$")


def project() -> dict[str, object]:
    loaded: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return loaded


def asked(*, dev: bool = True) -> list[str]:
    """The requirements that pyproject.toml states."""
    stated = project()
    found = stated["dependencies"]
    assert isinstance(found, list)
    extras = stated["optional-dependencies"]
    assert isinstance(extras, dict)
    return [*found, *(each for group in extras.values() if dev for each in group)]


def constraints() -> list[str]:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def pins() -> dict[str, str]:
    matches = [PIN.match(line) for line in constraints()]
    return {canonicalize_name(m["name"]): m["version"] for m in matches if m}


def needed(roots: Iterable[str]) -> set[str]:
    """Everything these need in turn, on this machine, as far as it is installed."""
    todo = [(Requirement(root), "") for root in roots]
    seen: set[tuple[str, str]] = set()
    while todo:
        wanted, extra = todo.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(wanted.name)
        for inner in {"", *wanted.extras}:
            if (name, inner) in seen:
                continue
            try:
                further = requires(name) or []
            except PackageNotFoundError:
                continue
            seen.add((name, inner))
            todo += [(Requirement(each), inner) for each in further]
    return {name for name, _ in seen}


def test_every_constraint_is_an_exact_version_stated_once() -> None:
    assert [line for line in constraints() if not PIN.match(line)] == []
    assert len(pins()) == len(constraints())


def test_every_dependency_is_pinned() -> None:
    assert [
        name for name in asked() if canonicalize_name(Requirement(name).name) not in pins()
    ] == []


def test_everything_they_need_in_turn_is_pinned() -> None:
    assert len(needed(asked())) > len(asked())
    assert sorted(needed(asked()) - pins().keys()) == []


def test_torch_is_the_small_build() -> None:
    assert pins()["torch"] == "2.13.0"


def test_no_graphics_card_is_asked_for() -> None:
    assert [name for name in pins() if name.startswith(("nvidia", "triton", "cuda"))] == []


@pytest.mark.parametrize(
    ("package", "file"),
    [("rag.answer", "refusal.json"), ("ui", "static/footnote.css"), ("eval", "gold/seeds.jsonl")],
)
def test_data_files_come_along(package: str, file: str) -> None:
    assert files(package).joinpath(file).is_file()
