"""Jobs: a named selection of assets, or a graph of ops to run by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

from graphmat.definitions.arguments import as_dict, as_hooks, as_items
from graphmat.definitions.composition import BrokenDefinition
from graphmat.definitions.graphs import GraphDefinition, compose
from graphmat.definitions.names import check_name, text_tags
from graphmat.definitions.ops import located
from graphmat.definitions.signature import local_scope, user_location
from graphmat.errors import InvariantViolationError, ParameterError, or_collect
from graphmat.late import enter

ALL_ASSETS_JOB = "__ASSET_JOB"


class JobDefinition:
    """A job: of assets (a selection) or of ops (a graph).

    Args:
        name: Its name.
        graph_def: The graph of ops; None for a job of assets.
        graph: The same.
        selection: Selection of assets; None: all of them.
        description: What it does.
        config: Default run configuration.
        tags: Tags of the job.
        run_tags: Tags of its runs.
        metadata: Facts about it.
        resource_defs: Resources of its own.
        executor_def: How its steps are run.
        hooks: Hooks of all its ops.
        op_retry_policy: Retry policy of its ops that have none.
        partitions_def: Its partitions.
        input_values: Values of its graph's inputs.
        owners: Who answers for it.
        definitions: The definitions that it belongs to.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        graph_def: GraphDefinition | None = None,
        graph: GraphDefinition | None = None,
        selection: Any = None,
        description: str | None = None,
        config: Any = None,
        tags: Mapping[str, Any] | None = None,
        run_tags: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        resource_defs: Mapping[str, Any] | None = None,
        logger_defs: Any = None,
        executor_def: Any = None,
        hooks: Any = None,
        op_retry_policy: Any = None,
        partitions_def: Any = None,
        input_values: Mapping[str, Any] | None = None,
        owners: Sequence[str] | None = None,
        automation_condition: Any = None,
        definitions: Any = None,
        asset_layer: Any = None,
        op_selection: Any = None,
    ) -> None:
        del logger_defs, automation_condition, asset_layer
        graph = graph if graph is not None else graph_def
        if name is None and graph is None:
            raise ParameterError("a job needs a name, or a graph")
        self.name = name if name is not None else graph.name  # type: ignore[union-attr]  # just asked
        self.graph = graph
        self.selection = selection
        self.description = description
        self.config = config
        self.tags = text_tags(tags)
        self.run_tags = text_tags(run_tags) if run_tags is not None else dict(self.tags)
        self.metadata = as_dict(metadata, "metadata")
        self.resource_defs = as_dict(resource_defs, "resource_defs")
        self.executor_def = executor_def
        self.hooks = as_hooks(hooks)
        self.op_retry_policy = op_retry_policy
        # a PartitionedConfig brings the partitions along
        self._partitions_def = partitions_def or getattr(config, "partitions_def", None)
        self.input_values = as_dict(input_values, "input_values")
        self.owners = as_items(owners, "owners")
        self.definitions = definitions
        self.op_selection = op_selection
        self.location = user_location()

    @staticmethod
    def from_graph(
        graph: GraphDefinition, name: str | None = None, **options: Any
    ) -> JobDefinition:
        """A job that runs a graph."""
        return JobDefinition(
            check_name(name or graph.name, "a job"),
            graph=graph,
            **{"description": graph.description, **options},
        )

    def with_hooks(self, hook_defs: Any) -> JobDefinition:
        """The same job with more hooks."""
        twin = self.bound(self.definitions)
        twin.hooks = self.hooks | frozenset(hook_defs)
        return twin

    def bound(self, definitions: Any) -> JobDefinition:
        """The same job, belonging to definitions."""
        twin = object.__new__(JobDefinition)
        twin.__dict__.update(self.__dict__)
        twin.definitions = definitions
        return twin

    @property
    def partitions_def(self) -> Any:
        """Its partitions: as declared, or those of its assets."""
        if self._partitions_def is not None or self.graph is not None or self.definitions is None:
            return self._partitions_def
        graph = self.definitions.asset_graph
        found = [
            graph.definition_by_key[key].partitions_def
            for key in self.asset_keys
            if graph.definition_by_key[key].partitions_def is not None
        ]
        return found[0] if found else None

    @property
    def asset_keys(self) -> frozenset[Any]:
        """The assets that it selects."""
        if self.definitions is None:
            raise InvariantViolationError(
                f"job '{self.name}' does not belong to definitions yet",
                hint=f"Definitions(jobs=[…]).get_job_def('{self.name}')",
            )
        keys: frozenset[Any] = self.definitions.resolve_selection(self.selection)
        return keys

    @property
    def nodes(self) -> list[Any]:
        """The calls of its graph."""
        return self.graph.nodes if self.graph is not None else []

    def resolve(self, *, asset_graph: Any = None, **_unused: Any) -> JobDefinition:
        """This job."""
        del asset_graph
        return self

    def execute_in_process(
        self,
        run_config: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        raise_on_error: bool = True,
        op_selection: Sequence[str] | None = None,
        asset_selection: Sequence[Any] | None = None,
        run_id: str | None = None,
        input_values: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
        resources: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run the job here and now.

        Args:
            run_config: Run configuration.
            instance: Where to record; default: nowhere that lasts.
            partition_key: The partition to make.
            raise_on_error: Whether a failed step raises its exception.
            op_selection: Which ops to run, for a job of ops.
            asset_selection: Which of its assets to make; None: all of them.
            run_id: Default: a new one.
            input_values: Values of its graph's inputs.
            tags: Tags of the run.
            resources: Resources that replace those of the definitions.

        Returns:
            The result, with the values that were made.

        Raises:
            InvalidSelectionError: The selection is empty, or not a part of the job.
        """
        return enter("execute_job")(
            self,
            run_config=run_config,
            instance=instance,
            partition_key=partition_key,
            raise_on_error=raise_on_error,
            op_selection=op_selection if op_selection is not None else self.op_selection,
            asset_selection=asset_selection,
            run_id=run_id,
            input_values=input_values,
            tags=tags,
            resources=resources,
        )

    def __repr__(self) -> str:
        return f"JobDefinition({self.name!r})"


def define_asset_job(
    name: str,
    selection: Any = None,
    config: Any = None,
    description: str | None = None,
    tags: Mapping[str, Any] | None = None,
    run_tags: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    partitions_def: Any = None,
    executor_def: Any = None,
    hooks: Any = None,
    op_retry_policy: Any = None,
    owners: Sequence[str] | None = None,
    automation_condition: Any = None,
) -> JobDefinition:
    """Name a selection of assets, to run them together.

    Args:
        name: Name of the job.
        selection: Which assets: text, keys, definitions or an ``AssetSelection``; None: all.
        config: Default run configuration.
        description: What it does.
        tags: Tags of the job.
        run_tags: Tags of its runs; default: ``tags``.
        metadata: Facts about it.
        partitions_def: Its partitions; default: those of its assets.
        executor_def: How its steps are run.
        hooks: Hooks of all its ops.
        op_retry_policy: Retry policy of its ops that have none.
        owners: Who answers for it.
        automation_condition: Kept for compatibility.

    Returns:
        The job; give it to ``Definitions(jobs=[…])``. The selection is read when it is used.
    """

    def build() -> JobDefinition:
        return JobDefinition(
            check_name(name, "a job"),
            selection=selection,
            config=config,
            description=description,
            tags=tags,
            run_tags=run_tags,
            metadata=metadata,
            partitions_def=partitions_def,
            executor_def=executor_def,
            hooks=hooks,
            op_retry_policy=op_retry_policy,
            owners=owners,
            automation_condition=automation_condition,
        )

    return or_collect(
        build,
        lambda fault: BrokenDefinition(str(name), fault),
    )


@overload
def job(compose_fn: Callable[..., Any]) -> JobDefinition: ...


@overload
def job(
    *,
    name: str | None = ...,
    description: str | None = ...,
    resource_defs: Mapping[str, Any] | None = ...,
    config: Any = ...,
    tags: Mapping[str, Any] | None = ...,
    run_tags: Mapping[str, Any] | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    logger_defs: Any = ...,
    executor_def: Any = ...,
    hooks: Any = ...,
    op_retry_policy: Any = ...,
    partitions_def: Any = ...,
    input_values: Mapping[str, Any] | None = ...,
    owners: Sequence[str] | None = ...,
) -> Callable[[Callable[..., Any]], JobDefinition]: ...


def job(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    config: Any = None,
    tags: Mapping[str, Any] | None = None,
    run_tags: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    logger_defs: Any = None,
    executor_def: Any = None,
    hooks: Any = None,
    op_retry_policy: Any = None,
    partitions_def: Any = None,
    input_values: Mapping[str, Any] | None = None,
    owners: Sequence[str] | None = None,
) -> Any:
    """Make a job of a function that calls ops.

    Args:
        compose_fn: The body, where the decorator is used without parentheses.
        name: Default: the function's name.
        description: Default: the function's docstring.
        resource_defs: Resource key → resource.
        config: Run configuration, or a config mapping.
        tags: Tags of the job.
        run_tags: Tags of its runs; default: ``tags``.
        metadata: Facts about it.
        logger_defs: Kept for compatibility.
        executor_def: How its steps are run.
        hooks: Hooks of all its ops.
        op_retry_policy: Retry policy of its ops that have none.
        partitions_def: Its partitions.
        input_values: Values of its graph's inputs.
        owners: Who answers for it.

    Returns:
        The job; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The body does what a graph cannot.
    """

    def decorate(function: Callable[..., Any]) -> JobDefinition:
        scope = local_scope()
        job_name = name if name is not None else getattr(function, "__name__", "job")

        def build() -> JobDefinition:
            check_name(job_name, "a job")
            graph_def = compose(
                function, job_name, out_names=None, description=description, scope=scope
            )
            return JobDefinition.from_graph(
                graph_def,
                resource_defs=resource_defs,
                config=config,
                tags=tags,
                run_tags=run_tags,
                metadata=metadata,
                logger_defs=logger_defs,
                executor_def=executor_def,
                hooks=hooks,
                op_retry_policy=op_retry_policy,
                partitions_def=partitions_def,
                input_values=input_values,
                owners=owners,
            )

        return or_collect(
            lambda: located(build, function),
            lambda fault: BrokenDefinition(job_name, fault),
        )

    return decorate if compose_fn is None else decorate(compose_fn)
