"""Folders with modules and settings, and loading that leaves no trace in the interpreter."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphmat.definitions.definitions import Definitions
from graphmat.errors import GraphmatError
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _clean_interpreter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Give each test its own path and forget the modules that it wrote."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name, module in list(sys.modules.items()):
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
        if any(place and str(place).startswith(str(tmp_path)) for place in places):
            del sys.modules[name]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the project; Python files know graphmat as `dg`."""

    def writer(text: str, name: str = "definitions.py", *, bare: bool = False) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = "" if bare or path.suffix != ".py" else "import graphmat as dg\n"
        path.write_text(head + textwrap.dedent(text))
        return path

    return writer


@pytest.fixture
def load(tmp_path: Path) -> Callable[[Path], Definitions]:
    """Load a file of the project."""
    return lambda file: load_definitions(Target(tmp_path, file=file))


@pytest.fixture
def faults(load: Callable[[Path], Definitions], write: Write) -> Callable[[str], list]:
    """The faults of a module, given as text; each with the line of the text."""

    def find(text: str) -> list[GraphmatError]:
        with pytest.raises(GraphmatError) as caught:
            load(write(text))
        return list(getattr(caught.value, "faults", (caught.value,)))

    return find
