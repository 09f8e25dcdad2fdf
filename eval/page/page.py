"""The page of a report: one file, no script, nothing loaded. Joins the parts of this folder."""

from __future__ import annotations

from collections import Counter

from eval import rows
from eval.compare import Comparison, Flip
from eval.failures import outcome
from eval.numbers import change, interval, number, signed
from eval.page import charts
from eval.page.failures import ORDER, failure_cards
from eval.page.style import STYLE
from eval.page.svg import Content, Markup, element, join
from eval.result import Result

TILES = {
    "accuracy": "answered right or rightly refused",
    "correctness": "answerable, answered right",
    "refusal_f1": "refusal F1",
    "citation_precision": "quotes from a right source",
    "quotes_verbatim": "quotes verbatim",
    "judged_correctness": "right, says the judge",
    "judged_faithfulness": "carried by quotes, says the judge",
    "hit@1": "right article first",
    "auroc": "AUROC of confidence",
    "calibration_error": "calibration error",
    "answer_words": "words in an answer, median",
    "total_p50_ms": "ms to answer, median",
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(result: Result) -> str:
    """The whole report as HTML."""
    body = join(*(part for part in _parts(result) if part is not None))
    head = join(
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width,initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        element("title", "Eval report"),
        element("style", Markup(STYLE)),
    )
    return f"<!doctype html>\n<html lang=en><head>{head}</head><body>{body}</body></html>\n"


def _parts(result: Result) -> list[Markup | None]:
    counts = Counter(outcome(record) for record in result.records)
    ordered: dict[str, int] = {name: counts[name] for name in ("right", *ORDER) if counts[name]}
    return [
        element("h1", "Eval report"),
        element("p", _about(result), class_="quiet"),
        _gate(result),
        _tiles(result),
        element("h2", "Where questions end"),
        charts.stages(ordered),
        charts.legend(ordered),
        _compared(result.comparison) if result.comparison else None,
        element("h2", "By kind"),
        element("p", "Bars with 95 % bootstrap intervals; left, the questions.", class_="quiet"),
        element("div", charts.kind_bars(result.kinds, result.counts), class_="wide"),
        _confidence(result),
        _latency(result),
        element("h2", "All measures"),
        _measures(result),
        element("h2", "Failures"),
        failure_cards(result.records),
    ]


def _about(result: Result) -> str:
    said = [f"{name}: {value}" for name, value in result.about.items()]
    count = f"{len(result.records)} questions"
    if not result.whole:
        count += f" of {result.asked}, then interrupted"
    return " · ".join([count, *said])


def _gate(result: Result) -> Markup | None:
    if not result.gate:
        return None
    lines = [
        element("li", str(one)) if one.held else element("li", f"Failed: {one}", class_="failed")
        for one in result.gate
    ]
    return element("ul", *lines, class_="gate")


def _tiles(result: Result) -> Markup:
    tiles = []
    for name, label in TILES.items():
        one = result.measures.get(name)
        if one and one.value is not None:
            range_ = element("span", interval(one) or " ")
            value = element("b", number(name, one.value))
            tiles.append(element("div", value, element("span", label), range_, class_="tile"))
    return element("div", *tiles, class_="tiles")


def _confidence(result: Result) -> Markup | None:
    pairs = [row for record in result.records if (row := rows.confidence(record)) is not None]
    found = charts.usable([(row[0], row[1]) for row in pairs])
    if found is None:
        return None
    return join(
        element("h2", "Confidence"),
        element(
            "p",
            "Left: of questions with this confidence, how many can be answered; on the line, "
            "confidence means what it says. Right: the further apart the two, the better.",
            class_="quiet",
        ),
        element(
            "div",
            charts.reliability(found),
            charts.histogram(found, result.threshold),
            class_="pair",
        ),
    )


def _latency(result: Result) -> Markup | None:
    drawn = charts.latency(result.measures)
    if drawn is None:
        return None
    note = element("p", "Median in front, 95th percentile behind.", class_="quiet")
    return join(element("h2", "Latency"), note, drawn)


def _measures(result: Result) -> Markup:
    return _table(
        ("measure", "value", "95 % interval", "cases"),
        [
            (one.name, number(one.name, one.value), interval(one), str(one.count))
            for one in result.measures.values()
            if one.value is not None
        ],
    )


def _compared(comparison: Comparison) -> Markup:
    note = f"Over {comparison.paired} questions that both runs asked; paired bootstrap."
    if comparison.only_before or comparison.only_now:
        note += f" Left out: {comparison.only_before} only then, {comparison.only_now} only now."
    lines: list[tuple[Content, ...]] = [
        (
            one.name,
            number(one.name, one.before),
            number(one.name, one.now),
            signed(one.name, one.change),
            change(one.name, one.interval),
            element("span", one.verdict, class_=one.verdict or None),
        )
        for one in comparison.differences
        if not one.same
    ]
    note += f" Measures that did not change: {sum(d.same for d in comparison.differences)}."
    return join(
        element("h2", "Against the baseline"),
        element("p", note, class_="quiet"),
        _table(("measure", "before", "now", "change", "95 % interval", ""), lines)
        if lines
        else Markup(""),
        _flips("Broken", [flip for flip in comparison.flips if not flip.mended]),
        _flips("Mended", [flip for flip in comparison.flips if flip.mended]),
    )


def _flips(name: str, flips: list[Flip]) -> Markup:
    lines = [
        element(
            "li", flip.question, " ",
            element("span", f"{flip.id}: {flip.before} → {flip.now}", class_="quiet"),
        )
        for flip in flips
    ]  # fmt: skip
    heading = element("h3", f"{name} ", element("small", str(len(flips))))
    return join(heading, element("ul", *lines, class_="flips"))


def _table(heads: tuple[str, ...], lines: list[tuple[Content, ...]]) -> Markup:
    rows_ = [element("tr", *(element("td", cell) for cell in line)) for line in lines]
    head = element("thead", element("tr", *(element("th", name) for name in heads)))
    return element("div", element("table", head, element("tbody", *rows_)), class_="wide")
