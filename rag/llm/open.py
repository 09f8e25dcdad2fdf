"""The one switch: which language model the settings name.

Each provider, with the libraries behind it, is imported in its own branch.
"""

from __future__ import annotations

from typing import Any, cast

from pydantic import SecretStr

from rag.errors import BadSettings
from rag.llm.base import LanguageModel
from rag.origins import is_web_address
from rag.settings import LLM_KEY, Settings, secret


def open_llm(settings: Settings) -> LanguageModel | None:
    """The model that writes answers, not yet spoken to; None where none is to.

    Importing a library takes some seconds, and `gguf` loads its file. Raises BadSettings for
    settings that name no model, ModelUnavailable for a file that cannot be loaded.
    """
    llm = settings.llm
    if llm.provider == "openai":
        if not is_web_address(llm.base_url):
            raise BadSettings(
                "The setting llm.base_url is no web address; write one such as "
                "http://127.0.0.1:11434/v1."
            )
        if not llm.model.strip():
            raise BadSettings("The language model has no name; write one in llm.model.")
        key = secret(LLM_KEY)
        check_key(key, LLM_KEY)
        from rag.llm.openai import OpenAIModel

        return OpenAIModel(llm.base_url, llm.model, key, llm.context)
    if llm.provider == "gguf":
        if llm.file is None:
            raise BadSettings(
                "The provider gguf needs a file; name it in llm.file, or run `rag llm pull`."
            )
        from rag.llm.llama_server import GgufModel

        return GgufModel(llm.file, llm.context, llm.at_once)
    return None


def as_language_model(llm: Any) -> LanguageModel:
    """A LanguageModel as it is, a llama-index LLM made one. Raises BadInput for anything else."""
    if callable(getattr(llm, "write", None)) and hasattr(llm, "context"):
        return cast("LanguageModel", llm)
    from rag.llm.llama_index import LlamaIndexModel

    return LlamaIndexModel(llm)


def check_key(key: SecretStr, variable: str) -> None:
    """Raise BadSettings for a key that no header could carry."""
    text = key.get_secret_value()
    if not (text.isascii() and text.isprintable()):
        raise BadSettings(f"{variable} holds characters that no key has; copy the key again.")
