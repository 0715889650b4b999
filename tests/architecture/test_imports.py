"""Who may import whom: the contracts of pyproject.toml hold, and would notice a breach."""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOTTED_PATH = re.compile(r"graphmat(\.[a-z_][a-z0-9_]*)+(:[A-Za-z_]\w*)?")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package that lies in `folder`.

    Without its cache, which keeps what a file's imports meant when other modules were not there.
    """
    program = (
        "import sys\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(no_cache=True))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def dotted_paths(root: Path) -> set[str]:
    """The names of our own modules and members that stand in the source as strings."""
    found: set[str] = set()
    for file in (root / "graphmat").rglob("*.py"):
        found.update(
            node.value
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and DOTTED_PATH.fullmatch(node.value)
            and node.value != "graphmat.yaml"
        )
    return found


def test_contracts_are_kept(root: Path) -> None:
    """Every import of the package is allowed by the contracts, and every module has its place."""
    done = lint_imports(root)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("graphs/planted.py", "import graphmat.cli", "The rooms and their order"),
        ("homeless.py", "", "The rooms and their order"),
        ("planning/planted.py", "import sqlalchemy", "Only storage imports sqlalchemy"),
        ("graphs/planted.py", "import networkx", "Only graphs.networkx_view imports networkx"),
        ("execution/planted.py", "import rich", "Only rendering and cli import rich and typer"),
    ],
)
def test_planted_import_is_noticed(
    root: Path, tmp_path: Path, module: str, line: str, contract: str
) -> None:
    """An import against the rules breaks the contract that forbids it."""
    shutil.copytree(
        root / "graphmat", tmp_path / "graphmat", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "graphmat" / module).write_text(line + "\n")

    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


def test_planted_cycle_is_noticed(root: Path, tmp_path: Path) -> None:
    """Two modules of one room that import each other break the contract against cycles."""
    shutil.copytree(
        root / "graphmat", tmp_path / "graphmat", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "graphmat/graphs/one.py").write_text("import graphmat.graphs.other\n")
    (tmp_path / "graphmat/graphs/other.py").write_text("import graphmat.graphs.one\n")

    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert "No import cycles between siblings BROKEN" in done.stdout


def test_registered_paths_resolve(root: Path) -> None:
    """Each module or member that the source names in a string, to enter it late, exists."""
    missing = []
    for path in sorted(dotted_paths(root)):
        module_name, _, member = path.partition(":")
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError:
            module_name, _, member = module_name.rpartition(".")
            module = importlib.import_module(module_name)
        if member and not hasattr(module, member):
            missing.append(path)

    assert missing == []


def test_every_module_can_be_imported_first(root: Path) -> None:
    """No module relies on another one having been imported before it."""
    modules = [
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted((root / "graphmat").rglob("*.py"))
    ]
    program = (
        "import sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [n for n in sys.modules if n.split('.')[0] == 'graphmat']:\n"
        "        del sys.modules[loaded]\n"
        "    __import__(name)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, *modules], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
