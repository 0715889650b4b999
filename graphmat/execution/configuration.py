"""Run configuration against a plan: every op's configuration, read once, all faults together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.errors import InvalidConfigError, InvalidDefinitionError
from graphmat.execution.outcome import NOT_HELD

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step


def read_configuration(given: Any, plan: ExecutionPlan, job: Any = None) -> RunConfiguration | None:
    """Read run configuration for a plan.

    Args:
        given: A mapping, a ``RunConfig``, a read document, or None.
        plan: The plan.
        job: The job, where its configuration is mapped.

    Returns:
        The configuration; None where none is given and none is asked for.

    Raises:
        InvalidConfigError: It does not fit; every fault is told.
    """
    top = getattr(job, "graph", None)
    if not given and not any(_asks(step, top) for step in plan.steps):
        return None
    configuration = RunConfiguration(given, plan, job)
    configuration.check()
    return configuration


def _asks(step: Step, top: Any) -> bool:
    op = step.op
    if op.config_param is not None or op.config_schema is not None:
        return True
    if op.fixed_config is not NO_VALUE or any(_is_unconnected(step, item) for item in step.inputs):
        return True
    if len(step.path) > 1:
        return any(
            graph.config is not None or graph.config_param is not None
            for _path, graph in graphs_around(step, top)
        )
    return False


def _is_unconnected(step: Step, step_input: Any) -> bool:
    """Whether an input can only come from the configuration."""
    return (
        not step_input.sources
        and not step_input.is_list
        and not step_input.is_nothing
        and not step.op.ins[step_input.name].has_default_value
    )


class UnconnectedInputError(InvalidConfigError, InvalidDefinitionError):
    """An input is not connected, has no default, and is not given in the configuration."""

    exit_code = InvalidConfigError.exit_code


def graphs_around(step: Step, top: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The graphs that a step lies in, outermost first, each with its path.

    Args:
        step: The step.
        top: The graph of the job, where the step belongs to no definition of assets.
    """
    if step.definition is not None:
        node, first = step.definition.node_def, 1
    elif top is not None and step.path[0] in top.invocations:
        node, first = top.invocations[step.path[0]].definition, 1
    else:
        return
    for depth in range(first, len(step.path)):
        if not node.is_graph:
            return
        yield step.path[:depth], node
        call = node.invocations.get(step.path[depth])
        if call is None:
            return
        node = call.definition


class RunConfiguration:
    """The configuration of one run.

    Args:
        given: A mapping, a ``RunConfig``, a read document, or None.
        plan: The plan.
        job: The job.
    """

    def __init__(self, given: Any, plan: ExecutionPlan, job: Any) -> None:
        from graphmat.resources.masking import PROCESS_SECRETS
        from graphmat.resources.run_config import as_run_config

        self.plan = plan
        self.job = job
        self.top = getattr(job, "graph", None)
        self.secrets = PROCESS_SECRETS
        self.given = as_run_config(given)
        self.document = self.given
        self._graph_config: dict[tuple[str, ...], Any] = {}
        self._op_config: dict[str, Any] = {}
        self._unmapped: list[tuple[str, ...]] = []

    # ---------------------------------------------------------------- reading

    def check(self) -> None:
        """Read everything that the plan's ops ask for.

        Raises:
            InvalidConfigError: Something does not fit; every fault is told.
        """
        from graphmat.execution.run_resources import required_keys
        from graphmat.resources.faults import ConfigCheck
        from graphmat.resources.opening import check_resource_configs

        check = ConfigCheck(self.given.where, secrets=self.secrets)
        self._map_job(check)
        self.document.check_form(check)
        self._check_paths(check)
        for step in self.plan.steps:
            self._map_graphs(step, check)
        for step in self.plan.steps:
            self._op_config[step.step_key] = self._read_op(step, check)
        self.document.check_resources(self.plan.resource_defs, check)
        required = required_keys(self.plan)
        check_resource_configs(self.plan.resource_defs, required, self.document, check)
        check.raise_faults()
        self._check_unconnected()

    def _check_unconnected(self) -> None:
        missing = [
            f"ops.{'.ops.'.join(step.path)}.inputs.{step_input.name}"
            for step in self.plan.steps
            for step_input in step.inputs
            if _is_unconnected(step, step_input)
            and self.op_input(step.path, step_input.name) is NOT_HELD
        ]
        if missing:
            raise UnconnectedInputError(
                "inputs that nothing feeds must be given in the run configuration: "
                + ", ".join(missing),
                hint="connect them in the graph, or give the parameters defaults",
            )

    def _map_job(self, check: Any) -> None:
        from graphmat.resources.mapping import ConfigMapping
        from graphmat.resources.run_config import RunConfigDocument

        mapping = getattr(self.job, "config", None)
        if isinstance(mapping, ConfigMapping):
            ops = mapping.resolve(dict(self.given.document), (), check)
            self.document = RunConfigDocument({"ops": ops}, self.given.where)

    def _known_paths(self) -> set[tuple[str, ...]]:
        """Paths of the ops that the document may speak of: those of every definition it names."""
        known = {step.path for step in self.plan.steps}
        graph = self.plan.graph
        if graph is None or (self.plan.steps and self.plan.steps[0].definition is None):
            return known
        for definition in graph.definitions:
            name = graph.name_of(definition)
            if name in self.document.section("ops"):
                known.update(flat_op.path for flat_op in graph.flat(definition).ops)
            else:
                known.add((name,))
        return known

    def _check_paths(self, check: Any) -> None:
        if not self.document.section("ops"):
            return
        configured = {
            path
            for step in self.plan.steps
            for path, graph in graphs_around(step, self.top)
            if graph.config is not None or graph.config_param is not None
        }
        self.document.check_paths(self._known_paths(), check, configured_graphs=configured)

    def _map_graphs(self, step: Step, check: Any) -> None:
        from graphmat.resources.faults import ABSENT
        from graphmat.resources.mapping import ConfigMapping
        from graphmat.resources.typed import read_config

        for path, graph in graphs_around(step, self.top):
            if path in self._graph_config:
                continue
            self._graph_config[path] = None
            place = self.document.place(path, "config")
            written = self.document.op_config(path)
            if graph.fixed_config is not NO_VALUE:
                written = graph.fixed_config
            if graph.config_param is not None:
                self._graph_config[path] = read_config(graph.config_param[1], written, place, check)
            if isinstance(graph.config, ConfigMapping):
                before = len(check.faults)
                ops = graph.config.resolve(written, place, check)
                self.document = self.document.with_ops(path, ops)
                if len(check.faults) > before:
                    self._unmapped.append(path)
            elif isinstance(graph.config, Mapping):
                if self.document.op_entry(path).get("ops"):
                    check.fault(
                        self.document.place(path, "ops"),
                        f"the configuration of '{path[-1]}' is fixed where it is defined",
                    )
                self.document = self.document.with_ops(path, dict(graph.config))
            elif callable(graph.config) and written is ABSENT:
                continue

    def _read_op(self, step: Step, check: Any) -> Any:
        from graphmat.resources.faults import ABSENT
        from graphmat.resources.typed import read_config

        op = step.op
        if any(step.path[: len(path)] == path for path in self._unmapped):
            return None  # what the graph would have made of its own configuration is not there
        place = self.document.place(step.path, "config")
        written = self.document.op_config(step.path)
        declared = op.config_param[1] if op.config_param is not None else op.config_schema
        if op.fixed_config is not NO_VALUE:
            if written is not ABSENT and not callable(op.fixed_config):
                check.fault(place, f"the configuration of '{step.step_key}' is fixed")
                return None
            if callable(op.fixed_config):
                outer = read_config(op.config_schema, written, place, check)
                written = op.fixed_config(outer)
                declared = op.config_param[1] if op.config_param is not None else None
            else:
                written = op.fixed_config
        value = read_config(declared, written, place, check)
        return None if value is ABSENT else value

    # ---------------------------------------------------------------- answers

    def op_config(self, step: Step) -> Any:
        """The configuration of a step's op."""
        return self._op_config.get(step.step_key)

    def plain_op_config(self, step: Step) -> Any:
        """The same as plain values, as ``context.op_config`` shows it."""
        from graphmat.resources.typed import config_values

        return config_values(self._op_config.get(step.step_key))

    def op_input(self, path: tuple[str, ...], input_name: str) -> Any:
        """The value that is written for an input of an op; ``NOT_HELD`` where none is."""
        from graphmat.resources.run_config import input_value

        written = self.document.op_inputs(path)
        return input_value(written[input_name]) if input_name in written else NOT_HELD

    def written_input(self, path: tuple[str, ...], input_name: str, schema: Any) -> Any:
        """The configuration of an input for the loader of its type; ``NOT_HELD`` for none."""
        from graphmat.resources.fields import validate

        written = self.document.op_inputs(path)
        if input_name not in written:
            return NOT_HELD
        place = ("ops", *path, "inputs", input_name)
        return validate(schema, written[input_name], place, what="the run configuration")

    def graph_input(self, input_name: str) -> Any:
        """The value that is written for an input of the job's graph; ``NOT_HELD`` for none."""
        from graphmat.resources.run_config import input_value

        written = self.document.graph_inputs()
        return input_value(written[input_name]) if input_name in written else NOT_HELD

    def graph_field(self, graph_path: tuple[str, ...], field_path: tuple[str, ...]) -> Any:
        """A field of a graph's configuration."""
        value = self._graph_config.get(graph_path)
        for name in field_path:
            value = value[name] if isinstance(value, Mapping) else getattr(value, name)
        return value

    def mask(self, text: str) -> str:
        """A text without the secrets that the configuration brought along."""
        return self.secrets.mask(text)

    def masked_document(self) -> dict[str, Any]:
        """The configuration as it was given, without secrets."""
        from graphmat.resources.written import as_document

        document = self.secrets.mask_document(as_document(dict(self.given.document)))
        return _plain(document)  # type: ignore[no-any-return]  # a mapping stays one


def _plain(value: Any) -> Any:
    """A document made of what JSON has; anything else as its text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str | int | float | bool | None):
        return value
    return repr(value)
