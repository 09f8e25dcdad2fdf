"""One service behind every road: collections kept apart, opened when asked for, sharing models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from rag import feedback
from rag.collections import DEFAULT, at
from rag.errors import IndexMismatch, IndexMissing
from rag.settings import Settings
from rag.telemetry import Tracer
from tests.fakes import HashEmbedder, ScriptedModel
from tests.rag.index.folders import Shelf, mark, settings_for, text, write
from tests.ui.fakes import make_answer
from ui.access.refused import Forbidden, TooMany
from ui.access.visitor import Visitor
from ui.library import BAD_INDEX, NO_INDEX, NO_MODEL, Models, Shelves
from ui.service import REMEMBERED, Service

EVERYBODY = Visitor("everybody", None)
HR = Visitor("hr", frozenset({"hr"}))
ONE = mark(1, 0)  # a word of the default collection
TWO = mark(2, 0)  # a word of `hr`


def fill(settings: Settings, folder: Path, number: int) -> None:
    write(folder, **{f"n{number}": text(number)})
    Shelf(settings.index).sync(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path / "index")
    fill(settings, tmp_path / "one", 1)
    fill(at(settings, "hr"), tmp_path / "two", 2)
    return settings


@pytest.fixture
def models() -> Models:
    return Models(HashEmbedder(), ScriptedModel("A sentence."))


@pytest.fixture
def service(settings: Settings, models: Models) -> Iterator[Service]:
    service = Service(settings, Shelves(settings, models))
    yield service
    service.close()


def test_a_visitor_sees_the_collections_that_are_theirs(service: Service) -> None:
    assert service.collections(EVERYBODY) == [DEFAULT, "hr"]
    assert service.collections(HR) == ["hr"]
    assert service.collections(Visitor("law", frozenset({"law"}))) == []


def test_each_collection_answers_from_its_own_articles(service: Service) -> None:
    for name, article in ((DEFAULT, "n1.txt"), ("hr", "n2.txt")):
        assistant = service.assistant(EVERYBODY, name)
        assert [listing.id for listing in assistant.listings()] == [article]
        for word in (ONE, TWO):
            hits = assistant.retrieve(f"What of village {word}?")
            assert {hit.passage.article_id for hit in hits} == {article}


@pytest.mark.parametrize(
    ("visitor", "name"),
    [(HR, DEFAULT), (HR, "law"), (EVERYBODY, "law"), (EVERYBODY, ""), (EVERYBODY, "../index"),
     (EVERYBODY, "collections/hr"), (EVERYBODY, "HR"), (EVERYBODY, "\ud800")],
)  # fmt: skip
def test_no_other_collection_is_opened(visitor: Visitor, name: str, service: Service) -> None:
    with pytest.raises(Forbidden, match="There is no collection"):
        service.assistant(visitor, name)


def test_models_are_shared_and_closed_once(
    service: Service, settings: Settings, models: Models
) -> None:
    first, second = (service.assistant(EVERYBODY, name) for name in (DEFAULT, "hr"))
    assert first is service.assistant(EVERYBODY)
    assert first._embedder is second._embedder
    shutil.rmtree(at(settings, "hr").index)
    service.collections(EVERYBODY)
    assert isinstance(models.llm, ScriptedModel)
    assert not models.llm.closed  # the other collection still writes with it
    service.close()
    assert models.llm.closed


def test_a_collection_appears_and_vanishes(
    service: Service, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Forbidden):
        service.assistant(EVERYBODY, "law")
    fill(at(settings, "law"), tmp_path / "three", 3)
    assert service.collections(EVERYBODY) == [DEFAULT, "hr", "law"]
    assert [each.id for each in service.assistant(EVERYBODY, "law").listings()] == ["n3.txt"]
    shutil.rmtree(at(settings, "law").index)
    assert service.collections(EVERYBODY) == [DEFAULT, "hr"]
    with pytest.raises(Forbidden):
        service.assistant(EVERYBODY, "law")
    fill(at(settings, "law"), tmp_path / "four", 4)
    assert [each.id for each in service.assistant(EVERYBODY, "law").listings()] == ["n4.txt"]


def test_what_is_ingested_meanwhile_is_answered_from(
    service: Service, settings: Settings, tmp_path: Path
) -> None:
    assistant = service.assistant(EVERYBODY)
    fill(settings, tmp_path / "one", 5)
    assert [listing.id for listing in assistant.listings()] == ["n1.txt", "n5.txt"]


def test_closing_sends_the_last_spans_and_frees_the_model(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(Tracer, "close", lambda _: closed.append("tracer"))
    model = ScriptedModel("A sentence.")
    service = Service(settings, Shelves(settings, Models(HashEmbedder(), model)))
    for name in (DEFAULT, "hr"):
        service.assistant(EVERYBODY, name)
    service.close()
    assert closed == ["tracer"]
    assert model.closed


def test_nothing_indexed_is_said_and_what_to_do(tmp_path: Path, models: Models) -> None:
    settings = settings_for(tmp_path / "index")
    shelves = Shelves(settings, models)
    service = Service(settings, shelves)
    shelves.warm()  # a server may start before there is anything
    assert service.collections(EVERYBODY) == []
    assert service.ready() == [NO_INDEX]
    with pytest.raises(IndexMissing, match="rag ingest"):
        service.assistant(EVERYBODY)
    with pytest.raises(Forbidden):  # whoever may not ask it does not learn that it is empty
        service.assistant(HR)
    fill(settings, tmp_path / "one", 1)
    assert service.ready() == []
    assert service.assistant(EVERYBODY).listings()
    service.close()


def test_not_ready_before_the_models_are(settings: Settings) -> None:
    assert Service(settings).ready() == [NO_MODEL]


def test_an_index_of_other_settings_is_said_at_start(settings: Settings) -> None:
    shelves = Shelves(settings, Models(HashEmbedder("another")))
    with pytest.raises(IndexMismatch):
        shelves.warm()
    shelves.close()


def test_an_index_that_was_rebuilt_with_other_settings_is_not_ready(
    service: Service, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    service.assistant(EVERYBODY)
    assert service.ready() == []
    other = Shelf(settings.index)
    other.embedder = HashEmbedder("another")
    other.sync(rebuild=True)
    assert service.ready() == [BAD_INDEX]
    assert str(settings.index) not in "".join(service.ready())


def test_threads_share_one_assistant(service: Service) -> None:
    opened: list[object] = []
    threads = [
        Thread(target=lambda: opened.append(service.assistant(EVERYBODY, "hr"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len({id(each) for each in opened}) == 1


def test_an_answer_is_remembered_for_whom_it_was_given(service: Service) -> None:
    answer = make_answer("What?")
    identity = service.remember(answer, "hr", HR)
    found = service.remembered(identity, HR)
    assert found is not None
    assert (found.answer, found.collection, found.visitor) == (answer, "hr", "hr")
    assert service.remembered(identity, EVERYBODY) is None
    assert service.remembered("no-such", HR) is None


def test_only_the_latest_answers_are_remembered(service: Service) -> None:
    given = [service.remember(make_answer(f"{n}?"), "hr", HR) for n in range(REMEMBERED + 5)]
    assert len(set(given)) == len(given)
    assert [service.remembered(identity, HR) is None for identity in given[:6]] == [True] * 5 + [
        False
    ]


def test_a_visitor_spends_their_own_questions(service: Service) -> None:
    slow, other = Visitor("slow", None, rate=1), Visitor("other", None, rate=1)
    service.spend(slow)
    with pytest.raises(TooMany):
        service.spend(slow)
    service.spend(other)
    for _ in range(1000):
        service.spend(EVERYBODY)


def test_a_rating_is_kept_for_an_answer_that_was_given(
    settings: Settings, models: Models, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"data": tmp_path / "data"})
    service = Service(settings, Shelves(settings, models))
    identity = service.remember(make_answer("What?"), "hr", HR)
    assert not service.rate(EVERYBODY, identity, "up")
    assert not service.rate(HR, "no-such", "up")
    assert feedback.read(settings) == []
    assert service.rate(HR, identity, "down", "Too short.")
    (kept,) = feedback.read(settings)
    assert (kept.collection, kept.visitor, kept.note) == ("hr", "hr", "Too short.")
