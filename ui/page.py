"""The chat page: what is on it and which event changes what.

Knows Gradio; what happens is in `talk`, how it looks in `render`. Each session's conversation is a
value in its own `gr.State`, so that nothing is shared between browsers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from rag.errors import BadInput
from ui import talk
from ui.api.metrics import Meters
from ui.conversation import Conversation
from ui.look import Look
from ui.page_articles import add_articles
from ui.page_parts import QUICK, given, show_html, visitor_in
from ui.protocol import Portal
from ui.relay import relay
from ui.render import frame, sources, turns

if TYPE_CHECKING:
    from gradio import Blocks

LONGEST_QUESTION = 1000
"""Characters that the text box takes; the library has its own bound for everyone else."""

AT_ONCE = 4
WAITING = 64
BUS = """
for (const name of ['ask', 'open', 'rate', 'choose', 'shelf', 'piece', 'bring', 'remove'])
    document.addEventListener('footnote:' + name, event => trigger(name, event.detail));
"""
"""Events of the page's own script as Gradio's; it wants to read the names here."""

CHOSEN = "(question, now, chosen) => [question, null, window.footnote.chosen()]"
"""Puts the filters, which the script reads from the page, beside the question."""

COLLECTION = "() => [document.getElementById('collection')?.value ?? '']"


def build_page(portal: Portal, meters: Meters | None = None) -> Blocks:
    """The page over this service, ready to be mounted; its questions are counted on `meters`.

    Raises BadSettings for a brand whose language or logo cannot be used.
    """
    import gradio as gr

    look = Look.of(portal.settings)
    words, brand = look.words, look.brand
    with gr.Blocks(title=brand.title, analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State(Conversation())
        chosen = gr.Textbox(visible=False)
        shelf = portal.settings.serve.articles_page
        show_html(frame.masthead(look, shelf), "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="scroll"):
                    past = show_html("", "past")
                    with gr.Column(elem_id="latest"):
                        current = show_html("", "current")
                        to_ask = show_html("", "to-ask")
                        hint = show_html("", "hint")
                options = show_html("", "options")
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        label=words.QUESTION_LABEL,
                        placeholder=words.QUESTION_PLACEHOLDER,
                        max_length=LONGEST_QUESTION,
                        max_lines=6,
                        show_label=False,
                        container=False,
                        autofocus=True,
                        elem_id="question",
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
                    )
                    send = gr.Button(words.SEND, variant="primary", elem_id="send")
                    stop = gr.Button(words.STOP, visible=False, elem_id="stop")
                    clear = gr.Button(words.CLEAR, elem_id="clear")
            with gr.Column(elem_id="evidence"):
                evidence = show_html(sources.sources(look, Conversation()), "sources")
        reader = show_html("", "reader-place")
        outcome = show_html("", "outcome")
        bus = gr.HTML("", elem_id="bus", js_on_load=BUS, apply_default_css=False)
        if shelf:
            add_articles(portal, look, bus, conversation)

        def show(now: Conversation) -> dict[Any, Any]:
            changes = {
                conversation: now,
                current: turns.current(look, now),
                send: gr.update(visible=not now.pending),
                stop: gr.update(visible=now.pending),
            }
            return changes if now.pending else {**changes, evidence: sources.sources(look, now)}

        async def answer(
            question: str, now: Conversation, chosen: str, request: Any
        ) -> AsyncIterator[dict[Any, Any]]:
            question = question.strip()[:LONGEST_QUESTION]
            if not question:
                yield gr.skip()
                return
            fresh = {past: turns.past(look, now.asked(question)), to_ask: "", hint: "", box: ""}
            try:
                now = now.asked(question, talk.read_filters(words, chosen))
            except BadInput as error:
                yield {**show(now.asked(question).failed(str(error))), **fresh}
                return
            yield {**show(now), **fresh}
            visitor = visitor_in(request)
            asked = now
            async for step in relay(
                lambda left: talk.converse(portal, look, visitor, asked, left, meters)
            ):
                yield show(step)

        @given(request=gr.Request)
        async def ask(
            question: str, now: Conversation, chosen: str, request: Any
        ) -> AsyncIterator[dict[Any, Any]]:
            async for change in answer(question, now, chosen, request):
                yield change

        @given(request=gr.Request, event=gr.EventData)
        async def ask_picked(
            now: Conversation, request: Any, event: Any
        ) -> AsyncIterator[dict[Any, Any]]:
            picked = str(event.question), now, str(event.chosen), request
            async for change in answer(*picked):
                yield change

        def settle(now: Conversation) -> Any:
            return gr.skip() if now.stopped() == now else show(now.stopped())

        @given(request=gr.Request)
        def begin(collection: str, request: Any) -> dict[Any, Any]:
            visitor = visitor_in(request)
            now, welcome, choices = talk.begin(portal, look, visitor, collection)
            # The open article goes too: the next one to be opened has the same place.
            emptied = {past: "", to_ask: "", box: "", reader: ""}
            return {**show(now), **emptied, current: welcome, options: choices}

        @given(request=gr.Request)
        def examples(now: Conversation, request: Any) -> Any:
            if now.exchanges:
                return gr.skip()
            return talk.examples(portal, look, visitor_in(request), now)

        @given(request=gr.Request)
        def follow_up(now: Conversation, request: Any) -> Any:
            if not now.exchanges:
                return gr.skip()
            return talk.follow_ups(portal, look, visitor_in(request), now)

        @given(request=gr.Request, event=gr.EventData)
        def open_article(now: Conversation, request: Any, event: Any) -> str:
            visitor = visitor_in(request)
            asked = int(event.exchange), int(event.place)
            return talk.open_article(portal, look, visitor, now, *asked)

        @given(request=gr.Request, event=gr.EventData)
        def rate(request: Any, event: Any) -> str:
            visitor = visitor_in(request)
            said = str(event.answer), str(event.rating), str(event.note)
            return talk.rate(portal, look, visitor, *said)

        asking: dict[str, Any] = {
            **QUICK,
            "outputs": [conversation, past, current, evidence, to_ask, hint, box, send, stop],
            "concurrency_limit": AT_ONCE,
            "concurrency_id": "ask",
        }
        running = [
            gr.on([box.submit, send.click], ask, inputs=[box, conversation, chosen], js=CHOSEN,
                  **asking),
            bus.ask(ask_picked, inputs=[conversation], **asking),
        ]  # fmt: skip
        # Gradio runs `then` after an event ended or was cancelled, never before: were the stop
        # button to show "stopped" itself, a late draft could overwrite it.
        tidying: dict[str, Any] = {**QUICK, "concurrency_limit": 1, "concurrency_id": "tidy"}
        shown = [conversation, past, current, evidence, to_ask, options, box, send, stop, reader]
        following = [
            event.then(settle, inputs=[conversation], outputs=shown, **tidying).then(
                follow_up, inputs=[conversation], outputs=[to_ask], **QUICK
            )
            for event in running
        ]
        stop.click(None, cancels=running)
        # Only when nothing is answered any more, for it could be shown in the new conversation.
        everything = [*running, *following]
        emptied = [event(None, cancels=everything).then for event in (clear.click, bus.choose)]
        for trigger in (*emptied, page.load):
            trigger(begin, inputs=[chosen], outputs=shown, js=COLLECTION, **tidying).then(
                examples, inputs=[conversation], outputs=[to_ask], **QUICK
            )
        page.load(lambda: frame.hint(talk.hint(portal)), outputs=[hint], **QUICK)
        bus.open(open_article, inputs=[conversation], outputs=[reader], **QUICK)
        bus.rate(rate, outputs=[outcome], **QUICK)
    page.queue(max_size=WAITING, api_open=False)
    built: Blocks = page
    return built
