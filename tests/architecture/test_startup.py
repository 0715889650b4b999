"""Start-up: heavy libraries stay out of the commands that do not need them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"asyncio", "lark", "networkx", "numpy", "pandas", "pydantic", "sqlalchemy"}
TERMINAL = {"click", "rich", "typer"}

MODULE = '''
import graphmat as dg


@dg.op
def bar():
    """Give a number."""
    return 1


@dg.op
def foo(number):
    """Give the next number."""
    return number + 1


@dg.graph_asset
def foo_asset():
    """Two ops that make one asset."""
    return foo(bar())


@dg.asset
def baz_asset(foo_asset):
    """An asset made from another."""
    return foo_asset + 1
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a small module of assets that imports nothing but graphmat."""
    (tmp_path / "definitions.py").write_text(MODULE)
    return tmp_path


def imported_by(arguments: list[str], folder: Path) -> set[str]:
    """The top-level modules that a fresh interpreter and all its children import."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    # import time:      self [us] | cumulative | imported package
    noted = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    said = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
    assert done.returncode == 0, done.stdout + "\n".join(said)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in noted}


def test_import_is_light(tmp_path: Path) -> None:
    """`import graphmat` brings neither a heavy library nor the terminal's."""
    imported = imported_by(["-c", "import graphmat"], tmp_path)

    assert "graphmat" in imported
    assert imported & (HEAVY | TERMINAL | {"inspect", "yaml"}) == set()


def test_public_names_are_light(tmp_path: Path) -> None:
    """Using the decorators brings no heavy library either."""
    (tmp_path / "definitions.py").write_text(MODULE)

    imported = imported_by(["-c", "import definitions"], tmp_path)

    assert imported & (HEAVY | TERMINAL | {"yaml"}) == set()


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["materialize", "--help"]])
def test_asking_for_help_is_light(tmp_path: Path, arguments: list[str]) -> None:
    """Help and version come without a heavy library, rich or yaml."""
    imported = imported_by(["-m", "graphmat", *arguments], tmp_path)

    assert imported & (HEAVY | {"rich", "yaml"}) == set()


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_list_is_light(project: Path, arguments: list[str]) -> None:
    """Listing assets opens no database library and builds no graph library's graph."""
    imported = imported_by(["-m", "graphmat", *arguments], project)

    assert imported & (HEAVY | {"yaml"}) == set()


def test_materialize_is_light(project: Path) -> None:
    """A small run comes without the graph library, config models and YAML."""
    imported = imported_by(["-m", "graphmat", "materialize"], project)

    assert imported & {"networkx", "pydantic", "yaml"} == set()
