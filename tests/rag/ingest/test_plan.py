from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.plan import Plan, plan

NAMES = st.sampled_from("abcdefgh")
DIGESTS = st.sampled_from("12345")
FILES = st.dictionaries(NAMES, DIGESTS)


def test_each_file_goes_where_it_belongs() -> None:
    indexed = {"same": "1", "edited": "2", "gone": "3", "broken": "4", "elsewhere": "5"}
    on_disk = {"same": "1", "edited": "22", "new": "6", "copy": "1", "copy of another folder": "5"}
    assert plan(on_disk, indexed, {"same", "edited", "gone", "broken"}, {"broken"}) == Plan(
        added=("new",),
        changed=("edited",),
        unchanged=("same",),
        removed=("gone",),
        duplicates=(("copy", "same"), ("copy of another folder", "elsewhere")),
        kept=("broken",),
    )


def test_the_first_name_of_new_copies_is_indexed() -> None:
    assert plan({"b": "1", "a": "1"}, {}, ()) == Plan(added=("a",), duplicates=(("b", "a"),))


def test_the_name_that_is_indexed_stays() -> None:
    found = plan({"b": "1", "a": "1"}, {"b": "1"}, {"b"})
    assert found == Plan(unchanged=("b",), duplicates=(("a", "b"),))


def test_the_copy_takes_over_when_the_indexed_one_is_gone() -> None:
    assert plan({"b": "1"}, {"a": "1"}, {"a"}) == Plan(added=("b",), removed=("a",))


def test_a_file_that_became_a_copy_is_removed_under_its_own_name() -> None:
    found = plan({"a": "2", "b": "2"}, {"a": "1", "b": "2"}, {"a", "b"})
    assert found == Plan(unchanged=("b",), removed=("a",), duplicates=(("a", "b"),))


def test_an_earlier_version_that_is_kept_does_not_stand_in_for_a_readable_copy() -> None:
    assert plan({"b": "1"}, {"a": "1"}, {"a"}, {"a"}) == Plan(added=("b",), kept=("a",))


@given(FILES, FILES, st.sets(NAMES), st.sets(NAMES))
def test_nothing_is_lost_and_nothing_is_twice(
    on_disk: dict[str, str], indexed: dict[str, str], covered: set[str], unreadable: set[str]
) -> None:
    # A file on disk under an indexed id was looked for.
    covered = (covered | on_disk.keys()) & indexed.keys()
    found = plan(on_disk, indexed, covered, unreadable)

    left_out = {name for name, _ in found.duplicates}
    read = [*found.added, *found.changed, *found.unchanged, *left_out]
    assert sorted(read) == sorted(on_disk)

    untouched = indexed.keys() - covered
    known = [*found.changed, *found.unchanged, *found.removed, *found.kept, *untouched]
    assert sorted(known) == sorted(indexed)
    assert all(on_disk[name] != indexed[name] for name in found.changed)
    assert all(on_disk[name] == indexed[name] for name in found.unchanged)
    assert set(found.kept) <= unreadable - on_disk.keys()

    after = {name: on_disk[name] for name in (*found.added, *found.changed, *found.unchanged)}
    standing = after | {name: indexed[name] for name in untouched}
    assert set(on_disk.values()) <= set(standing.values())
    assert len(set(after.values())) == len(after)
    assert all(standing[owner] == on_disk[name] for name, owner in found.duplicates)

    again = plan(on_disk, standing | {n: indexed[n] for n in found.kept}, covered, unreadable)
    assert (again.added, again.changed, again.removed) == ((), (), ())
