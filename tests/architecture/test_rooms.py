"""The shape of the source: rooms that say what they are for, small files, mirrored tests."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

LONGEST_MODULE = 450
ROOM_HEADINGS = ("Purpose:", "Takes:", "Gives:", "May import:", "To add one:")


def rooms(root: Path) -> list[Path]:
    """The packages directly under graphmat."""
    return sorted(file.parent for file in (root / "graphmat").glob("*/__init__.py"))


def test_every_folder_is_a_package(root: Path) -> None:
    """A folder with modules has an `__init__`, so that it is installed and its docstring read."""
    folders = {file.parent for file in (root / "graphmat").rglob("*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_room_says_what_it_is_for(root: Path) -> None:
    """Each room's docstring tells its purpose, what it takes and gives, imports, and growth."""
    lacking = {}
    for room in rooms(root):
        docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        starts = [line.strip() for line in docstring.splitlines()]
        missing = [
            heading
            for heading in ROOM_HEADINGS
            if not any(line.startswith(heading) for line in starts)
        ]
        if missing:
            lacking[room.name] = missing

    assert lacking == {}


def test_rooms_import_only_what_their_docstring_says(root: Path) -> None:
    """The line `May import` of a room's docstring tells all the rooms that it imports."""
    unsaid = {}
    for room in rooms(root):
        more = imported_rooms(room) - allowed_by_docstring(room) - {room.name}
        if more:
            unsaid[room.name] = sorted(more)

    assert unsaid == {}


def imported_rooms(room: Path) -> set[str]:
    """The rooms and top-level modules of graphmat that the modules of a room import."""
    names = set()
    for file in room.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
    inner = {name.split(".")[1] for name in names if name.startswith("graphmat.")}
    return {name for name in inner if not name.startswith("__")}


def allowed_by_docstring(room: Path) -> set[str]:
    """The rooms that a room's docstring names after `May import:`.

    "graph and below" stands for `graph` and every room that the layers of pyproject.toml put
    below it, "everything but" for all rooms that are not named; `late` holds doors for all.
    """
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    _, _, rest = docstring.partition("May import:")
    text, _, _ = rest.partition("To add one:")
    named = set(re.findall(r"\w+", text)) | {"late"}
    order = layers(room.parent.parent)
    if "everything but" in text:
        return set().union(*order) - (named - {"late"})
    if " and below" in text:
        highest = next(place for place, layer in enumerate(order) if layer & named)
        named = named.union(*order[highest:])
    return named


def layers(root: Path) -> list[set[str]]:
    """The rooms in the order of the contract, from the highest layer to the lowest."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]


def test_no_module_is_too_long(root: Path) -> None:
    """A module that outgrows some screens has more than one purpose."""
    lengths = {
        str(file.relative_to(root)): len(file.read_text().splitlines())
        for file in (root / "graphmat").rglob("*.py")
        if file != root / "graphmat" / "__init__.py"  # one purpose: the list of public names
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_unit_tests_mirror_the_source(root: Path) -> None:
    """Each file of unit tests is named after the module it tests, in a folder named as its room."""
    units = root / "tests" / "unit"
    homeless = []
    for file in sorted(units.rglob("test_*.py")):
        mirrored = root / "graphmat" / file.relative_to(units).parent / file.name[len("test_") :]
        if not (mirrored.is_file() or mirrored.with_suffix("").is_dir()):
            homeless.append(str(file.relative_to(root)))

    assert homeless == []


def test_every_test_says_what_it_shows(root: Path) -> None:
    """Each test function states in one docstring line the behaviour that it shows."""
    silent = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in sorted((root / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]

    assert silent == []
