"""A run's numbers as tables for the terminal. Knows results, computes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from eval.compare import Comparison
from eval.failures import outcome
from eval.metrics import Measured
from eval.numbers import change, interval, number, signed
from eval.result import Result
from eval.run import Record
from rag.cli.common import one_line

Measures = Mapping[str, Measured]
# What is worth a column for every kind; the rest stands in the table over all.
COLUMNS = {
    "accuracy": "accuracy",
    "correctness": "correct",
    "refusal_recall": "refused",
    "citation_precision": "cited",
    "hit@1": "hit@1",
    "answer_words": "words",
}
STYLES = {"better": "green", "worse": "red", "": ""}


def report(result: Result, out: Console, *, every_failure: bool = False) -> None:
    """Print what was measured, compared and demanded."""
    out.print(overall(result.measures))
    out.print(kinds(result.kinds, result.counts))
    if why := Counter(reasons(result.records)):
        out.print(fallbacks(why), soft_wrap=True)
    if every_failure:
        out.print(failures(result.records), soft_wrap=True)
    if result.comparison:
        out.print(differences(result.comparison))
        out.print(flips(result.comparison), soft_wrap=True)
    for threshold in result.gate:
        held = ("held", "green") if threshold.held else ("failed", "bold red")
        out.print(Text.assemble("Threshold ", held, f": {threshold}"), soft_wrap=True)


def overall(measures: Measures) -> Table:
    """Every measure that exists, with its interval."""
    table = Table("measure", title="All questions", title_justify="left")
    for heading in ("value", "95 % interval", "cases"):
        table.add_column(heading, justify="right")
    for one in measures.values():
        if one.value is not None:
            table.add_row(one.name, number(one.name, one.value), interval(one), str(one.count))
    return table


def kinds(measures: Mapping[str, Measures], counts: Mapping[str, int]) -> Table:
    """The chief measures of each kind of question."""
    table = Table("kind", title="By kind", title_justify="left")
    for heading in ("cases", *COLUMNS.values()):
        table.add_column(heading, justify="right")
    for kind, of_kind in measures.items():
        values = [number(name, of_kind[name].value) for name in COLUMNS]
        table.add_row(Text(kind), str(counts[kind]), *values)
    return table


def reasons(records: Sequence[Record]) -> list[str]:
    """Why answers are quoted that a language model was asked to write."""
    return [
        record.answer.notice
        for record in records
        if record.answer.status == "quoted" and record.answer.trace and record.answer.trace.model
    ]


def fallbacks(why: Counter[str]) -> Group:
    """The reasons, the most frequent first."""
    lines = [Text(f"Quoted, not written: {why.total()}")]
    lines += [Text(f"  {count}  {one_line(reason)}") for reason, count in why.most_common()]
    return Group(*lines)


def differences(comparison: Comparison) -> Table:
    """What changed since the baseline."""
    title = f"Against the baseline, over {comparison.paired} questions that both asked"
    table = Table("measure", title=title, title_justify="left")
    for heading in ("before", "now", "change", "95 % interval", ""):
        table.add_column(heading, justify="right")
    for one in comparison.differences:
        if one.same:
            continue
        table.add_row(
            one.name,
            number(one.name, one.before),
            number(one.name, one.now),
            signed(one.name, one.change),
            change(one.name, one.interval),
            Text(one.verdict, STYLES[one.verdict]),
        )
    return table


def flips(comparison: Comparison) -> Group:
    """The questions that are right now and were not, and the other way round."""
    same = sum(one.same for one in comparison.differences)
    lines = [Text(f"Measures that did not change: {same}", "dim")]
    for title, mended, style in (("Mended", True, "green"), ("Broken", False, "red")):
        found = [flip for flip in comparison.flips if flip.mended is mended]
        lines.append(Text(f"{title}: {len(found)}", style if found else ""))
        lines += [
            Text(f"  {flip.id}: {flip.before} → {flip.now}  {flip.question}") for flip in found
        ]
    return Group(*lines)


def failures(records: Sequence[Record]) -> Group:
    """Every question that was not answered right: what was due, what came, which stage lost it."""
    lines = []
    for record in records:
        if (why := outcome(record)) == "right":
            continue
        case, answer = record.case, record.answer
        due = " + ".join("|".join(group) for group in case.wanted) or "a refusal"
        found = ", ".join(dict.fromkeys(hit.passage.article_id for hit in record.hits[:5]))
        lines.append(
            Text.assemble(
                (f"{case.id}: {why}", "bold"),
                f"\n  question  {case.question}\n  expected  {due}\n  got       {answer.text}"
                f"\n  searched  {answer.standalone}\n  found     {found}"
                f"\n  confidence {answer.confidence:.2f}\n",
            )
        )
    return Group(*lines)
