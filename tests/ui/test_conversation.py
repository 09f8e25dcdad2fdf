"""A conversation is a value that grows by whole steps."""

from __future__ import annotations

from tests.ui.fakes import make_answer, make_quote
from ui.conversation import HISTORY, KEPT, Conversation


def test_an_exchange_is_pending_until_it_is_answered() -> None:
    asked = Conversation().asked("Who?")
    assert asked.exchanges[-1].pending
    drafted = asked.drafted("It ").drafted("was")
    assert drafted.exchanges[-1].draft == "It was"
    answer = make_answer("Who?", make_quote(1))
    answered = drafted.answered(answer)
    assert (answered.exchanges[-1].answer, answered.exchanges[-1].draft) == (answer, "")
    assert not answered.exchanges[-1].pending
    assert asked.exchanges[-1].answer is None


def test_only_a_pending_exchange_can_be_stopped() -> None:
    failed = Conversation().asked("Who?").failed("No.")
    assert failed.stopped() == failed
    assert Conversation().stopped() == Conversation()
    stopped = Conversation().asked("Who?").drafted("It").stopped()
    assert stopped.exchanges[-1].stopped
    assert not stopped.exchanges[-1].draft


def test_history_holds_the_latest_answered_turns() -> None:
    now = Conversation().asked("never answered").stopped()
    for place in range(HISTORY + 2):
        question = f"q{place}"
        now = now.asked(question).answered(make_answer(question, make_quote(1)))
    questions = [turn.question for turn in now.asked("pending").history()]
    assert questions == [f"q{place}" for place in range(2, HISTORY + 2)]
    answer = now.exchanges[-1].answer
    assert answer is not None
    assert now.history()[-1].answer == answer.text


def test_old_exchanges_are_forgotten_and_numbers_stay_unique() -> None:
    now = Conversation()
    for _ in range(KEPT + 5):
        now = now.asked("Who?").failed("No.")
    numbers = [exchange.number for exchange in now.exchanges]
    assert numbers == list(range(6, KEPT + 6))
