"""The map in docs/architecture.md says what each module of workers/ says of itself, and nothing is missing from it."""

import re
from pathlib import Path

import pytest

from docs.generate import ARCHITECTURE, BEGIN, END, WIDTH, WORKERS, UndocumentedError, drawn, files, with_map

_ROOM = re.compile(r"`([a-z_/]+)/`")


def test_the_map_is_up_to_date() -> None:
    """`make docs` writes it anew."""
    for path, text in files().items():
        assert path.read_text(encoding="utf-8") == text, path


def test_every_module_is_on_the_map_by_a_line_that_fits() -> None:
    shown = drawn(WORKERS).splitlines()
    assert {path.name for path in WORKERS.rglob("*.py")} - {line.split()[0] for line in shown} == {"__init__.py"}
    assert [line for line in shown if len(line) > WIDTH] == []


def test_every_room_has_its_row() -> None:
    """What belongs in each is written by hand; Kafka's rooms are told one by one."""
    section = ARCHITECTURE.read_text(encoding="utf-8").partition("## The rooms\n")[2].partition("\n## ")[0]
    named = {room for line in section.splitlines() for room in _ROOM.findall(line.split(" | ")[0])}
    packages = [*WORKERS.glob("*/__init__.py"), *WORKERS.glob("kafka/*/__init__.py")]
    assert named == {path.parent.relative_to(WORKERS).as_posix() for path in packages} - {"kafka"}


def package(folder: Path, **modules: str) -> Path:
    folder.mkdir()
    for name, docstring in modules.items():
        (folder / f"{name}.py").write_text(f'"""{docstring}"""\n' if docstring else "", encoding="utf-8")
    return folder


def test_a_folder_is_drawn_as_a_tree(tmp_path: Path) -> None:
    house = package(tmp_path / "house", __init__="A house: `home`.\n\nMore of it.", attic="Under the roof")
    package(house / "garden", __init__="", garden="What grows.", bench="Wood")
    (house / "data").mkdir()
    assert drawn(house).splitlines() == [
        "house/         A house: home",
        "  attic.py     Under the roof",
        "  garden/      What grows",
        "    garden.py  What grows",
        "    bench.py   Wood",
    ]


@pytest.mark.parametrize("name", ["module", "__init__"])
def test_a_module_that_says_nothing_of_itself_is_named(tmp_path: Path, name: str) -> None:
    house = package(tmp_path / "house", **{"__init__": "A house", "module": "One", name: ""})
    with pytest.raises(UndocumentedError, match=f"{'module.py' if name == 'module' else 'house'}: say in one line"):
        drawn(house)


def test_what_stands_around_the_map_stays(tmp_path: Path) -> None:
    house = package(tmp_path / "house", __init__="A house")
    text = with_map(f"before\n{BEGIN}old{END}after\n", house)
    assert text == f"before\n{BEGIN}\n```text\nhouse/  A house\n```\n\n{END}after\n"
    assert with_map(text, house) == text
