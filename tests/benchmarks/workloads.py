"""The workloads: what each of the three sides runs, at which sizes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import user_modules
from shapes import SHAPES

HERE = Path(__file__).parent


class Sizes(NamedTuple):
    """The parameters of a benchmark."""

    ops: tuple[int, ...] = (10, 100, 1_000, 10_000)
    graph_ops: tuple[int, ...] = (1_000, 10_000, 100_000)
    assets: tuple[int, ...] = (1_000, 10_000)
    ops_per_asset: int = 10
    units: int = 64
    sleep_s: float = 0.05
    workers: int = 2
    again_ops: tuple[int, ...] = (100, 10_000)
    events: tuple[int, ...] = (2_000, 1_000_000)
    event_assets: int = 10_000
    megabytes: int = 100
    seed: int = 1
    peer_ops: int = 1_000
    peer_assets: int = 1_000
    peer_again_ops: int = 100
    peer_events: int = 2_000
    values: tuple[str, ...] = ("array", "frame")


QUICK = Sizes(
    ops=(2, 20),
    graph_ops=(20, 200),
    assets=(20,),
    units=4,
    sleep_s=0.01,
    again_ops=(5,),
    events=(500,),
    event_assets=50,
    megabytes=2,
    values=("bytes",),
)


class Side(NamedTuple):
    """What one side runs for a workload.

    Args:
        command: The program and its arguments.
        prepare: Makes the folder ready before each run; what it does is not measured.
    """

    command: list[str]
    prepare: Callable[[Path], None]


class Workload(NamedTuple):
    """One line of work at one size.

    Args:
        group: What belongs together; growth is fitted within a group.
        name: The workload.
        size: How large it is.
        metrics: The figures that count, the first one foremost.
        sides: Side → what it runs; a side may be missing.
    """

    group: str
    name: str
    size: int
    metrics: tuple[str, ...]
    sides: dict[str, Side]


PROCESS = ("cpu_s", "wall_s", "peak_mb")


class Workloads:
    """All workloads for some sizes.

    Args:
        sizes: The sizes.
        python: The interpreter of graphmat and of the floor.
        peer: The interpreter that has the peer; None leaves the peer out.
    """

    def __init__(self, sizes: Sizes, python: str = sys.executable, peer: str | None = None) -> None:
        self.sizes = sizes
        self.python = python
        self.peer = peer

    def __iter__(self) -> Iterator[Workload]:
        yield from self.cold_start()
        yield from self.per_op()
        yield from self.one_graph()
        yield from self.many_assets()
        yield from self.parallel()
        yield from self.again()
        yield from self.log()
        yield from self.passing()

    # ---------------------------------------------------------------- the sides

    def _sides(
        self, work: str, *, floor: str | None = None, peer: bool = True, **task: Any
    ) -> dict:
        """One work as a task for the programs of this folder."""
        task = {"work": work, "seed": self.sizes.seed, **task}
        program = os.fspath(HERE / "library_side.py")
        module = task.pop("module", None)

        def side(python: str, library: str) -> Side:
            argument = json.dumps({**task, "library": library})
            return Side([python, program, argument], _writer(module, library))

        sides = {"graphmat": side(self.python, "graphmat")}
        if peer and self.peer:
            sides["peer"] = side(self.peer, "dagster")
        if floor is not None:
            argument = json.dumps({**task, "work": floor})
            bare = os.fspath(HERE / "bare_side.py")
            sides["floor"] = Side([self.python, bare, argument], _clean)
        return sides

    def _cli(
        self,
        arguments: list[str],
        peer_arguments: list[str] | None,
        module: Callable[[str], str],
        floor: dict[str, Any] | None,
        peer_module: Callable[[str], str] | None = None,
    ) -> dict[str, Side]:
        sides = {
            "graphmat": Side(
                [self.python, "-m", "graphmat", *arguments], _writer(module, "graphmat")
            )
        }
        if self.peer and peer_arguments is not None:
            command = [self.peer, "-m", "dagster", *peer_arguments]
            sides["peer"] = Side(command, _writer(peer_module or module, "dagster"))
        if floor is not None:
            argument = json.dumps({"work": "cold", **floor})
            bare = os.fspath(HERE / "bare_side.py")
            sides["floor"] = Side([self.python, bare, argument], _clean)
        return sides

    # ---------------------------------------------------------------- the work

    def cold_start(self) -> Iterator[Workload]:
        """Whole processes, from the first instruction to the last."""
        tiny, in_process = user_modules.three_ops, _in_process
        everything = ["asset", "materialize", "-f", "definitions.py", "--select", "*"]
        listing = ["asset", "list", "-f", "definitions.py"]
        helped = {"command": "help"}
        run = {"command": "materialize", "ops": 3}

        def cold(name: str, size: int, sides: dict[str, Side]) -> Workload:
            return Workload(f"cold start: {name}", name, size, PROCESS, sides)

        yield cold(
            "import",
            0,
            {
                "graphmat": Side([self.python, "-c", "import graphmat as dg"], _clean),
                **(
                    {"peer": Side([self.peer, "-c", "import dagster"], _clean)} if self.peer else {}
                ),
                "floor": Side([self.python, "-c", "pass"], _clean),
            },
        )
        used = "import graphmat as dg; dg.op, dg.graph_asset, dg.asset, dg.Definitions"
        yield cold(
            "import, and use of the decorators",
            0,
            {
                "graphmat": Side([self.python, "-c", used], _clean),
                **(
                    {"peer": Side([self.peer, "-c", "import dagster"], _clean)} if self.peer else {}
                ),
                "floor": Side([self.python, "-c", "pass"], _clean),
            },
        )
        yield cold("--help", 0, self._cli(["--help"], ["--help"], tiny, helped))
        yield cold("list", 2, self._cli(["list"], listing, tiny, {"command": "list"}))
        yield cold("plan", 2, self._cli(["plan"], None, tiny, {"command": "plan"}))
        yield cold(
            "materialize 1 op",
            1,
            self._cli(["materialize"], everything, user_modules.one_op, {**run, "ops": 1}),
        )
        yield cold("materialize 3 ops", 3, self._cli(["materialize"], everything, tiny, run))
        yield cold(
            "materialize 3 ops, peer in process",
            3,
            self._cli(["materialize"], everything, tiny, run, in_process),
        )
        for count in self.sizes.assets:
            module = self._many(count)
            peer = count <= self.sizes.peer_assets
            yield cold(
                "list, many assets",
                count,
                self._cli(["list"], listing if peer else None, module, None),
            )
            yield cold(
                "plan 1, many assets",
                count,
                self._cli(["plan", "-s", "asset_0"], None, module, None),
            )
            chosen = [*everything[:-1], "asset_0"]
            yield cold(
                "materialize 1, many assets",
                count,
                self._cli(["materialize", "-s", "asset_0"], chosen if peer else None, module, None),
            )

    def _many(self, count: int) -> Callable[[str], str]:
        def module(library: str) -> str:
            return user_modules.many_assets(
                library, count, self.sizes.ops_per_asset, self.sizes.seed
            )

        return module

    def per_op(self) -> Iterator[Workload]:
        """Trivial ops in one process, the log on disk."""
        for store in ("memory", "files"):
            for name in SHAPES:
                for count in self.sizes.ops:
                    sides = self._sides(
                        "per_op",
                        floor="per_op",
                        peer=count <= self.sizes.peer_ops,
                        shape=name,
                        store=store,
                        n=count,
                    )
                    group = f"run, values in {store}, {name}"
                    yield Workload(group, "run", count, ("run_s", "run_wall_s", "peak_mb"), sides)

    def one_graph(self) -> Iterator[Workload]:
        """One graph of many ops, defined and planned."""
        for name in SHAPES:
            for count in self.sizes.graph_ops:
                sides = self._sides(
                    "one_graph",
                    floor="one_graph",
                    peer=count <= self.sizes.peer_ops,
                    shape=name,
                    n=count,
                )
                group = f"define and plan, {name}"
                yield Workload(group, "one graph", count, ("define_and_plan_s", "peak_mb"), sides)

    def many_assets(self) -> Iterator[Workload]:
        """Many graph assets; one, a tenth and all of them planned."""
        for count in self.sizes.assets:
            sides = self._sides(
                "many_assets",
                floor="many_assets",
                peer=count <= self.sizes.peer_assets,
                module=self._many(count),
                assets=count,
                ops=self.sizes.ops_per_asset,
            )
            metrics = ("define_s", "plan_one_s", "plan_tenth_s", "plan_all_s", "peak_mb")
            yield Workload("graph assets", "graph assets", count, metrics, sides)

    def parallel(self) -> Iterator[Workload]:
        """Units of a known time in worker processes."""
        sizes = self.sizes

        def module(library: str) -> str:
            return user_modules.units(library, sizes.units, sizes.sleep_s, sizes.workers, "sleep")

        everything = ["asset", "materialize", "-f", "definitions.py", "--select", "*"]
        sides = self._cli(["materialize"], everything, module, None)
        task = {
            "work": "parallel",
            "workers": sizes.workers,
            "count": sizes.units,
            "sleep_s": sizes.sleep_s,
        }
        bare = os.fspath(HERE / "bare_side.py")
        sides["floor"] = Side([self.python, bare, json.dumps(task)], _clean)
        yield Workload("two workers", "units", sizes.units, ("wall_s", "cpu_s", "peak_mb"), sides)

    def again(self) -> Iterator[Workload]:
        """A finished run, but for its last op, goes on."""
        for count in self.sizes.again_ops:
            peer = count <= self.sizes.peer_again_ops
            sides = self._sides("again", floor="again", peer=peer, n=count, store="files")
            yield Workload("go on with a run", "go on", count, ("again_s",), sides)

    def log(self) -> Iterator[Workload]:
        """What a run writes, and questions to a long log."""
        for store in ("memory", "files"):
            count = min(100, self.sizes.ops[-1])
            sides = self._sides(
                "log_traffic", floor="log_traffic", shape="layered", n=count, store=store
            )
            metrics = ("commits", "written_bytes", "kept_bytes")
            yield Workload(f"log per op, values in {store}", "log", count, metrics, sides)
        for count in self.sizes.events:
            assets = min(self.sizes.event_assets, count)
            peer = count <= self.sizes.peer_events
            sides = self._sides(
                "questions", floor="questions", peer=peer, events=count, assets=assets
            )
            metrics = ("newest_of_one_s", "newest_of_all_s")
            yield Workload("questions to the log", "events", count, metrics, sides)

    def passing(self) -> Iterator[Workload]:
        """A large value from one op to the next."""
        for store in ("memory", "files"):
            for kind in self.sizes.values:
                sides = self._sides(
                    "passing", floor="passing", kind=kind, mb=self.sizes.megabytes, store=store
                )
                group = f"{kind} through {store}"
                metrics = ("pass_s", "over_start_mb")
                yield Workload(group, "MB", self.sizes.megabytes, metrics, sides)


def _in_process(library: str) -> str:
    return user_modules.three_ops(library, in_process=True)


def _writer(module: Callable[[str], str] | None, library: str) -> Callable[[Path], None]:
    """Makes a folder fresh, but for the module in it and its byte code."""

    def prepare(folder: Path) -> None:
        _clean(folder)
        file = folder / "definitions.py"
        if module is not None and not file.exists():
            file.write_text(module(library), encoding="utf-8")

    return prepare


def _clean(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name in {"definitions.py", "__pycache__"}:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (folder / "home").mkdir()
