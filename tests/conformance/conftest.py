"""One suite, two libraries: graphmat by default, its peer when `CONFORMANCE_LIBRARY` names it.

Tests without a mark hold for both libraries. A test marked `departs("rule 3")` states a rule of
graphmat's own and is left out when the suite runs on the peer.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = os.environ.get("CONFORMANCE_LIBRARY", "graphmat")
PEER = "dagster"
HERE = Path(__file__).parent

# The peer's own environment lacks the plugins named in pyproject.toml; a folder on the path is
# all that the modules here need to share code.
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark that keeps graphmat's own rules away from its peer."""
    config.addinivalue_line(
        "markers", "departs(rule): states graphmat's own rule, not run on the peer"
    )
    if LIBRARY == PEER:
        config.addinivalue_line("filterwarnings", "ignore")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of graphmat's own rules out when its peer is under test."""
    if LIBRARY != PEER:
        return
    kept, left_out = [], []
    for item in items:
        marked = item.get_closest_marker("departs") is not None
        (left_out if marked else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture(scope="session")
def dg() -> Any:
    """The library under test, as a module of ops would import it."""
    return importlib.import_module(LIBRARY)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test a home and a working folder of its own, so that no test sees another's."""
    home = tmp_path / "home"
    home.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("GRAPHMAT_HOME", str(home))
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    monkeypatch.chdir(work)
    yield home
    # The peer keeps the last instance in a context variable, dead or alive, and trips over it.
    peer_state = sys.modules.get("dagster._core.storage.defs_state.base")
    if peer_state is not None:
        peer_state._current_storage.set(None)


@pytest.fixture
def instance(dg: Any) -> Iterator[Any]:
    """An event log that lives as long as one test."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def kept_instance(dg: Any, tmp_path: Path) -> Iterator[Any]:
    """An event log on disk, shared by the runs of one test."""
    folder = tmp_path / "log"
    folder.mkdir()
    with dg.DagsterInstance.local_temp(str(folder)) as made:
        yield made


@pytest.fixture
def memory(dg: Any) -> Any:
    """A factory of I/O managers that keep values in a dictionary and note each call."""

    def make(start: dict[Any, Any] | None = None) -> Any:
        class Memory(dg.IOManager):
            def __init__(self) -> None:
                self.values: dict[Any, Any] = dict(start or {})
                self.stored: list[Any] = []
                self.loaded: list[Any] = []

            def _name(self, context: Any) -> Any:
                if context.has_asset_key:
                    return context.asset_key.to_user_string()
                return (context.step_key, context.name)

            def handle_output(self, context: Any, obj: Any) -> None:
                name = self._name(context)
                self.stored.append(name)
                self.values[name] = obj

            def load_input(self, context: Any) -> Any:
                up = context.upstream_output
                name = (
                    context.asset_key.to_user_string()
                    if context.has_asset_key
                    else (up.step_key, up.name)
                )
                self.loaded.append(name)
                return self.values[name]

        return Memory()

    return make


class Seen:
    """What a run made, read from its events alone."""

    def __init__(self, result: Any) -> None:
        """Take the result of a run."""
        self.result = result

    @property
    def made(self) -> list[str]:
        """Keys of the assets materialized, sorted."""
        events = self.result.get_asset_materialization_events()
        return sorted(event.asset_key.to_user_string() for event in events)

    @property
    def ran(self) -> list[str]:
        """Keys of the steps that started, sorted."""
        return sorted(
            event.step_key
            for event in self.result.all_events
            if event.event_type_value == "STEP_START"
        )

    @property
    def done(self) -> list[str]:
        """Keys of the steps that succeeded, sorted."""
        return sorted(
            event.step_key
            for event in self.result.all_events
            if event.event_type_value == "STEP_SUCCESS"
        )

    @property
    def skipped(self) -> list[str]:
        """Keys of the steps that were skipped, sorted."""
        return sorted(
            event.step_key
            for event in self.result.all_events
            if event.event_type_value == "STEP_SKIPPED"
        )


@pytest.fixture
def seen() -> Any:
    """Read what ran and what was made from the result of a run."""
    return Seen


@pytest.fixture
def said() -> Any:
    """Everything an error tells its reader: message, hint, notes, and those of its cause."""

    def said(error: BaseException | None) -> str:
        if error is None:
            return ""
        own = [str(error), str(getattr(error, "hint", None) or "")]
        return "\n".join([*own, *getattr(error, "__notes__", []), said(error.__cause__)])

    return said


@pytest.fixture
def run_graph(dg: Any) -> Any:
    """Run the body of a graph, given as a plain function, and return the result."""

    def run(body: Any, **options: Any) -> Any:
        return dg.graph(body).execute_in_process(**options)

    return run


@pytest.fixture
def run_op(dg: Any) -> Any:
    """Run one op that takes no inputs as a graph of its own."""

    def run(one: Any, **options: Any) -> Any:
        def only() -> None:
            one()

        return dg.graph(only).execute_in_process(**options)

    return run


@pytest.fixture
def write_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write source text as a module that imports the library under test as `dg`, and import it."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    made: list[str] = []

    def write(source: str, name: str = "assets_under_test") -> Any:
        name = f"{name}_{abs(hash(str(tmp_path))) % 10**8}_{len(made)}"
        made.append(name)
        head = f"import {LIBRARY} as dg\n"
        (folder / f"{name}.py").write_text(head + source, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write
    for name in made:
        sys.modules.pop(name, None)
