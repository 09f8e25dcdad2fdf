import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import BadInput, ModelUnavailable, StorageFailed
from rag.llm import catalogue, shelf
from rag.llm.pull import _SOURCE, pull
from tests.rag.llm.hub import COMMIT, Hub, model_hub

DATA = bytes(range(256)) * 40
NAME = "maker/small-GGUF/q4/small-q4.gguf"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 500)
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with model_hub() as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        made.files[NAME] = DATA
        yield made


def silent(done: int, total: int) -> None:
    """Nobody watches."""


def fetched(hub: Hub) -> list[str]:
    return [line for line in hub.asked if line.startswith("GET")]


def kept(cache: Path) -> list[str]:
    return sorted(
        path.name for path in cache.rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def test_a_model_is_fetched_checked_and_told_of(hub: Hub, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = pull(NAME, tmp_path, lambda done, total: told.append((done, total)))
    assert file.read_bytes() == DATA
    assert file.is_absolute()
    assert told[-1] == (len(DATA), len(DATA))
    assert kept(tmp_path) == ["small-q4.gguf", "small-q4.gguf.sha256"]
    assert fetched(hub) == [f"GET /maker/small-GGUF/resolve/{COMMIT}/q4/small-q4.gguf"]


def test_the_hub_learns_nothing_but_the_name(hub: Hub, tmp_path: Path) -> None:
    pull(NAME, tmp_path, silent)
    assert {line.split()[1].partition("/resolve/")[0] for line in hub.asked} == {
        "/maker/small-GGUF"
    }
    assert hub.tokens == {None}
    assert not [agent for agent in hub.agents if agent and "torch" in agent]


def test_a_token_is_sent_when_it_was_set_on_purpose(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    pull(NAME, tmp_path, silent)
    assert hub.tokens == {"Bearer hf_mine"}


def test_the_store_that_the_hub_sends_on_to_gets_the_range_and_no_token(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    hub.stores, hub.breaks, hub.breaks_after = True, 1, 1000
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA
    assert hub.tokens == {"Bearer hf_mine"}
    assert hub.stores_tokens == {None}
    stored = [line for line in fetched(hub) if "/store/" in line]
    assert [line.partition("bytes=")[2] for line in stored] == ["", "1000-"]


def test_a_whole_file_is_not_fetched_again_and_nobody_is_asked(hub: Hub, tmp_path: Path) -> None:
    file = pull(NAME, tmp_path, silent)
    hub.asked.clear()
    assert pull(NAME, tmp_path, silent) == file
    assert hub.asked == []


def test_a_damaged_file_is_fetched_again(hub: Hub, tmp_path: Path) -> None:
    file = pull(NAME, tmp_path, silent)
    file.write_bytes(b"x" + DATA[1:])
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA


def test_a_transfer_that_breaks_off_goes_on_by_itself(hub: Hub, tmp_path: Path) -> None:
    hub.breaks, hub.breaks_after = 2, 1000
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA
    assert [line.partition("bytes=")[2] for line in fetched(hub)] == ["", "1000-", "2000-"]


def test_one_that_stays_broken_is_gone_on_with_by_the_next_call(hub: Hub, tmp_path: Path) -> None:
    hub.breaks, hub.breaks_after = 1, 4000

    def gone(done: int, total: int) -> None:
        hub.status = 503

    with pytest.raises(ModelUnavailable, match=r"broke off .* again to go on"):
        pull(NAME, tmp_path, gone)
    assert [name for name in kept(tmp_path) if not name.endswith(".partial")] == []
    hub.status = None
    hub.asked.clear()
    told: list[int] = []
    assert pull(NAME, tmp_path, lambda done, total: told.append(done)).read_bytes() == DATA
    assert [line.partition("bytes=")[2] for line in fetched(hub)] == ["4000-"]
    assert told[0] > 4000
    assert kept(tmp_path) == ["small-q4.gguf", "small-q4.gguf.sha256"]


def test_a_hub_that_knows_no_ranges_sends_all_of_it_again(hub: Hub, tmp_path: Path) -> None:
    hub.breaks, hub.breaks_after, hub.ignores_ranges = 1, 1000, True
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA


def test_an_interrupted_transfer_leaves_nothing_under_the_name(hub: Hub, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(NAME, tmp_path, interrupt)
    assert "small-q4.gguf" not in kept(tmp_path)
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA


def test_what_is_not_what_was_promised_is_removed(hub: Hub, tmp_path: Path) -> None:
    hub.digest = hashlib.sha256(b"else").hexdigest()
    with pytest.raises(ModelUnavailable, match="not what was promised"):
        pull(NAME, tmp_path, silent)
    assert kept(tmp_path) == []
    hub.digest = None
    assert pull(NAME, tmp_path, silent).read_bytes() == DATA


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("maker/small-GGUF/q8.gguf", "has no maker/small-GGUF/q8.gguf"),
        ("nobody/none/q8.gguf", "has no nobody/none/q8.gguf"),
        ("qwen9", "There is no model 'qwen9'"),
        ("", "There is no model ''"),
        ("maker/small-GGUF", "owner/repository/file.gguf"),
        ("maker/small/model.safetensors", "owner/repository/file.gguf"),
        ("maker/../../etc/x.gguf", "owner/repository/file.gguf"),
        ("/etc/passwd/x.gguf", "owner/repository/file.gguf"),
        ("maker/small/../x.gguf", "owner/repository/file.gguf"),
        ("ma--ker/small--GGUF/q.gguf", "check the name"),
        ("maker/big/q4-00001-of-00002.gguf", "one piece of several"),
    ],
)
def test_a_name_that_nothing_has_is_one_sentence(
    hub: Hub, tmp_path: Path, name: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words.replace(".", r"\.")):
        pull(name, tmp_path, silent)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_hub_that_does_not_serve_is_named(hub: Hub, tmp_path: Path, status: int) -> None:
    hub.status = status
    with pytest.raises(ModelUnavailable, match=f"127.0.0.1:.* replies {status}"):
        pull(NAME, tmp_path, silent)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "nonsense", "http://[x", "http://"])
def test_a_hub_that_cannot_be_reached_is_named(
    hub: Hub, tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(ModelUnavailable, match=r"cannot be reached.*rag llm pull smollm2"):
        pull(NAME, tmp_path, silent)


def test_a_server_that_is_no_hub_is_told(hub: Hub, tmp_path: Path) -> None:
    hub.states = False
    with pytest.raises(ModelUnavailable, match="gave no digest"):
        pull(NAME, tmp_path, silent)


def test_a_full_disk_is_told_before_anything_is_fetched(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=100)
    monkeypatch.setattr("rag.llm.shelf.shutil.disk_usage", lambda folder: usage)
    with pytest.raises(StorageFailed, match="smaller model"):
        pull(NAME, tmp_path, silent)
    assert fetched(hub) == []


def test_a_disk_that_fills_up_on_the_way_is_told(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageFailed, match="No space left"):
        pull(NAME, tmp_path, full)


def test_a_cache_that_cannot_be_written_is_told(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(StorageFailed, match="set `cache`"):
        pull(NAME, tmp_path, silent)


def test_two_at_once_fetch_it_once(hub: Hub, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        files = list(both.map(lambda _: pull(NAME, tmp_path, silent), range(2)))
    assert files[0] == files[1]
    assert files[0].read_bytes() == DATA
    assert len(fetched(hub)) == 1


@pytest.mark.parametrize("model", catalogue.ON_HUB, ids=lambda model: model.name)
def test_a_name_of_the_list_is_found_on_the_hub(
    hub: Hub, tmp_path: Path, model: catalogue.Model
) -> None:
    assert _SOURCE.fullmatch(model.source)
    hub.files[model.source] = DATA
    assert pull(model.name.upper(), tmp_path, silent).name == Path(model.source).name


def test_the_largest_that_fits_is_recommended() -> None:
    chosen = [
        catalogue.recommended(int(gb * 1e9), 64).name for gb in (0, 2, 3, 4.1, 8.2, 16.5, 500)
    ]
    assert chosen == [
        "smollm2",
        "smollm2",
        "qwen2.5-0.5b",
        "qwen2.5-1.5b",
        "qwen3-4b",
        "qwen2.5-7b",
        "qwen2.5-7b",
    ]
    slow = [catalogue.recommended(10**12, cores).name for cores in (1, 2, 4, 8, 9, 16)]
    assert slow == [
        "smollm2",
        "qwen2.5-0.5b",
        "smollm2-1.7b",
        "smollm2-1.7b",
        "qwen3-4b",
        "qwen2.5-7b",
    ]


def test_names_are_told_apart_and_every_licence_is_permissive() -> None:
    assert len({model.name for model in catalogue.ALL}) == len(catalogue.ALL)
    assert {model.licence for model in catalogue.ALL} <= {"Apache-2.0", "MIT"}
    assert all(model.memory > model.bytes for model in catalogue.ALL)


def test_a_containers_limit_counts(tmp_path: Path) -> None:
    (tmp_path / "max").write_text("max\n")
    (tmp_path / "some").write_text("1000000\n")
    whole = catalogue.memory_of_this_machine(())
    assert whole > 0
    assert catalogue.memory_of_this_machine([tmp_path / "max", tmp_path / "none"]) == whole
    assert catalogue.memory_of_this_machine([tmp_path / "some"]) == 1_000_000


def test_a_note_that_is_no_digest_is_no_proof(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(DATA)
    assert not shelf.is_whole(file)
    (tmp_path / "m.gguf.sha256").write_bytes(b"\xff\xfe")
    assert not shelf.is_whole(file)
