"""Mark the web's clutter around a report: related headlines, appeals, prompts, cookie lines.

Marks spans and never rewrites text. Careful rather than thorough: a sentence that may belong to
the report stays. The wording it looks for is in `cues`; it knows no particular site.
"""

from __future__ import annotations

from typing import NamedTuple

from rag.domain import Span
from rag.ingest import cues
from rag.ingest.lines import Line, lines, merge
from rag.ingest.sentences import split_sentences

_LONGEST_PROMPT = 300
_LONGEST_HEADLINE = 160
_LONGEST_LIST = 40
_WIDEST_GAP = 5


class _Plea(NamedTuple):
    """A sentence that sounds like an appeal: its running number, place, and talk of money."""

    number: int
    sentence: Span
    pays: bool


def mark_clutter(text: str) -> tuple[Span, ...]:
    """Spans of `text` that are not part of the report, sorted and apart from each other."""
    found = list(lines(text))
    marked = _lists(text, found)
    for at, line in enumerate(found):
        if at not in marked and _is_prompt(text[line.start : line.end]):
            marked.add(at)
    _spread_to_weak(text, found, marked)
    spans = [Span(found[at].start, found[at].end) for at in marked]
    spans += _in_paragraphs(text, [line for at, line in enumerate(found) if at not in marked])
    return merge(text, spans)


def _is_prompt(said: str) -> bool:
    """Whether a whole line or sentence only asks the reader to do something."""
    if len(said) > _LONGEST_PROMPT:
        return False
    if cues.CALL.fullmatch(said):
        return True
    inline = cues.LIST_LINE.fullmatch(said)
    if inline and (inline["sure"] or not _ends_like_prose(said)):
        return True
    return bool(cues.PROMPT.match(said)) and not cues.REPORTED.search(said)


def _lists(text: str, found: list[Line]) -> set[int]:
    """Numbers of the lines that head a list of other stories, and of its headlines."""
    marked: set[int] = set()
    for at, line in enumerate(found):
        if at in marked or line.end - line.start > 80:
            continue
        if not cues.LIST_HEAD.fullmatch(text, line.start, line.end):
            continue
        until = _list_end(text, found, at + 1)
        if until > at + 1 or until == len(found) or _is_list_head(text, found[until]):
            marked.update(range(at, until))
    return marked


def _list_end(text: str, found: list[Line], first: int) -> int:
    """The number of the first line, from `first` on, that is no headline of the list."""
    at = first
    for line in found[first : first + _LONGEST_LIST]:
        said = text[line.start : min(line.end, line.start + _LONGEST_HEADLINE + 1)]
        if not _is_headline(said) or _is_list_head(text, line):
            break
        at += 1
    else:
        return at
    if at == len(found) or _is_list_head(text, found[at]) or at - first < 2:
        return at
    last = found[at - 1]
    # A short line that stands apart, right before prose, heads the report's next section.
    if last.apart and len(text[last.start : last.end].split()) <= 5:
        return at - 1
    return at


def _is_list_head(text: str, line: Line) -> bool:
    return line.end - line.start <= 80 and bool(
        cues.LIST_HEAD.fullmatch(text, line.start, line.end)
    )


def _is_headline(said: str) -> bool:
    if len(said) > _LONGEST_HEADLINE or said[-1] in ",;:":
        return False
    return not _ends_like_prose(said)


def _ends_like_prose(said: str) -> bool:
    """Whether a full stop ends it that is no abbreviation's; or it holds two sentences."""
    bare = said.rstrip("\"”’')»")
    if bare.endswith(("。", "।", "۔")):
        return True
    words = bare.split()
    if bare.endswith(".") and not bare.endswith("...") and "." not in words[-1][:-1]:
        return True
    return len(split_sentences(said, 0, len(said))) > 2


def _spread_to_weak(text: str, found: list[Line], marked: set[int]) -> None:
    """Add lone words such as “Share” that stand beside clutter, or several in a row."""
    weak = {
        at
        for at, line in enumerate(found)
        if line.end - line.start <= 20 and cues.WEAK.fullmatch(text, line.start, line.end)
    }
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        step = order.step
        for at in order:
            if at in weak and (at - step in marked or {at - 1, at + 1} <= weak):
                marked.add(at)


def _in_paragraphs(text: str, rest: list[Line]) -> list[Span]:
    """Prompts and appeals among the sentences of lines that are not clutter as a whole."""
    spans: list[Span] = []
    cluster: list[_Plea] = []
    number = 0
    for line in rest:
        if not cues.SMELL.search(text, line.start, line.end):
            # A paragraph without any cue is the report's: no appeal reaches across it.
            spans += _appeal(cluster)
            cluster = []
            continue
        masked = cues.QUOTED.sub(lambda quote: "_" * len(quote[0]), text[line.start : line.end])
        addressed = cues.ADDRESSES.search(masked) is not None
        for sentence in split_sentences(text, line.start, line.end):
            number += 1
            said = masked[sentence.start - line.start : sentence.end - line.start]
            if _is_prompt(said):
                spans.append(sentence)
            if not addressed or cues.REPORTED.search(said):
                continue
            if any(cue.search(said) for cue in cues.APPEALS):
                if cluster and number - cluster[-1].number > _WIDEST_GAP:
                    spans += _appeal(cluster)
                    cluster = []
                cluster.append(_Plea(number, sentence, cues.PAYS.search(said) is not None))
    return spans + _appeal(cluster)


def _appeal(cluster: list[_Plea]) -> list[Span]:
    """One span from the first to the last sentence, when together they ask for money."""
    if len(cluster) < 2 or not any(plea.pays for plea in cluster):
        return []
    if len(cluster) == 2 and cluster[1].number - cluster[0].number > 2:
        return []
    return [Span(cluster[0].sentence.start, cluster[-1].sentence.end)]
