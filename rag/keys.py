"""The API keys of a server: made once, stored as hashes, gone the moment they are revoked.

Knows one SQLite file in the folder of the setting `data`; nothing of HTTP.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import BadInput, StorageFailed

FILE = "keys.sqlite"
PREFIX = "fn_"
EVERY = "*"
"""Stands for every collection there is."""

_NAME = re.compile(r"[\w][\w .@-]{0,63}")
_TABLE = """
CREATE TABLE IF NOT EXISTS keys (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, collections TEXT NOT NULL,
    origins TEXT NOT NULL, rate INTEGER, created TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key allows. `collections` may hold `EVERY`; `rate` is in questions a minute, 0 is no
    bound, None is the server's own. `created` is ISO 8601 in UTC."""

    name: str
    collections: tuple[str, ...]
    origins: tuple[str, ...]
    rate: int | None
    created: str


class Keys:
    """The keys in a folder. Each call reads the file, so another process's change counts at once.

    All methods raise StorageFailed when the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def add(
        self,
        name: str,
        collections: Iterable[str],
        origins: Iterable[str] = (),
        rate: int | None = None,
    ) -> str:
        """Make a key and return it, the only time it can be seen.

        Raises BadInput for a name that is taken or is none.
        """
        if not _NAME.fullmatch(name):
            raise BadInput(
                f"{name[:64]!r} cannot name a key. Use letters, digits, spaces and . @ - _, "
                "64 at most."
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        row = (name, _digest(secret), json.dumps([*collections]), json.dumps([*origins]))
        with self._writing() as sql:
            try:
                sql.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)", (*row, rate, created))
            except sqlite3.IntegrityError:
                raise BadInput(
                    f"There is a key {name!r} already. Revoke it first, or choose another name."
                ) from None
        return secret

    def find(self, secret: str) -> Key | None:
        """What a key allows, or None when there is no such key (any more)."""
        rows = self._read("WHERE digest = ?", _digest(secret))
        return rows[0] if rows else None

    def all(self) -> list[Key]:
        """Every key, by name."""
        return self._read("ORDER BY name")

    def revoke(self, name: str) -> None:
        """Remove a key. Raises BadInput when there is none of that name."""
        with self._writing() as sql:
            if not sql.execute("DELETE FROM keys WHERE name = ?", (name,)).rowcount:
                raise BadInput(f"There is no key {name[:64]!r}; `rag keys list` shows them.")

    def origins(self) -> frozenset[str]:
        """The origins of all keys together."""
        return frozenset(origin for key in self.all() for origin in key.origins)

    def _read(self, where: str, *values: str) -> list[Key]:
        try:
            if not self._file.stat().st_size:  # made this moment, or by a command that was killed
                return []
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        with self._sql("ro") as sql:
            rows = sql.execute(
                f"SELECT name, collections, origins, rate, created FROM keys {where}",  # noqa: S608
                values,
            ).fetchall()
        return [
            Key(name, tuple(json.loads(may)), tuple(json.loads(origins)), rate, created)
            for name, may, origins, rate, created in rows
        ]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        with self._sql("rw") as sql, sql:
            sql.execute(_TABLE)
            yield sql

    @contextmanager
    def _sql(self, mode: str) -> Iterator[sqlite3.Connection]:
        uri = f"{self._file.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(uri, uri=True, timeout=2)) as sql:
                yield sql
        except sqlite3.Error as error:
            raise self._unusable(str(error)) from error

    def _unusable(self, why: str) -> StorageFailed:
        return StorageFailed(
            f"The keys in {self._file} cannot be read or written: {why}. "
            "Check the disk, or name another folder with the setting `data`."
        )


def _digest(secret: str) -> str:
    # A key is 32 random bytes: nobody can go through them, so one plain hash is enough where a
    # password would need a slow and salted one.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
