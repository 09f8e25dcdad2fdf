"""The source files of the house, parsed: for tests that hold them to the design."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("rag", "ui", "eval")
When = Literal["early", "late", "types"]


@dataclass(frozen=True)
class Import:
    """A module that is imported: with its importer, late (inside a function), or for types only."""

    name: str
    when: When


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    @property
    def imports(self) -> list[Import]:
        return list(_imports(self.tree, self.name, "early"))


@cache
def modules() -> tuple[Module, ...]:
    """Every source file of the three packages."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            source = path.read_text(encoding="utf-8")
            found.append(Module(name, path, source, ast.parse(source)))
    return tuple(found)


def within(name: str, package: str) -> bool:
    """Whether a module is a package or stands in it."""
    return name == package or name.startswith(package + ".")


def _imports(node: ast.AST, module: str, when: When) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, when) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module} imports relatively"
        assert node.module is not None
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield Import(whole if whole in _names() else node.module, when)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        when = "late"
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        when = "types"
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, module, when)


@cache
def _names() -> frozenset[str]:
    """So that the module in `from rag import settings` is told from a function's name."""
    return frozenset(module.name for module in modules())
