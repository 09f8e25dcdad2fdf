from collections.abc import Iterator

import pytest

from rag.chat.spelling import mend_spelling
from rag.index.reader import Reader
from rag.index.snapshot import Snapshot
from tests.fakes import HashEmbedder
from tests.rag.index.folders import Shelf, write

KNOWN = {"slovenia", "fission"}


class Vocabulary(HashEmbedder):
    """Knows a few words as one piece, as a real vocabulary would, and cuts the others."""

    def count(self, text: str) -> int:
        return 1 if text in KNOWN else 2


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("spelling")
    write(
        folder / "in",
        one="Amir Khan Muttaqi met the chargé d’affaires of Pakistan in Kabul today.",
        two="Afghanistan welcomed Pakistan's decision to upgrade its diplomatic mission.",
    )
    shelf = Shelf(folder / "index")
    shelf.sync(folder / "in")
    with Reader(shelf.index) as reader:
        yield reader.current()


def mended(question: str, now: Snapshot) -> str:
    return mend_spelling(question, now, Vocabulary())


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who is Muttaki?", "Who is Muttaqi?"),
        ("Who is Mutaqi?", "Who is Muttaqi?"),
        ("What did Pakisatn do?", "What did Pakistan do?"),
        ("What did Afganistan say?", "What did Afghanistan say?"),
        ("the diplomtic misson", "the diplomatic mission"),
    ],
)
def test_a_mistyped_word_becomes_the_articles_own(now: Snapshot, question: str, meant: str) -> None:
    assert mended(question, now) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who is Muttaqi?",  # right
        "The CHARGÉ d’affaires of Kabul",  # right, written otherwise
        "What of Slovenia?",  # known, just not in these articles
        "What is fission?",  # known, though near “mission”
        "Is it hot in Oslo?",  # too short to be sure
        "What is Zyxwvutsr?",  # nothing near
        "In 20225 or A380?",  # numbers are no words
        "喀布尔发生了什么？",
    ],
)
def test_everything_else_is_left_as_it_is(now: Snapshot, question: str) -> None:
    assert mended(question, now) == question


def test_several_mistakes_are_mended_in_place(now: Snapshot) -> None:
    assert mended("Muttaki, Pakisatn & Muttaki?", now) == "Muttaqi, Pakistan & Muttaqi?"
