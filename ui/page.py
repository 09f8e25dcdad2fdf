"""The chat page: what is on it and what happens when someone asks.

Knows Gradio and the assistant's protocol. HTML comes from `render`; each session's conversation is
a value in its own `gr.State`, so that nothing is shared between browsers.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from rag.domain import Answer
from rag.errors import RagError
from ui import render, strings
from ui.conversation import Conversation
from ui.protocol import Answerer

if TYPE_CHECKING:
    from gradio import Blocks

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 1000
"""Characters that the text box takes; the library has its own bound for everyone else."""

EXAMPLES = 4
AT_ONCE = 4
WAITING = 64


def converse(assistant: Answerer, asked: Conversation) -> Iterator[Conversation]:
    """The conversation after each piece of the answer to its last, pending question.

    Never raises: what a person can act on becomes a message in the conversation, anything else is
    logged and becomes one plain sentence. Closing the iterator closes the assistant's.
    """
    now = asked
    with ExitStack() as stack:
        try:
            parts = assistant.stream(asked.exchanges[-1].question, asked.history())
            if isinstance(parts, Generator):
                stack.callback(parts.close)
            for part in parts:
                now = now.answered(part) if isinstance(part, Answer) else now.drafted(part)
                yield now
        except RagError as error:
            yield now.failed(str(error))
        except Exception:
            logger.exception("A question could not be answered.")
            yield now.failed(strings.UNEXPECTED)
        else:
            if now.exchanges[-1].pending:
                logger.error("The assistant ended without an answer.")
                yield now.failed(strings.UNEXPECTED)


def greet(assistant: Answerer) -> tuple[str, list[str]]:
    """What an empty conversation shows, and the example questions under it. Never raises."""
    try:
        listings = assistant.listings()
        return render.welcome(listings), assistant.examples(EXAMPLES) if listings else []
    except RagError as error:
        return render.notice(str(error)), []
    except Exception:
        logger.exception("The index could not be listed.")
        return render.notice(strings.UNEXPECTED), []


def build_page(assistant: Answerer) -> Blocks:
    """The page over this assistant, ready to be mounted."""
    import gradio as gr

    with gr.Blocks(title=strings.TITLE, analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State(Conversation())
        _html(render.masthead(), "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="scroll"):
                    transcript = _html("", "transcript")
                    with gr.Column(elem_id="examples", visible=False) as examples:
                        _html(f"<h3>{render.text(strings.EXAMPLES)}</h3>", "examples-title")
                        suggestions = [gr.Button(elem_classes="example") for _ in range(EXAMPLES)]
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        label=strings.QUESTION_LABEL,
                        placeholder=strings.QUESTION_PLACEHOLDER,
                        max_length=LONGEST_QUESTION,
                        max_lines=6,
                        show_label=False,
                        container=False,
                        autofocus=True,
                        elem_id="question",
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
                    )
                    send = gr.Button(strings.SEND, variant="primary", elem_id="send")
                    stop = gr.Button(strings.STOP, visible=False, elem_id="stop")
                    clear = gr.Button(strings.CLEAR, elem_id="clear")
            with gr.Column(elem_id="evidence"):
                sources = _html(render.sources(Conversation()), "sources")

        def show(now: Conversation) -> dict[Any, Any]:
            pending = bool(now.exchanges) and now.exchanges[-1].pending
            changes = {
                conversation: now,
                transcript: render.transcript(now),
                send: gr.update(visible=not pending),
                stop: gr.update(visible=pending),
            }
            return changes if pending else {**changes, sources: render.sources(now)}

        def welcome() -> dict[Any, Any]:
            text, questions = greet(assistant)
            padded = [*questions, *[""] * EXAMPLES][:EXAMPLES]
            buttons = {
                button: gr.update(value=question, visible=bool(question))
                for button, question in zip(suggestions, padded, strict=True)
            }
            return {transcript: text, examples: gr.update(visible=bool(questions)), **buttons}

        def ask(question: str, now: Conversation) -> Iterator[dict[Any, Any]]:
            question = question.strip()
            if not question:
                yield gr.skip()
                return
            now = now.asked(question)
            yield {**show(now), box: "", examples: gr.update(visible=False)}
            with ExitStack() as stack:
                steps = converse(assistant, now)
                if isinstance(steps, Generator):
                    stack.callback(steps.close)
                for step in steps:
                    yield show(step)

        def settle(now: Conversation) -> Any:
            return gr.skip() if now.stopped() == now else show(now.stopped())

        def empty() -> dict[Any, Any]:
            return {**show(Conversation()), **welcome(), box: ""}

        common: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking: dict[str, Any] = {
            **common,
            "outputs": [conversation, transcript, sources, box, send, stop, examples],
            "concurrency_limit": AT_ONCE,
            "concurrency_id": "ask",
        }
        typed = gr.on([box.submit, send.click], ask, inputs=[box, conversation], **asking)
        picked = [
            button.click(ask, inputs=[button, conversation], **asking) for button in suggestions
        ]
        greeting = [transcript, examples, *suggestions]
        running = [typed, *picked]
        # Gradio runs `then` after an event ended or was cancelled, never before: were the stop
        # button to show "stopped" itself, a late draft could overwrite it.
        tidying: dict[str, Any] = {**common, "concurrency_limit": 1, "concurrency_id": "tidy"}
        for event in running:
            event.then(
                settle,
                inputs=[conversation],
                outputs=[conversation, transcript, sources, send, stop],
                **tidying,
            )
        stop.click(None, cancels=running)
        clear.click(None, cancels=running)
        clear.click(empty, outputs=[conversation, sources, send, stop, box, *greeting], **tidying)
        page.load(welcome, outputs=greeting, **common)
    page.queue(max_size=WAITING, api_open=False)
    built: Blocks = page
    return built


def _html(value: str, elem_id: str) -> Any:
    """HTML that is only shown: no script of its own, none of Gradio's prose styles."""
    import gradio as gr

    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)
