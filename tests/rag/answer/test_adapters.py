from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from rag.answer.adapters import DOWN, SCALE, UP, WHOLE, rounded, stand_ins

CHANCE = np.random.default_rng(0)
MATRIX = CHANCE.normal(size=(6, 4)).astype(np.float32)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph that keeps one matrix of eight bits with one scale, as an exported one does."""
    scale = np.float32(np.abs(MATRIX).max() / 127)
    kept = [
        numpy_helper.from_array(np.rint(MATRIX / scale).astype(np.int8), "some" + WHOLE),
        numpy_helper.from_array(np.array(scale), "some" + SCALE),
        numpy_helper.from_array(np.zeros(3, dtype=np.float32), "some.bias"),
    ]
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [3])
    node = helper.make_node("Identity", ["some.bias"], ["out"])
    path = tmp_path / "some.onnx"
    onnx.save(helper.make_model(helper.make_graph([node], "some", [], [out], kept)), str(path))
    return path


def test_a_bias_stands_in_as_it_is_and_the_graph_is_not_read() -> None:
    bias = np.ones(3, dtype=np.float32)
    found = stand_ins(Path("there is no such file"), {"some.bias": bias})
    assert found.keys() == {"some.bias"}
    assert found["some.bias"] is bias


def test_what_was_learned_is_added_to_a_matrix(graph: Path) -> None:
    down = CHANCE.normal(size=(6, 2)).astype(np.float32)
    up = CHANCE.normal(size=(2, 4)).astype(np.float32)
    found = stand_ins(graph, {"some" + DOWN: down, "some" + UP: up})
    assert found.keys() == {"some" + WHOLE, "some" + SCALE}
    assert found["some" + WHOLE].dtype == np.int8
    near = found["some" + WHOLE] * found["some" + SCALE]
    np.testing.assert_allclose(near, MATRIX + down @ up, atol=0.03)


def test_each_column_is_rounded_as_finely_as_it_can_be() -> None:
    found = rounded("some", MATRIX * np.array([1, 10, 100, 1000], dtype=np.float32))
    assert (np.abs(found["some" + WHOLE]).max(axis=0) == 127).all()
    assert found["some" + SCALE].shape == (4,)
    np.testing.assert_allclose(
        found["some" + SCALE] * 127 / np.abs(MATRIX).max(axis=0), [1, 10, 100, 1000]
    )


def test_a_column_of_nothing_stays_nothing() -> None:
    found = rounded("some", np.zeros((3, 2), dtype=np.float32))
    assert not found["some" + WHOLE].any()
