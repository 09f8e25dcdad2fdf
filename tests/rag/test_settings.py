from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import BadSettings
from rag.settings import FILE, load, names, refuse_unknown_variables, table


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`rag.toml` in the working folder, still empty."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text("")
    return tmp_path / FILE


def test_without_anything_the_defaults_hold() -> None:
    settings = load()
    assert settings.index == Path(".rag")
    assert settings.embedding.model == "minilm"
    assert settings.serve.host == "127.0.0.1"  # nobody else's machine unless somebody says so
    assert settings.answer.threshold is None


def test_the_call_beats_the_environment_beats_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('index = "from-file"\n[serve]\nport = 1111\nhost = "0.0.0.0"\n')
    assert load().serve.port == 1111
    monkeypatch.setenv("RAG_SERVE__PORT", "2222")
    monkeypatch.setenv("RAG_INDEX", "from-variable")
    settings = load()
    assert (settings.serve.port, settings.serve.host) == (2222, "0.0.0.0")
    assert settings.index == Path("from-variable")
    settings = load(serve={"port": 3333}, index=Path("from-call"))
    assert (settings.serve.port, settings.serve.host) == (3333, "0.0.0.0")
    assert settings.index == Path("from-call")


def test_what_is_not_given_in_the_call_is_left_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAG_INDEX", "from-variable")
    assert load(index=None).index == Path("from-variable")


@pytest.mark.parametrize("variable", ["RAG_SERVE__PROT", "RAG_INDX", "rag_serve__prot", "RAG_A__B"])
def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(BadSettings, match=variable):
        load()


def test_other_people_s_variables_are_left_alone() -> None:
    refuse_unknown_variables({"PATH": "x", "DRAG_INDEX": "y", "RAGTIME": "z"})


@pytest.mark.parametrize("content", ["colour = 1", "[serve]\nprot = 1", "[colours]\nred = 1"])
def test_an_unknown_name_in_the_file_is_refused(file: Path, content: str) -> None:
    file.write_text(content)
    name = "serve.prot" if "prot" in content else "colour"
    with pytest.raises(BadSettings, match=f"no setting '{name}"):
        load()


def test_an_unknown_name_in_the_call_is_refused() -> None:
    with pytest.raises(BadSettings, match="no setting 'colour'"):
        load(colour=1)
    with pytest.raises(BadSettings, match=r"no setting 'serve\.prot'"):
        load(serve={"prot": 1})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RAG_SERVE__PORT", "70000"),
        ("RAG_SERVE__PORT", "many"),
        ("RAG_ANSWER__THRESHOLD", "2"),
        ("RAG_EMBEDDING__BATCH", "0"),
        ("RAG_SERVE", "not a section"),
    ],
)
def test_a_value_out_of_range_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings) as raised:
        load()
    said = str(raised.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert variable.removeprefix("RAG_").split("__")[0].lower() in said.lower()


@pytest.mark.parametrize("content", [b"not toml at all", b"[serve", b"\xff\xfe\x00"])
def test_a_file_that_is_not_toml_is_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BadSettings, match=str(FILE)):
        load()


def test_settings_do_not_change() -> None:
    settings = load()
    with pytest.raises(ValidationError):
        settings.index = Path("elsewhere")
    with pytest.raises(ValidationError):
        settings.serve.port = 1


def test_the_table_shows_every_setting_with_its_meaning() -> None:
    rows = {name: (default, meaning) for name, default, meaning in table()}
    assert list(rows) == names()
    settings = load()
    for name, (default, meaning) in rows.items():
        value: object = settings
        for part in name.split("."):
            value = getattr(value, part)
        assert meaning.endswith(".")
        if name != "cache":
            assert default == ("" if value is None else str(value))


def test_every_setting_can_be_given_by_its_variable() -> None:
    refuse_unknown_variables({f"RAG_{name.replace('.', '__').upper()}": "" for name in names()})


def test_a_settings_file_that_cannot_be_text_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rag.toml").write_bytes(b'index = "\xff\xfe"')
    with pytest.raises(BadSettings, match="not UTF-8"):
        load()
    (tmp_path / "rag.toml").unlink()
    (tmp_path / "rag.toml").mkdir()
    with pytest.raises(BadSettings, match="is a folder"):
        load()
