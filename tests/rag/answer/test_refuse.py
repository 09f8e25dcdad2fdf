import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.evidence import match_passages, weigh_evidence
from rag.answer.refuse import FEATURES, describe, load_model
from tests.rag.answer.pieces import ask, hit, matrices

MODEL = load_model()
features = st.fixed_dictionaries({name: st.floats(-1, 1) for name in FEATURES})
GROWING = ("passage_interaction", "sentence_interaction", "passage_coverage", "sentence_coverage")


def test_every_feature_has_a_finite_weight_and_no_other_has() -> None:
    assert set(MODEL.weights) == set(FEATURES)
    assert all(abs(weight) < 100 for weight in MODEL.weights.values())
    assert 0 < MODEL.threshold < 1


def test_nothing_found_is_refused() -> None:
    assert MODEL.probability(dict.fromkeys(FEATURES, 0.0)) < MODEL.threshold


@given(features)
def test_confidence_is_a_probability(found: dict[str, float]) -> None:
    assert 0 <= MODEL.probability(found) <= 1


@pytest.mark.parametrize("name", GROWING)
@given(found=features, more=st.floats(0, 1))
def test_a_better_match_never_lessens_confidence(
    name: str, found: dict[str, float], more: float
) -> None:
    better = found | {name: found[name] + more}
    assert MODEL.probability(better) >= MODEL.probability(found)


def test_even_absurd_features_give_a_probability() -> None:
    assert 0 <= MODEL.probability(dict.fromkeys(FEATURES, -1e9)) <= 1
    assert 0 <= MODEL.probability(dict.fromkeys(FEATURES, 1e9)) <= 1


def described(question: str, *texts: str) -> dict[str, float]:
    query = ask(question)
    hits = [hit(text, f"{number}.txt") for number, text in enumerate(texts)]
    passages = match_passages(query, hits, matrices(hits))
    return describe(query, passages, weigh_evidence(query, passages))


def test_features_are_named_and_bounded() -> None:
    found = described("When did Dar visit Kabul?", "Ishaq Dar visited Kabul in April.")
    assert tuple(found) == FEATURES
    assert all(-1.001 <= value <= 1.001 for value in found.values())


def test_the_answering_passage_is_trusted_more_than_another() -> None:
    question = "Where did Ishaq Dar visit Muttaqi?"
    right = described(question, "Ishaq Dar did visit Muttaqi in Kabul on a Friday.")
    wrong = described(question, "Rain fell on the hills of Spain on a Friday.")
    assert MODEL.probability(right) > MODEL.threshold > MODEL.probability(wrong)


@pytest.mark.parametrize("texts", [(), ("One two.",)])
def test_without_evidence_every_feature_is_nought(texts: tuple[str, ...]) -> None:
    assert set(described("When did Dar visit Kabul?", *texts).values()) == {0.0}


def test_a_question_without_content_has_no_evidence() -> None:
    assert set(described("Who is it?", "Ishaq Dar visited Kabul in April.").values()) == {0.0}
