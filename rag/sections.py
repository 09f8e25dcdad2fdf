"""The groups of settings: each name with its default, its bounds and a line of explanation.

Plain frozen values; `rag.settings` puts them together and reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.origins import HostName, Network, Origin


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
        description="A model that also checks what a language model writes: `packaged` (the one "
        "that `rag llm checker` fetches) or a sentence-transformers cross-encoder for natural "
        "language inference; empty is off.",
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
        default=8, ge=1, le=50, description="Sentences that the model is given to write from."
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
    """The web server, and who may ask it. The password of `password` is RAG_PASSWORD."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=7860, ge=1, le=65535, description="Port to listen on.")
    access: Literal["open", "keys", "header", "password"] = Field(
        default="open",
        description="Who may ask: `open` (anybody on this machine), `keys` (of "
        "`rag keys add`), `header` (whom a trusted proxy names) or `password` (in RAG_PASSWORD).",
    )
    insist_open: bool = Field(
        default=False,
        description="Serve `open` where other machines reach it, too, or behind a proxy.",
    )
    origins: list[Origin] = Field(
        default=[],
        description="Origins whose pages may call the API from a browser, such as "
        "`https://portal.example`.",
    )
    frames: list[Origin] = Field(
        default=[], description="Origins whose pages may show the chat in a frame."
    )
    hosts: list[HostName] = Field(
        default=[], description="Further host names that the server answers to."
    )
    proxies: list[Network] = Field(
        default=[],
        description="Addresses or networks of proxies whose `X-Forwarded-…` and user header are "
        "believed.",
    )
    user_header: str = Field(
        default="Remote-User",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header in which a trusted proxy names the user.",
    )
    users: dict[str, list[str]] = Field(
        default={},
        description="Collections that a user may ask, `*` being any other user or all collections; "
        "others get `default`, and all where `open` serves this machine alone.",
    )
    rate: int = Field(
        default=60, ge=0, description="Questions a minute for each visitor; 0 is no bound."
    )
    articles_page: bool = Field(
        default=False, description="Whether the page lets visitors add and remove articles."
    )


class Brand(Section):
    """How the page calls itself and looks."""

    title: str = Field(
        default="Footnote", min_length=1, max_length=60, description="The page's name."
    )
    greeting: str = Field(
        default="", max_length=300, description="What an empty chat says; empty is its own words."
    )
    logo: Path | None = Field(
        default=None, description="A picture beside the title: a .svg, .png, .jpg or .webp file."
    )
    accent: str = Field(
        default="",
        pattern=r"^(#[0-9a-fA-F]{6})?$",
        description="The colour of marks and buttons, such as `#0d5c58`; empty is its own.",
    )
    refusal: str = Field(
        default="",
        max_length=500,
        description="What the page says when the articles hold no answer; empty is its own words.",
    )
    language: str = Field(
        default="en",
        pattern=r"^[a-z]{2}$",
        description="The language of the page's own words: `en` or `de`.",
    )


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
