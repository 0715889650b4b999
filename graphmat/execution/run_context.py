"""``RunContext``: everything that the steps of one run share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError, did_you_mean
from graphmat.events import kinds
from graphmat.resources.masking import PROCESS_SECRETS

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord, RunRecord
    from graphmat.execution.recorder import Recorder
    from graphmat.keys import AssetKey
    from graphmat.planning.plan import ExecutionPlan, Step


class RunContext:
    """What the steps of one run share.

    Args:
        plan: What runs.
        record: The record of the run.
        recorder: Takes the events.
        store_manager: The default I/O manager.
        resources: The opened resources, by key as attributes.
        config: Answers with the configuration of an op: see ``resources.run_config``.
        instance: Where the run is recorded, as the user's code sees it.
        job: The job, as the user's code sees it.
        environment: Environment variables.
        input_values: Values of a job's inputs.
        mask: Hides secrets in a text.
        strict: Whether a selected asset that was not made fails the run.
    """

    def __init__(
        self,
        *,
        plan: ExecutionPlan,
        record: RunRecord,
        recorder: Recorder,
        store_manager: Any,
        resources: Any = None,
        config: Any = None,
        instance: Any = None,
        job: Any = None,
        environment: Mapping[str, str] | None = None,
        input_values: Mapping[str, Any] | None = None,
        mask: Callable[[str], str] | None = None,
        strict: bool = False,
        hold_values: bool = True,
    ) -> None:
        self.plan = plan
        self.record = record
        self.recorder = recorder
        self.store_manager = store_manager
        self.resources = resources
        self.config = config
        self.instance = instance
        self.job = job
        self.environment = environment or {}
        self.input_values = dict(input_values or {})
        self.mask = mask or PROCESS_SECRETS.mask
        self.strict = strict
        self.hold_values = hold_values
        self.run_id = plan.run_id
        self.tags: Mapping[str, str] = record.tags
        self.run_config: Mapping[str, Any] = record.run_config
        self.managers: dict[str, Any] = {}
        self.made: dict[tuple[AssetKey, str | None], Any] = {}
        self.live_values: dict[tuple[str, str | None, str | None], Any] | None = None
        self.pid = os.getpid()
        self.loop: Any = None

    def seen_by(self, recorder: Recorder) -> RunContext:
        """The same run for a worker: what it records and asks goes through a recorder of its own.

        Args:
            recorder: Takes the events; its log answers the questions.
        """
        twin = object.__new__(RunContext)
        twin.__dict__.update(self.__dict__)
        twin.recorder = recorder
        if self.instance is not None:
            twin.instance = copy_of_instance(self.instance, recorder.log)
        return twin

    def end_stray(self) -> None:
        """End a process that an op forked and that came back out of it.

        It would carry on the run a second time.
        """
        if os.getpid() != self.pid:
            os.write(2, _STRAY)
            os._exit(STRAY_STATUS)

    def manager(self, key: str) -> Any:
        """The I/O manager under a key.

        Raises:
            InvalidDefinitionError: No resource has that key.
        """
        found = self.managers.get(key)
        if found is None:
            found = self._find_manager(key)
            self.managers[key] = found
        return found

    def _find_manager(self, key: str) -> Any:
        known = self.plan.resource_defs
        if key in known:
            return self.resources.get(key)
        if key == "io_manager":
            return self.store_manager
        raise unknown_manager(key, known)

    def write_log(self, step_key: str | None, level: int, text: str) -> None:
        """Record what an op logs."""
        text = self.mask(text)
        self.recorder.add(kinds.LOG_MESSAGE, step_key=step_key, message=text, data={"level": level})

    def partitions_def_of(self, step: Step) -> Any:
        """The partitions of a step's definition, or of the job."""
        if step.definition is not None:
            return step.definition.partitions_def
        return getattr(self.job, "partitions_def", None)

    def partition_key_object(self, step: Step, key: str) -> str:
        """The partition key as its definition gives it: text that may know its dimensions."""
        definition = self.partitions_def_of(step)
        convert = getattr(definition, "get_partition_key_from_str", None)
        return convert(key) if convert is not None else key

    def latest(
        self, asset_key: AssetKey, partition_key: str | None
    ) -> MaterializationRecord | None:
        """The newest materialization of an asset that the log knows."""
        from graphmat.keys import AssetAddress

        self.recorder.flush()
        address = AssetAddress(asset_key, partition_key)
        return self.recorder.log.latest_materializations([address]).get(address)


STRAY_STATUS = 1
_STRAY = b"warning: a process that an op forked left the op instead of ending; it was ended\n"


def copy_of_instance(instance: Any, log: Any) -> Any:
    """An instance with the same store and another way to its event log."""
    twin = object.__new__(type(instance))
    twin.__dict__.update(instance.__dict__)
    twin.event_log = log
    return twin


def unknown_manager(
    key: str, known: Mapping[str, Any], step: Step | None = None
) -> InvalidDefinitionError:
    """The fault of an I/O manager key that no resource has."""
    names = sorted({*known, "io_manager"})
    who = "an output" if step is None else f"'{step.step_key}'"
    return InvalidDefinitionError(
        f"no resource has the key '{key}', which {who} names as its I/O manager; "
        f"resources: {', '.join(names)}",
        hint=did_you_mean(key, names),
        location=step.op.location if step is not None else None,
        code="GM203",
    )
