"""Typed reading of one line's fields. Knows types, and nothing of what the fields mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eval.fold import fold
from rag.domain import Turn
from rag.errors import BadInput


@dataclass(frozen=True, slots=True)
class Fields:
    """Typed reading of one line's fields; every method raises BadInput for a wrong type."""

    value: dict[str, Any]
    where: str

    def text(self, name: str) -> str:
        """A field that has to be there and hold more than white space."""
        if name not in self.value:
            raise BadInput(f"{self.where}: the field {name!r} is missing.")
        value = self.value[name]
        if not isinstance(value, str) or not value.strip():
            raise BadInput(f"{self.where}: the field {name!r} must be text that is not empty.")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where the field is left out."""
        if name not in self.value:
            return ()
        return self._strings(name, self.value[name])

    def matchable(self, name: str) -> tuple[str, ...]:
        """A list of texts of which something is left when they are folded."""
        return self._folds(name, self.texts(name))

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, empty where the field is left out."""
        value = self.value.get(name, [])
        if not isinstance(value, list) or (name in self.value and not value):
            raise BadInput(f"{self.where}: the field {name!r} must be a list of lists of text.")
        return tuple(self._folds(name, self._strings(name, group)) for group in value)

    def history(self) -> tuple[Turn, ...]:
        """The earlier turns."""
        turns = self.value.get("history", [])
        if not isinstance(turns, list) or not all(
            isinstance(turn, list) and len(turn) == 2 and all(isinstance(t, str) for t in turn)
            for turn in turns
        ):
            raise BadInput(
                f"{self.where}: the field 'history' must be a list of [question, answer]."
            )
        return tuple(Turn(question=question, answer=answer) for question, answer in turns)

    def _strings(self, name: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(
            isinstance(item, str) and item.strip() for item in value
        ):  # fmt: skip
            raise BadInput(
                f"{self.where}: the field {name!r} must be a list of text that is not empty."
            )
        return tuple(value)

    def _folds(self, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            if not fold(text):
                raise BadInput(f"{self.where}: {text!r} in {name!r} holds no letter or digit.")
        return texts
