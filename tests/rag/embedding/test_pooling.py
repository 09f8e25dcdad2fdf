import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import Encoded
from rag.embedding.pooling import by_length, encoded, unit


def test_rows_get_unit_length_and_nothing_stays_nothing() -> None:
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32))
    assert rows.tolist() == [pytest.approx([0.6, 0.8]), [0.0, 0.0]]
    assert rows.dtype == np.float32


def test_the_vector_is_the_mean_and_special_tokens_are_left_out_of_the_rest() -> None:
    states = np.array([[1, 0], [0, 2], [0, 4], [1, 0]], dtype=np.float32)
    one = encoded(states, slice(1, 3), [(0, 2), (3, 5)])
    assert one.vector.tolist() == pytest.approx(unit(states.mean(axis=0)).tolist())
    assert one.tokens.tolist() == [[0, 1], [0, 1]]
    assert one.offsets.tolist() == [[0, 2], [3, 5]]


def test_a_text_without_pieces_has_no_rows() -> None:
    one = encoded(np.ones((2, 3), dtype=np.float32), slice(1, 1), [])
    assert one.tokens.shape == (0, 3)
    assert one.offsets.shape == (0, 2)


def one(number: int) -> Encoded:
    """Nothing but a number to know it by."""
    vector = np.array([number], dtype=np.float32)
    return Encoded(vector, vector[:0].reshape(0, 1), np.zeros((0, 2), dtype=np.int32))


@given(st.lists(st.text(max_size=20), max_size=20), st.integers(1, 7))
def test_batches_are_of_alike_length_and_results_in_order(texts: list[str], batch: int) -> None:
    seen: list[int] = []

    def encode(chosen):
        assert 1 <= len(chosen) <= batch
        seen.extend(len(text) for text in chosen)
        return [one(len(text)) for text in chosen]

    results = by_length(texts, batch, encode)
    assert [int(result.vector[0]) for result in results] == [len(text) for text in texts]
    assert seen == sorted(seen)
