from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
)
from llama_index.core.llms import CustomLLM
from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

from rag.errors import BadInput, LanguageModelFailed
from rag.llm.base import Message
from rag.llm.llama_index import LlamaIndexModel
from rag.llm.open import as_language_model
from tests.fakes import ScriptedModel
from tests.standin import Reply, standin

ASKED = [Message("user", "Is water wet?")]


class Blocking(CustomLLM):
    """A completion model that writes in the caller's thread."""

    steps: Callable[[], Iterator[str | None]]

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=512, model_name="blocking")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        raise NotImplementedError

    def stream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseGen:
        assert not kwargs
        text = ""
        for step in self.steps():
            text += step or ""
            yield CompletionResponse(text=text, delta=step)


class OnlySync(Blocking):
    """One that has no asynchronous side, and tells only the whole text so far."""

    async def astream_chat(
        self, messages: Sequence[ChatMessage], **kwargs: Any
    ) -> ChatResponseAsyncGen:
        raise NotImplementedError

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        text = ""
        for step in self.steps():
            text += step or ""
            yield ChatResponse(message=ChatMessage(role="assistant", content=text))


@pytest.fixture
def opened() -> Iterator[Callable[..., LlamaIndexModel]]:
    made = []

    def opening(llm: Any) -> LlamaIndexModel:
        made.append(LlamaIndexModel(llm))
        return made[-1]

    yield opening
    for model in made:
        model.close()


@pytest.mark.parametrize("kind", [Blocking, OnlySync])
def test_a_blocking_llm_streams(opened: Callable[..., LlamaIndexModel], kind: type) -> None:
    model = opened(kind(steps=lambda: iter(["Water", " is", " wet."])))
    assert (model.name, model.context) == ("blocking", 512)
    writing = model.write(ASKED, longest=3, seconds=5)
    assert list(writing) == ["Water", " is", " wet."]
    assert (writing.cut, writing.tokens) == (False, {})


def test_an_llm_that_never_ends_is_cut(opened: Callable[..., LlamaIndexModel]) -> None:
    def on() -> Iterator[str]:
        while True:
            yield "on "

    writing = opened(Blocking(steps=on)).write(ASKED, longest=4, seconds=5)
    assert list(writing) == ["on "] * 4
    assert writing.cut


def test_an_llm_that_hangs_holds_up_nobody(opened: Callable[..., LlamaIndexModel]) -> None:
    wake = threading.Event()
    calls: list[int] = []

    def steps() -> Iterator[str]:
        calls.append(1)
        if len(calls) == 1:
            wake.wait(20)
        yield "done"

    model = opened(Blocking(steps=steps))
    begun = time.monotonic()
    with pytest.raises(LanguageModelFailed, match=r"wrote nothing for 0\.1 seconds"):
        list(model.write(ASKED, longest=9, seconds=0.1))
    assert list(model.write(ASKED, longest=9, seconds=5)) == ["done"]
    assert time.monotonic() - begun < 2
    wake.set()


@pytest.mark.parametrize(
    "error",
    [RuntimeError("key sk-secret"), KeyError("x"), OSError("sk-secret"), StopAsyncIteration()],
)
def test_whatever_is_raised_becomes_a_sentence(
    opened: Callable[..., LlamaIndexModel], error: Exception
) -> None:
    def steps() -> Iterator[str]:
        yield "begun"
        raise error

    with pytest.raises(LanguageModelFailed, match="blocking failed") as raised:
        list(opened(Blocking(steps=steps)).write(ASKED, longest=9, seconds=5))
    assert "sk-secret" not in str(raised.value)


def test_a_client_that_keeps_its_connections(opened: Callable[..., LlamaIndexModel]) -> None:
    with standin() as server:
        llm = OpenAILike(model="m", api_base=server.url, api_key="k", is_chat_model=True)
        model = opened(llm)
        for _ in range(3):
            assert "".join(model.write(ASKED, longest=9, seconds=5)) == "Water is wet."
        server.reply = Reply(hangs=True)
        writing = model.write(ASKED, longest=9, seconds=20)
        thread = threading.Thread(target=lambda: list(writing))
        thread.start()
        assert server.wait_asked(4)
        writing.close()
        assert server.wait_gone()
        thread.join(5)


def test_what_an_assistant_may_be_given() -> None:
    scripted = ScriptedModel("yes")
    assert as_language_model(scripted) is scripted
    model = as_language_model(Blocking(steps=lambda: iter(["yes"])))
    assert isinstance(model, LlamaIndexModel)
    model.close()
    for other in ("gpt", None, object()):
        with pytest.raises(BadInput, match="is no language model"):
            as_language_model(other)
