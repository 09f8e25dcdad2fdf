"""The assistants of all collections: opened when first asked for, sharing their models.

Knows which indexes lie on the disk. Who may ask them is the service's business.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag import collections
from rag.errors import IndexMissing, RagError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.embedding import Embedder
    from rag.index.reader import Reader
    from rag.llm.base import LanguageModel

logger = logging.getLogger(__name__)

NO_MODEL = "The embedding model is not loaded yet."
NO_INDEX = "Nothing is indexed yet."
BAD_INDEX = "An index cannot be used as it is; the server's log says why."


class Library(Protocol):
    """Assistants by collection; safe for threads."""

    def names(self) -> list[str]:
        """The collections that can be asked now, `default` first."""

    def assistant(self, name: str) -> Assistant:
        """The assistant of a collection. Raises IndexMissing and what opening one raises."""

    def missing(self) -> list[str]:
        """What is not ready yet, each a sentence; empty when a question could be answered."""

    def close(self) -> None:
        """Give everything back."""


@dataclass(frozen=True, slots=True)
class Models:
    """What all assistants share."""

    embedder: Embedder
    llm: LanguageModel | None = None


class Shelves:
    """The library of the collections on the disk.

    `models` are loaded when the first assistant is opened, unless they are given.
    """

    def __init__(self, settings: Settings, models: Models | None = None) -> None:
        self._settings = settings
        self._models = models
        self._lock = threading.RLock()
        self._open: dict[str, tuple[Reader, Assistant]] = {}

    def names(self) -> list[str]:
        """The collections that are published now; one that is gone is closed."""
        present = collections.names(self._settings)
        with self._lock:
            for name in self._open.keys() - set(present):
                reader, _ = self._open.pop(name)
                reader.close()
        return present

    def assistant(self, name: str) -> Assistant:
        """The assistant of a collection, opened on its first use.

        Raises IndexMissing, IndexForeign, ModelUnavailable or BadSettings.
        """
        from rag.assistant import Assistant
        from rag.index.reader import Reader

        with self._lock:
            if name not in self._open:
                chosen = collections.at(self._settings, name)
                reader = Reader(chosen.index)
                models = self._load()
                for _, other in self._open.values():
                    assistant = other.beside(chosen, reader)
                    break
                else:
                    assistant = Assistant(chosen, reader, models.embedder, models.llm)
                self._open[name] = reader, assistant
            return self._open[name][1]

    def missing(self) -> list[str]:
        """What is not ready yet. Names no folder: anybody may read it."""
        reasons = [] if self._models else [NO_MODEL]
        if not self.names():
            reasons.append(NO_INDEX)
        with self._lock:
            usable = all(self._is_usable(reader) for reader, _ in self._open.values())
        return reasons if usable else [*reasons, BAD_INDEX]

    def warm(self) -> None:
        """Load the models and open `default`, if it is there, before anybody asks.

        Raises ModelUnavailable or BadSettings, IndexForeign, and IndexMismatch for an index that
        was built with other settings.
        """
        with self._lock:
            self._load()
            try:
                self.assistant(collections.DEFAULT)
            except IndexMissing:
                return
            self._check(self._open[collections.DEFAULT][0])

    def close(self) -> None:
        """Close every index and the language model, and send the last spans to a collector."""
        with self._lock:
            opened = list(self._open.values())
            self._open.clear()
            for reader, _ in opened[1:]:
                reader.close()
            for _, assistant in opened[:1]:  # all share its tracer and its model
                assistant.close()
            if self._models and self._models.llm:
                self._models.llm.close()

    def _is_usable(self, reader: Reader) -> bool:
        try:
            self._check(reader)
        except RagError as error:
            logger.error("An index cannot be used: %s", error)
            return False
        return True

    def _check(self, reader: Reader) -> None:
        """Raise IndexMismatch for an index that was built with other settings."""
        from rag.index.fingerprint import check
        from rag.ingest.sync import fingerprint_of

        embedder = self._load().embedder
        wanted = fingerprint_of(self._settings, embedder.fingerprint)
        check(reader.current().fingerprint, wanted)

    def _load(self) -> Models:
        from rag.assistant import open_llm_or_excuse
        from rag.embedding import open_embedder

        if self._models is None:
            self._models = Models(open_embedder(self._settings), open_llm_or_excuse(self._settings))
        return self._models
