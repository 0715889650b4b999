"""``ExecutionPlan``: ordered steps; where each input comes from, what becomes of each output.

Slotted classes rather than dataclasses: a plan of 100,000 steps is made in one go, and every
command that runs something imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.planning.sources import FromAsset, InputSource

if TYPE_CHECKING:
    from graphmat.events.records import OutputRecord
    from graphmat.keys import AssetCheckKey, AssetKey
    from graphmat.planning.ended import EndedUnit

SELECTED: Final = "selected"
NEEDED: Final = "needed"
DROPPED: Final = "dropped"
UNEXPECTED: Final = "unexpected"
"""What becomes of an output: selected and materialized; needed by a step; not needed and not
stored; of an asset that was not selected but is made all the same."""

WANTED: Final = frozenset({SELECTED, NEEDED})


class StepInput:
    """One input of a step.

    Args:
        name: Its name.
        sources: Where it comes from; none: the default value, or run configuration.
        is_list: Whether the op takes a list with one member for each source.
        is_nothing: Whether it carries order, not data.
        input_manager_key: The resource that loads it, instead of what stored the value.
    """

    __slots__ = ("input_manager_key", "is_list", "is_nothing", "name", "sources")

    def __init__(
        self,
        name: str,
        sources: tuple[InputSource, ...],
        is_list: bool,
        is_nothing: bool,
        input_manager_key: str | None = None,
    ) -> None:
        self.input_manager_key = input_manager_key
        self.name = name
        self.sources = sources
        self.is_list = is_list
        self.is_nothing = is_nothing


class StepOutput:
    """One output of a step, and what becomes of it.

    Args:
        name: Its name.
        disposition: ``selected``, ``needed``, ``dropped``, or ``unexpected`` (an asset that was not
            selected; ``dropped`` where the plan says that such are dropped).
        why: The reason in words.
        asset_keys: The assets that it is; several where one output is given to several assets.
        check_key: The check whose result it is.
        io_manager_key: The resource that stores it.
        is_required: Whether the op must produce it whatever is selected.
        is_dynamic: Whether it fans out.
        dagster_type: Declared type of the asset, where the definition of the assets gives one.
    """

    __slots__ = (
        "asset_keys",
        "check_key",
        "dagster_type",
        "disposition",
        "io_manager_key",
        "is_dynamic",
        "is_nothing",
        "is_required",
        "name",
        "why",
    )

    def __init__(
        self,
        name: str,
        disposition: str,
        why: str,
        *,
        asset_keys: tuple[AssetKey, ...] = (),
        check_key: AssetCheckKey | None = None,
        io_manager_key: str = "io_manager",
        is_required: bool = True,
        is_dynamic: bool = False,
        is_nothing: bool = False,
        dagster_type: Any = None,
    ) -> None:
        self.name = name
        self.disposition = disposition
        self.why = why
        self.asset_keys = asset_keys
        self.check_key = check_key
        self.io_manager_key = io_manager_key
        self.is_required = is_required
        self.is_dynamic = is_dynamic
        self.is_nothing = is_nothing
        self.dagster_type = dagster_type


_NAMES: Final[dict[tuple[str, ...], frozenset[str]]] = {}


def _names_of(names: tuple[str, ...]) -> frozenset[str]:
    """The names as a set; steps with the same names share one."""
    found = _NAMES.get(names)
    if found is None:
        found = _NAMES[names] = frozenset(names)
    return found


class Step:
    """One op that runs.

    Args:
        index: Position in the plan.
        step_key: Names from the top down, joined by dots.
        path: The same, not joined.
        op: The op.
        definition: The definition of assets that it belongs to; None in a job of ops.
        inputs: Where each input comes from.
        outputs: What becomes of each output.
        reason: Why it runs.
        partition_key: The partition that it makes; None where there is none, or several.
        partition_keys: The partitions that it makes; default: the one.
        upstream: The steps that must succeed before it, by position.
        scope: The fan-outs that it is mapped over, as (position of the step, output name).
        blocked_by: Steps of blocking checks that must pass before it, by position.
        retry_policy: When it is tried again.
        hooks: Run after its success or failure.
        tags: Its tags.
        pool: Its pool.
        location: Where it is called in the user's code.

    Attributes:
        kept: Mapping path → outputs of units that an earlier run finished; None: there are none.
        ended: Mapping path → ``EndedUnit`` of units that this run ended before its process died.
    """

    __slots__ = (
        "blocked_by",
        "definition",
        "ended",
        "hooks",
        "index",
        "inputs",
        "kept",
        "location",
        "op",
        "outputs",
        "partition_key",
        "partition_keys",
        "path",
        "pool",
        "reason",
        "retry_policy",
        "scope",
        "selected_output_names",
        "step_key",
        "tags",
        "upstream",
    )

    def __init__(
        self,
        *,
        index: int,
        step_key: str,
        path: tuple[str, ...],
        op: Any,
        definition: Any,
        inputs: tuple[StepInput, ...],
        outputs: tuple[StepOutput, ...],
        reason: str,
        partition_key: str | None,
        upstream: tuple[int, ...],
        scope: tuple[tuple[int, str], ...] = (),
        blocked_by: tuple[int, ...] = (),
        retry_policy: Any = None,
        hooks: frozenset[Any] = frozenset(),
        tags: Mapping[str, str] | None = None,
        pool: str | None = None,
        location: Any = None,
        partition_keys: tuple[str, ...] | None = None,
    ) -> None:
        self.index = index
        self.step_key = step_key
        self.path = path
        self.op = op
        self.definition = definition
        self.inputs = inputs
        self.outputs = outputs
        self.selected_output_names = _names_of(
            tuple([output.name for output in outputs if output.disposition in WANTED])
        )
        self.reason = reason
        self.partition_key = partition_key
        if partition_keys is None:
            partition_keys = () if partition_key is None else (partition_key,)
        self.partition_keys = partition_keys
        self.upstream = upstream
        self.scope = scope
        self.blocked_by = blocked_by
        self.retry_policy = retry_policy
        self.hooks = hooks
        self.tags: Mapping[str, str] = tags or {}
        self.pool = pool
        self.location = location
        self.kept: dict[tuple[str, ...], tuple[OutputRecord, ...]] | None = None
        self.ended: dict[tuple[str, ...], EndedUnit] | None = None

    def output(self, name: str) -> StepOutput:
        """One of its outputs."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)

    def __repr__(self) -> str:
        return f"Step({self.step_key})"


class ExecutionPlan:
    """Everything that will run, in order.

    Args:
        run_id: The run.
        job_name: The asset job.
        steps: The steps, each after those it needs.
        asset_keys: The selected assets.
        check_keys: The selected checks.
        graph: All assets of the module; None in a job of ops.
        partition_key: The partition of the run; None where there is none, or several.
        partition_keys: The partitions of the run.
        on_unselected: What becomes of an unselected asset that is made all the same:
            ``materialize``, ``drop`` or ``error``.
        notes: Sentences that the reader should know before it runs.
        parent_run_id: The run that is re-executed.
        root_run_id: The first run of that chain.
        reused: Steps of the parent run whose outputs are used again → why.
        selects_all: Whether no part of the module was selected by name.
    """

    __slots__ = (
        "_by_key",
        "asset_keys",
        "check_keys",
        "graph",
        "job_name",
        "notes",
        "on_unselected",
        "parent_run_id",
        "partition_key",
        "partition_keys",
        "resource_defs",
        "reused",
        "root_run_id",
        "run_id",
        "selects_all",
        "steps",
    )

    def __init__(
        self,
        *,
        run_id: str,
        job_name: str,
        steps: Sequence[Step],
        asset_keys: frozenset[AssetKey] = frozenset(),
        check_keys: frozenset[AssetCheckKey] = frozenset(),
        graph: Any = None,
        partition_key: str | None = None,
        on_unselected: str = "materialize",
        notes: Sequence[str] = (),
        parent_run_id: str | None = None,
        root_run_id: str | None = None,
        reused: Mapping[str, str] | None = None,
        selects_all: bool = False,
        resource_defs: Mapping[str, Any] | None = None,
        partition_keys: tuple[str, ...] = (),
    ) -> None:
        self.partition_keys = partition_keys
        self.run_id = run_id
        self.job_name = job_name
        self.steps = list(steps)
        self._by_key: tuple[list[Step], dict[str, Step]] | None = None
        self.asset_keys = asset_keys
        self.check_keys = check_keys
        self.graph = graph
        self.partition_key = partition_key
        self.on_unselected = on_unselected
        self.notes = list(notes)
        self.parent_run_id = parent_run_id
        self.root_run_id = root_run_id
        self.reused = dict(reused or {})
        self.selects_all = selects_all
        self.resource_defs = dict(resource_defs or {})

    def step(self, step_key: str) -> Step | None:
        """A step by its key."""
        if self._by_key is None or self._by_key[0] is not self.steps:
            self._by_key = (self.steps, {step.step_key: step for step in self.steps})
        return self._by_key[1].get(step_key)

    def steps_to_run(self) -> list[Step]:
        """The steps of which something is left to run."""
        return [step for step in self.steps if step.kept is None or step.scope]

    def loads(self) -> Iterator[tuple[Step, StepInput, FromAsset]]:
        """The inputs whose values are loaded from assets that the plan does not make."""
        for step in self.steps_to_run():
            for step_input in step.inputs:
                if not step_input.is_nothing:
                    for source in step_input.sources:
                        if isinstance(source, FromAsset):
                            yield step, step_input, source

    def foreseen_unexpected(self) -> list[tuple[Step, StepOutput]]:
        """Assets that were not selected and will be made all the same."""
        return [
            (step, output)
            for step in self.steps
            for output in step.outputs
            if any(key not in self.asset_keys for key in output.asset_keys)
            and (
                output.disposition == UNEXPECTED
                or (output.disposition in WANTED and self.on_unselected == "materialize")
            )
        ]
