from __future__ import annotations

import pytest

from rag.errors import BadSettings
from rag.llm.open import open_llm
from rag.settings import load


def test_no_model_unless_one_is_set() -> None:
    assert open_llm(load()) is None


@pytest.mark.parametrize(
    ("llm", "key", "says"),
    [
        ({"provider": "openai", "model": "m"}, "", "llm.base_url is no web address"),
        ({"provider": "openai", "base_url": "localhost:1", "model": "m"}, "", "llm.base_url"),
        ({"provider": "openai", "base_url": "ftp://host", "model": "m"}, "", "llm.base_url"),
        ({"provider": "openai", "base_url": "http://[host", "model": "m"}, "", "llm.base_url"),
        ({"provider": "openai", "base_url": "http://h:port", "model": "m"}, "", "llm.base_url"),
        ({"provider": "openai", "base_url": "http://h/v1", "model": " "}, "", "llm.model"),
        ({"provider": "openai", "base_url": "http://h/v1", "model": "m"}, "sk-…", "RAG_LLM_KEY"),
        ({"provider": "openai", "base_url": "http://h/v1", "model": "m"}, "a\nb", "RAG_LLM_KEY"),
        ({"provider": "gguf"}, "", "llm.file"),
    ],
)
def test_settings_that_name_no_model(
    llm: dict[str, str], key: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LLM_KEY", key)
    with pytest.raises(BadSettings, match=says) as raised:
        open_llm(load(llm=llm))
    assert not key or key not in str(raised.value)


def test_an_endpoint_is_not_spoken_to_when_opened() -> None:
    model = open_llm(
        load(llm={"provider": "openai", "base_url": "http://127.0.0.1:9/v1", "model": "m"})
    )
    assert model is not None
    assert (model.name, model.context) == ("m", 4096)
    model.close()
