"""Typing mistakes in a question, mended from the words that the articles use.

Only a word that no article holds and that the embedder's vocabulary does not know either is
taken for a mistake: "Muttaki" is one, "Slovenia" is just not in these articles.
"""

from __future__ import annotations

from rag.embedding import Embedder
from rag.index.searchable import Searchable
from rag.terms import Term, fold, stem, terms

SHORTEST = 4  # letters: in a shorter word a changed letter makes another word
ASKING = ("what", "when", "where", "which", "who", "whose", "why", "how")
LONG = 8  # letters from which two mistakes are believed instead of one


def mend_spelling(question: str, index: Searchable, embedder: Embedder) -> str:
    """The question with mistyped words replaced by the articles' own."""
    mended = _mend_opening(question, index)
    question = mended
    for term in reversed(terms(question)):
        word = question[term.start : term.end]
        if _looks_mistyped(word, term, index, embedder):
            meant = _nearest(word, term.stem, index)
            if meant:
                mended = mended[: term.start] + meant + mended[term.end :]
    return mended


def _mend_opening(question: str, index: Searchable) -> str:
    """ "wen did …": the first word decides what is asked for, and is short."""
    from rapidfuzz.distance import OSA

    first = terms(question)[0]
    word = fold(question[first.start : first.end])
    if first.stop or index.df(first.stem) or not 3 <= len(word) <= 5:
        return question
    near = [asking for asking in ASKING if OSA.distance(word, asking, score_cutoff=1) == 1]
    return question[: first.start] + near[0] + question[first.end :] if near else question


def _looks_mistyped(word: str, term: Term, index: Searchable, embedder: Embedder) -> bool:
    if term.stop or len(word) < SHORTEST or not word.isalpha() or index.df(term.stem):
        return False
    # A word that is one piece is in the model's own vocabulary: English, or a known name.
    return embedder.count(fold(word)) > 1


def _nearest(word: str, stemmed: str, index: Searchable) -> str | None:
    """The word of the articles that is fewest typing mistakes away, as it is written there."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(
        stemmed,
        index.vocabulary,
        scorer=OSA.distance,
        score_cutoff=2 if len(word) >= LONG else 1,
        limit=None,
    )
    order = sorted(near, key=lambda hit: (hit[1], hit[0][0] != stemmed[0], hit[0]))
    return next((_written(hit[0], index) for hit in order if len(hit[0]) >= SHORTEST - 1), None)


def _written(stemmed: str, index: Searchable) -> str | None:
    """A word of the articles with this stem."""
    for key, _ in index.lexical([stemmed], 1):
        text = index.passages([key])[0].text
        for term in terms(text):
            word = text[term.start : term.end]
            if term.stem == stemmed and stem(fold(word)) == stemmed:
                return word
    return None
