"""What every part of the page is built with: events told what to pass, HTML that is only shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ui.access.visitor import Visitor, visitor_of

QUICK: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""For events that nobody waits for."""

F = TypeVar("F", bound=Callable[..., Any])


def given(**kinds: Any) -> Callable[[F], F]:
    """Tell Gradio by a parameter's type what to pass; its types are there once it is loaded."""

    def typed(function: F) -> F:
        function.__annotations__ = kinds
        return function

    return typed


def visitor_in(request: Any) -> Visitor:
    """Who sent a Gradio event."""
    return visitor_of(request.request.scope)


def show_html(value: str, elem_id: str) -> Any:
    """HTML that is only shown: no script of its own, none of Gradio's prose styles."""
    import gradio as gr

    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)
