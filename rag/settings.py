"""Every setting, its default and its meaning, in one frozen tree that is passed in, never global.

Values come from, strongest first: the call, `RAG_…` variables (`RAG_SERVE__PORT=8000`),
`rag.toml` in the working folder. A name that is not here is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from rag.errors import BadSettings

PREFIX = "RAG_"
FILE = Path("rag.toml")
JUDGE_KEY = "RAG_JUDGE_KEY"
SECRETS = frozenset({JUDGE_KEY})  # variables that are no settings, so that no file holds a key


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


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        toml_file=FILE,
    )

    index: Path = Field(default=Path(".rag"), description="Folder of the index.")
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("footnote")),
        description="Folder for what can be made again: the exported embedding model.",
    )
    embedding: Embedding = Embedding()
    chunking: Chunking = Chunking()
    ingest: Ingest = Ingest()
    retrieve: Retrieve = Retrieve()
    answer: Answering = Answering()
    serve: Serve = Serve()
    eval: Eval = Eval()
    judge: Judging = Judging()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The call first, then the environment, then the file; nothing else is looked at."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**overrides: Any) -> Settings:
    """Read the settings; `overrides` that are None count as not given.

    Raises BadSettings for an unknown name, a value out of range or a file that is not TOML.
    """
    refuse_unknown_variables(os.environ)
    if FILE.is_dir():
        raise BadSettings(f"{FILE} is a folder. Rename it; settings are read from a file.")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise BadSettings(f"There is no setting {name!r}; see the README's table.") from None
        raise BadSettings(f"The setting {name!r} cannot be used: {first['msg']}.") from None
    except SettingsError as error:
        raise BadSettings(f"A {PREFIX}… variable cannot be read: {error}.") from None
    except UnicodeDecodeError:
        raise BadSettings(f"{FILE} is not UTF-8 text. Save it as that.") from None
    except (ValueError, OSError) as error:
        raise BadSettings(f"{FILE} cannot be read: {error}.") from None


def refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    """Raise BadSettings for a `RAG_…` variable that names no setting.

    pydantic-settings looks only for names it knows, so a misspelt variable would do nothing.
    """
    known = {f"{PREFIX}{name.replace('.', '__')}".upper() for name in names()}
    sections = {name.split("__")[0] for name in known}
    for variable in environ:
        if not variable.upper().startswith(PREFIX) or variable in SECRETS:
            continue
        if variable.upper() not in known | sections:
            raise BadSettings(f"There is no setting for the variable {variable}.")


def secret(variable: str) -> SecretStr:
    """A key from its variable, empty where there is none; shows as asterisks wherever it goes."""
    return SecretStr(os.environ.get(variable, "").strip())


def names() -> list[str]:
    """The dotted name of every setting, in order."""
    return [name for name, _, _ in table()]


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, in order: what the README shows."""
    rows = []
    for name, info in Settings.model_fields.items():
        if isinstance(info.default, Section):
            for inner, field in type(info.default).model_fields.items():
                default = "" if field.default is None else str(field.default)
                rows.append((f"{name}.{inner}", default, field.description or ""))
        else:
            default = str(info.default) if info.default_factory is None else "the user's cache"
            rows.append((name, default, info.description or ""))
    return rows
