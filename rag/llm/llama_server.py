"""A GGUF file, run by llama.cpp in this process behind an endpoint that only we have the key to.

Knows nothing of prompts: once it runs, it is one more endpoint in OpenAI's format.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from rag.errors import ModelUnavailable
from rag.llm.openai import OpenAIModel

MAGIC = b"GGUF"
BATCH = 32  # tokens of a prompt read in one step, which cannot be interrupted; a tenth slower
THREADS = 8  # at most: beyond, memory is what writing waits for


class GgufModel(OpenAIModel):
    """Loads the file, about a second for 100 MB, and writes `at_once` answers at a time.

    Each has the whole `context`, or as much as the model was trained for. Raises ModelUnavailable
    for a file that is missing, damaged or no model.
    """

    def __init__(self, file: Path, context: int, at_once: int) -> None:
        key = secrets.token_urlsafe(32)
        self._server: Any = _serve(file, context * at_once, at_once, key)
        address = str(self._server.listening_address)
        context = min(context, _context(address, key))
        super().__init__(f"{address}/v1", file.stem, SecretStr(key), context)

    def close(self) -> None:
        """End what is being written, stop llama.cpp and free its memory."""
        super().close()
        self._server = None

    def _explain(self, error: BaseException) -> str:
        import openai

        if isinstance(error, openai.APIConnectionError):
            return self._say("has stopped; start the program again")
        return super()._explain(error)


def _serve(file: Path, context: int, at_once: int, key: str) -> Any:
    """A server on a free port of 127.0.0.1, silent, with its tensors checked."""
    import xllamacpp

    _check(file)
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = context
    params.n_parallel = at_once
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads()
    params.api_keys = [key]
    params.check_tensors = True
    params.verbosity = 0
    params.ui = False
    # What the slots hold is enough; by default 8 GB of old prompts pile up beside them.
    params.cache_ram_mib = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError:
        raise ModelUnavailable(
            f"The model {file} cannot be loaded: it is damaged, of a kind that llama.cpp does not "
            "know, or too large for the memory. Fetch it again, or lower llm.context."
        ) from None


def _check(file: Path) -> None:
    """What llama.cpp would refuse without saying why."""
    try:
        with file.open("rb") as model:
            magic = model.read(len(MAGIC))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ModelUnavailable(
            f"The model {file} cannot be read: {reason}. Correct llm.file, or run `rag llm pull`."
        ) from None
    if magic != MAGIC:
        raise ModelUnavailable(
            f"The file {file} is no GGUF model. Correct llm.file, or run `rag llm pull`."
        )


def _threads() -> int:
    """The cores that this process may use, which in a container are fewer than there are."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        cores = os.cpu_count() or 1
    return min(cores, THREADS)


def _context(address: str, key: str) -> int:
    """Tokens that each answer has, as llama.cpp made it: never more than the model knows."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    try:
        connection.request("GET", "/slots", headers={"Authorization": f"Bearer {key}"})
        slots = json.loads(connection.getresponse().read())
        return int(min(slot["n_ctx"] for slot in slots))
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        raise ModelUnavailable(
            "llama.cpp was started but does not answer. Start the program again."
        ) from None
    finally:
        connection.close()
