import pytest

from rag.answer.draft import Draft, Sentence, read_draft, refuses
from rag.answer.prompt import REFUSAL


def shown(*pieces: str) -> list[str]:
    draft = Draft()
    return [*(draft.add(piece) for piece in pieces), draft.end()]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dar came in April [1].", [Sentence("Dar came in April.", (1,))]),
        (
            "Dar came [1]. He met Muttaqi. [2][3] They agreed [4, 5].",
            [
                Sentence("Dar came.", (1,)),
                Sentence("He met Muttaqi.", (2, 3)),
                Sentence("They agreed.", (4, 5)),
            ],
        ),
        ("Answer: **Dar** came [1-3].", [Sentence("Dar came.", (1, 2, 3))]),
        ("- One 【2】\n- Two [quote 3]", [Sentence("One", (2,)), Sentence("Two", (3,))]),
        ("<think>Hm. [9]</think>Dar came [1].", [Sentence("Dar came.", (1,))]),
        ("It was 1994 (sic) in the U.S. then.", [Sentence("It was 1994 (sic) in the U.S. then.")]),
        ("He was born in (1947) or so.", [Sentence("He was born in (1947) or so.")]),
        ("Twice the same mark [1][1].", [Sentence("Twice the same mark.", (1,))]),
        ("A mark of nothing [9999].", [Sentence("A mark of nothing.", (9999,))]),
        ("", []),
        ("\n \n[1]\n", []),
        ("<think>never ends", []),
    ],
)
def test_sentences_and_what_they_claim(text: str, sentences: list[Sentence]) -> None:
    assert read_draft(text) == sentences


def test_a_cut_draft_loses_its_unfinished_sentence() -> None:
    assert read_draft("Whole [1]. Not who", cut=True) == [Sentence("Whole.", (1,))]
    assert read_draft("Whole [1].", cut=True) == [Sentence("Whole.", (1,))]


def test_a_range_of_marks_is_bounded() -> None:
    [sentence] = read_draft("Much [1-4000].")
    assert len(sentence.claimed) <= 12


def test_what_streams_has_neither_marks_nor_thinking() -> None:
    pieces = shown("<th", "ink>hm [3]</think>", "Dar came", " in April", " [", "1", "].", " So.")
    assert "".join(pieces) == "Dar came in April. So."
    assert pieces[2:4] == ["Dar came", " in April"]


def test_a_bracket_that_is_no_mark_is_shown_in_the_end() -> None:
    assert "".join(shown("He said [the", " minister] came [")) == "He said [the minister] came ["


def test_pieces_only_ever_grow() -> None:
    draft, so_far = Draft(), ""
    for character in "Dar <came> [1], then [x] left [2][3]. <think>no</think> Done [4":
        so_far += draft.add(character)
        assert "[1]" not in so_far
        assert "think" not in so_far
    assert so_far + draft.end() == "Dar <came>, then [x] left.  Done [4"


def test_going_round_in_circles_is_noticed() -> None:
    draft = Draft()
    draft.add("Dar came. Dar came. ")
    assert not draft.endless
    draft.add("Dar came. ")
    assert draft.endless


@pytest.mark.parametrize("text", [REFUSAL, f" {REFUSAL.upper()}\n", f'"{REFUSAL}" [1]'])
def test_a_refusal_is_recognised(text: str) -> None:
    assert refuses(text)


@pytest.mark.parametrize("text", ["", f"{REFUSAL} But Dar came [1].", "Dar came."])
def test_anything_more_is_no_refusal(text: str) -> None:
    assert not refuses(text)
