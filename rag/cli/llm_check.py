"""`rag llm check`: what is configured, whether it answers, how fast, and how much it reads."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.text import Text

from rag import settings
from rag.answer.checker import open_checker
from rag.cli.common import AsJson, console, one_line
from rag.errors import LanguageModelFailed, RagError
from rag.llm.base import LanguageModel, Message
from rag.llm.open import open_llm

PROBE = "Count from one to thirty in words."
LONGEST = 80  # tokens, enough to tell the speed
RULES_ALONE = "none: rules alone check what it writes; `rag llm checker` fetches one"


@dataclass(frozen=True, slots=True)
class Speed:
    """How a model wrote a short text."""

    first_word: float  # seconds
    tokens_per_second: float


def check(as_json: AsJson = False) -> None:
    """Ask the language model for a few words: does it answer, how fast, how much does it read?

    Status 0 when it answers or none is set, 2 when it does not answer; what is set is told anyhow.
    """
    chosen = settings.load()
    told: dict[str, Any] = {"provider": chosen.llm.provider, "answers": False}
    llm = open_llm(chosen)
    if llm is not None:
        told |= {
            "model": llm.name,
            **_where(chosen),
            "context": llm.context,
            "checker": chosen.answer.entailment,
        }
    failure: RagError | None = None
    if llm is not None:
        try:
            open_checker(chosen.answer, chosen.cache)
            speed = measure(llm, chosen.llm.timeout)
            told |= {
                "answers": True,
                "first_word_s": round(speed.first_word, 3),
                "tokens_per_s": round(speed.tokens_per_second, 1),
            }
        except RagError as error:
            failure = error
        finally:
            llm.close()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=True))
    elif llm is None:
        _print_none(chosen)
    else:
        _print(told)
    if failure:
        raise failure


def measure(llm: LanguageModel, seconds: float) -> Speed:
    """Let a model write a little. Raises LanguageModelFailed, also for one that writes nothing."""
    writing = llm.write([Message("user", PROBE)], longest=LONGEST, seconds=seconds)
    begun = time.perf_counter()
    times = [time.perf_counter() for _ in writing]
    if not times:
        raise LanguageModelFailed(
            f"The language model {llm.name} answers but writes nothing; choose another."
        )
    tokens = writing.tokens.get("completion", len(times))
    taken = max(times[-1] - times[0], 1e-3)
    # A reply that came in one piece was written while its first word was waited for.
    speed = (tokens - 1) / taken if len(times) > 1 else tokens / max(times[0] - begun, 1e-3)
    return Speed(times[0] - begun, speed)


def _where(chosen: settings.Settings) -> dict[str, Any]:
    if chosen.llm.provider == "gguf":
        return {"file": str(chosen.llm.file)}
    host = urlsplit(chosen.llm.base_url).netloc.rpartition("@")[2]
    return {"endpoint": host, "key": bool(settings.secret(settings.LLM_KEY).get_secret_value())}


def _print(told: dict[str, Any]) -> None:
    shown = told | {
        "answers": "yes" if told["answers"] else "no",
        "context": f"{told['context']:,} tokens",
        "checker": told["checker"] or RULES_ALONE,
    }
    if told["answers"]:
        shown["first_word_s"] = f"after {told['first_word_s']:.2f} s"
        shown["tokens_per_s"] = f"{told['tokens_per_s']:.0f} tokens a second"
    if "key" in told:
        shown["key"] = f"{settings.LLM_KEY} is {'' if told['key'] else 'not '}set"
    labels = {"first_word_s": "first word", "tokens_per_s": "speed"}
    out = console()
    for name, value in shown.items():
        out.print(Text(f"{labels.get(name, name):<11} {one_line(str(value))}"), soft_wrap=True)


def _print_none(chosen: settings.Settings) -> None:
    from rag.llm.ollama import hint

    out = console()
    out.print("No language model is set: answers are quoted sentences.")
    way = hint(chosen) or (
        'Run `rag llm pull` for one on this machine, or set llm.provider to "openai" with '
        "llm.base_url and llm.model."
    )
    out.print(Text(way), soft_wrap=True)
