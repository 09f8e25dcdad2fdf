"""The articles that ship with the project, indexed twice, and what the assistant says of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

from rag import collections
from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.index.reader import Reader
from rag.ingest.sync import sync
from rag.settings import Settings, load
from tests.house import ROOT

Needs = Callable[..., None]


def find(program: str) -> str | None:
    """Where a program is; Debian keeps nginx where only root looks."""
    return shutil.which(program, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


@pytest.fixture(scope="package")
def seeds(
    tmp_path_factory: pytest.TempPathFactory, minilm: Embedder, model_settings: Settings
) -> Settings:
    """Settings with two collections: `default` has all articles, `hr` has one."""
    folder = tmp_path_factory.mktemp("portal")
    settings = load(index=folder / "index", data=folder / "data", cache=model_settings.cache)
    few = folder / "hr"
    few.mkdir()
    shutil.copy(next((ROOT / "seeds").glob("003*")), few)
    for name, articles in (("default", ROOT / "seeds"), ("hr", few)):
        sync([articles], collections.at(settings, name), lambda: minilm, minilm.fingerprint)
    return settings


@pytest.fixture(scope="package")
def assistant(seeds: Settings, minilm: Embedder) -> Iterator[Assistant]:
    """The library alone over `default`: what every road has to say, too."""
    with Assistant(seeds, Reader(seeds.index), minilm) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def needs() -> Needs:
    """Skips a test whose programs are not on this machine; fails it where all are required."""

    def check(*programs: str) -> None:
        for program in programs:
            if find(program) is not None:
                continue
            if os.environ.get("FOOTNOTE_REQUIRE_ALL"):
                pytest.fail(f"FOOTNOTE_REQUIRE_ALL is set and there is no {program}.")
            pytest.skip(f"there is no {program} on this machine")

    return check
