"""HTML and SVG elements as text, everything that comes from outside escaped. Knows no report."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is markup already and is not escaped again."""

    text: str

    def __str__(self) -> str:
        return self.text


Content = str | Markup


def element(tag: str, *content: Content, **attributes: object) -> Markup:
    """An element; `class_` is class, `_` in other names is `-`, attributes that are None go."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{given}>{join(*content)}</{tag}>")


def join(*content: Content) -> Markup:
    """Pieces behind one another."""
    return Markup("".join(c.text if isinstance(c, Markup) else html.escape(c) for c in content))


def svg(width: float, height: float, label: str, *content: Content) -> Markup:
    """A drawing that scales with its column; `label` is what it says to who cannot see it."""
    return element(
        "svg",
        *content,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=label,
        style=f"max-width:{width:g}px",
    )


def text(x: float, y: float, said: str, anchor: str = "start", class_: str = "") -> Markup:
    """A label."""
    return element("text", said, x=x, y=y, text_anchor=anchor, class_=class_ or None)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: float, y: float, width: float, height: float, class_: str, tip: str = "") -> Markup:
    """A bar, with a tip shown on hovering."""
    return element(
        "rect",
        title(tip),
        x=x,
        y=y,
        width=max(width, 0.0),
        height=max(height, 0.0),
        class_=class_,
        rx=min(2, max(width, 0.0) / 2),
    )


def dot(x: float, y: float, radius: float, class_: str, tip: str = "") -> Markup:
    """A point."""
    return element("circle", title(tip), cx=x, cy=y, r=radius, class_=class_)


def title(tip: str) -> Markup:
    """What is shown on hovering; nothing for an empty tip."""
    return element("title", tip) if tip else Markup("")


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
