"""An answer written by a language model: drafted from quotes, then held to them.

Each sentence that no quote carries is dropped. Where nothing is left, where the rest answers less
well, or where the model fails, the quoted answer stands, with a sentence that says so. Knows the
model by its protocol only.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass, field

from rag.answer.adequate import what_is_missing
from rag.answer.checker import Checker
from rag.answer.cite import quote_evidence
from rag.answer.compose import Composed
from rag.answer.draft import Draft, Sentence, read_draft, refuses
from rag.answer.prompt import FIELDS, build_prompt, check_template
from rag.answer.quoted import Claim, mark_disputed
from rag.answer.verify import Carrier, verify
from rag.domain import Quote, Verdict
from rag.errors import LanguageModelFailed
from rag.llm.base import LanguageModel
from rag.prompts import load_prompt
from rag.query import Query
from rag.sections import Llm

TOO_SMALL = (
    "The language model reads too little at once for a single quote; raise llm.context or lower "
    "llm.longest."
)
UNFINISHED = re.compile(r"(\.\.|…|:|,|;)[\"”’)]*$")
CHECKING = 5.0  # seconds to check a draft in at least, however long it took to write
SHOWN_INSTEAD = "The quoted sentences are shown instead."


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer is written from, all of it taken from one state of the index.

    `queries` are those of the question that the articles answer, `queries[i]` by
    `quoted.found[i]`; `carriers` are numbered from 1, best first.
    """

    question: str
    queries: tuple[Query, ...]
    quoted: Composed
    carriers: tuple[Carrier, ...]

    def quotes(self) -> list[Quote]:
        """The evidence as a model gets to know it."""
        return [quote_evidence(carrier.n, carrier.evidence) for carrier in self.carriers]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a model wrote, nothing of it verified yet; `notice` where it failed to."""

    text: str = ""
    notice: str = ""
    tokens: Mapping[str, int] = field(default_factory=dict)
    first_word: float = 0.0  # milliseconds


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that may be shown, or none and a notice; and a verdict on each sentence."""

    claims: tuple[Claim, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    notice: str = ""


class Writer:
    """A language model that writes under supervision. Safe to share by threads."""

    def __init__(
        self,
        llm: LanguageModel,
        settings: Llm,
        most: int,
        checker: Checker | None = None,
    ) -> None:
        """`most` statements in an answer. Raises BadSettings for prompts that cannot be used."""
        self.llm = llm
        self.settings = settings
        self._template = check_template(load_prompt("write", settings.prompts, FIELDS))
        self._most = most
        self._checker = checker

    def on(self, leash: LanguageModel) -> Writer:
        """The same with the model on a leash."""
        other = copy(self)
        other.llm = leash
        return other

    def draft(self, ground: Ground, seconds: float) -> Generator[str, None, Drafted]:
        """Yield the draft's text as it is written, for so many seconds at most; return all of it.

        Closing the generator frees the model. Never raises for what the model does.
        """
        room = self.llm.context - self.settings.longest
        messages = build_prompt(self._template, ground.question, ground.quotes(), tokens=room)
        if not messages:
            return Drafted(notice=_instead(TOO_SMALL))
        begun, first = time.perf_counter(), 0.0
        draft, notice = Draft(), ""
        writing = self.llm.write(messages, longest=self.settings.longest, seconds=seconds)
        with closing(writing):
            try:
                for piece in writing:
                    first = first or (time.perf_counter() - begun) * 1000
                    if fresh := draft.add(piece):
                        yield fresh
                    if draft.endless:
                        notice = "The language model went round in circles."
                        break
            except LanguageModelFailed as failure:
                notice = str(failure)
        if writing.cut and not notice:
            notice = "The language model did not come to an end."
        if not notice and (rest := draft.end()):
            yield rest
        return Drafted(draft.text, _instead(notice), dict(writing.tokens), first)

    def check(
        self, ground: Ground, draft: str, read: Callable[[str], Query], seconds: float
    ) -> Checked:
        """What of a draft is carried by quotes, if it answers as well as the quoted answer does.

        Sentences that cannot be checked in so many seconds, or CHECKING, are dropped.
        """
        sentences = read_draft(draft)
        if not sentences:
            return Checked(notice=_instead("The language model wrote nothing."))
        if refuses(draft):
            return Checked(notice=_instead("The language model found no answer in the quotes."))

        def judge(sentence: Sentence, before: str) -> Verdict:
            return verify(
                sentence.text,
                sentence.claimed,
                ground.carriers,
                read,
                self._checker,
                asked=ground.question,
                before=before,
            )

        verdicts = tuple(verify_all(sentences, judge, self._most, max(seconds, CHECKING)))
        claims = tuple(claims_of(verdicts, ground.carriers))
        if not claims:
            why = "No sentence that the language model wrote is carried by a quote."
            return Checked((), verdicts, _instead(why))
        quoted = ground.quoted
        missing = what_is_missing(ground.queries, quoted.found, claims, quoted.claims)
        if missing:
            why = f"The language model's answer was put aside because {missing}."
            return Checked((), verdicts, _instead(why))
        return Checked(claims, verdicts)


def verify_all(
    sentences: Sequence[Sentence],
    judge: Callable[[Sentence, str], Verdict],
    most: int,
    seconds: float,
) -> list[Verdict]:
    """A verdict on each sentence, by `judge`, which hears the sentence before it, too.

    Dropped unheard are those that were there before, those after `most` that may be shown, and
    those that come after so many seconds.
    """
    verdicts: dict[str, Verdict] = {}
    found: list[Verdict] = []
    until = time.monotonic() + seconds
    for sentence in sentences:
        known = sentence.text.casefold()
        why = ""
        if known in verdicts:
            why = "said before"
        elif UNFINISHED.search(known):
            why = "not finished"
        elif sum(bool(one.carried) for one in found) == most:
            why = "the answer is long enough without it"
        elif time.monotonic() > until:
            why = "there was no time left to check it"
        if why:
            found.append(Verdict(sentence.text, sentence.claimed, "dropped", (), why))
            continue
        verdicts[known] = judge(sentence, found[-1].text if found else "")
        found.append(verdicts[known])
    return found


def claims_of(verdicts: Sequence[Verdict], carriers: Sequence[Carrier]) -> list[Claim]:
    """What was kept, on the evidence that carries it."""
    by_number = {carrier.n: carrier.evidence for carrier in carriers}
    return mark_disputed(
        [
            Claim(tuple(by_number[n] for n in verdict.carried), words=verdict.text)
            for verdict in verdicts
            if verdict.carried
        ]
    )


def _instead(notice: str) -> str:
    return f"{notice} {SHOWN_INSTEAD}" if notice else ""
