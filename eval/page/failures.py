"""Every question that was not answered right, as a card. Knows records, and no measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.failures import Outcome, outcome
from eval.fold import fold
from eval.gold import Case
from eval.match import any_of
from eval.page.svg import Content, Markup, element, join
from eval.run import Record
from rag.domain import Hit, Quote

ORDER: tuple[Outcome, ...] = (
    "not retrieved",
    "retrieved but not chosen",
    "wrongly refused",
    "wrongly answered",
)
MEANING = {
    "not retrieved": "No passage found holds what was asked for: retrieval lost it.",
    "retrieved but not chosen": "A passage holds it, the answer does not: choosing sentences "
    "lost it.",
    "wrongly refused": "A passage holds it, and the assistant did not trust its evidence.",
    "wrongly answered": "A refusal was due, or the answer says what it must not.",
}
HITS, EXCERPT = 5, 320


def failure_cards(records: Sequence[Record]) -> Markup:
    """The failures by the stage that lost them, the earliest first."""
    lost = [(record, outcome(record)) for record in records]
    sections = []
    for why in ORDER:
        found = [record for record, how in lost if how == why]
        if found:
            sections.append(
                join(
                    element("h3", f"{why} ", element("small", str(len(found)))),
                    element("p", MEANING[why], class_="quiet"),
                    *(_card(record, why) for record in found),
                )
            )
    return join(*sections) if sections else element("p", "Every question was answered right.")


def _card(record: Record, why: Outcome) -> Markup:
    case, answer = record.case, record.answer
    fields: list[tuple[str, Content]] = [("expected", _expected(case))]
    if case.history:
        said = " · ".join(f"{turn.question} — {turn.answer}" for turn in case.history)
        fields.insert(0, ("after", said))
    if answer.standalone != case.question:
        fields.append(("searched for", answer.standalone))
    if case.without:
        fields.append(("left out", ", ".join(case.without)))
    fields.append(("got", answer.text))
    quotes = answer.quotes or answer.closest
    if quotes:
        fields.append(("quotes" if answer.quotes else "closest", _quotes(quotes)))
    opinions = {"correct": record.verdict.correctness, "carried": record.verdict.faithfulness}
    for name, opinion in opinions.items():
        if opinion:
            score = "no score" if opinion.score is None else f"{opinion.score:.2f}"
            fields.append((f"{name}, says the judge", f"{score}: {opinion.remark}"))
    fields.append(("confidence", f"{answer.confidence:.3f}"))
    fields.append(("found", _found(record)))
    listed = [join(element("dt", name), element("dd", value)) for name, value in fields]
    return element(
        "details",
        element(
            "summary",
            element("span", case.question, class_="question"),
            element("span", f"{case.id} · {case.kind}", class_="quiet"),
        ),
        element("dl", *listed),
        class_=f"card {why.replace(' ', '-')}",
    )


def _expected(case: Case) -> Content:
    if case.refuse:
        return "a refusal"
    lines = []
    for number, group in enumerate(case.wanted):
        alternatives = " or ".join(f"“{one}”" for one in group)
        lines.append(element("div", f"and {alternatives}" if number else alternatives))
    if case.forbid:
        lines.append(element("div", f"not {' or '.join(f'“{one}”' for one in case.forbid)}"))
    if case.sources:
        lines.append(element("div", f"in {', '.join(case.sources)}", class_="quiet"))
    return join(*lines)


def _quotes(quotes: Iterable[Quote]) -> Markup:
    return join(
        *(
            element(
                "blockquote",
                quote.text,
                element("div", f"{quote.article} {quote.start}–{quote.end}", class_="quiet"),
            )
            for quote in quotes
        )
    )


def _found(record: Record) -> Markup:
    if not record.hits:
        return element("span", "nothing", class_="quiet")
    return element("ol", *(_hit(record.case, hit) for hit in record.hits[:HITS]))


def _hit(case: Case, hit: Hit) -> Markup:
    passage = hit.passage
    tags = []
    if passage.article_id in case.sources:
        tags.append(element("b", "source", class_="tag"))
    words = fold(passage.text)
    held = [any_of(words, group) for group in case.wanted]
    if any(held):
        said = "holds it" if all(held) else "holds a part"
        tags.append(element("b", said, class_="tag good"))
    scores = ", ".join(f"{name} {score:.2f}" for name, score in hit.scores.items())
    excerpt = " ".join(passage.text[:EXCERPT].split())
    excerpt += "…" if len(passage.text) > EXCERPT else ""
    return element(
        "li",
        element("span", passage.article_id, " ", *tags),
        element("span", scores, class_="quiet"),
        element("div", excerpt, class_="excerpt"),
    )
