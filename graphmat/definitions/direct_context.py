"""A context for calling an op outside a run: ``build_op_context``, ``build_asset_context``."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Self

from graphmat.definitions.arguments import as_dict
from graphmat.definitions.context import AssetExecutionContext
from graphmat.errors import (
    InvalidInvocationError,
    InvalidPropertyError,
    ParameterError,
    did_you_mean,
)

EPHEMERAL_RUN = "EPHEMERAL"


class DirectExecutionContext(AssetExecutionContext):
    """A context for calling an op in a test; made by ``build_op_context``."""

    __slots__ = ("_asked", "_config_value", "_facts", "_opened")

    def __init__(self, facts: Mapping[str, Any], opened: Any = None) -> None:
        run = SimpleNamespace(
            run_id=EPHEMERAL_RUN,
            tags=as_dict(facts.get("run_tags"), "run_tags"),
            run_config={},
            instance=facts.get("instance"),
            write_log=_write_nothing,
            plan=SimpleNamespace(
                job_name=EPHEMERAL_RUN, asset_keys=frozenset(), check_keys=frozenset()
            ),
            partitions_def_of=lambda _step: None,
            partition_key_object=lambda _step, key: key,
        )
        step = SimpleNamespace(
            step_key="direct",
            path=("direct",),
            op=None,
            definition=None,
            inputs=(),
            outputs=(),
            selected_output_names=frozenset(),
            partition_key=facts.get("partition_key"),
            partition_keys=[facts["partition_key"]] if facts.get("partition_key") else [],
        )
        mapping_key = facts.get("mapping_key")
        super().__init__(
            run,
            step,
            _retry_number(facts.get("retry_number")),
            (mapping_key,) if mapping_key else (),
            facts.get("config"),
            opened,
        )
        self._facts = facts
        self._opened: Any = None
        self._asked = facts.get("selected_output_names")

    def bind(self, op: Any) -> DirectExecutionContext:
        """The context for one op."""
        names = frozenset(op.outs) if self._asked is None else frozenset(self._asked)
        unknown = names - frozenset(op.outs)
        if unknown:
            name = min(unknown)
            raise InvalidInvocationError(
                f"'{op.name}' has no output '{name}' to be selected",
                hint=did_you_mean(name, op.outs),
            )
        self._step.op = op
        self._step.step_key = op.name
        self._step.path = (op.name,)
        self._step.selected_output_names = names
        self.outputs_seen = None
        return self

    @property
    def instance(self) -> Any:
        """Where runs are recorded; one in memory unless another is given."""
        if self._run.instance is None:
            from graphmat.late import enter

            self._run.instance = enter("instance").ephemeral()
        return self._run.instance

    def _refuse(self, name: str) -> Any:
        raise InvalidPropertyError(f"'{name}' is not known outside a run")

    @property
    def job_name(self) -> str:
        """Not known outside a run."""
        return str(self._refuse("job_name"))

    @property
    def run(self) -> Any:
        """Not known outside a run."""
        return self._refuse("run")

    dagster_run = run

    @property
    def op_config(self) -> Any:
        """The op's configuration."""
        return self._config_value

    @op_config.setter
    def op_config(self, value: Any) -> None:
        self._config_value = value

    @property
    def partition_key_range(self) -> Any:
        """The partitions, as first and last."""
        given = self._facts.get("partition_key_range")
        return given if given is not None else super().partition_key_range

    @property
    def selected_asset_keys(self) -> set[Any]:
        """None outside a run."""
        return set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Tear down the resources that were opened for the context."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.__exit__(None, None, None)

    def __del__(self) -> None:
        try:  # noqa: SIM105  # as the interpreter ends, imported names may be gone
            self.close()
        except Exception:  # noqa: BLE001, S110  # nobody is left to tell
            pass


def _write_nothing(_step_key: str, _level: int, _text: str) -> None:
    """Outside a run there is no record to write to."""


def build_op_context(
    resources: Mapping[str, Any] | None = None,
    op_config: Any = None,
    resources_config: Mapping[str, Any] | None = None,
    instance: Any = None,
    config: Any = None,
    partition_key: str | None = None,
    partition_key_range: Any = None,
    mapping_key: str | None = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,
    *,
    selected_output_names: Any = None,
    retry_number: int = 0,
) -> DirectExecutionContext:
    """Make a context for calling an op in a test.

    Args:
        resources: Resource key → resource.
        op_config: The op's configuration.
        resources_config: Configuration of the resources.
        instance: Where runs are recorded; default: one in memory.
        config: The same as ``op_config``.
        partition_key: The partition.
        partition_key_range: The partitions, as first and last.
        mapping_key: The item of a fan-out.
        run_tags: Tags of the run.
        event_loop: Kept for compatibility.
        selected_output_names: The outputs that the op is to yield; default: all of them.
        retry_number: 0 in the first attempt.

    Returns:
        The context; use it in a ``with`` block where a resource has a tear-down.
    """
    del event_loop
    if op_config is not None and config is not None:
        raise InvalidInvocationError("give 'config' or 'op_config', not both")
    facts = {
        "config": op_config if op_config is not None else config,
        "instance": instance,
        "partition_key": partition_key,
        "partition_key_range": partition_key_range,
        "mapping_key": mapping_key,
        "run_tags": run_tags,
        "selected_output_names": selected_output_names,
        "retry_number": retry_number,
    }
    from graphmat.resources.opening import open_resources
    from graphmat.resources.run_config import as_run_config

    given = as_dict(resources, "resources")
    opening = open_resources(
        given,
        list(given),
        as_run_config({"resources": as_dict(resources_config, "resources_config")}),
        run_id=EPHEMERAL_RUN,
        instance=instance,
    )
    opening.__enter__()
    context = DirectExecutionContext(facts, opening.resources)
    context._opened = opening  # noqa: SLF001  # made here
    return context


def build_asset_context(
    resources: Mapping[str, Any] | None = None,
    resources_config: Mapping[str, Any] | None = None,
    asset_config: Any = None,
    instance: Any = None,
    partition_key: str | None = None,
    partition_key_range: Any = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,
    *,
    selected_output_names: Any = None,
    retry_number: int = 0,
) -> DirectExecutionContext:
    """Make a context for calling an asset's function in a test; see ``build_op_context``."""
    return build_op_context(
        resources,
        asset_config,
        resources_config,
        instance,
        None,
        partition_key,
        partition_key_range,
        None,
        run_tags,
        event_loop,
        selected_output_names=selected_output_names,
        retry_number=retry_number,
    )


def build_asset_check_context(
    resources: Mapping[str, Any] | None = None,
    resources_config: Mapping[str, Any] | None = None,
    asset_config: Any = None,
    instance: Any = None,
) -> DirectExecutionContext:
    """Make a context for calling a check's function in a test; see ``build_op_context``."""
    return build_asset_context(resources, resources_config, asset_config, instance)


def _retry_number(given: Any) -> int:
    if given is None:
        return 0
    if not isinstance(given, int):
        raise ParameterError(f"'retry_number' must be a whole number, not {given!r}")
    return given
