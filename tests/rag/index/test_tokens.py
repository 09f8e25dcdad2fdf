import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.index.tokens import pack, unpack


@given(st.integers(0, 40), st.integers(2, 64), st.integers(0, 2**32 - 1))
def test_rows_come_back_close_and_of_unit_length(rows: int, dimension: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    offsets = np.arange(2 * rows, dtype=np.int32).reshape(-1, 2)
    matrix = unpack(*pack(vectors, offsets), dimension)
    assert matrix.vectors.shape == (rows, dimension)
    assert (matrix.offsets == offsets).all()
    assert np.allclose(np.linalg.norm(matrix.vectors, axis=1), 1, atol=1e-5)
    assert np.all((matrix.vectors * vectors).sum(axis=1) > 0.99)


def test_a_row_of_nothing_stays_nothing() -> None:
    matrix = unpack(*pack(np.zeros((1, 4), np.float32), np.zeros((1, 2), np.int32)), 4)
    assert not matrix.vectors.any()
