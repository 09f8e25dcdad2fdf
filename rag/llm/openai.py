"""An endpoint in OpenAI's format, near or far, through llama-index's OpenAILike.

Only what it is given decides where a question goes: no key, address, header or redirect from
elsewhere is followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from rag.errors import BadSettings, LanguageModelFailed
from rag.llm.base import Message
from rag.llm.llama_index import LlamaIndexModel
from rag.llm.writing import Piece
from rag.settings import LLM_KEY

if TYPE_CHECKING:
    import httpx
    from openai import AsyncOpenAI

CONNECT = 10.0  # seconds after which an address where nobody answers counts as out of reach


class OpenAIModel(LlamaIndexModel):
    """A model behind an endpoint; nothing is sent twice. Raises BadSettings."""

    def __init__(self, base_url: str, model: str, key: SecretStr, context: int) -> None:
        from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

        # The libraries between leave a stream that is not read to its end to the garbage collector.
        self._responses: dict[asyncio.Task[Any] | None, httpx.Response] = {}
        self._client = _client(base_url, key, self._hold)
        self._counts = True  # whether the endpoint can be asked to count tokens
        try:
            llm = OpenAILike(
                model=model,
                api_base=base_url,
                api_key=self._client.api_key,
                is_chat_model=True,
                context_window=context,
                max_retries=0,
                temperature=0.0,
                async_openai_client=self._client,
            )
        except ValueError:
            raise BadSettings(
                f"The model {model!r} does not chat in OpenAI's common format; name another in "
                "llm.model."
            ) from None
        _ = self._client.chat.completions  # loads what the first question would wait for
        super().__init__(llm, model, context)

    async def _stream(
        self, messages: Sequence[Message], longest: int
    ) -> AsyncGenerator[Piece, None]:
        import openai

        try:
            async with aclosing(self._whole(messages, longest)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if not self._counts or "stream_options" not in str(error):
                raise
        self._counts = False
        async with aclosing(self._whole(messages, longest)) as pieces:
            async for piece in pieces:
                yield piece

    async def _whole(
        self, messages: Sequence[Message], longest: int
    ) -> AsyncGenerator[Piece, None]:
        """The pieces of a stream that ends as it should; raises for one that does not."""
        begun = ended = False
        try:
            async with aclosing(super()._stream(messages, longest)) as pieces:
                async for piece in pieces:
                    begun, ended = True, ended or bool(piece.end)
                    yield piece
        finally:
            if response := self._responses.pop(asyncio.current_task(), None):
                await asyncio.shield(response.aclose())
        if not ended:
            raise LanguageModelFailed(self._say(BROKEN if begun else FOREIGN))

    def _options(self, longest: int) -> Mapping[str, Any]:
        counting = {"stream_options": {"include_usage": True}} if self._counts else {}
        return {"max_tokens": longest, **counting}

    def _explain(self, error: BaseException) -> str:
        import httpx
        import openai

        match error:
            case openai.APIConnectionError():
                return self._say("cannot be reached; start it, or correct llm.base_url")
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return self._say(f"does not accept the key; set {LLM_KEY} to one that it does")
            case openai.NotFoundError():
                return self._say("is not known there; correct llm.model or llm.base_url")
            case openai.RateLimitError():
                return self._say("takes no more questions for now; try again later")
            case openai.BadRequestError():
                return self._say(
                    "does not take what it is sent; correct llm.model, or set llm.context to what "
                    "it can read at once"
                )
            case openai.APIStatusError(status_code=status) if 300 <= status < 400:
                return self._say("has moved; write its new address in llm.base_url")
            case openai.APIStatusError(status_code=status):
                return self._say(f"failed with status {status}; look into its log")
            case httpx.TransportError():
                return self._say(BROKEN)
            case openai.APIResponseValidationError():
                return self._say(FOREIGN)
            case openai.APIError():
                return self._say("stopped with an error; look into its log")
            case AttributeError() | LookupError() | TypeError() | ValueError():
                return self._say(FOREIGN)
        return super()._explain(error)

    def _say(self, what: str) -> str:
        return f"The language model {self.name} {what}."

    async def _hold(self, response: httpx.Response) -> None:
        self._responses[asyncio.current_task()] = response

    async def _release(self) -> None:
        await self._client.close()


BROKEN = "broke off in the middle; ask again, and look into its log if that goes on"
FOREIGN = "did not reply in OpenAI's format; correct llm.base_url"


def _client(
    base_url: str, key: SecretStr, on_response: Callable[[httpx.Response], Awaitable[None]]
) -> AsyncOpenAI:
    """A client that takes nothing from the OPENAI_… variables of another service.

    Proxies and certificates of the environment count for other machines only. How long a reply
    may take is for the reader to say, so that only connecting has a limit.
    """
    import httpx
    import openai

    # Left empty, a key for OpenAI would be found in the environment and sent.
    secret = key.get_secret_value() or "none"
    named = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    unwanted = ["OpenAI-Organization", "OpenAI-Project", *(n.partition(":")[0] for n in named)]
    headers: dict[str, Any] = {name.strip(): openai.Omit() for name in unwanted if name.strip()}
    return openai.AsyncOpenAI(
        base_url=base_url,
        api_key=secret,
        admin_api_key="",
        max_retries=0,
        timeout=httpx.Timeout(None, connect=CONNECT),
        default_headers=headers | {"Authorization": f"Bearer {secret}"},
        http_client=openai.DefaultAsyncHttpxClient(
            follow_redirects=False,
            trust_env=not is_here(base_url),
            event_hooks={"response": [on_response]},
        ),
    )


def is_here(base_url: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
