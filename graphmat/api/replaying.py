"""``replay``: one step of a run again, with the inputs that it had; nothing is recorded."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphmat.api.planning import new_run_id, plan_definitions
from graphmat.api.recorded_inputs import input_documents, loads_of, sources_of
from graphmat.api.resume import whole_plan
from graphmat.api.run_logs import run_steps
from graphmat.api.runs import find_run
from graphmat.definitions.jobs import ALL_ASSETS_JOB
from graphmat.errors import (
    GraphmatError,
    MissingValueError,
    StepNotFoundError,
    StorageError,
    did_you_mean,
)
from graphmat.events import kinds
from graphmat.execution.keep import Keeper
from graphmat.execution.recorder import Recorder
from graphmat.execution.run_context import RunContext
from graphmat.execution.step import attempt_step
from graphmat.execution.unit import Unit
from graphmat.execution.user_code import error_document
from graphmat.planning.plan import DROPPED, NEEDED, WANTED

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.events.records import RunRecord
    from graphmat.planning.plan import Step

SCHEMA = "graphmat/replay/1"
_REPR_LENGTH = 200
_MASKED = "***"


class Replay:
    """One step of a run, made ready to be run again.

    Attributes:
        record: The run.
        run: The run as the step sees it; what it records goes nowhere.
        unit: The step, with the inputs that it had.
        inputs: Where these came from.
        recorded: The exception with which it failed then, as a document; None: it did not.
        notes: What is not as it was.
    """

    def __init__(
        self,
        definitions: Definitions,
        instance: Any,
        run: str | None,
        step: str,
        config_files: Sequence[str] = (),
        settings: Sequence[str] = (),
    ) -> None:
        log = instance.event_log
        self.record: RunRecord = find_run(log, run)
        self.step_key = _full_key(log, self.record.run_id, step)
        base, _, item = self.step_key.partition("[")
        job = None
        if self.record.job_name != ALL_ASSETS_JOB:
            job = definitions.get_job_def(self.record.job_name)
        plan = _plan_with(definitions, instance, self.record, job, base)
        plan.run_id = self.record.run_id
        found = plan.step(base)
        assert found is not None  # noqa: S101  # else there is no plan with it
        self.step: Step = found
        self.notes: list[str] = []
        _want_as_then(log, self.record.run_id, self.step, self.notes)
        loads = loads_of(log, self.record.run_id, self.step_key)
        self.inputs = input_documents(loads)
        path = tuple(item.removesuffix("]").split(",")) if item else ()
        self.unit = Unit(self.step, path, sources_of(plan, self.step, loads))
        self.recorded = _failure(log, self.record.run_id, self.step_key)
        self.run = self._context(plan, instance, job, config_files, settings)

    def _context(
        self, plan: Any, instance: Any, job: Any, files: Sequence[str], settings: Sequence[str]
    ) -> RunContext:
        from graphmat.execution.configuration import read_configuration
        from graphmat.resources.overrides import load_run_config

        given: Any = self.record.run_config
        if files or settings:
            given = load_run_config(files, settings, base=None if files else given)
        if _MASKED in repr(given):
            self.notes.append(
                "secrets of the run configuration are not recorded: give them with --set"
            )
        config = read_configuration(given, plan, job)
        return RunContext(
            plan=plan,
            record=self.record,
            recorder=Recorder(_ReadingLog(instance.event_log), plan.run_id, time.time),
            store_manager=instance.store_manager,
            config=config,
            instance=instance,
            job=job,
            mask=config.mask if config is not None else None,
        )

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The resources of the step, open."""
        from graphmat.execution.run_resources import needed_by, opened

        with opened(self.run, only=needed_by(self.step, self.run.plan)):
            yield

    def values(self) -> dict[str, Any]:
        """The values of its inputs.

        Raises:
            MissingValueError: One is not stored any more.
        """
        from graphmat.execution.inputs import load_inputs
        from graphmat.execution.step import make_context

        try:
            return load_inputs(self.run, self.unit, make_context(self.run, self.unit)).values
        except (MissingValueError, StorageError) as error:
            run_id = self.record.run_id[:8]
            error.hint = f"graphmat resume {run_id} --from {self.step.step_key} makes it anew"
            raise


class _ReadingLog:
    """The event log, in which nothing is written."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def append(self, events: Sequence[Any], *, durable: bool = False) -> None:
        """Nothing is kept."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


class Taker(Keeper):
    """Takes what a step gives, judges it as a run does, and stores nothing."""

    __slots__ = ("given",)

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        self.given: list[tuple[str, str | None, Any, str]] = []

    def _keep(
        self, item: Any, output: Any, mapping_key: str | None, disposition: str, metadata: Any
    ) -> None:
        del metadata
        self.given.append((output.name, mapping_key, item.value, disposition))


def replay(
    definitions: Definitions,
    instance: Any,
    *,
    run: str | None = None,
    step: str,
    config_files: Sequence[str] = (),
    settings: Sequence[str] = (),
    with_pdb: bool = False,
    only_inputs: bool = False,
    folder: str = "",
) -> dict[str, Any]:
    """Run one step of a run again, with the inputs that it had.

    Args:
        definitions: The definitions, as they are now.
        instance: Where the run is recorded; nothing is added.
        run: The run, or the beginning of its id; None: the newest.
        step: The step; an item of a fan-out has its key in brackets.
        config_files: Files of run configuration, instead of the run's.
        settings: ``path=value`` texts, laid over it.
        with_pdb: Whether a debugger stops where the op raises.
        only_inputs: Whether its inputs are shown and it is not run.
        folder: The project's folder, in which the user's own code lies.

    Raises:
        RunNotFoundError: There is no such run.
        StepNotFoundError: It has no such step.
        MissingValueError: An input is not stored any more.
    """
    prepared = Replay(definitions, instance, run, step, config_files, settings)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "run_id": prepared.record.run_id,
        "step_key": prepared.step_key,
        "selected_output_names": sorted(prepared.step.selected_output_names),
        "partition": prepared.step.partition_key,
        "recorded_error": prepared.recorded,
        "notes": prepared.notes,
        "inputs": prepared.inputs,
        "outputs": [],
        "error": None,
    }
    with prepared.opened():
        _add_values(document, prepared)
        if only_inputs:
            return {**document, "outcome": "not_run", "is_same": None}
        try:
            keeper = attempt_step(prepared.run, prepared.unit, Taker)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # whatever an op raises
            if with_pdb:
                from graphmat.api.debugging import post_mortem

                post_mortem(error, folder)
            document["error"] = error_document(error, prepared.run.mask)
            return {**document, "outcome": "failure", "is_same": _is_same(document)}
    if isinstance(keeper, Taker):
        document["outputs"] = [
            {
                "name": name,
                "mapping_key": mapping_key,
                "value": _shown(value),
                "disposition": disposition,
            }
            for name, mapping_key, value, disposition in keeper.given
        ]
    return {**document, "outcome": "success", "is_same": prepared.recorded is None}


def _is_same(document: Mapping[str, Any]) -> bool:
    """Whether it failed as it did then."""
    then, now = document["recorded_error"], document["error"]
    return bool(then) and (then["class"], then["message"]) == (now["class"], now["message"])


def _add_values(document: dict[str, Any], prepared: Replay) -> None:
    """Put the values of the inputs into the document, as far as they can be shown."""
    try:
        values = prepared.values()
    except GraphmatError as error:
        then = prepared.recorded
        if then is None or then["class"] != type(error).__name__:
            raise
        return  # it failed in that very way
    document["values"] = {name: _shown(value) for name, value in values.items()}


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001  # a user's __repr__ may raise anything
        text = f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    return text if len(text) <= _REPR_LENGTH else f"{text[: _REPR_LENGTH - 1]}…"


def _full_key(log: Any, run_id: str, step: str) -> str:
    """The key of a step: as typed, or the one that ends in what was typed.

    Raises:
        StepNotFoundError: The run has no such step, or several.
    """
    known = run_steps(log, run_id)
    found = [step] if step in known else [key for key in known if key.endswith(f".{step}")]
    if len(found) == 1:
        _check_ran(log, run_id, found[0], known)
        return found[0]
    if found:
        raise StepNotFoundError(
            f"'{step}' can be any of: {', '.join(found)}", hint="name it with its graphs"
        )
    raise StepNotFoundError(
        f"run {run_id[:8]} has no step '{step}'",
        hint=did_you_mean(step, known) or f"graphmat runs show {run_id[:8]} lists its steps",
    )


def _check_ran(log: Any, run_id: str, step: str, known: Sequence[str]) -> None:
    begun = log.events(run_id, kinds=(kinds.STEP_START,))
    if any(event.step_key == step for event in begun):
        return
    items = [key for key in known if key.startswith(f"{step}[")]
    if items:
        raise StepNotFoundError(
            f"'{step}' ran once for each item of a fan-out",
            hint=f"name one of them: {', '.join(items[:5])}{', …' if len(items) > 5 else ''}",  # noqa: PLR2004  # five are shown
        )
    raise StepNotFoundError(
        f"'{step}' did not run in run {run_id[:8]}: it has no inputs to be run with",
        hint=f"graphmat runs show {run_id[:8]} tells why",
    )


def _plan_with(
    definitions: Definitions, instance: Any, record: RunRecord, job: Any, step_key: str
) -> Any:
    """The plan of a run as the definitions have it now; with a step, whatever is stored today."""
    plan = whole_plan(definitions, instance, record, job, "materialize")
    if plan.step(step_key) is None:
        graph = definitions.asset_graph
        owners = [
            each
            for each in graph.definitions
            if any(op.step_key == step_key for op in graph.flat(each).ops)
        ]
        if not owners:
            raise StepNotFoundError(
                f"the definitions have no step '{step_key}' any more, which run "
                f"{record.run_id[:8]} had"
            )
        plan = plan_definitions(
            definitions,
            instance,
            keys=frozenset(owners[0].keys),
            checks=frozenset(owners[0].check_keys),
            job_name=record.job_name,
            partition_key=record.partition_key,
            run_id=new_run_id(),
            must_hold=False,
        )
    return plan


def _want_as_then(log: Any, run_id: str, step: Step, notes: list[str]) -> None:
    """Let the step be asked for the outputs that it was asked for in the run."""
    for event in log.events(run_id, kinds=(kinds.RUN_START,), limit=1):
        for document in event.data.get("steps") or ():
            if document["key"] != step.step_key:
                continue
            wanted = frozenset(document["wanted"]) & {output.name for output in step.outputs}
            step.selected_output_names = wanted
            for output in step.outputs:
                if output.name in wanted and output.disposition not in WANTED:
                    output.disposition = NEEDED
                elif output.name not in wanted and output.disposition in WANTED:
                    output.disposition = DROPPED
            from graphmat.execution.run_start import code_digest

            if document.get("code") not in {None, code_digest(step.op.compute_fn)}:
                notes.append(f"the code of '{step.step_key}' has changed since the run")


def _failure(log: Any, run_id: str, step_key: str) -> dict[str, Any] | None:
    for event in log.events(run_id, kinds=(kinds.STEP_FAILURE,)):
        if event.step_key == step_key:
            return dict(event.data.get("error") or {})
    return None
