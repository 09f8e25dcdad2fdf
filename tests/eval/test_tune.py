import random
from pathlib import Path

import numpy as np
import pytest

from eval.planted.cases import Planted
from eval.planted.fitted import RANK, halved, is_fitted, joined, tunings, write_tuning
from eval.planted.network import matrices, open_network, read
from eval.planted.pairs import SHARED, Pair, pairs_of
from eval.planted.tune import (
    BATCH,
    EPOCHS,
    FURTHER,
    PAD,
    batches,
    encode,
    even,
    tune,
)
from rag.answer import inference as packaged
from rag.answer.adapters import DOWN, UP, Tuning, learned
from rag.answer.inference import PackagedInference
from rag.domain import Span
from tests.eval.test_planted import CASE, bench

QUOTE = "Nissan founded Infiniti, its luxury division, in 1989."
TRUE = Pair((QUOTE, f"Cars. {QUOTE}"), "Infiniti was founded by Nissan.", carried=True)
SILENT = Pair((QUOTE, f"Cars. {QUOTE}"), "Infiniti sells more cars than Lexus.", carried=False)


def planted(expect: str, *about: tuple[int, int]) -> Planted:
    places = tuple(("dar.txt", Span(start, end)) for start, end in about)
    return Planted("a-1", "kind", CASE.question, CASE.sentence, places, (), (1,), expect)  # type: ignore[arg-type]


def taught(case: Planted) -> list[tuple[str, bool, float]]:
    return [(one.premises[0], one.carried, one.weight) for one in pairs_of(bench().lay(case))]


def test_a_true_sentence_is_carried_by_its_quote_and_not_by_the_one_beside() -> None:
    assert taught(CASE) == [
        ("Ishaq Dar visited Kabul on 19 April.", True, 1.0),
        ("Cats sleep for fifteen hours.", False, SHARED),
    ]


def test_a_false_sentence_is_carried_by_none_of_its_quotes_nor_by_all() -> None:
    first, second = (0, 36), (37, 78)
    assert [carried for _, carried, _ in taught(planted("carried", first, second))] == [True]
    found = taught(planted("dropped", first, second))
    assert [(carried, weight) for _, carried, weight in found] == [
        (False, 1.0), (False, SHARED), (False, SHARED),
    ]  # fmt: skip
    whole, *single = (premise for premise, *_ in found)
    assert all(one.split(". ")[-1] in whole for one in single)


def test_true_and_false_count_the_same_in_all() -> None:
    pairs = [TRUE, SILENT, SILENT, Pair(("a",), "b", carried=False, weight=0.5)]
    counts = even(pairs)
    assert sum(counts[:1]) == pytest.approx(sum(counts[1:]))
    assert counts[3] == pytest.approx(counts[2] / 2)


def test_each_row_comes_once_filled_up_to_the_longest_of_its_batch() -> None:
    rows = [[7] * (1 + place % 40) for place in range(5 * BATCH + 3)]
    found = list(batches(rows, random.Random(0)))
    assert sorted(place for batch in found for place, _ in batch) == list(range(len(rows)))
    for batch in found:
        [width] = {len(row) for _, row in batch}
        assert width == max(len(rows[place]) for place, _ in batch)
        assert all(row == rows[place] + [PAD] * (width - len(rows[place])) for place, row in batch)


def test_biases_and_norms_are_fitted_and_no_whole_matrix() -> None:
    fitted = [is_fitted(f"encoder.layer.3.{name}") for name in ("dense.bias", "LayerNorm.weight")]
    assert fitted == [True, True]
    assert not is_fitted("encoder.layer.3.dense.weight")


def test_a_tuning_and_one_that_goes_on_from_it_make_their_mean() -> None:
    chance = np.random.default_rng(0)

    def one() -> Tuning:
        shapes = {"bias": (3,), "m" + DOWN: (5, RANK), "m" + UP: (RANK, 3)}
        return {name: chance.normal(size=size).astype(np.float32) for name, size in shapes.items()}

    each = [one(), one(), one()]
    together = joined(joined(joined({}, each[0]), each[1]), each[2])
    assert [tunings(found) for found in ({"bias": each[0]["bias"]}, each[0], together)] == [0, 1, 3]
    first, second, third, all_of_them = (learned(found, "m") for found in (*each, together))
    np.testing.assert_allclose(all_of_them, first + second / 2 + third / 2, atol=1e-4)
    first, second, third = (found["bias"] for found in each)
    np.testing.assert_allclose(together["bias"], ((first + second) / 2 + third) / 2, atol=1e-6)
    assert not learned(together, "another").any()


def test_what_is_written_is_what_the_library_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuning = {"m.some.bias": np.array([0.1, -3.0], dtype=np.float32)}
    write_tuning(tmp_path / packaged.TUNED, tuning)
    monkeypatch.setattr(packaged, "files", lambda _: tmp_path)
    read_back = packaged.load_tuning()
    assert read_back.keys() == tuning.keys()
    np.testing.assert_array_equal(read_back["m.some.bias"], halved(tuning)["m.some.bias"])
    np.testing.assert_allclose(read_back["m.some.bias"], tuning["m.some.bias"], atol=1e-3)


@pytest.mark.model
def test_what_comes_with_the_library_stands_in_for_what_the_graph_has(
    inference_files: tuple[Path, Path],
) -> None:
    own = read(inference_files[0])
    tuning = packaged.load_tuning()
    named = {name for name in own if is_fitted(name)}
    assert all(own[name].shape == tuning[name].shape for name in named)
    assert {name[: name.rindex(".")] for name in tuning.keys() - named} <= set(
        matrices(inference_files[0]).values()
    )


@pytest.mark.model
@pytest.mark.slow
def test_the_network_is_the_graph_and_learns(inference_files: tuple[Path, Path]) -> None:
    import torch

    graph, tokenizer = inference_files
    rows = [row for ways in encode(tokenizer, [TRUE, SILENT]) for row in ways]
    network = open_network(graph).eval()
    before = PackagedInference(graph, tokenizer, {})

    def agreements(network: torch.nn.Module) -> list[float]:
        with torch.no_grad():
            logits = [network(input_ids=torch.tensor([row])).logits[0] for row in rows]
        return [float(says - says_not) for says, says_not in logits]

    asked = [(premise, one.hypothesis) for one in (TRUE, SILENT) for premise in one.premises]
    exact = agreements(network)
    # the graph rounds what passes through it to eight bits
    assert [before.agreement(*one) for one in asked] == pytest.approx(exact, abs=1.5)

    told: list[tuple[str, int, int]] = []
    pairs = [TRUE, SILENT] * 2 * BATCH
    tuning = tune(graph, tokenizer, pairs, lambda *far: told.append(far))
    assert told[-1] == ("pairs learned from", EPOCHS * len(pairs), EPOCHS * len(pairs))
    thin = [name for name in tuning if name.endswith((DOWN, UP))]
    assert len(thin) == 2 * 6 * 12  # in each of twelve layers: query, key, value, three more
    assert {name for name in tuning if name not in thin} == {
        name for name in read(graph) if is_fitted(name)
    }
    after = PackagedInference(graph, tokenizer, halved(tuning))
    apart = [
        one.agreement(QUOTE, TRUE.hypothesis) - one.agreement(QUOTE, SILENT.hypothesis)
        for one in (before, after)
    ]
    assert apart[1] > apart[0] + 2

    # what was learned is in its place in the network, too, and can be gone on from
    start = agreements(open_network(graph, tuning).eval())
    assert [after.agreement(*one) for one in asked] == pytest.approx(start, abs=2.0)
    told.clear()
    on = tune(graph, tokenizer, pairs[:BATCH], lambda *far: told.append(far), tuning)
    assert told[-1][1:] == (FURTHER * BATCH, FURTHER * BATCH)
    assert (tunings(tuning), tunings(on)) == (1, 2)
