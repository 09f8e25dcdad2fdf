"""Questions that the indexed articles may be asked, made from the names they speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rag.chat.names import find_names


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
    about_people = [
        pattern.format(name)
        for name, _ in sorted(people.items(), key=lambda item: (-item[1], item[0]))
        for pattern in ("Who is {}?", "What did {} say?")
    ]
    about_places = [
        f"What happened in {name}?"
        for name, _ in sorted(places.items(), key=lambda item: (-item[1], item[0]))
    ]
    mixed = [q for pair in zip(about_people, about_places, strict=False) for q in pair]
    rest = about_people[len(about_places) :] + about_places[len(about_people) :]
    return (mixed + rest)[:most]
