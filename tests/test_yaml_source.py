"""A broken or hostile pack gives a clear message with file and line, and never runs anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from protocol_data.library import BUILT_IN, Library, UnknownCouncilError, load_pack
from protocol_data.yaml_source import MAX_BYTES, PackError, read_yaml


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of a small pack that a test may break."""
    return Path(shutil.copytree(BUILT_IN / "district", tmp_path / "district"))


HOSTILE = {
    "a tag that would run a program": ("!!python/object/apply:os.system ['touch /tmp/owned']", "tags"),
    "aliases that unfold to gigabytes": ("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "aliases"),
    "a key that stands twice": ("a: 1\na: 2", "stands twice"),
    "a tag that the safe loader stumbles over": ("a: !!timestamp foo", "tags"),
    "no YAML at all": ("a: [1, 2", "expected"),
    "a key that is a list": ("? [1, 2]\n: 3", "plain text"),
    "a control character": ("a: \x00", "not valid YAML"),
    "nesting without end": ("[" * 100_000, "nested deeper"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_with_a_clear_message(tmp_path: Path, name: str) -> None:
    text, says = HOSTILE[name]
    path = tmp_path / "pack.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PackError, match=says) as error:
        read_yaml(path)

    assert str(path) in str(error.value)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pack.yml"
    path.write_text("a" * (MAX_BYTES + 1), encoding="utf-8")

    with pytest.raises(PackError, match="larger than"):
        read_yaml(path)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pack.yml"
    path.write_bytes(b"a: \xff\xfe")

    with pytest.raises(PackError, match="not UTF-8"):
        read_yaml(path)


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "topics.yml").unlink()

    with pytest.raises(PackError, match=r"topics\.yml: the file is missing"):
        load_pack(pack)


def test_a_wrong_type_is_told_with_file_line_and_field(pack: Path) -> None:
    text = (pack / "clauses.yml").read_text(encoding="utf-8")
    broken = text.replace("force: must\n", "force: perhaps\n", 1)
    line = next(number for number, its in enumerate(broken.splitlines(), 1) if "perhaps" in its)
    (pack / "clauses.yml").write_text(broken, encoding="utf-8")

    with pytest.raises(PackError, match=rf"clauses\.yml:{line}: \d+\.force: "):
        load_pack(pack)


def test_an_unknown_field_is_an_error_and_not_a_silence(pack: Path) -> None:
    text = (pack / "council.yml").read_text(encoding="utf-8")
    (pack / "council.yml").write_text(text + "colour: blue\n", encoding="utf-8")

    with pytest.raises(PackError, match="colour"):
        load_pack(pack)


def test_a_clause_number_that_stands_twice_is_an_error(pack: Path) -> None:
    text = (pack / "clauses.yml").read_text(encoding="utf-8")
    (pack / "clauses.yml").write_text(text.replace('ref: "1.2"', 'ref: "1.1"', 1), encoding="utf-8")

    with pytest.raises(PackError, match=r"clause 1\.1 stands twice"):
        load_pack(pack)


@pytest.mark.parametrize(("file", "old", "new", "says"), [
    ("clauses.yml", 'see: ["', 'see: ["99.9", "', "there is no clause 99.9"),
    ("council.yml", "Europe/London", "Mars/Base", "no timezone 'Mars/Base'"),
    ("council.yml", 'name: "the', 'name: "\\e[2Jthe', "control characters"),
    ("topics.yml", 'clauses: ["', 'clauses: ["77.7", "', "there is no clause 77.7"),
    ("topics.yml", "protocol_purpose:", "protocol_porpoise:", "not on the common list"),
    ("council.yml", 'clause: "1.1"', 'clause: "77"', "names clause 77"),
    ("clauses.yml", "topics: [", "topics: [unheard_of, ", "unheard_of is not on the common list"),
])  # fmt: skip
def test_validate_names_what_does_not_resolve_and_ends_with_status_2(
    pack: Path, runner: CliRunner, file: str, old: str, new: str, says: str
) -> None:
    from bot.cli.main import main

    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    result = runner.invoke(main, ["validate", str(pack)])

    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_broken_pack_on_the_shelf_stops_only_the_one_who_asks_for_it(pack: Path) -> None:
    (pack / "council.yml").write_text("[", encoding="utf-8")
    library = Library(pack.parent)

    assert library.pack("exeter").clauses
    assert "exeter" in library.names
    assert "district" not in library.names
    with pytest.raises(PackError):
        library.pack("district")


def test_an_unknown_council_is_told_which_there_are(library: Library) -> None:
    with pytest.raises(UnknownCouncilError, match=r"no council “atlantis”.*exeter"):
        library.pack("atlantis")


def test_a_sixth_council_needs_no_code(pack: Path, runner: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from bot.cli.main import main

    sixth = pack.rename(pack.parent / "borough")
    council = (
        (sixth / "council.yml")
        .read_text(encoding="utf-8")
        .replace("key: district", "key: borough")
        .replace("the District Council", "Borchester Borough Council")
    )
    (sixth / "council.yml").write_text(council, encoding="utf-8")
    monkeypatch.setenv("CLERK_PACKS", str(sixth.parent))
    monkeypatch.setenv("CLERK_CACHE", str(tmp_path / "cache"))

    listed = runner.invoke(main, ["councils"])
    asked = runner.invoke(main, ["ask", "--council", "borough", "who do officers actually answer to?"])

    assert "borough: Borchester Borough Council" in listed.output
    assert asked.exit_code == 0
    assert "Borchester Borough Council" in asked.output
