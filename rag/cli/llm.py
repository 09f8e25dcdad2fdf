"""`rag llm`: fetch a language model for this machine and point the settings at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from rag import settings
from rag.cli.common import Commands, console, counted, example, one_line
from rag.cli.ingest import watch
from rag.cli.llm_check import check
from rag.cli.llm_checker import checker
from rag.errors import BadInput, ModelUnavailable
from rag.llm import shelf
from rag.llm.catalogue import (
    ALL,
    PACKAGED,
    Model,
    cores_of_this_machine,
    memory_of_this_machine,
    recommended,
)
from rag.llm.pull import locate, place
from rag.llm.pull import pull as fetch
from rag.settings_file import write_section

BADLY = (
    f"{PACKAGED.name} is a very small model and writes badly: what it writes is checked as "
    "always, so quotes will often be shown instead."
)
WINNING = ("RAG_LLM", "RAG_LLM__PROVIDER", "RAG_LLM__FILE")


class LlmCommands(Commands):
    """The commands of `rag llm`."""

    interrupted = "interrupted; a download goes on from there when it is run again."


llm = typer.Typer(
    name="llm",
    cls=LlmCommands,
    no_args_is_help=True,
    help="Fetch and try the language model that writes answers.",
    epilog=example("rag llm pull"),
)


@llm.command(epilog=example("rag llm pull qwen2.5-1.5b"))
def pull(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="A name from --list, or owner/repository/file.gguf on the model hub; none: the "
            "largest of the list that fits this machine.",
        ),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Only show the models and what they need.")
    ] = False,
) -> None:
    """Fetch a language model and set it in rag.toml.

    Without NAME and without a model hub, the small model that comes in a package is taken.
    """
    if listed and name is not None:
        raise BadInput("Give either a NAME or --list.")
    cache = settings.load().cache
    memory, cores = memory_of_this_machine(), cores_of_this_machine()
    best = recommended(memory, cores)
    here = f"{_gigabytes(memory)} of memory and {counted(cores, 'core')}"
    out, errors = console(), console(stderr=True)
    if listed:
        show(best, out)
        out.print(f"This machine has {here}.")
        return
    if name is None:
        errors.print(Text(f"{best.name} is the model of the list that suits {here}."))
        name = _reachable(best, cache, errors)
    file = _fetch(name, cache, errors)
    out.print(Text(f"The model is {one_line(str(file))} ({file.stat().st_size / 1e9:.1f} GB)."))
    write_section("llm", {"provider": "gguf", "file": str(file)})
    out.print(Text(f'{settings.FILE} now has [llm] provider = "gguf" and this file.'))
    for variable in os.environ:
        if variable.upper() in WINNING:
            errors.print(Text(f"{variable} is set and wins over {settings.FILE}; unset it."))


llm.command(epilog=example("rag llm check"))(check)
llm.command(epilog=example("rag llm checker"))(checker)


def show(best: Model, out: Console) -> None:
    """Print the models with what they need, and mark the one that is recommended here."""
    table = Table(
        Column("name", no_wrap=True),
        Column("size", justify="right", no_wrap=True),
        Column("memory", justify="right", no_wrap=True),
        Column("licence", overflow="fold"),
        Column("", overflow="fold"),
        box=SIMPLE_HEAD,
    )
    for model in ALL:
        about = f"{model.about} (recommended here)" if model == best else model.about
        size, needs = _gigabytes(model.bytes), _gigabytes(model.memory)
        table.add_row(model.name, size, needs, model.licence, about)
    out.print(table)


def _reachable(model: Model, cache: Path, errors: Console) -> str:
    """The name of a model, or of the packaged one when no hub gives it."""
    if model == PACKAGED or shelf.is_whole(place(model.name, cache)):
        return model.name
    try:
        locate(model.name)
    except (ModelUnavailable, BadInput) as error:  # a mirror may not have it
        errors.print(Text(f"{one_line(str(error))} Taking {PACKAGED.name} instead."))
        return PACKAGED.name
    return model.name


def _fetch(name: str, cache: Path, errors: Console) -> Path:
    if name.lower() == PACKAGED.name:
        errors.print(Text(BADLY))
    with watch(errors) as progress:
        return fetch(
            name,
            cache,
            lambda done, total: progress.tell("MB fetched", done // 1_000_000, total // 1_000_000),
        )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
