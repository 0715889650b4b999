from __future__ import annotations

import sys
from types import ModuleType

import pytest

import graphmat as dg
from graphmat.errors import FaultCollector, InvalidDefinitionError
from graphmat.loading.dagster_names import DagsterNames
from graphmat.public_names import SOURCES


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch):
    """Leave no module behind that other tests could import."""
    held = {name: module for name, module in sys.modules.items() if name.startswith("dagster")}
    for name in held:
        monkeypatch.delitem(sys.modules, name)
    yield
    for name in [name for name in sys.modules if name.startswith("dagster")]:
        del sys.modules[name]


def test_names_are_our_own() -> None:
    """Each name is the very object that graphmat has under it."""
    with DagsterNames():
        import dagster

    assert dagster.Out is dg.Out
    assert dagster.asset is dg.asset


def test_all_public_names() -> None:
    """What a star imports is what graphmat has."""
    with DagsterNames():
        import dagster

    assert dagster.__all__ == sorted(SOURCES)


def test_finder_goes_with_the_import() -> None:
    """Outside, an import of the peer is as it was before."""
    before = list(sys.meta_path)
    with DagsterNames():
        assert sys.meta_path != before

    assert sys.meta_path == before


def test_goes_when_the_import_fails() -> None:
    """An exception of the user's module leaves nothing behind."""
    before = list(sys.meta_path)

    with pytest.raises(ZeroDivisionError), DagsterNames():
        raise ZeroDivisionError

    assert sys.meta_path == before


def test_an_imported_package_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of that name which was imported before is hidden inside, and back afterwards."""
    real = ModuleType("dagster")
    monkeypatch.setitem(sys.modules, "dagster", real)

    with DagsterNames():
        import dagster

        assert dagster is not real

    assert sys.modules["dagster"] is real


def test_missing_name_without_collector() -> None:
    """Where no faults are gathered, a name that is missing is an error with the nearest one."""
    with DagsterNames():
        import dagster

        with pytest.raises(InvalidDefinitionError, match=r"'dagster\.graph_aset'") as caught:
            _ = dagster.graph_aset

    assert "'graph_asset'" in (caught.value.hint or "")
    assert caught.value.location is not None
    assert caught.value.location.file == __file__


def test_missing_name_is_told_once() -> None:
    """A missing name is one fault, however often it is used, called or looked into."""
    with FaultCollector() as collector, DagsterNames():
        import dagster

        dagster.nonsense(1).more.of_it()
        dagster.nonsense.attribute(2)
        dagster.nonsense() | dagster.nonsense()

    assert [fault.code for fault in collector.faults] == ["GM401"]


def test_missing_decorator_keeps_the_name() -> None:
    """What a missing decorator is put on is known by its own name."""
    with FaultCollector(), DagsterNames():
        import dagster

        @dagster.nonsense
        def bare():
            """Nothing."""

        @dagster.nonsense(size=1)
        def called():
            """Nothing."""

    assert (bare.name, called.name) == ("bare", "called")
