"""Any llama-index LLM as a `LanguageModel`: chat or completion, asynchronous or blocking.

Knows no provider. All of a model's writing shares one event loop, because its client may keep
connections that are of no use in another.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import BadInput, LanguageModelFailed
from rag.llm.base import Message
from rag.llm.loop import Loop
from rag.llm.writing import Piece, StreamedWriting

if TYPE_CHECKING:
    from llama_index.core.base.llms.base import BaseLLM
    from llama_index.core.base.llms.types import ChatResponse


class LlamaIndexModel:
    """Writes with a llama-index LLM; name and context are the LLM's own where none is given.

    Raises BadInput for what is no llama-index LLM.
    """

    def __init__(self, llm: BaseLLM, name: str | None = None, context: int | None = None) -> None:
        from llama_index.core.base.llms.base import BaseLLM

        if not isinstance(llm, BaseLLM):
            raise BadInput(
                f"A {type(llm).__name__} is no language model; give a llama-index LLM, such as "
                "llama_index.llms.ollama.Ollama(…)."
            )
        known = llm.metadata
        told = known.model_name if known.model_name != "unknown" else type(llm).__name__
        self.name = name or told
        self.context = context or known.context_window
        self._llm = llm
        self._lock = threading.Lock()
        self._loop: Loop | None = None
        self._closed = False

    def write(
        self, messages: Sequence[Message], *, longest: int, seconds: float
    ) -> StreamedWriting:
        """Begin to write; the LLM is first spoken to when the writing is iterated."""
        return StreamedWriting(
            self.name,
            lambda: self._stream(messages, longest),
            self._running,
            self._explain,
            longest=longest,
            seconds=seconds,
        )

    def close(self) -> None:
        """End what is being written; nothing is written any more."""
        with self._lock:
            self._closed = True
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop(self._release)

    def _running(self) -> Loop:
        """The loop, made anew where an LLM that blocks holds it up."""
        with self._lock:
            if self._closed:
                raise LanguageModelFailed(f"The language model {self.name} is closed; open it.")
            if self._loop is None or not self._loop.answers():
                self._loop = Loop()
            return self._loop

    async def _stream(
        self, messages: Sequence[Message], longest: int
    ) -> AsyncGenerator[Piece, None]:
        from llama_index.core.base.llms.types import ChatMessage

        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]
        replies: AsyncIterator[ChatResponse]
        try:
            replies = await self._llm.astream_chat(chat, **self._options(longest))
        except NotImplementedError:
            replies = _one_by_one(self._llm.stream_chat(chat, **self._options(longest)))
        written = 0
        async for reply in replies:
            # Some LLMs tell only the whole text so far.
            text = (reply.message.content or "")[written:] if reply.delta is None else reply.delta
            written += len(text)
            yield Piece(text, _tokens(reply.additional_kwargs), _end(reply.raw))

    def _options(self, longest: int) -> Mapping[str, Any]:  # noqa: ARG002
        """What the LLM is told besides the messages: nothing, as each has names of its own."""
        return {}

    def _explain(self, error: BaseException) -> str:
        """One sentence; the error's own text stays out, for it may hold a key or a prompt."""
        kind = type(error).__name__
        return f"The language model {self.name} failed ({kind}); see whether it runs and its key."

    async def _release(self) -> None:
        """Give back what belongs to the loop; somebody else's LLM is left as it is."""


async def _one_by_one(replies: Iterable[ChatResponse]) -> AsyncGenerator[ChatResponse, None]:
    for reply in replies:
        yield reply


def _tokens(told: Mapping[str, Any]) -> dict[str, int]:
    counts = {name: told.get(f"{name}_tokens") for name in ("prompt", "completion")}
    return {name: count for name, count in counts.items() if isinstance(count, int)}


def _end(raw: Any) -> str:
    """Why the text ended, as OpenAI's format tells it; empty while it goes on."""
    choices = getattr(raw, "choices", None)
    ends = [getattr(each, "finish_reason", None) for each in choices] if choices else []
    return next((end for end in ends if isinstance(end, str)), "")
