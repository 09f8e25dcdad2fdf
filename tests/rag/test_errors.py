import re
from collections.abc import Iterator

import pytest

import rag.assistant  # noqa: F401  (so that the errors of every stage are known)
from rag import errors
from rag.errors import BadInput, BadQuestion, IndexMismatch, IndexUnusable, RagError


def below(error: type[RagError]) -> Iterator[type[RagError]]:
    """Every error of the library under this one."""
    for child in error.__subclasses__():
        if child.__module__.startswith("rag."):
            yield child
        yield from below(child)


TREE = sorted(set(below(RagError)), key=lambda error: error.__name__)


@pytest.mark.parametrize("error", TREE)
def test_an_error_hangs_where_the_docstring_draws_it(error: type[RagError]) -> None:
    drawn = re.search(rf"^(.*)── {error.__name__}\b", errors.__doc__ or "", re.MULTILINE)
    assert drawn is not None
    depth = (len(drawn.group(1)) - 1) // 4
    assert depth == error.__mro__.index(RagError)


def test_the_docstring_draws_nothing_else() -> None:
    drawn = re.findall(r"── (\w+)", errors.__doc__ or "")
    assert sorted(drawn) == [error.__name__ for error in TREE]


@pytest.mark.parametrize("error", [RagError, *TREE])
def test_every_error_says_what_it_means(error: type[RagError]) -> None:
    assert error.__doc__
    assert issubclass(error, Exception)


def test_bad_input_is_told_from_a_bad_index() -> None:
    assert issubclass(BadQuestion, BadInput)
    assert issubclass(IndexMismatch, IndexUnusable)
    assert not issubclass(IndexUnusable, BadInput)
