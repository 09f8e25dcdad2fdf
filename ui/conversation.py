"""One session's conversation as a value: each step returns a new one.

Kept by the page for each browser session. Knows nothing of HTML, Gradio or the assistant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.domain import Answer, Filters, Quote, Turn

KEPT = 40
HISTORY = 6


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    `number` is unique in the conversation. At most one of `answer`, `trouble` (a sentence that
    says why there is none) and `stopped` is set; none of them while it is pending. `kept_as` is
    the id by which the answer can be rated, empty where it cannot.
    """

    number: int
    question: str
    filters: Filters = Filters()
    draft: str = ""
    answer: Answer | None = None
    kept_as: str = ""
    trouble: str = ""
    stopped: bool = False

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.answer is None and not self.trouble and not self.stopped


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges, oldest first; beyond `KEPT` of them the oldest are forgotten.

    All of them are about one collection, empty as long as none was chosen.
    """

    exchanges: tuple[Exchange, ...] = ()
    collection: str = ""

    @property
    def pending(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self.exchanges) and self.exchanges[-1].pending

    def asked(self, question: str, filters: Filters = Filters()) -> Conversation:
        """With a new pending exchange at the end."""
        number = self.exchanges[-1].number + 1 if self.exchanges else 1
        exchange = Exchange(number, question, filters)
        return replace(self, exchanges=(*self.exchanges, exchange)[-KEPT:])

    def drafted(self, piece: str) -> Conversation:
        """With more draft text in the last exchange."""
        return self._last(draft=self.exchanges[-1].draft + piece)

    def answered(self, answer: Answer, kept_as: str = "") -> Conversation:
        """With the last exchange answered; the draft goes."""
        return self._last(answer=answer, kept_as=kept_as, draft="")

    def failed(self, trouble: str) -> Conversation:
        """With the last exchange ended by a sentence that says why; the draft goes."""
        return self._last(trouble=trouble, draft="")

    def stopped(self) -> Conversation:
        """With the last exchange ended by the user, if it was pending."""
        return self._last(stopped=True, draft="") if self.pending else self

    def history(self) -> tuple[Turn, ...]:
        """The latest answered turns, oldest first, at most `HISTORY`."""
        turns = [
            Turn(exchange.question, exchange.answer.text)
            for exchange in self.exchanges
            if exchange.answer is not None
        ]
        return tuple(turns[-HISTORY:])

    def quote(self, number: int, place: int) -> Quote | None:
        """A quote that was shown: in exchange `number` the `place`-th quote or closest passage."""
        for exchange in self.exchanges:
            if exchange.number == number and exchange.answer is not None:
                shown = exchange.answer.quotes or exchange.answer.closest
                return shown[place - 1] if 1 <= place <= len(shown) else None
        return None

    def _last(self, **changes: object) -> Conversation:
        changed = replace(self.exchanges[-1], **changes)  # type: ignore[arg-type]
        return replace(self, exchanges=(*self.exchanges[:-1], changed))
