"""The same conversations on every road, each told as what it came to: status and places.

A road answers a question with whatever it has itself said before as the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from mcp import Client
from playwright.sync_api import Locator, Page

from rag.assistant import Assistant
from rag.domain import Turn
from tests.ui.api.app import events
from tests.ui.browsing import Visitor
from tests.ui.portal.world import run_apart
from ui.strings import Strings

Place = tuple[str, int, int]
"""An article, start and end."""


@dataclass(frozen=True)
class Came:
    """What a question came to."""

    status: str
    quotes: list[Place]
    closest: list[Place]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Came:
        """From the contract."""
        return cls(told["status"], _places(told["quotes"]), _places(told["closest"]))


def _places(told: Sequence[Mapping[str, Any]]) -> list[Place]:
    return [(each["article"], each["start"], each["end"]) for each in told]


def library(assistant: Assistant, questions: Sequence[str]) -> Iterator[Came]:
    history: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, history)
        history.append(Turn(question, answer.text))
        quotes, closest = (
            [(quote.article, quote.start, quote.end) for quote in each]
            for each in (answer.quotes, answer.closest)
        )
        yield Came(answer.status, quotes, closest)


def rest(client: httpx.Client, questions: Sequence[str], *, stream: bool) -> Iterator[Came]:
    history: list[list[str]] = []
    for question in questions:
        asked = {"question": question, "history": history, "stream": stream}
        response = client.post("/api/ask", json=asked).raise_for_status()
        told = events(response.text)[-1][2] if stream else response.json()
        history.append([question, told["text"]])
        yield Came.of(told)


def openai(client: Any, questions: Sequence[str], *, stream: bool) -> Iterator[Came]:
    messages: list[dict[str, str]] = []
    for question in questions:
        messages.append({"role": "user", "content": question})
        given = {"model": "footnote", "messages": messages, "stream": stream}
        reply = client.chat.completions.create(**given)
        if stream:
            chunks = list(reply)
            content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
            told = chunks[-1].footnote
        else:
            message = reply.choices[0].message
            content, told = message.content, message.footnote
        messages.append({"role": "assistant", "content": content})
        yield Came.of(told)


def mcp(address: str, conversations: Sequence[Sequence[str]]) -> list[list[Came]]:
    """All of them over one connection."""

    async def talk() -> list[list[Came]]:
        async with Client(f"{address}/mcp", read_timeout_seconds=60) as client:
            return [[came async for came in _tool(client, each)] for each in conversations]

    told: list[list[Came]] = run_apart(talk)
    return told


async def _tool(client: Client, questions: Sequence[str]) -> Any:
    history: list[dict[str, str]] = []
    for question in questions:
        called = await client.call_tool("ask", {"question": question, "history": history})
        told: Any = called.structured_content
        history.append({"question": question, "answer": told["text"]})
        yield Came.of(told)


SHOWN = """article => {
    const marks = [...article.querySelectorAll("mark")];
    const before = document.createRange();
    before.selectNodeContents(article);
    before.setEndBefore(marks[0]);
    const length = text => Array.from(text).length;
    const start = length(before.toString());
    const end = start + length(marks.map(mark => mark.textContent).join(""));
    return [article.textContent, start, end];
}"""
"""An article that is open, and where what is marked in it begins and ends, in code points."""

Read = Callable[[Locator], Place]


def reading(assistant: Assistant) -> Read:
    """Tells the place that an open article shows, knowing the article by its whole text."""
    ids: dict[str, str] = {}
    for listing in assistant.listings():
        article = assistant.article(listing.id)
        assert article is not None
        ids[article.text] = listing.id

    def read(opened: Locator) -> Place:
        text, start, end = opened.evaluate(SHOWN)
        return ids[text], start, end

    return read


def _shown(status: str, places: list[Place]) -> Came:
    refused = status == "refused"
    return Came(status, [] if refused else places, places if refused else [])


def page(visitor: Visitor, read: Read, questions: Sequence[str]) -> Iterator[Came]:
    """What people see: each source's article opened, and what is marked in it."""
    for number, question in enumerate(questions, 1):
        visitor.box.fill(question)
        visitor.submit()
        reply = visitor.page.locator(f"#turn-{number} .reply:is(.quoted, .written, .refused)")
        reply.wait_for()
        visitor.button(Strings.SEND).wait_for()
        status = _status(reply)
        places = []
        for source in visitor.page.locator(f"#evidence-{number} .source").all():
            source.get_by_role("button", name=Strings.OPEN_ARTICLE).click()
            dialog = visitor.page.locator("dialog[open]")
            places.append(read(dialog.locator(".article")))
            dialog.get_by_role("button", name=Strings.CLOSE).click()
            dialog.wait_for(state="hidden")
        yield _shown(status, places)


def widget(opened: Page, read: Read, questions: Sequence[str]) -> Iterator[Came]:
    """The same in the widget."""
    chat = opened.locator("footnote-chat")
    chat.get_by_role("button", name="New conversation").click()
    for number, question in enumerate(questions):
        chat.get_by_role("textbox").fill(question)
        chat.get_by_role("textbox").press("Enter")
        turn = chat.locator(".turn").nth(number)
        reply = turn.locator(".answer:is(.quoted, .written, .refused)")
        reply.wait_for()
        status = _status(reply)
        places = []
        for source in reply.locator("ol > li").all():
            source.locator("button.source").click()
            source.get_by_role("button", name="Open article").click()
            article = chat.locator(".reader .article")
            article.locator("mark").first.wait_for()
            places.append(read(article))
            article.press("Escape")
        yield _shown(status, places)


def _status(reply: Locator) -> str:
    kinds = (reply.get_attribute("class") or "").split()
    return next(kind for kind in kinds if kind in {"quoted", "written", "refused"})
