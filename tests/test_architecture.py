"""Holds the house to its design: which way imports run, where heavy libraries live, its habits."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import settings
from tests.house import PACKAGES, ROOT, Module, When, modules, within
from tests.rag.index.folders import Shelf, text, write

# From the ground up; a module imports from lower floors and from its own room only.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("rag.errors", "rag.domain", "rag.terms", "rag.stopwatch", "rag.stops", "rag.origins"),
    ("rag.sections", "rag.names", "rag.keys"),
    ("rag.settings", "rag.contract", "rag.prompts", "rag.telemetry"),
    ("rag.settings_file",),
    ("rag.embedding", "rag.llm"),
    ("rag.index", "rag.query"),
    ("rag.collections", "rag.feedback"),
    ("rag.ingest", "rag.retrieve", "rag.answer", "rag.chat"),
    ("rag.desk", "rag.answering"),
    ("rag.assistant",),
    ("rag.cli",),
    ("ui", "eval"),
    ("rag.__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# Who may import a heavy library, inside a function.
DOORS = {
    "bm25s": {"rag.index.lexical"},
    "chromadb": {"rag.index.dense"},
    "docx": {"rag.ingest.word"},
    "gradio": {"ui.page", "ui.page_articles", "ui.page_parts", "ui.server"},
    "llama_index_instrumentation": {"rag.telemetry.otlp"},
    "llama_index": {
        "rag.ingest.chunk",
        "rag.retrieve.llama_index",
        "rag.llm.llama_index",
        "rag.llm.openai",
        "eval.judge",
    },
    "mcp": {"ui.mcp.server", "ui.mcp.http", "ui.mcp.stdio"},
    "onnxruntime": {"rag.embedding.onnx", "rag.answer.inference"},
    "pypdf": {"rag.ingest.pdf"},
    "opentelemetry": {"rag.telemetry.otlp"},
    "sentence_transformers": {
        "rag.embedding.sentence_transformer",
        "rag.retrieve.rerank",
        "rag.answer.entail",
    },
    "sklearn": {"eval.regress"},
    "onnx": {"rag.answer.adapters", "eval.planted.network"},
    "torch": {
        "rag.embedding.onnx",
        "eval.planted.fitted",
        "eval.planted.network",
        "eval.planted.tune",
    },
    "xllamacpp": {"rag.llm.llama_server"},
    "huggingface_hub": {"rag.llm.pull"},
    "trafilatura": {"rag.ingest.html", "rag.ingest.html_date"},
    "transformers": {"rag.embedding.onnx", "eval.planted.network"},
}
LONGEST = 250  # lines


def room(name: str) -> str | None:
    """The part of the house that a module belongs to; None for `rag` itself and other people's."""
    return next((each for each in FLOOR if within(name, each)), None)


def each_import() -> Iterator[tuple[Module, str, When]]:
    for module in modules():
        for imported in module.imports:
            yield module, imported.name, imported.when


def test_every_module_has_its_place() -> None:
    assert len(modules()) > 50
    assert [m.name for m in modules() if room(m.name) is None and m.name != "rag"] == []


def test_imports_run_downward_only() -> None:
    upward = [
        f"{module.name} -> {name}"
        for module, name, _ in each_import()
        if (here := room(module.name)) and (there := room(name))
        if here != there and FLOOR[there] >= FLOOR[here]
    ]
    assert upward == []


def test_only_the_command_line_reaches_for_the_web_app() -> None:
    reaching = {
        (module.name, when)
        for module, name, when in each_import()
        if within(module.name, "rag") and name.split(".")[0] in ("ui", "eval")
    }
    assert reaching <= {("rag.__main__", "late")}


def test_stages_never_import_one_another() -> None:
    stages = next(rooms for rooms in FLOORS if "rag.retrieve" in rooms)
    across = [
        f"{module.name} -> {name}"
        for module, name, _ in each_import()
        if room(module.name) in stages and room(name) in stages and room(module.name) != room(name)
    ]
    assert across == []


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_has_its_doors(library: str) -> None:
    users = {
        module.name
        for module, name, when in each_import()
        if when != "types" and within(name, library)
    }
    assert users <= DOORS[library]


def test_no_heavy_library_is_imported_with_a_module() -> None:
    early = [
        f"{module.name} -> {name}"
        for module, name, when in each_import()
        if when == "early" and name.split(".")[0] in DOORS
    ]
    assert early == []


def loaded_by(script: str, *arguments: str) -> set[str]:
    """The heavy libraries that a fresh interpreter holds after a script."""
    script += (
        "\nimport sys, json\n"
        f"print(json.dumps([m for m in {sorted(DOORS)!r} if m in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", ["rag", "rag.assistant", "rag.__main__", "ui.server", "ui.page"])
def test_importing_loads_nothing_heavy(name: str) -> None:
    assert loaded_by(f"import {name}") == set()


ASK = """
import sys
from pathlib import Path
from rag.assistant import Assistant
from rag.index.reader import Reader
from tests.fakes import HashEmbedder
from tests.rag.index.folders import settings_for

settings = settings_for(Path(sys.argv[1]))
with Assistant(settings, Reader(settings.index), HashEmbedder()) as assistant:
    answer = assistant.ask("What does report 1 say of the village?")
    assert answer.quotes or answer.closest
"""


def test_asking_needs_neither_llama_index_nor_torch(tmp_path: Path) -> None:
    write(tmp_path / "articles", one=text(1), two=text(2))
    shelf = Shelf(tmp_path / "index")
    shelf.sync(tmp_path / "articles")
    assert loaded_by(ASK, str(shelf.index)) <= {
        "chromadb",
        "bm25s",
        "onnxruntime",
        "opentelemetry",  # chromadb's own
    }


def documented(node: ast.AST, name: str) -> Iterator[tuple[str, bool]]:
    """The public classes and functions below a node that are not inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if child.name.startswith("_"):
                continue
            yield f"{name}.{child.name}", bool(ast.get_docstring(child))
            if isinstance(child, ast.ClassDef):
                yield from documented(child, f"{name}.{child.name}")


def test_everything_public_says_what_it_is() -> None:
    silent = [module.name for module in modules() if not ast.get_docstring(module.tree)]
    for module in modules():
        silent += [name for name, said in documented(module.tree, module.name) if not said]
    assert silent == []


def test_the_library_does_not_print() -> None:
    printing = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if within(module.name, "rag") and not within(module.name, "rag.cli")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def swallows(handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether a handler takes anything at all and keeps it to itself.

    Tidying up and raising again is fine; the web page, which is an edge, may log what it caught.
    """
    caught = ast.walk(handler.type) if handler.type else iter([ast.Name("BaseException")])
    names = {node.id for node in caught if isinstance(node, ast.Name)}
    raised = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    logged = within(module.name, "ui") and "logger.exception(" in ast.unparse(handler)
    return bool(names & {"Exception", "BaseException"}) and not (raised or logged)


def test_no_except_swallows_anything_at_all() -> None:
    broad = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and swallows(node, module)
    ]
    assert broad == []


def test_a_file_is_one_idea_long() -> None:
    lines = {str(m.path.relative_to(ROOT)): m.source.count("\n") for m in modules()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


NAME = r"[\w.-]+(?:/[\w.-]+)*"
ENTRY = re.compile(rf"^(?P<indent>[ │├└─]*)(?P<name>{NAME}(?:/|\.\w+)|Makefile|LICENSE)(?=\s|$)")
MORE = re.compile(r"(?<![\w./])\w+\.py\b")


def tree_of(markdown: str) -> set[Path]:
    """The paths that a fenced file tree names: one a line, what is deeper stands further in.

    A line may name further `.py` files, which stand beside the first or in its folder.
    """
    named: set[Path] = set()
    for block in re.findall(r"^```\w*\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL):
        entries = [(ENTRY.match(line), line) for line in block.splitlines()]
        if not any(match and match["name"].rstrip("/") == "rag" for match, _ in entries):
            continue
        above: list[tuple[int, Path]] = []
        for match, line in entries:
            if not match:
                continue
            indent, name = len(match["indent"]), match["name"]
            while above and above[-1][0] >= indent:
                above.pop()
            folder = above[-1][1] if above else Path()
            path = folder / name
            named.add(path)
            if name.endswith("/"):
                above.append((indent, path))
                folder = path
            named.update(folder / more for more in MORE.findall(line[match.end() :]))
    return named


def test_a_file_tree_is_read() -> None:
    tree = (
        "```\nrag/      the library\n  answer/   cite.py, parts.py\n    compose.py   joins\n"
        "  terms.py  words\nui/\n├── page.py  the page\n```\n"
    )
    assert {str(path) for path in tree_of(tree)} == {
        "rag",
        "rag/answer",
        "rag/answer/cite.py",
        "rag/answer/parts.py",
        "rag/answer/compose.py",
        "rag/terms.py",
        "ui",
        "ui/page.py",
    }


def test_the_readme_draws_the_house_as_it_is() -> None:
    named = tree_of(readme())
    assert sorted(str(path) for path in named if not (ROOT / path).exists()) == []
    # A package's own line speaks for its __init__.py.
    here = {m.path.relative_to(ROOT) for m in modules() if m.path.name != "__init__.py"}
    assert sorted(str(path) for path in here - named) == []


@pytest.mark.parametrize("row", settings.table(), ids=lambda row: row[0])
def test_the_readme_shows_every_setting(row: tuple[str, str, str]) -> None:
    name, default, meaning = row
    shown = [line for line in readme().splitlines() if line.startswith(f"| `{name}` |")]
    assert len(shown) == 1, f"README.md needs one row for {name}"
    assert default in shown[0]
    assert meaning in shown[0]


def test_the_readme_shows_no_setting_that_is_not_there() -> None:
    sections = {name.split(".")[0] for name in settings.names()}
    shown = re.findall(r"^\| `([\w.]+)` \|", readme(), re.MULTILINE)
    assert [n for n in shown if n.split(".")[0] in sections and n not in settings.names()] == []


# In pieces, so that this file does not name them either.
ELSEWHERE = re.compile(
    r"(?<![\w.~-])/" + r"work\b|/" + r"tmp/w\b|\.\./" + r"shared\b"
    r"|https?://[^\s/]*(?:" + "py" + r"pi|pythonhosted|artifactory|nexus|devpi)"
    r"|(?:extra-)?index" + r"-url|find" + r"-links",
    re.IGNORECASE,
)


def test_nothing_names_the_machine_it_was_made_on() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert names
    found = {}
    for name in names:
        data = (ROOT / name).read_bytes()
        if b"\0" not in data and (match := ELSEWHERE.search(data.decode("utf-8", "replace"))):
            found[name] = match.group()
    assert found == {}


def test_every_package_is_typed() -> None:
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").exists()] == []
