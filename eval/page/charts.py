"""The plots of a report, drawn by hand. Know measures and scores, neither cases nor answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from eval.metrics import STAGES, Measured
from eval.numbers import interval, number
from eval.page.svg import Markup, dot, element, join, line, rect, svg, text
from eval.stats import Rows, calibration_error, equal_mass, wilson

LABEL, PANEL, GAP, ROW = 128.0, 190.0, 26.0, 24.0
PANELS = {
    "accuracy": "accuracy",
    "citation_precision": "quotes from a right source",
    "hit@1": "right article first",
    "refusal_recall": "unanswerable, refused",
}
SIDE, PAD = 300.0, 38.0
STRIP = 962.0
BINS = 10


def kind_bars(kinds: Mapping[str, Mapping[str, Measured]], counts: Mapping[str, int]) -> Markup:
    """Small multiples: a row for each kind, a panel for each chief measure, with intervals."""
    shown = [n for n in PANELS if any(of_kind[n].value is not None for of_kind in kinds.values())]
    width = LABEL + len(shown) * (PANEL + GAP)
    bottom = 30 + len(kinds) * ROW
    parts: list[Markup] = []
    for column, name in enumerate(shown):
        left = LABEL + column * (PANEL + GAP)
        parts.append(text(left, 14, PANELS[name], class_="head"))
        for share in (0.0, 0.5, 1.0):
            parts.append(line(left + share * PANEL, 24, left + share * PANEL, bottom, "grid"))
            label = f"{share:g}"
            parts.append(text(left + share * PANEL, bottom + 13, label, "middle", "small"))
        for row, (kind, measures) in enumerate(kinds.items()):
            parts.append(_bar(left, 28 + row * ROW, kind, measures[name]))
    for row, kind in enumerate(kinds):
        y = 28 + row * ROW + 13
        parts.append(text(0, y, kind if len(kind) <= 16 else kind[:15] + "…"))
        parts.append(text(LABEL - 12, y, str(counts[kind]), "end", "small"))
    return svg(width, bottom + 20, "Chief measures of each kind of question", *parts)


def _bar(left: float, top: float, kind: str, one: Measured) -> Markup:
    if one.value is None:
        return text(left + 4, top + 13, "–", class_="small")
    tip = f"{kind}: {number(one.name, one.value)} ({interval(one)}), {one.count} cases"
    parts = [rect(left, top + 2, one.value * PANEL, 14, "bar", tip)]
    if one.interval:
        low, high = left + one.interval.low * PANEL, left + one.interval.high * PANEL
        parts.append(line(low, top + 9, high, top + 9, "whisker"))
        parts += [line(x, top + 5, x, top + 13, "whisker") for x in (low, high)]
    return join(*parts)


def reliability(rows: Rows) -> Markup:
    """Confidence against the share that is answerable, in bins of equal mass."""
    error = float(calibration_error(BINS)(rows))
    parts = [_axes("confidence", "share answerable"), _diagonal()]
    points = []
    for part in equal_mass(rows, BINS):
        sure, share, count = float(part[:, 0].mean()), float(part[:, 1].mean()), len(part)
        doubt = wilson(share, count)
        parts.append(line(_x(sure), _y(doubt.low), _x(sure), _y(doubt.high), "whisker"))
        tip = f"confidence {sure:.2f}: {share:.2f} answerable ({count} cases)"
        points.append((_x(sure), _y(share), tip))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    parts.append(element("polyline", points=path, class_="curve"))
    parts += [dot(x, y, 4, "point", tip) for x, y, tip in points]
    parts.append(text(_x(0.98), _y(0.04), f"expected calibration error {error:.3f}", "end"))
    return svg(SIDE + PAD + 14, SIDE + PAD + 10, "Reliability diagram", *parts)


def histogram(rows: Rows, threshold: float | None) -> Markup:
    """How confident the assistant is of what can and of what cannot be answered."""
    edges = np.linspace(0, 1, 21)
    able = np.histogram(rows[rows[:, 1] > 0, 0], edges)[0]
    unable = np.histogram(rows[rows[:, 1] <= 0, 0], edges)[0]
    most = max(int(able.max()), int(unable.max()), 1)
    middle, half = SIDE / 2 + 6, SIDE / 2 - 14
    parts = [line(PAD, middle, PAD + SIDE, middle, "axis")]
    step = SIDE / 20
    for number_, (up, down) in enumerate(zip(able.tolist(), unable.tolist(), strict=True)):
        left, span = PAD + number_ * step + 1, f"{edges[number_]:.2f} to {edges[number_ + 1]:.2f}"
        tall, deep = up / most * half, down / most * half
        parts.append(rect(left, middle - tall, step - 2, tall, "bar", f"{up} answerable, {span}"))
        parts.append(rect(left, middle, step - 2, deep, "bar other", f"{down} not, {span}"))
    if threshold is not None:
        x = PAD + threshold * SIDE
        parts.append(line(x, 8, x, SIDE + 4, "cut"))
        parts.append(text(x + 5, 16, f"refused below {threshold:.2f}", class_="small"))
    parts += [text(PAD, 34, "answerable"), text(PAD + SIDE, SIDE - 8, "unanswerable", "end")]
    for share in (0.0, 0.5, 1.0):
        parts.append(text(PAD + share * SIDE, SIDE + 18, f"{share:g}", "middle", "small"))
    parts.append(text(PAD + SIDE / 2, SIDE + 34, "confidence", "middle"))
    return svg(SIDE + PAD + 14, SIDE + PAD + 10, "Confidence, answerable and not", *parts)


def latency(measures: Mapping[str, Measured]) -> Markup | None:
    """The median time of each stage, and the time that one in twenty exceeds."""
    rows = [(s, measures[f"{s}_p50_ms"].value, measures[f"{s}_p95_ms"].value) for s in STAGES]
    timed = [(s, mid, late) for s, mid, late in rows if mid is not None and late is not None]
    if not timed:
        return None
    most = max(late for _, _, late in timed) or 1.0
    wide, parts = 420.0, []
    for row, (stage, mid, late) in enumerate(timed):
        top = 6 + row * 28
        parts.append(text(0, top + 14, stage))
        parts.append(rect(80, top + 3, late / most * wide, 14, "bar pale", f"95 %: {late:.1f} ms"))
        parts.append(rect(80, top + 3, mid / most * wide, 14, "bar", f"50 %: {mid:.1f} ms"))
        said = f"{mid:.1f} / {late:.1f} ms"
        parts.append(text(80 + late / most * wide + 8, top + 14, said, class_="small"))
    return svg(640, 12 + len(timed) * 28, "Median and 95th percentile of each stage", *parts)


def stages(counts: Mapping[str, int]) -> Markup:
    """One strip: how many questions are right, and which stage lost the others."""
    total, left, parts = sum(counts.values()) or 1, 0.0, []
    for name, count in counts.items():
        wide = count / total * STRIP
        parts.append(rect(left, 0, max(wide - 2, 1), 22, _tint(name), f"{name}: {count}"))
        left += wide
    return svg(STRIP, 22, "Outcomes", *parts)


def legend(counts: Mapping[str, int]) -> Markup:
    """The strip's colours in words."""
    return join(
        *(
            element(
                "span", element("i", class_=_tint(n).replace("bar ", "")), f"{n} {c}", class_="key"
            )
            for n, c in counts.items()
        )
    )


def _tint(name: str) -> str:
    return "bar " + name.replace(" ", "-")


def _axes(below: str, beside: str) -> Markup:
    parts: list[Markup] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(line(_x(share), _y(0), _x(share), _y(1), "grid"))
        parts.append(line(_x(0), _y(share), _x(1), _y(share), "grid"))
        parts.append(text(_x(share), SIDE + 18, f"{share:g}", "middle", "small"))
        parts.append(text(PAD - 6, _y(share) + 4, f"{share:g}", "end", "small"))
    parts.append(text(PAD + SIDE / 2, SIDE + 34, below, "middle"))
    turned = f"rotate(-90 9 {SIDE / 2:g})"
    parts.append(element("text", beside, x=9.0, y=SIDE / 2, text_anchor="middle", transform=turned))
    return join(*parts)


def _diagonal() -> Markup:
    return line(_x(0), _y(0), _x(1), _y(1), "ideal")


def _x(share: float) -> float:
    return PAD + share * SIDE


def _y(share: float) -> float:
    return 4 + (1 - share) * (SIDE - 4)


def usable(rows: Sequence[tuple[float, float]]) -> Rows | None:
    """Confidence and label of the cases, where both sorts are among them."""
    found = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return found if 0 < found[:, 1].sum() < len(found) else None
