"""Numbers as people read them. Knows the measures' names and units."""

from __future__ import annotations

from eval.metrics import Measured
from eval.stats import Interval


def number(name: str, value: float | None) -> str:
    """A share with three places, words and milliseconds with one; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.1f}" if name.endswith(("_ms", "_words")) else f"{value:.3f}"


def signed(name: str, value: float) -> str:
    """A difference, its sign always there."""
    text = number(name, abs(value))
    return f"{'−' if value < 0 else '+'}{text}" if float(text) else f"±{text}"


def interval(one: Measured) -> str:
    """The range of a measure."""
    return spread(one.name, one.interval)


def spread(name: str, found: Interval | None) -> str:
    """A range of values."""
    return f"{number(name, found.low)} – {number(name, found.high)}" if found else ""


def change(name: str, found: Interval | None) -> str:
    """A range of differences."""
    return f"{signed(name, found.low)} … {signed(name, found.high)}" if found else ""
