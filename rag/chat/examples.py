"""Questions that the indexed articles may be asked, made from the names they speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from rag.names import find_names


def propose_questions(texts: Iterable[str], most: int) -> list[str]:
    """Candidate questions, those about the most frequent names first.

    They are guesses: whether the articles answer one is for the assistant to try.
    """
    people: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for text in texts:
        for name in find_names(text):
            if name.person >= 2 and " " in name.text:
                people[name.text] += 1
            elif name.place:
                places[name.text] += 1
    people, places = _merge(people), _merge(places)
    asked_of_people = ("Who is {}?", "What did {} say?")
    about_people = [
        asked_of_people[number % 2].format(name)
        for number, (name, _) in enumerate(sorted(people.items(), key=_most_frequent))
    ]
    about_places = [
        f"What happened in {name}?" for name, _ in sorted(places.items(), key=_most_frequent)
    ]
    mixed = [
        question
        for pair in zip_longest(about_people[::2], about_people[1::2], about_places)
        for question in pair
        if question
    ]
    return mixed[:most]


def _merge(counts: Counter[str]) -> Counter[str]:
    """Longer forms of a name counted with the shortest: "Mohammad Ishaq Dar" with "Ishaq Dar"."""
    merged: Counter[str] = Counter()
    for name in sorted(counts, key=len):
        known = next((short for short in merged if name.endswith(f" {short}")), name)
        merged[known] += counts[name]
    return merged


def _most_frequent(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
