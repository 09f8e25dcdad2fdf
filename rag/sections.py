"""The groups of settings: each name with its default, its bounds and a line of explanation.

Plain frozen values; `rag.settings` puts them together and reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A group of settings: frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Embedding(Section):
    """What turns text into vectors."""

    model: str = Field(
        default="minilm",
        description="`minilm` is the packaged all-MiniLM-L6-v2; otherwise any "
        "sentence-transformers name or folder.",
    )
    batch: int = Field(default=32, ge=1, le=1024, description="Texts encoded at once.")


class Chunking(Section):
    """How articles are cut into passages."""

    pieces: int = Field(
        default=180,
        ge=20,
        le=2000,
        description="Word pieces of the embedder in a passage, at most.",
    )
    overlap: int = Field(
        default=40, ge=0, le=500, description="Word pieces that neighbours share, about a sentence."
    )


class Ingest(Section):
    """Which files are read."""

    max_megabytes: float = Field(
        default=10, gt=0, description="A larger file is skipped with this reason."
    )


class Retrieve(Section):
    """How passages are found."""

    candidates: int = Field(
        default=50, ge=1, le=1000, description="Passages asked of each retriever."
    )
    rerank: int = Field(
        default=10, ge=0, le=100, description="Best passages that are reranked; 0 is off."
    )
    cross_encoder: str = Field(
        default="",
        description="A sentence-transformers cross-encoder that reranks instead of late "
        "interaction; empty is off.",
    )


class Answering(Section):
    """How an answer is put together."""

    passages: int = Field(
        default=5, ge=1, le=50, description="Best passages an answer may quote from."
    )
    statements: int = Field(default=4, ge=1, le=10, description="Statements in an answer, at most.")
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Confidence below which an answer is refused; empty is the calibrated value.",
    )
    closest: int = Field(
        default=3, ge=0, le=10, description="Passages to read that a refusal names."
    )
    entailment: str = Field(
        default="",
        description="A sentence-transformers cross-encoder for natural language inference that "
        "also checks what a language model writes; empty is off.",
    )


class Llm(Section):
    """The language model that writes answers out of quotes. Its key is RAG_LLM_KEY."""

    provider: Literal["none", "openai", "gguf"] = Field(
        default="none",
        description="Who writes: `none` (quoted sentences), `openai` (any OpenAI-compatible "
        "endpoint, here or elsewhere) or `gguf` (a file, run by llama.cpp on this machine).",
    )
    base_url: str = Field(
        default="",
        description="The endpoint of `openai`, such as `http://127.0.0.1:11434/v1`; questions and "
        "quotes are sent there, with the key in RAG_LLM_KEY.",
    )
    model: str = Field(default="", description="The model, by the endpoint's name for it.")
    file: Path | None = Field(default=None, description="The model of `gguf`: a .gguf file.")
    context: int = Field(
        default=4096, ge=1024, le=10_000_000, description="Tokens that the model reads at once."
    )
    longest: int = Field(
        default=300, ge=32, le=4096, description="Tokens that the model may write for an answer."
    )
    timeout: float = Field(
        default=60,
        gt=0,
        le=3600,
        description="Seconds for the model to write an answer; then the quoted answer is shown.",
    )
    evidence: int = Field(
        default=12, ge=1, le=50, description="Sentences that the model is given to write from."
    )
    at_once: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Answers that `gguf` writes at the same time; each has the whole context.",
    )
    prompts: Path | None = Field(
        default=None,
        description="A folder whose `write.md` or `rewrite.md` replace the prompts that come with "
        "the library.",
    )


class Telemetry(Section):
    """Where spans of what happened are sent."""

    endpoint: str = Field(
        default="",
        description="An OpenTelemetry collector's HTTP address for traces, such as "
        "`http://127.0.0.1:4318/v1/traces`; empty sends nothing.",
    )


class Serve(Section):
    """The web server."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=7860, ge=1, le=65535, description="Port to listen on.")


class Eval(Section):
    """What `eval` holds the answers to."""

    fail_under: dict[str, float] = Field(
        default={},
        description="Measures below which `eval` fails, such as "
        "`{ correctness = 0.9, refusal_recall = 0.8 }`.",
    )


class Judging(Section):
    """The LLM that judges answers in `eval`, whatever wrote them. Its key is RAG_JUDGE_KEY."""

    base_url: str = Field(
        default="",
        description="OpenAI-compatible endpoint, such as `http://127.0.0.1:8080/v1`, to which "
        "`eval` sends questions, answers and quotes to be judged; empty is no judge.",
    )
    model: str = Field(default="", description="The judge's model, by the endpoint's name for it.")
    timeout: float = Field(
        default=60, gt=0, le=3600, description="Seconds to wait for the judge's reply."
    )
    context: int = Field(
        default=8192, ge=2048, le=10_000_000, description="Tokens that the judge can read at once."
    )
