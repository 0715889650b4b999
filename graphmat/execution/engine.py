"""The loop: it alone knows readiness, skipping, retries and failure policy.

A step is *settled* when all its units (one, or one for each item of a fan-out) have ended. A step
whose upstream steps are settled is expanded into units; each unit finds its inputs, or the reason
why it cannot run. O(edges) in all.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.events import kinds
from graphmat.execution.blocked import (
    BAD,
    CHECK_FAILED,
    UPSTREAM_FAILED,
    UPSTREAM_SKIPPED,
    Blocked,
    check_fan_out,
    failed_upstream,
    why_missing,
)
from graphmat.execution.inputs import LoadedInputs, note_lineage
from graphmat.execution.lanes import Lanes
from graphmat.execution.outcome import (
    ATOMS,
    FAILURE,
    NOT_HELD,
    RETRY,
    SKIPPED,
    SUCCESS,
    RunOutcome,
    StepOutcome,
    StoredOutput,
)
from graphmat.execution.unit import Unit
from graphmat.execution.urgency import urgencies
from graphmat.planning.sources import FromStep

if TYPE_CHECKING:
    from graphmat.events.records import OutputRecord
    from graphmat.execution.ports import Executor
    from graphmat.execution.run_context import RunContext
    from graphmat.planning.ended import EndedUnit
    from graphmat.planning.plan import Step, StepInput


class Engine:
    """Carries out one plan.

    Args:
        run: The run.
        executor: Runs the steps.
        fail_fast: Whether the first failure ends the run; otherwise independent steps go on.
        should_stop: Asked between steps; True ends the run.
        sleep: Waits a number of seconds.
    """

    def __init__(
        self,
        run: RunContext,
        executor: Executor,
        *,
        fail_fast: bool = False,
        should_stop: Callable[[], bool] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.run = run
        self.executor = executor
        self.fail_fast = fail_fast
        self.should_stop = should_stop
        self.sleep = sleep
        self.outcome = RunOutcome()
        steps = run.plan.steps
        self.steps = steps
        count = len(steps)
        self.waiting = [0] * count
        self.downstream: list[list[int]] = [[] for _ in range(count)]
        self.left = [0] * count
        self.status: list[dict[tuple[str, ...], str]] = [{} for _ in range(count)]
        self.produced: dict[tuple[int, str], dict[tuple[str, ...], StoredOutput]] = {}
        self.consumer_count: dict[tuple[int, str], int] = {}
        self.rank: dict[tuple[int, tuple[str, ...]], int] = {}
        self.ready: list[Unit] = []
        self.delayed: list[tuple[float, Unit]] = []
        self.running = 0
        self.urgency: Sequence[tuple[float, ...]] | None = None
        self.lanes: Lanes | None = None
        if executor.slots > 1:
            self.urgency = urgencies(run)
            self.lanes = Lanes.of(run.plan)
        self._index()

    def _index(self) -> None:
        for step in self.steps:
            needed = {*step.upstream, *step.blocked_by}
            self.waiting[step.index] = len(needed)
            for other in needed:
                self.downstream[other].append(step.index)
            if not step.scope:
                self._count_sources(step)
        for step in self.steps:
            if step.scope:  # each item takes its own: how many is not known beforehand
                for step_input in step.inputs:
                    for source in step_input.sources:
                        if type(source) is FromStep:
                            self.consumer_count.pop((source.step_index, source.output_name), None)

    def _count_sources(self, step: Step) -> None:
        for step_input in step.inputs:
            if step_input.is_nothing:
                continue
            for source in step_input.sources:
                if type(source) is FromStep and not source.is_collected:
                    key = (source.step_index, source.output_name)
                    self.consumer_count[key] = self.consumer_count.get(key, 0) + 1

    # ---------------------------------------------------------------- the loop

    def execute(self) -> RunOutcome:
        """Run the plan to its end."""
        settled = [step.index for step in self.steps if not self.waiting[step.index]]
        self._expand_all(settled)
        while self.ready or self.delayed or self.running:
            if self._must_stop():
                self._drain()
                break
            self._start_ready()
            if self.running:
                for unit, outcome in self.executor.wait(self._patience()):
                    self.running -= 1
                    if self.lanes is not None and (freed := self.lanes.leave(unit)) is not None:
                        heapq.heappush(self.ready, freed)
                    self._ended(unit, outcome)
            elif self.delayed and not self.ready:
                self.run.recorder.flush()
                self.sleep(max(0.0, self.delayed[0][0] - time.monotonic()))
            self._wake_delayed()
        return self.outcome

    def _must_stop(self) -> bool:
        if self.should_stop is not None and self.should_stop():
            self.outcome.stopped_early = True
        if self.fail_fast and self.outcome.failed:
            self.outcome.stopped_early = True
        return self.outcome.stopped_early

    def _drain(self) -> None:
        """After a failure that ends the run: let what runs come to its end, and begin nothing."""
        if self.should_stop is not None and self.should_stop():
            return
        while self.running:
            for unit, outcome in self.executor.wait():
                self.running -= 1
                if outcome.status != RETRY:
                    self._ended(unit, outcome)

    def _patience(self) -> float | None:
        if not self.delayed:
            return None
        return max(0.0, self.delayed[0][0] - time.monotonic())

    def _start_ready(self) -> None:
        recorder, slots = self.run.recorder, self.executor.slots
        while self.ready and self.running < slots:
            chosen: list[Unit] = []
            while self.ready and self.running < slots:
                unit = heapq.heappop(self.ready)
                if self.lanes is not None and not self.lanes.enter(unit):
                    continue
                if unit.attempt == 1:
                    recorder.add(kinds.STEP_START, unit.step_key, data=_FIRST_ATTEMPT)
                else:
                    data = {"attempt": unit.attempt}
                    recorder.add(kinds.STEP_RESTARTED, unit.step_key, data=data)
                self.running += 1
                chosen.append(unit)
            recorder.flush()
            for unit in chosen:
                self.executor.submit(unit)

    def _wake_delayed(self) -> None:
        now = time.monotonic()
        while self.delayed and self.delayed[0][0] <= now:
            heapq.heappush(self.ready, heapq.heappop(self.delayed)[1])

    # ---------------------------------------------------------------- ends

    def _ended(self, unit: Unit, outcome: StepOutcome) -> None:
        if outcome.status == RETRY:
            again = Unit(
                unit.step,
                unit.mapping_path,
                unit.inputs,
                unit.attempt + 1,
                unit.rank,
                unit.urgency,
            )
            heapq.heappush(self.delayed, (time.monotonic() + outcome.retry_after_s, again))
            return
        index = unit.step.index
        unit.inputs = []
        for (name, mapping_key), output in outcome.outputs.items():
            path = unit.mapping_path
            if mapping_key is not None:
                path = (*path, mapping_key)
            else:
                output.left = self.consumer_count.get((index, name))
                if output.left is None and output.value is not NOT_HELD and not _is_atom(output):
                    output.value = NOT_HELD
            self.produced.setdefault((index, name), {})[path] = output
        if outcome.status == SUCCESS:
            self.outcome.succeeded.append(unit.step_key)
        else:
            self.outcome.failed[unit.step_key] = outcome.error or {}
            if self.outcome.exception is None:
                self.outcome.exception = outcome.exception
        status = outcome.status if outcome.blocking_failure is None else CHECK_FAILED
        self._settle_unit(index, unit.mapping_path, status)

    def _settle_unit(self, index: int, path: tuple[str, ...], status: str) -> None:
        self.status[index][path] = status
        self.left[index] -= 1
        if self.left[index] == 0:
            self._expand_all(self._settle(index))

    def _settle(self, index: int) -> list[int]:
        """Mark a step as settled; answer with the steps that were waiting for it alone."""
        opened = []
        for other in self.downstream[index]:
            self.waiting[other] -= 1
            if not self.waiting[other]:
                opened.append(other)
        return opened

    # ---------------------------------------------------------------- expansion

    def _expand_all(self, opened: list[int]) -> None:
        """Make units of steps whose upstream is settled; those that cannot run settle at once."""
        pending = list(opened)
        while pending:
            index = pending.pop()
            step = self.steps[index]
            paths = self._paths(step)
            if isinstance(paths, Blocked):
                self._skip(step, (), paths)
                pending.extend(self._settle(index))
                continue
            self.left[index] = len(paths)
            blocked = 0
            for rank, path in enumerate(paths):
                self.rank[index, path] = rank
                if step.kept is not None and path in step.kept:
                    self._keep(step, path, step.kept[path])
                    self.left[index] -= 1
                    continue
                attempt, delay_s = 1, 0.0
                if step.ended is not None and (end := step.ended.get(path)) is not None:
                    if end.status != RETRY:
                        self._take_end(step, path, end)
                        self.left[index] -= 1
                        continue
                    attempt, delay_s = end.attempt + 1, end.delay_s
                try:
                    inputs = self._resolve(step, path)
                except Blocked as why:
                    self._skip(step, path, why)
                    self.left[index] -= 1
                    blocked += 1
                    continue
                urgency = self.urgency[index] if self.urgency is not None else ()
                unit = Unit(step, path, inputs, attempt, rank, urgency)
                if attempt == 1:
                    heapq.heappush(self.ready, unit)
                else:
                    heapq.heappush(self.delayed, (time.monotonic() + delay_s, unit))
            if self.left[index] == 0:
                pending.extend(self._settle(index))

    def _keep(self, step: Step, path: tuple[str, ...], records: Sequence[OutputRecord]) -> None:
        """Take the outputs of a unit that an earlier run finished."""
        self.status[step.index][path] = SUCCESS
        lineage = LoadedInputs()
        try:
            for sources in self._resolve(step, path):
                for source in sources:
                    note_lineage(lineage, source)
        except Blocked:
            pass  # what it was made from was left out of this plan
        for record in records:
            output = step.output(record.output_name)
            own = path if record.mapping_key is None else (*path, record.mapping_key)
            asset_key = output.asset_keys[0] if output.asset_keys else None
            self.produced.setdefault((step.index, record.output_name), {})[own] = StoredOutput(
                record,
                asset_key=asset_key,
                partition_keys=step.partition_keys if asset_key is not None else (),
                data_version=record.stored.digest[:16] if record.stored is not None else None,
                lineage=lineage.lineage or None,
            )

    def _take_end(self, step: Step, path: tuple[str, ...], end: EndedUnit) -> None:
        """Take a unit as this run ended it in another process: that is recorded already."""
        if end.outputs:
            self._keep(step, path, end.outputs)
        self.status[step.index][path] = end.status
        if end.error:
            key = f"{step.step_key}[{','.join(path)}]" if path else step.step_key
            self.outcome.failed[key] = end.error

    def _paths(self, step: Step) -> list[tuple[str, ...]] | Blocked:
        """The items of a step: one without a path, or those of the fan-out around it."""
        if not step.scope:
            return [()]
        maker_index, output_name = step.scope[-1]
        found = self.produced.get((maker_index, output_name))
        statuses = self.status[maker_index]
        maker = self.steps[maker_index]
        if not maker.scope and any(status in BAD for status in statuses.values()):
            return failed_upstream(maker)
        if found is None:
            if any(status in BAD for status in statuses.values()):
                return failed_upstream(maker)
            if statuses and all(status == SKIPPED for status in statuses.values()):
                return Blocked(UPSTREAM_SKIPPED, maker.step_key, f"'{maker.step_key}' was skipped")
            return []
        return list(found)

    def _skip(self, step: Step, path: tuple[str, ...], why: Blocked) -> None:
        key = f"{step.step_key}[{','.join(path)}]" if path else step.step_key
        failed = why.reason in {UPSTREAM_FAILED, CHECK_FAILED}
        self.status[step.index][path] = UPSTREAM_FAILED if failed else SKIPPED
        self.outcome.skipped[key] = why.message
        self.outcome.skip_reasons[key] = why.reason
        if step.ended is not None and path in step.ended:
            return
        self.run.recorder.add(
            kinds.STEP_SKIPPED,
            key,
            message=why.message,
            data={"reason": why.reason, "because": why.because},
        )
        for output in step.outputs:
            for asset_key in output.asset_keys:
                if asset_key not in self.run.plan.asset_keys or path:
                    continue
                for partition in step.partition_keys or (None,):
                    self.run.recorder.add(
                        kinds.ASSET_NOT_MATERIALIZED,
                        key,
                        asset_key,
                        partition,
                        f"'{key}' was skipped: {why.message}",
                        {"reason": why.reason, "output_name": output.name},
                    )

    # ---------------------------------------------------------------- resolution

    def _resolve(self, step: Step, path: tuple[str, ...]) -> list[list[Any]]:
        """Each input's sources for one unit.

        Raises:
            Blocked: The unit cannot run.
        """
        for index in step.blocked_by:
            if CHECK_FAILED in self.status[index].values():
                key = self.steps[index].step_key
                raise Blocked(CHECK_FAILED, key, f"the blocking check '{key}' failed")
        resolved = [self._resolve_input(step, step_input, path) for step_input in step.inputs]
        judged = {s.step_index for i in step.inputs for s in i.sources if type(s) is FromStep}
        for index in step.upstream:
            if index not in judged:
                self._check_order(index)
        return resolved

    def _check_order(self, index: int) -> None:
        """Steps that are only waited for must not have failed; values are judged by themselves."""
        other = self.steps[index]
        statuses = self.status[index].values()
        if any(status in BAD for status in statuses):
            raise failed_upstream(other)
        if statuses and all(status == SKIPPED for status in statuses):
            raise Blocked(UPSTREAM_SKIPPED, other.step_key, f"'{other.step_key}' was skipped")

    def _resolve_input(self, step: Step, step_input: StepInput, path: tuple[str, ...]) -> list[Any]:
        found: list[Any] = []
        missing: Blocked | None = None
        for source in step_input.sources:
            if type(source) is not FromStep:
                found.append(source)
                continue
            try:
                found.append(self._resolve_source(step, source, path))
            except Blocked as why:
                if why.reason == UPSTREAM_FAILED or not step_input.is_list:
                    raise
                missing = why
        if missing is not None and not found:
            raise missing
        return found

    def _resolve_source(self, step: Step, source: FromStep, path: tuple[str, ...]) -> Any:
        maker = self.steps[source.step_index]
        found = self.produced.get((source.step_index, source.output_name), {})
        if source.is_collected:
            return self._collect(step, source, maker, found, path)
        is_dynamic = maker.output(source.output_name).is_dynamic
        own = path[: len(maker.scope) + (1 if is_dynamic else 0)]
        output = found.get(own)
        status = self.status[source.step_index].get(own[: len(maker.scope)])
        if output is not None and status != FAILURE:
            return output
        if status is None:
            status = self.status[source.step_index].get((), SKIPPED)
        raise why_missing(maker, source, status)

    def _collect(
        self,
        step: Step,
        source: FromStep,
        maker: Step,
        found: dict[tuple[str, ...], StoredOutput],
        path: tuple[str, ...],
    ) -> list[StoredOutput]:
        prefix = path[: len(step.scope)]
        for own, status in self.status[source.step_index].items():
            if status in BAD and own[: len(prefix)] == prefix[: len(own)]:
                raise failed_upstream(maker, own)
        if maker.scope:
            fan, output_name = maker.scope[-1]
            if any(status in BAD for status in self.status[fan].values()):
                raise failed_upstream(self.steps[fan])
            check_fan_out(self.steps[fan], output_name, self.produced.get(maker.scope[-1]))
        chosen = [own for own in found if own[: len(prefix)] == prefix]
        # items end in any order; they are collected in the order of the fan-out
        chosen.sort(key=lambda own: self.rank.get((maker.index, own[: len(maker.scope)]), 0))
        return [found[own] for own in chosen]


_FIRST_ATTEMPT: Final = {"attempt": 1}


def _is_atom(output: StoredOutput) -> bool:
    return isinstance(output.value, ATOMS)
