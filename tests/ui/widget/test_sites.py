"""The widget between two sites: who may ask, what others are told, and what stays inert."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rag.keys import Keys
from rag.sections import Serve
from tests.ui.fakes import ANSWERED, BROKEN, FIRST, FakeAssistant
from tests.ui.serving import free_port
from tests.ui.widget.conftest import Visit
from tests.ui.widget.site import HOSTILE, HOSTILE_REFUSED, PAYLOAD, Assistant, Site, portal

pytestmark = pytest.mark.browser

INLINE = '<footnote-chat mode="inline"></footnote-chat>'
UNREACHABLE = "The server cannot be reached from this page. Please try again later."
STRANGER = "This chat is open only to those it knows. Please sign in, or ask for access."


def element(**attributes: str) -> str:
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<footnote-chat mode="inline"{named}></footnote-chat>'


def refused(visit: Visit, elements: str, sentence: str, **options: object) -> None:
    """Asking from such a page gives this one sentence, and nothing of any article."""
    reader = visit(elements, **options)
    reply = reader.ask(ANSWERED, "trouble")
    assert reply.inner_text().strip() == sentence
    assert FIRST not in reader.chat.locator(".log").inner_text()
    expect(reader.chat.locator(".send").first).to_be_visible()


def test_pages_of_an_origin_that_is_not_listed_get_no_answer(visit: Visit, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    with portal(assistant, tmp_path, Serve(origins=["https://portal.example"])) as closed:
        refused(visit, INLINE, UNREACHABLE, server=closed, also=[closed])
    assert assistant.asked == []


def test_a_key_answers_on_its_own_origin_s_pages_only(
    visit: Visit, elsewhere: Site, tmp_path: Path
) -> None:
    keys = Keys(tmp_path)
    mine = keys.add("portal", ["*"], [elsewhere.address])
    theirs = keys.add("other", ["*"], ["https://other.example"])
    limited = keys.add("limited", ["hr"], [elsewhere.address])
    assistant = FakeAssistant()
    with portal(assistant, tmp_path, Serve(access="keys"), hr=FakeAssistant()) as server:
        site = {"server": server, "also": [server]}
        reader = visit(element(key=mine), **site)
        reply = reader.ask(ANSWERED)
        reply.locator(".mark").first.click()
        expect(reply.locator(".quote").first).to_contain_text("Islamabad announced")
        asked = len(assistant.asked)
        refused(visit, element(key=theirs), UNREACHABLE, **site)
        refused(visit, element(), UNREACHABLE, **site)
        missing = "What this chat looks into is not there, or not open to you."
        refused(visit, element(key=limited), missing, **site)
        visit(element(key=limited, collection="hr"), **site).ask("What of leave?")
    assert len(assistant.asked) == asked


def test_each_trouble_is_one_calm_sentence(visit: Visit, elsewhere: Site, tmp_path: Path) -> None:
    serve = Serve(origins=[elsewhere.address], access="keys")
    with portal(FakeAssistant(), tmp_path, serve) as server:
        site = {"server": server, "also": [server]}
        refused(visit, INLINE, STRANGER, **site)
        refused(visit, element(key="fn_wrong"), STRANGER, **site)
        german = (
            "Dieser Chat steht nur Bekannten offen. Bitte melden Sie sich an oder bitten Sie um "
            "Zugang."
        )
        refused(visit, element(language="de-AT"), german, **site)
    serve = Serve(origins=[elsewhere.address], rate=1)
    with portal(FakeAssistant(), tmp_path, serve) as server:
        reader = visit(INLINE, server=server, also=[server])
        reader.ask(ANSWERED)
        reply = reader.ask("Too soon?", "trouble")
        expect(reply).to_contain_text("That was too fast. Please wait ")


def test_what_breaks_on_the_way_is_said_and_the_next_question_answered(
    visit: Visit, address: str
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    refused(visit, element(server=nowhere), UNREACHABLE, also=[nowhere])
    reader = visit(INLINE)
    reply = reader.ask(BROKEN, "trouble")
    assert reply.inner_text().strip() == "Something went wrong on the way. Please try again."
    reply = reader.ask("...", "trouble")
    assert "cannot be asked as it stands" in reply.inner_text()
    reader.ask(ANSWERED)


@pytest.mark.parametrize(
    "server",
    [
        "javascript:alert(1)//",
        "data:text/html,x",
        "ftp://127.0.0.1/",
        "http://",
        "https://user:pass@portal.example/",
        "blob:http://127.0.0.1/x",
    ],
)
def test_a_server_of_another_kind_is_refused_in_a_sentence(visit: Visit, server: str) -> None:
    reader = visit(element(server=server))
    sentence = "This chat is not set up yet: its server must be an address that starts with https:"
    assert sentence in reader.chat.locator(".log").inner_text()
    assert reader.chat.locator(".input").is_disabled()
    assert reader.chat.locator(".send").first.is_disabled()


def test_attributes_may_come_late(visit: Visit, address: str) -> None:
    reader = visit(element(server="javascript:1"))
    chat = "document.querySelector('footnote-chat')"
    reader.page.evaluate(f"address => {chat}.setAttribute('server', address)", f"{address}/x/..")
    reader.ask(ANSWERED)
    reader.page.evaluate(f"{chat}.setAttribute('title', '<b>HR</b>')")
    assert reader.chat.locator("h2").text_content() == "<b>HR</b>"
    assert reader.chat.locator(".turn").count() == 0


def test_hostile_text_stays_text(visit: Visit) -> None:
    reader = visit(element(title="&lt;img src=x onerror=alert(9)&gt;"))
    reply = reader.ask(HOSTILE, "noticed")
    assert PAYLOAD in reply.locator(".state").inner_text()
    assert f"searched for: {PAYLOAD} standalone" in reply.inner_text()
    reply.locator(".mark").click()
    assert reply.locator(".quote mark").text_content() == PAYLOAD
    reply.get_by_role("button", name="Open article").click()
    expect(reader.chat.locator(".article mark")).to_have_text(PAYLOAD)
    assert reader.chat.locator(".article mark").text_content() == PAYLOAD
    reader.page.keyboard.press("Escape")
    near = reader.ask(HOSTILE_REFUSED, "refused")
    near.locator(".source").click()
    near.get_by_role("button", name="Open article").click()
    expect(reader.chat.locator(".article mark")).to_have_text(PAYLOAD)
    made = "a, img, script, iframe, link, style, object, embed"
    assert reader.chat.locator(made).count() == 0


def test_a_strict_page_needs_to_allow_the_server_and_no_more(
    visit: Visit, address: str, elsewhere: Site
) -> None:
    policy = (
        f"default-src 'none'; script-src {address}; connect-src {address}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    reader = visit("<footnote-chat></footnote-chat>", headers={"Content_Security_Policy": policy})
    reply = reader.open().ask(ANSWERED)
    reply.locator(".mark").first.click()
    reply.get_by_role("button", name="Open article").first.click()
    expect(reader.chat.locator(".article mark")).to_have_text(FIRST)
    width = reader.chat.locator(".panel").evaluate("e => getComputedStyle(e).position")
    assert width == "fixed"


def test_nothing_is_stored(visit: Visit, assistant: Assistant) -> None:
    reader = visit(INLINE)
    reader.ask(ANSWERED)
    assert reader.context.cookies() == []
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert reader.context.storage_state()["origins"] == []
    reader.page.reload()
    assert reader.chat.locator(".turn").count() == 0


def test_the_script_may_come_twice(visit: Visit, address: str) -> None:
    reader = visit(f'{INLINE}<script src="{address}/widget.js?again"></script>')
    reader.ask(ANSWERED)
    assert reader.chat.locator(".panel").count() == 1


ENDLESS = f"event: draft\ndata: {'x' * 2_100_000}"
BROKEN_OFF = 'event: status\ndata: {"state": "searching"}\n\nevent: draft\ndata: {"text": "It'
UNFORESEEN = "Something went wrong on the way. Please try again."


@pytest.mark.parametrize(
    ("body", "kind"),
    [(ENDLESS, "text/event-stream"), (BROKEN_OFF, "text/event-stream"), ("<p>Hi", "text/html")],
)
def test_what_is_no_answer_is_taken_for_none(visit: Visit, body: str, kind: str) -> None:
    reader = visit(INLINE)
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": kind}
    reader.page.route("**/api/ask", lambda route: route.fulfill(body=body, headers=headers))
    reply = reader.ask(ANSWERED, "trouble")
    assert reply.inner_text().strip() == UNFORESEEN


def test_events_may_be_written_in_any_way_the_standard_allows(visit: Visit) -> None:
    answer = {
        "question": "?", "standalone": "?", "status": "refused", "text": "Not here: é 🦊.",
        "statements": [], "quotes": [], "closest": [],
    }  # fmt: skip
    lines = json.dumps(answer, indent=1, ensure_ascii=False).split("\n")
    told = "\r\n".join(f"data:{line}" for line in lines)
    body = f": hello\r\n\r\nretry: 5\r\n\r\nid:7\r\nevent:answer\r\n{told}\r\n\r\n: more"
    reader = visit(INLINE)
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}
    reader.page.route("**/api/ask", lambda route: route.fulfill(body=body, headers=headers))
    assert "Not here: é 🦊." in reader.ask(ANSWERED, "refused").inner_text()
