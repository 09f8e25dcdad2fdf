import inspect
import re

import pytest

from rag import errors
from rag.errors import BadInput, BadQuestion, IndexMismatch, IndexUnusable, RagError

TREE = [e for e in vars(errors).values() if inspect.isclass(e) and issubclass(e, RagError)]


@pytest.mark.parametrize("error", TREE)
def test_the_tree_in_the_docstring_is_the_tree(error: type[RagError]) -> None:
    drawn = re.search(rf"^(.*?)\b{error.__name__}\b", errors.__doc__ or "", re.MULTILINE)
    assert drawn is not None
    depth = len(drawn.group(1)) // 4 - 1
    assert depth == error.__mro__.index(RagError)


def test_the_docstring_draws_nothing_else() -> None:
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__ or "")
    assert sorted(drawn) == sorted(e.__name__ for e in TREE if e is not RagError)


def test_bad_input_is_told_from_a_bad_index() -> None:
    assert issubclass(BadQuestion, BadInput)
    assert issubclass(IndexMismatch, IndexUnusable)
    assert not issubclass(IndexUnusable, BadInput)
