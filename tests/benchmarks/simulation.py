"""The real engine on simulated time: how many ops an executor of many slots could be fed.

The executor is a fake: an op ends after a drawn number of seconds of a virtual clock, which jumps
from end to end. All else is real: the plan's objects, the engine, the recorder. What is measured is
the engine's own work for each op, its memory, and from them where it would be the bottleneck: with
S slots and ops of D seconds, S / D ops end each second, and the engine can take in so many and no
more.

    python tests/benchmarks/simulation.py --ops 1000000 --slots 10000
"""

from __future__ import annotations

import argparse
import gc
import heapq
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from graphmat.definitions.ops import op
from graphmat.events.records import OutputRecord, RunRecord, StoredObject
from graphmat.execution.engine import Engine
from graphmat.execution.outcome import SUCCESS, StepOutcome, StoredOutput
from graphmat.execution.recorder import Recorder
from graphmat.execution.run_context import RunContext
from graphmat.planning.plan import ExecutionPlan, Step, StepInput, StepOutput
from graphmat.planning.sources import FromStep

SEED = 20_240_601
RUN = "simulated"
SHAPES = ("layers", "chains", "wide")
_SUCCEEDED = "STEP_SUCCESS"


@op
def work(x):
    """Stand for any op."""
    return x


class NullLog:
    """An event log that keeps nothing: the engine by itself."""

    def __init__(self):
        self.count = 0

    def append(self, events, *, durable=False):
        """Count, and forget."""
        del durable
        self.count += len(events)


class VirtualClock:
    """Seconds that pass only when something waits."""

    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        """Let them pass."""
        self.now += seconds


class SimulatedExecutor:
    """Takes steps, and gives them back ended when the virtual clock has come to their end.

    Args:
        run: The run.
        slots: How many run at a time.
        durations: Seconds to draw from.
        clock: The virtual clock.
    """

    def __init__(self, run, slots, durations, clock):
        self.slots = slots
        self.busy_s = 0.0
        self._run = run
        self._clock = clock
        self._durations = durations
        self._draw = random.Random(SEED)
        self._running = []
        self._count = 0

    def submit(self, unit):
        """Take a step."""
        took = self._draw.choice(self._durations)
        self.busy_s += took
        self._count += 1
        heapq.heappush(self._running, (self._clock.now + took, self._count, unit))

    def wait(self, timeout_s=None):
        """Jump to the next end; all that ended by then are given back."""
        del timeout_s
        self._clock.now = max(self._clock.now, self._running[0][0])
        done = []
        while self._running and self._running[0][0] <= self._clock.now:
            _, number, unit = heapq.heappop(self._running)
            done.append((unit, self._outcome(unit, number)))
        return done

    def _outcome(self, unit, number):
        self._run.recorder.add(_SUCCEEDED, unit.step_key, data={"duration_s": 1.0})
        record = OutputRecord(
            run_id=RUN,
            step_key=unit.step_key,
            output_name="result",
            stored=StoredObject(digest=f"{number:064x}", size_bytes=100),
        )
        return StepOutcome(SUCCESS, {("result", None): StoredOutput(record)})

    def close(self):
        """Nothing is held."""


def sources_of(shape: str, number: int, count: int) -> tuple[int, ...]:
    """The ops that an op takes values from.

    Layers of a thousandth of all ops, each op with two of the layer before; chains of ten; or all
    side by side.
    """
    if shape == "wide":
        return ()
    if shape == "chains":
        return () if number % 10 == 0 else (number - 1,)
    width = max(2, min(20_000, count // 10))
    if number < width:
        return ()
    before = number - width
    return (before, before - before % width + (before + 1) % width)


def make_plan(shape: str, count: int) -> ExecutionPlan:
    """A plan of so many ops, of the objects that the planner makes."""
    outputs = (StepOutput("result", "needed", "needed"),)
    steps = []
    for number in range(count):
        sources = sources_of(shape, number, count)
        key = f"asset_{number // 10}.op_{number}"
        inputs = tuple(
            StepInput(f"in_{n}", (FromStep(each, "result"),), is_list=False, is_nothing=False)
            for n, each in enumerate(sources)
        )
        steps.append(
            Step(
                index=number,
                step_key=key,
                path=(f"asset_{number // 10}", f"op_{number}"),
                op=work,
                definition=None,
                inputs=inputs,
                outputs=outputs,
                reason="selected",
                partition_key=None,
                upstream=sources,
            )
        )
    return ExecutionPlan(run_id=RUN, job_name="simulation", steps=steps)


def resident() -> int:
    """Bytes of this process that are in memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def simulate(
    count: int, slots: int, *, shape: str = "layers", seconds: Sequence[float], log: str = "null"
) -> dict[str, object]:
    """Run one simulation; answers with its figures."""
    gc.disable()
    before = resident()
    began = time.process_time()
    plan = make_plan(shape, count)
    gc.freeze()
    gc.enable()
    planned_s = time.process_time() - began
    after_plan = resident()
    with tempfile.TemporaryDirectory() as folder:
        record = RunRecord(run_id=RUN, job_name="simulation", status="started", started_at=0.0)
        events = open_log(log, Path(folder), record)
        clock = VirtualClock()
        run = RunContext(
            plan=plan,
            record=record,
            recorder=Recorder(events, RUN, lambda: clock.now),
            store_manager=None,
        )
        executor = SimulatedExecutor(run, slots, list(seconds), clock)
        began, began_wall = time.process_time(), time.perf_counter()
        engine = Engine(run, executor, sleep=clock.sleep)
        indexed_s = time.process_time() - began
        outcome = engine.execute()
        run.recorder.flush()
        cpu_s = time.process_time() - began
        wall_s = time.perf_counter() - began_wall
        after = resident()
    if len(outcome.succeeded) != count:
        raise SystemExit(f"{len(outcome.succeeded)} of {count} ops ended well")
    mean_s = executor.busy_s / count
    rate = count / cpu_s
    return {
        "ops": count,
        "slots": slots,
        "shape": shape,
        "log": log,
        "plan_cpu_s": round(planned_s, 2),
        "engine_start_cpu_s": round(indexed_s, 2),
        "engine_cpu_s": round(cpu_s, 2),
        "engine_wall_s": round(wall_s, 2),
        "ops_per_cpu_s": round(rate),
        "us_per_op": round(1e6 * cpu_s / count, 2),
        "plan_bytes_per_op": round((after_plan - before) / count),
        "engine_bytes_per_op": round((after - after_plan) / count),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "virtual_s": round(clock.now, 1),
        "slots_used": round(executor.busy_s / (clock.now * slots), 3),
        "mean_op_s": round(mean_s, 2),
        "saturates_below_op_s": round(slots / rate, 3),
    }


def open_log(kind: str, folder: Path, record: RunRecord):
    """An event log that keeps nothing, or the real one."""
    if kind == "null":
        return NullLog()
    from graphmat.api.instance import Instance

    log = Instance.at(folder / "home").event_log
    log.create_run(record)
    return log


def main() -> None:
    """Run what the command line says, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ops", type=int, default=1_000_000)
    parser.add_argument("--slots", type=int, default=10_000)
    parser.add_argument("--shape", choices=SHAPES, default="layers")
    parser.add_argument("--log", choices=("null", "sqlite"), default="null")
    parser.add_argument("--seconds", help="a file of recorded durations, one a line")
    parser.add_argument("--quick", action="store_true", help="2,000 ops on 100 slots")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.seconds:
        seconds = [float(line) for line in Path(given.seconds).read_text().split()]
    else:  # most ops are short, a few are long
        draw = random.Random(SEED)
        seconds = [round(draw.lognormvariate(2.0, 1.0), 3) for _ in range(10_000)]
    count, slots = (2_000, 100) if given.quick else (given.ops, given.slots)
    found = simulate(count, slots, shape=given.shape, seconds=seconds, log=given.log)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:22} {value}")


if __name__ == "__main__":
    sys.exit(main())
