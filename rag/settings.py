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
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from rag.errors import BadSettings
from rag.sections import (
    Answering,
    Brand,
    Chunking,
    Embedding,
    Eval,
    Ingest,
    Judging,
    Llm,
    Retrieve,
    Section,
    Serve,
    Telemetry,
)

PREFIX = "RAG_"
FILE = Path("rag.toml")
JUDGE_KEY = "RAG_JUDGE_KEY"
LLM_KEY = "RAG_LLM_KEY"
PASSWORD = "RAG_PASSWORD"  # noqa: S105 - the variable's name
# Variables that are no settings, so that no file holds a key.
SECRETS = frozenset({JUDGE_KEY, LLM_KEY, PASSWORD})


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
    data: Path = Field(
        default=Path(".rag-data"),
        description="Folder for what people leave and no ingest makes again: API keys, feedback.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("footnote")),
        description="Folder for what can be made again: the exported embedding model.",
    )
    embedding: Embedding = Embedding()
    chunking: Chunking = Chunking()
    ingest: Ingest = Ingest()
    retrieve: Retrieve = Retrieve()
    answer: Answering = Answering()
    llm: Llm = Llm()
    telemetry: Telemetry = Telemetry()
    serve: Serve = Serve()
    brand: Brand = Brand()
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
