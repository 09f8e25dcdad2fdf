"""The language models that `rag llm pull` knows by a short name, and which of them fits a machine.

Small instruct models under the Apache licence, as GGUF files of about four and a half bits a
weight. Knows what they need; fetches nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOM = 2_000_000_000  # bytes of memory that stay for the system, the articles and the page
A_CORE = 300_000_000  # bytes of a model that a core reads fast enough for an answer to come in time
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


@dataclass(frozen=True, slots=True)
class Model:
    """A model one can pull; `memory` is what it takes with two answers being written at once."""

    name: str
    source: str  # owner/repository/file on the model hub; empty for the one that comes in a package
    bytes: int
    memory: int
    licence: str
    about: str


PACKAGED = Model(
    "smollm2",
    "",
    98_362_432,
    500_000_000,
    "Apache-2.0",
    "comes in a package, needs no model hub; writes badly, so that quotes are often shown instead",
)
ON_HUB = (
    Model(
        "qwen2.5-0.5b",
        "Qwen/Qwen2.5-0.5B-Instruct-GGUF/qwen2.5-0.5b-instruct-q4_k_m.gguf",
        491_400_032,
        1_000_000_000,
        "Apache-2.0",
        "quick on any machine; simple sentences",
    ),
    Model(
        "qwen2.5-1.5b",
        "Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf",
        1_117_320_736,
        1_800_000_000,
        "Apache-2.0",
        "quick, and writes well enough",
    ),
    Model(
        "smollm2-1.7b",
        "HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF/smollm2-1.7b-instruct-q4_k_m.gguf",
        1_055_609_536,
        3_000_000_000,
        "Apache-2.0",
        "made from open data; English only",
    ),
    Model(
        "qwen3-4b",
        "unsloth/Qwen3-4B-Instruct-2507-GGUF/Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        2_497_281_120,
        4_200_000_000,
        "Apache-2.0",
        "writes well; a good choice for a laptop",
    ),
    Model(
        "qwen2.5-7b",
        "bartowski/Qwen2.5-7B-Instruct-GGUF/Qwen2.5-7B-Instruct-Q4_K_M.gguf",
        4_683_074_240,
        6_500_000_000,
        "Apache-2.0",
        "writes best of these; slow without a graphics card",
    ),
)
ALL = (PACKAGED, *ON_HUB)


def known(name: str) -> Model | None:
    """The model of that name, however it is capitalised."""
    return next((model for model in ALL if model.name == name.lower()), None)


def recommended(memory: int, cores: int) -> Model:
    """The largest model that `memory` bytes hold with room to spare; else the packaged one.

    Of those that are small enough for so many cores: without a graphics card, a larger one would
    be cut off by the time limit before its first word.
    """
    fitting = [
        model for model in ALL if model.memory + ROOM <= memory and model.bytes <= A_CORE * cores
    ]
    return max(fitting, key=lambda model: model.memory, default=PACKAGED)


def cores_of_this_machine() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_of_this_machine(limits: Sequence[Path] = LIMITS) -> int:
    """Bytes of memory here, a container's limit counted; 0 where the system does not say."""
    try:
        installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
    return min([installed, *filter(None, map(_limit, limits))])


def _limit(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):  # no such file, or the word `max`
        return None
