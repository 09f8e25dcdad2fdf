"""The articles of a collection that visitors added: kept in a folder of the server's data, synced.

<data>/uploads/<collection>/report.txt          an article that was added
<data>/uploads/<collection>/.coming/<visitor>/  files on their way, a piece at a time

Each file is a root of its own for sync, so that the last one can be removed like any other. Knows
neither HTML nor Gradio.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import collections
from rag.embedding import fingerprint, open_embedder
from rag.errors import BadInput, RagError, StorageFailed
from rag.index import layout
from rag.index.catalog import Catalog
from rag.ingest.load import SUFFIXES, Skip, unknown_type
from rag.ingest.progress import Progress, Report
from rag.ingest.sync import sync
from rag.settings import Settings
from ui.strings import Strings

FILES_AT_ONCE = 50
LONGEST_NAME = 120
STALE = 24 * 3600
"""Seconds after which files on their way count as left behind."""

_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of adding or removing: what sync did, if it ran, and what was passed over."""

    report: Report | None = None
    skips: tuple[Skip, ...] = ()


class Uploads:
    """The uploads of one collection."""

    def __init__(self, settings: Settings, collection: str, words: Strings) -> None:
        """Raises BadInput for what cannot name a collection."""
        self.settings = collections.at(settings, collection)
        self.folder = Path(os.path.realpath(settings.data / "uploads" / collection))
        self.words = words

    def take(self, visitor: str, name: str, at: int, data: bytes) -> None:
        """The next piece of a file that is on its way; the first one, at 0, begins it anew.

        Raises BadInput for a name or size that cannot be, StorageFailed.
        """
        largest = int(self.settings.ingest.max_megabytes * 1_000_000)
        if at < 0 or at + len(data) > largest + 1:  # one more byte, and sync says it is too large
            data = data[: max(0, largest + 1 - at)]
        path = self._coming(visitor) / clean_name(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if len(list(path.parent.iterdir())) >= FILES_AT_ONCE and not path.exists():
                raise BadInput(self.words.TOO_MANY.format(count=FILES_AT_ONCE))
            with path.open("ab" if at else "wb") as file:
                if file.tell() == at:
                    file.write(data)
        except OSError as error:
            raise _failed(error) from error

    def add(self, visitor: str, progress: Progress) -> Outcome:
        """Index what a visitor's files hold; what holds no article is removed again.

        Raises what sync raises; nothing of these files is then kept.
        """
        coming = self._coming(visitor)
        try:
            files = sorted(coming.iterdir()) if coming.is_dir() else []
            moved, skips = self._settle(files)
            if not moved:
                return Outcome(None, tuple(skips))
            kept: set[Path] = set()
            try:
                report = self._sync(moved, progress)
                kept = set(self._indexed().values())
            finally:
                for path in moved:
                    if path not in kept:
                        path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(error) from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)
        return Outcome(report, (*skips, *report.skipped))

    def remove(self, article: str, progress: Progress) -> Outcome:
        """Delete the file of an article and all that was indexed of it.

        Raises BadInput for an article that was not added here, and what sync raises.
        """
        path = self._indexed().get(article)
        if path is None:
            raise BadInput(self.words.CANNOT_REMOVE.format(title=article))
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(error) from error
        return Outcome(self._sync([], progress))

    def removable(self) -> frozenset[str]:
        """The ids of the indexed articles that were added here."""
        return frozenset(self._indexed())

    def _settle(self, files: Sequence[Path]) -> tuple[list[Path], list[Skip]]:
        """Move files to where they stay, but for those of no known type or with a name in use."""
        moved: list[Path] = []
        skips: list[Skip] = []
        for file in files:
            place = self.folder / file.name
            if file.suffix.lower() not in SUFFIXES:
                skips.append(Skip(file.name, unknown_type(file)))
            elif place.exists():
                skips.append(Skip(file.name, self.words.NAME_TAKEN.format(name=file.name)))
            else:
                moved.append(file.rename(place))
        return moved, skips

    def _sync(self, paths: Sequence[Path], progress: Progress) -> Report:
        settings = self.settings
        return sync(
            paths,
            settings,
            lambda: open_embedder(settings),
            fingerprint(settings),
            progress=progress,
        )

    def _indexed(self) -> dict[str, Path]:
        """The files of the indexed articles that lie in the folder, by article."""
        if not (self.settings.index / layout.CATALOG).exists():
            return {}
        with Catalog(self.settings.index) as catalog:
            paths = {r.id: Path(os.fsdecode(r.path)) for r in catalog.records().values()}
        return {name: path for name, path in paths.items() if path.parent == self.folder}

    def _coming(self, visitor: str) -> Path:
        """Where a visitor's files are on their way; those that others left behind are removed."""
        every = self.folder / ".coming"
        if every.is_dir():
            for left in every.iterdir():
                if time.time() - left.stat().st_mtime > STALE:
                    shutil.rmtree(left, ignore_errors=True)
        return every / hashlib.sha256(visitor.encode()).hexdigest()[:24]


def clean_name(name: str) -> str:
    """A file's own name, fit for any disk and never hidden. Raises BadInput for none."""
    plain = _UNFIT.sub("_", Path(name.replace("\\", "/")).name).strip(" .")
    stem, suffix = Path(plain).stem, Path(plain).suffix
    if not stem or len(suffix) > 10:
        raise BadInput(f"{name[:LONGEST_NAME]!r} cannot name a file.")
    while len(os.fsencode(stem)) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + suffix


def _failed(error: OSError) -> RagError:
    return StorageFailed(f"The article cannot be stored: {error.strerror}. Check the disk.")
