"""A sync that is killed, starved of disk, or watched by readers loses and shows nothing wrong."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.errors import StorageFailed
from rag.index import layout
from rag.index.snapshot import Snapshot
from tests.rag.index.folders import Shelf, mark, text, whole, write

ARTICLES = 300
KILLS = 20


def run_sync(index: Path, folder: Path, *limit: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rag.ingest.run_sync", str(index), str(folder), *limit],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )


def completed(index: Path, folder: Path, *limit: str) -> tuple[int, str]:
    with run_sync(index, folder, *limit) as process:
        out, errors = process.communicate(timeout=300)
    assert b"Traceback" not in errors, errors.decode()
    return process.returncode, out.decode()


def holds(snapshot: Snapshot, texts: dict[str, str]) -> bool:
    """Whether the snapshot shows exactly these articles, and all its parts agree."""
    stored = {
        about.id: article.text
        for about in snapshot.listings()
        if (article := snapshot.article(about.id))
    }
    seen = whole(snapshot)
    keys = [passage.id for passage in seen["passages"]]
    return stored == texts and [key for key, _, _ in seen["dense"]] == keys


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_after_a_kill_at_any_moment_one_more_run_equals_an_undisturbed_sync(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder, index, base = tmp_path / "articles", tmp_path / "index", tmp_path / "base"
    write(folder, **{f"a{number:03d}": text(number) for number in range(30)})
    assert completed(base, folder)[0] == 0
    before = {path.name: path.read_text() for path in folder.iterdir()}
    for number in range(10):  # some go, some change, some stay, most are new
        (folder / f"a{number:03d}.txt").unlink()
    for number in range(20, 30 + ARTICLES):
        write(folder, **{f"a{number:03d}": text(1000 + number)})
    after = {path.name: path.read_text() for path in folder.iterdir()}

    shutil.copytree(base, index)
    begun = time.monotonic()
    assert completed(index, folder)[0] == 0
    duration = time.monotonic() - begun
    with Shelf(index).read() as reader:
        undisturbed = whole(reader.current())

    killed, published = 0, 0
    for _ in range(KILLS):
        shutil.rmtree(index)
        shutil.copytree(base, index)
        with run_sync(index, folder) as process:
            time.sleep(chance.uniform(0.05, 0.98) * duration)
            killed += process.poll() is None
            process.kill()
        with Shelf(index).read() as reader:
            now = reader.current()
            published += now.revision == 2
            assert holds(now, before if now.revision == 1 else after)
        assert completed(index, folder)[0] == 0
        with Shelf(index).read() as reader:
            assert whole(reader.current()) == undisturbed
        assert list(layout.revision_folders(index)) == [2]
    assert killed > 0.8 * KILLS
    assert published < KILLS


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_readers_in_another_process_see_whole_revisions_only(tmp_path: Path) -> None:
    """The other way round: this process reads while another one syncs."""
    folder = tmp_path / "articles"
    write(folder, **{f"a{number}": text(number) for number in range(40)})
    shelf = Shelf(tmp_path / "index")
    shelf.sync(folder)
    seen = set()
    with shelf.read() as reader:
        vector = shelf.embedder.encode([text(0)])[0].vector
        for round_ in range(4):
            (folder / f"a{round_}.txt").unlink()
            write(folder, **{f"a{30 + round_}": text(500 + round_)})
            with run_sync(shelf.index, folder) as process:
                while process.poll() is None:
                    seen.add(reader.read(lambda now: ask(now, vector)))
            assert process.returncode == 0
            ask(reader.current(), vector)
            assert reader.current().lexical([mark(round_, 0)], 9) == []
            assert f"a{round_}.txt" not in {about.id for about in reader.current().listings()}
    assert {1, 2, 3, 4, 5} >= seen > {1}


def ask(snapshot: Snapshot, vector: object) -> int:
    """Use every part of a snapshot; what it finds must be what it lists."""
    keys = [key for key, _ in snapshot.dense(vector, 20)]  # type: ignore[arg-type]
    keys += [key for key, _ in snapshot.lexical(["calm"], 20)]
    listed = {about.id for about in snapshot.listings()}
    passages = snapshot.passages(keys)
    assert {passage.article_id for passage in passages} <= listed
    assert all(len(matrix.vectors) for matrix in snapshot.tokens(keys))
    removed = snapshot.revision - 1
    assert all(f"a{number}.txt" not in listed for number in range(removed))
    return snapshot.revision


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, share: float) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    write(folder, **{f"a{number}": text(number) for number in range(5)})
    shelf = Shelf(index)
    shelf.sync(folder)
    with shelf.read() as reader:
        before = whole(reader.current())
    size = (index / layout.CATALOG).stat().st_size
    write(folder, **{f"b{number}": text(100 + number) for number in range(60)})

    undisturbed = tmp_path / "undisturbed"
    Shelf(undisturbed).sync(folder)
    full = (undisturbed / layout.CATALOG).stat().st_size
    status, said = completed(index, folder, str(int(size + share * (full - size))))
    assert (status, said.split(":")[0]) == (2, "StorageFailed")
    assert said.count("\n") == 1
    with shelf.read() as reader:
        assert whole(reader.current()) == before
    assert completed(index, folder) == (0, "revision 2\n")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder on a file system that takes no writes, in which even root cannot write."""
    bound = subprocess.run(
        ["mount", "--bind", "-o", "ro", str(folder), str(folder)], capture_output=True, check=False
    )
    if bound.returncode:
        pytest.skip(f"this machine lets nobody mount: {bound.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_read_only_folder_can_be_asked_but_not_synced(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write(folder, a=text(1))
    shelf = Shelf(tmp_path / "index")
    shelf.sync(folder)
    with read_only(shelf.index):
        with pytest.raises(StorageFailed, match="read-only"):
            shelf.sync(folder)
        with shelf.read() as reader:
            vector = shelf.embedder.encode(["calm"])[0].vector
            assert ask(reader.current(), vector) == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "articles", a=text(1))
    with pytest.raises(StorageFailed):
        Shelf(tmp_path / "articles" / "a.txt" / "index").sync(tmp_path / "articles")
    with read_only(tmp_path), pytest.raises(StorageFailed, match="read-only"):
        Shelf(tmp_path / "index").sync(tmp_path / "articles")
