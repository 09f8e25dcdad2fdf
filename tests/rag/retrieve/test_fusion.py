import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.fusion import fuse

scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 30), max_size=8)


@given(scores, scores)
def test_everything_either_side_found_is_ranked_once_best_first(dense, lexical) -> None:
    fused = fuse(dense, lexical)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


@given(scores, scores)
def test_the_order_in_which_they_were_found_makes_no_difference(dense, lexical) -> None:
    turned = fuse(dict(reversed(dense.items())), dict(reversed(lexical.items())))
    assert list(turned) == list(fuse(dense, lexical))


@given(scores.filter(lambda s: len(s) > 1))
def test_what_both_sides_put_first_is_first(found) -> None:
    best = max(found.values()) + 1
    assert next(iter(fuse(found | {"z": best}, found | {"z": best}))) == "z"


@given(scores, scores, st.sampled_from("abcdefgh"), st.floats(0, 10))
def test_a_passage_does_not_fall_below_one_it_beats_on_both_sides(dense, lexical, key, by) -> None:
    fused = fuse(dense | {key: 40.0 + by}, lexical | {key: 40.0 + by})
    assert fused[key] == pytest.approx(max(fused.values()))


def test_a_side_that_found_nothing_leaves_the_other_s_order() -> None:
    found = {"a": 0.1, "b": 0.9, "c": 0.5}
    assert list(fuse(found, {})) == list(fuse({}, found)) == ["b", "c", "a"]
    assert fuse({}, {}) == {}


def test_not_found_lexically_is_worth_nothing_and_not_densely_the_least() -> None:
    dense, lexical = {"near": 0.9, "far": 0.2}, {"words": 5.0, "near": 4.0}
    assert fuse(dense, lexical) == fuse(dense | {"words": 0.2}, lexical | {"far": 0.0})


def test_equal_scores_are_ranked_by_name() -> None:
    assert list(fuse({"b": 1.0, "a": 1.0}, {})) == ["a", "b"]
