"""An LLM that judges answers: llama-index's evaluators over an OpenAI-compatible endpoint.

The only module of `eval` that talks to another program. Knows no case and no metric. Whatever an
endpoint replies is data: it is read for a score or for YES or NO, and kept as a remark.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from eval.verdict import Opinion
from rag.errors import BadSettings, ModelUnavailable
from rag.llm.open import check_key
from rag.origins import is_web_address
from rag.sections import Judging
from rag.settings import JUDGE_KEY

PROBE = "Is water wet? Reply with one word, YES or NO."
LONGEST = 2000  # characters of a reply that are kept as a remark
# A line that is a score from 1 to 5 and nothing else, as "4.5", "Score: 4" or "**4/5**".
_SCORE = re.compile(
    r"[\s*_#`]*(?:score)?[\s*_:`]*([1-5](?:\.\d+)?)(?:\s*(?:/|out of)\s*5(?:\.0)?)?[\s*_.`]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\b(?:yes|no)\b")


class Judge(Protocol):
    """Thinks of answers; a reply that cannot be used gives an opinion without a score."""

    @property
    def name(self) -> str:
        """The model that judges."""

    async def check(self) -> None:
        """Ask something small. Raises ModelUnavailable where no use can be made of the judge."""

    async def correctness(self, question: str, answer: str, reference: str) -> Opinion:
        """How right an answer is, held against what is accepted."""

    async def faithfulness(self, answer: str, quotes: Sequence[str]) -> Opinion:
        """Whether the quotes, and they alone, support the answer."""


class LlmJudge:
    """A judge behind an endpoint in OpenAI's format; nothing is sent twice."""

    def __init__(self, settings: Judging, key: SecretStr) -> None:
        self._settings = settings
        self._key = key

    @property
    def name(self) -> str:
        """The model that judges."""
        return self._settings.model

    async def check(self) -> None:
        """Ask for one word. Raises ModelUnavailable."""
        from llama_index.core.llms import ChatMessage

        async with self._llm() as llm:
            reply = await llm.achat([ChatMessage(PROBE)])
            said = str(reply.message.content)
        if read_yes(said) is None:
            raise ModelUnavailable(
                f"The judge {self.name!r} was asked for YES or NO and replied with neither; "
                "choose a model for judge.model that follows instructions."
            )

    async def correctness(self, question: str, answer: str, reference: str) -> Opinion:
        """llama-index's CorrectnessEvaluator; its score of 1 to 5 becomes 0 to 1, linearly."""
        from llama_index.core.evaluation import CorrectnessEvaluator

        try:
            async with self._llm() as llm:
                found = await CorrectnessEvaluator(
                    llm=llm, parser_function=lambda reply: (read_score(reply), reply)
                ).aevaluate(query=question, response=answer, reference=reference)
        except ModelUnavailable as error:
            return Opinion(None, str(error))
        if found.score is None:
            return Opinion(None, _unread("a line with a score from 1 to 5", found.feedback))
        return Opinion((found.score - 1) / 4, _remark(found.feedback))

    async def faithfulness(self, answer: str, quotes: Sequence[str]) -> Opinion:
        """llama-index's FaithfulnessEvaluator; 0 or 1.

        It takes a reply without YES for a NO, so its verdict is read again from the reply itself.
        """
        from llama_index.core.evaluation import FaithfulnessEvaluator

        try:
            async with self._llm() as llm:
                found = await FaithfulnessEvaluator(llm=llm).aevaluate(
                    response=answer, contexts=list(quotes)
                )
        except ModelUnavailable as error:
            return Opinion(None, str(error))
        said = read_yes(found.feedback or "")
        if said is None:
            return Opinion(None, _unread("YES or NO", found.feedback))
        return Opinion(float(said), _remark(found.feedback))

    @asynccontextmanager
    async def _llm(self) -> AsyncIterator[Any]:
        """A client for one call: it may not outlive the event loop that it was used in."""
        from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]
        from openai import DefaultAsyncHttpxClient

        with self._translated():
            async with DefaultAsyncHttpxClient() as client:
                yield OpenAILike(
                    model=self._settings.model,
                    api_base=self._settings.base_url,
                    # Left empty, a key for OpenAI would be found in the environment and sent.
                    api_key=self._key.get_secret_value() or "none",
                    is_chat_model=True,
                    context_window=self._settings.context,
                    timeout=self._settings.timeout,
                    max_retries=0,
                    temperature=0.0,
                    async_http_client=client,
                )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever goes wrong, as one sentence that repeats neither the reply nor the key."""
        import openai

        where = f"The judge at {urlsplit(self._settings.base_url).netloc.rpartition('@')[2]}"
        try:
            yield
        except openai.APITimeoutError:
            why = f"did not reply in {self._settings.timeout:g} seconds; raise judge.timeout"
        except openai.APIConnectionError:
            why = "cannot be reached; start it, or correct judge.base_url"
        except (openai.AuthenticationError, openai.PermissionDeniedError):
            why = f"does not accept the key; set {JUDGE_KEY} to one that it does"
        except openai.NotFoundError:
            why = f"has no model {self.name!r}; correct judge.model or judge.base_url"
        except openai.RateLimitError:
            why = "takes no more questions for now; try later, or with fewer --jobs"
        except openai.APIStatusError as error:
            why = f"replied with status {error.status_code}; look into its log"
        except (openai.OpenAIError, AttributeError, LookupError, TypeError, ValueError):
            why = "did not reply in OpenAI's format; correct judge.base_url"
        else:
            return
        raise ModelUnavailable(f"{where} {why}.")


def open_judge(settings: Judging, key: SecretStr) -> LlmJudge | None:
    """The judge that the settings name, not yet spoken to; None where they name none.

    Raises BadSettings for an address, a model or a key that cannot be one.
    """
    if not settings.base_url:
        return None
    if not is_web_address(settings.base_url):
        raise BadSettings(
            "The setting judge.base_url is no web address; write one such as "
            "http://127.0.0.1:8080/v1."
        )
    if not settings.model.strip():
        raise BadSettings("The judge has no model; name one in judge.model.")
    check_key(key, JUDGE_KEY)
    return LlmJudge(settings, key)


def read_score(reply: str) -> float | None:
    """The score in the first line of a reply that is not blank; None where it is none of 1 to 5."""
    match = _SCORE.fullmatch(next((line for line in reply.splitlines() if line.strip()), ""))
    score = float(match[1]) if match else 0.0
    return score if 1 <= score <= 5 else None


def read_yes(reply: str) -> bool | None:
    """Whether a reply says yes: by its first word, or by the only one of the two that it holds."""
    text = reply.lower()
    said = _WORD.findall(text)
    first = re.match(r"\W*(?:answer\W+)?(yes|no)\b", text)
    if first:
        return first[1] == "yes"
    return said[0] == "yes" if len(set(said)) == 1 else None


def _remark(reply: str | None) -> str:
    return (reply or "").strip()[:LONGEST]


def _unread(wanted: str, reply: str | None) -> str:
    return f"The judge was asked for {wanted} and replied {_remark(reply)[:200]!r}."
