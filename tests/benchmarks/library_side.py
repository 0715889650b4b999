"""The same work under graphmat or its peer, whichever the task names.

Run as a program with one argument, a JSON object that says which work; it prints what it took.
What the two libraries do not offer under one public name is asked for in two ways here.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Self

HERE = os.fspath(Path(__file__).parent)
sys.path.insert(0, HERE)

TASK = json.loads(sys.argv[1] if len(sys.argv) > 1 else os.environ["BENCH_TASK"])
os.environ["BENCH_TASK"] = json.dumps(TASK)
IS_OURS = TASK["library"] == "graphmat"


def cpu() -> float:
    """CPU seconds of this process and of the children that it waited for."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def library() -> ModuleType:
    """The library under test."""
    return importlib.import_module(TASK["library"])


def graph_of(shape_name: str, count: int, *, fails_last: bool = False) -> object:
    """A graph of trivial ops in one of the shapes."""
    from shapes import shape

    dg = library()

    # every value is another one: stores that keep equal values once have nothing to gain
    @dg.op
    def first():
        return random.random()

    @dg.op
    def one(a):
        return a + random.random()

    @dg.op
    def two(a, b):
        return a + b + random.random()

    @dg.op
    def gather(values):
        return sum(values)

    @dg.op
    def last(a):
        if not Path("mended").exists():
            raise ValueError("not yet")
        return a

    ops = {0: first, 1: one, 2: two}
    sources = shape(shape_name, count, TASK.get("seed", 0))

    @dg.graph(name=f"{shape_name}_{count}")
    def body():
        made = []
        for number, taken in enumerate(sources):
            inputs = [made[source] for source in taken]
            if len(taken) > 2 or (shape_name == "fan" and number == count - 1 and number > 1):
                made.append(gather.alias(f"op_{number}")(inputs))
            else:
                kind = last if fails_last and number == count - 1 else ops[len(taken)]
                made.append(kind.alias(f"op_{number}")(*inputs))

    return body


class Statements:
    """Counts the transactions of every SQLite connection that is opened while it is entered."""

    def __init__(self) -> None:
        self.commits = 0

    def __enter__(self) -> Self:
        self.connect = sqlite3.connect
        sqlite3.connect = sqlite3.dbapi2.connect = self._open
        return self

    def __exit__(self, *_: object) -> None:
        sqlite3.connect = sqlite3.dbapi2.connect = self.connect

    def _open(self, *arguments: object, **options: object) -> sqlite3.Connection:
        connection = self.connect(*arguments, **options)
        connection.set_trace_callback(self._count)
        return connection

    def _count(self, statement: str) -> None:
        if statement.strip().upper().startswith("COMMIT"):
            self.commits += 1


def written() -> int:
    """Bytes that this process has handed to write calls."""
    for line in Path("/proc/self/io").read_text().splitlines():
        if line.startswith("wchar:"):
            return int(line.split()[1])
    return 0


def runner(shape_name: str, count: int, folder: str) -> tuple:
    """A job in one of the shapes, and the instance that records it."""
    dg = library()
    memory = {"io_manager": dg.mem_io_manager} if TASK["store"] == "memory" else None
    job = graph_of(shape_name, count).to_job(resource_defs=memory)
    return job, dg.DagsterInstance.local_temp(folder)


def per_op() -> dict:
    """Run a job once to warm up, then take the cost of a run; the log is on disk."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        job, opened = runner(TASK["shape"], TASK["n"], folder)
        small, _ = runner(TASK["shape"], 1, folder)
        with opened as instance:
            assert small.execute_in_process(instance=instance).success
            begun, wall = cpu(), time.perf_counter()
            assert job.execute_in_process(instance=instance).success
            return {"run_s": cpu() - begun, "run_wall_s": time.perf_counter() - wall}


def log_traffic() -> dict:
    """Commits and bytes of a run, and what of it stays on disk, per op."""
    count = TASK["n"]
    with tempfile.TemporaryDirectory(dir=".") as folder, Statements() as statements:
        small, opened = runner(TASK["shape"], 1, folder)
        with opened as instance:
            assert small.execute_in_process(instance=instance).success
        kept, commits, bytes_before = _kept(folder), statements.commits, written()
        job, opened = runner(TASK["shape"], count, folder)
        with opened as instance:
            assert job.execute_in_process(instance=instance).success
        return {
            "commits": (statements.commits - commits) / count,
            "written_bytes": (written() - bytes_before) / count,
            "kept_bytes": (_kept(folder) - kept) / count,
        }


def _kept(folder: str) -> int:
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def one_graph() -> dict:
    """Define a job in one of the shapes and plan it."""
    library().op  # the decorators' modules are not what is measured
    begun = cpu()
    job = graph_of(TASK["shape"], TASK["n"]).to_job()
    defined = cpu()
    if IS_OURS:
        from graphmat.api.job_plans import plan_graph_job

        plan_graph_job(job, None, None, "run")
    else:
        from dagster._core.execution.api import create_execution_plan

        create_execution_plan(job)
    return {"define_and_plan_s": cpu() - begun, "define_s": defined - begun}


def many_assets() -> dict:
    """Load a module of graph assets; plan one of them, a tenth, and all."""
    library().op
    begun, memory = cpu(), _memory()
    plan = _loaded()
    figures = {"define_s": cpu() - begun, "define_over_mb": _memory() - memory}
    for label, count in (("one", 1), ("tenth", TASK["assets"] // 10), ("all", TASK["assets"])):
        begun = cpu()
        steps = plan([f"asset_{number}" for number in range(count)])
        figures[f"plan_{label}_s"] = cpu() - begun
        assert steps == count * TASK["ops"], steps
    return figures


def _memory() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def _loaded():
    """Load definitions.py; a function that plans keys and tells how many steps that takes."""
    dg = library()
    if IS_OURS:
        from graphmat.api.planning import plan_definitions
        from graphmat.loading.module import load_definitions
        from graphmat.loading.target import Target

        definitions = load_definitions(Target(Path.cwd(), file=Path.cwd() / "definitions.py"))
        graph = definitions.asset_graph
        instance = dg.DagsterInstance.ephemeral()

        def plan(names: list[str]) -> int:
            keys = frozenset(dg.AssetKey([name]) for name in names)
            return len(plan_definitions(definitions, instance, keys=keys).steps)

        assert graph is not None
        return plan
    from dagster._core.execution.api import create_execution_plan

    sys.path.insert(0, ".")
    definitions = importlib.import_module("definitions").defs
    job = definitions.get_repository_def().get_implicit_global_asset_job_def()

    def plan_peer(names: list[str]) -> int:
        part = job.get_subset(asset_selection={dg.AssetKey([name]) for name in names})
        return len(create_execution_plan(part).step_dict)

    return plan_peer


def again() -> dict:
    """A long run whose last op failed goes on: all the others are kept."""
    dg = library()
    job = dg.reconstructable(failing_job)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        Path("mended").unlink(missing_ok=True)
        with dg.DagsterInstance.local_temp(folder) as instance:
            with dg.execute_job(job, instance) as failed:
                assert not failed.success
            Path("mended").touch()
            begun = cpu()
            options = dg.ReexecutionOptions.from_failure(failed.run_id, instance)
            with dg.execute_job(job, instance, reexecution_options=options) as mended:
                assert mended.success
            return {"again_s": cpu() - begun}


def failing_job() -> object:
    """A chain whose last op fails until a file is there."""
    dg = library()
    graph = graph_of("chain", TASK["n"], fails_last=True)
    return graph.to_job(executor_def=dg.in_process_executor)


def questions() -> dict:
    """Ask a log of many materializations for the newest of all assets, and of one."""
    dg = library()
    count, assets = TASK["events"], TASK["assets"]
    keys = [dg.AssetKey([f"asset_{number}"]) for number in range(assets)]
    with dg.DagsterInstance.local_temp(".") as instance:
        if IS_OURS:
            _fill(instance, keys, count)
        else:
            for number in range(count):
                made = dg.AssetMaterialization(keys[number % assets])
                instance.report_runless_asset_event(made)
        begun = cpu()
        if IS_OURS:
            found = len(instance.event_log.all_latest_materializations())
        else:
            found = len(instance.event_log_storage.get_latest_materialization_events(keys))
        assert found == assets, found
        figures = {"newest_of_all_s": cpu() - begun}
        begun = cpu()
        for number in range(200):
            assert instance.get_latest_materialization_event(keys[number % assets]) is not None
        figures["newest_of_one_s"] = (cpu() - begun) / 200
    return figures


def _fill(instance: object, keys: list, count: int) -> None:
    from graphmat.events import kinds
    from graphmat.events.model import Event
    from graphmat.events.records import RunRecord

    data = {
        "output_name": "result",
        "metadata": {},
        "tags": {},
        "code_version": None,
        "data_version": "0123456789abcdef",
        "upstream": [],
        "expected": True,
        "stored": None,
        "io_manager_key": "io_manager",
    }
    log = instance.event_log
    batch = 5_000
    for number in range(0, count, batch):
        run_id = f"{number:08}-0000-4000-8000-000000000000"
        log.create_run(RunRecord(run_id=run_id, started_at=float(number), job_name="fill"))
        log.append(
            [
                Event(
                    kinds.ASSET_MATERIALIZATION,
                    run_id,
                    float(other),
                    f"step_{other % len(keys)}",
                    keys[other % len(keys)],
                    data=data,
                    sequence=other - number + 1,
                )
                for other in range(number, min(number + batch, count))
            ]
        )


def passing() -> dict:
    """One op makes a large value, the next looks at it."""
    from large_values import consume, largest_memory, make

    dg = library()

    @dg.op
    def producer():
        return make(TASK["kind"], TASK["mb"])

    @dg.op
    def consumer(value):
        return consume(value)

    @dg.graph
    def two_ops():
        consumer(producer())

    memory = {"io_manager": dg.mem_io_manager} if TASK["store"] == "memory" else None
    job = two_ops.to_job(resource_defs=memory)
    make(TASK["kind"], 1)  # imports numpy and pandas
    with dg.DagsterInstance.local_temp(".") as instance:
        before, begun = largest_memory(), cpu()
        assert job.execute_in_process(instance=instance).success
        return {"pass_s": cpu() - begun, "over_start_mb": largest_memory() - before}


WORK = (per_op, log_traffic, one_graph, many_assets, again, questions, passing)

if __name__ == "__main__":
    # the module under its own name: the peer's `reconstructable` looks it up by that
    this = importlib.import_module("library_side")
    print(json.dumps(getattr(this, TASK["work"])()))
