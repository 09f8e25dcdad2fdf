"""Rewrite the README's file tree and settings table from the code: `python -m tests.readme`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rag import settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PACKAGES = ("rag", "ui", "eval")
COLUMN = 30


def tree() -> str:
    """A line a module: its name and the first sentence of its docstring."""
    lines = [line for package in PACKAGES for line in _folder(ROOT / package, 0)]
    return "```\n" + "\n".join(lines) + "\n```"


def table() -> str:
    """A row a setting."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    rows += [f"| `{n}` | {f'`{d}`' if d else ''} | {m} |" for n, d, m in settings.table()]
    return "\n".join(rows)


def _folder(folder: Path, depth: int) -> Iterator[str]:
    yield _line(f"{folder.name}/", _says(folder / "__init__.py"), depth)
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield _line(path.name, _says(path), depth + 1)
    for inner in sorted(p.parent for p in folder.glob("*/__init__.py")):
        yield from _folder(inner, depth + 1)


def _line(name: str, says: str, depth: int) -> str:
    return f"{'  ' * depth}{name}".ljust(COLUMN) + says


def _says(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = re.split(r"(?<=[.!?])\s|\n\n", text, maxsplit=1)[0]
    return " ".join(first.split()).rstrip(".")


def rewrite(text: str) -> str:
    """The README with both blocks as the code has them."""
    for name, block in (("tree", tree()), ("settings", table())):
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(marks[0])
        _, _, after = rest.partition(marks[1])
        text = f"{before}{marks[0]}\n{block}\n{marks[1]}{after}"
    return text


if __name__ == "__main__":
    README.write_text(rewrite(README.read_text(encoding="utf-8")), encoding="utf-8")
