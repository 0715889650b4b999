"""Graphs: ops wired together by calling them in the body of a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, overload

from graphmat.collector import CollectorAtRest
from graphmat.definitions.composition import BrokenDefinition, ComposableDefinition, invoke
from graphmat.definitions.graph_bodies import (
    body_parameters,
    check_ins,
    check_unused,
    graph_out_names,
    output_sources,
)
from graphmat.definitions.ins_outs import NO_VALUE, GraphIn, GraphOut
from graphmat.definitions.names import check_name, text_tags
from graphmat.definitions.ops import clean_doc, located
from graphmat.definitions.refs import (
    DynamicRef,
    Invocation,
    Ref,
    close_frame,
    is_composing,
    open_frame,
)
from graphmat.definitions.signature import (
    local_scope,
    location_of,
    location_of_return,
    read_signature,
    user_location,
)
from graphmat.errors import (
    InvalidDefinitionError,
    InvariantViolationError,
    ParameterError,
    SourceLocation,
    or_collect,
)
from graphmat.late import enter

_COLLECT_EVERY: Final = 200_000
"""New objects between two looks at the garbage while a body is traced."""


class GraphDefinition(ComposableDefinition):
    """A graph: named calls of ops and graphs, its inputs, and where its outputs come from."""

    __slots__ = (
        "__weakref__",
        "_description",
        "compose_fn",
        "config",
        "config_param",
        "fixed_config",
        "ins",
        "invocations",
        "location",
        "name",
        "output_sources",
        "outs",
        "tags",
    )
    is_graph = True

    def __init__(
        self,
        name: str,
        *,
        compose_fn: Any = None,
        description: str | None = None,
        ins: Mapping[str, Any] | None = None,
        outs: Mapping[str, Any] | None = None,
        node_defs: Sequence[Any] | None = None,
        dependencies: Mapping[Any, Mapping[str, Any]] | None = None,
        input_mappings: Sequence[Any] | None = None,
        output_mappings: Sequence[Any] | None = None,
        invocations: Mapping[str, Invocation] | None = None,
        output_sources: Mapping[str, Ref] | None = None,
        tags: Mapping[str, Any] | None = None,
        config: Any = None,
        config_param: tuple[str, Any] | None = None,
        location: SourceLocation | None = None,
    ) -> None:
        if node_defs is not None:
            from graphmat.definitions.dependencies import Wiring

            location = user_location()
            wiring = Wiring(
                name,
                node_defs,
                dependencies or {},
                input_mappings or (),
                output_mappings or (),
                location,
            )
            ins, invocations, output_sources = wiring.ins, wiring.calls, wiring.output_sources
            outs = dict.fromkeys(output_sources)
        self.name = name
        self.compose_fn = compose_fn
        self._description = description
        self.ins: dict[str, Any] = dict(ins or {})
        self.outs: dict[str, Any] = dict(outs or {})
        self.invocations = dict(invocations or {})
        self.output_sources: dict[str, Ref] = dict(output_sources or {})
        self.tags = text_tags(tags)
        self.config = config
        self.config_param = config_param
        self.fixed_config: Any = NO_VALUE
        self.location = location

    @property
    def description(self) -> str | None:
        """What the graph does: as declared, or the function's docstring."""
        return self._description if self._description is not None else clean_doc(self.compose_fn)

    @property
    def input_dict(self) -> dict[str, Any]:
        """Input name → definition."""
        return dict(self.ins)

    @property
    def output_dict(self) -> dict[str, Any]:
        """Output name → definition."""
        return dict(self.outs)

    @property
    def node_dict(self) -> dict[str, Invocation]:
        """Name → call, in order of the calls."""
        return dict(self.invocations)

    @property
    def nodes(self) -> list[Invocation]:
        """The calls, in order."""
        return list(self.invocations.values())

    @property
    def input_mappings(self) -> list[str]:
        """The names of the inputs."""
        return list(self.ins)

    @property
    def output_mappings(self) -> list[str]:
        """The names of the outputs."""
        return list(self.outs)

    def is_dynamic_output(self, name: str) -> bool:
        """Whether an output fans out."""
        return isinstance(self.output_sources.get(name), DynamicRef)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the body that is being traced.

        Raises:
            InvariantViolationError: No body is.
        """
        if is_composing():
            return invoke(self, args, kwargs)
        raise InvariantViolationError(
            f"graph '{self.name}' can only be called inside the body of another graph",
            hint=f"to run it: {self.name}.execute_in_process()",
        )

    def configured(
        self,
        config_or_config_fn: Any,
        name: str | None = None,
        config_schema: Any = None,
        description: str | None = None,
    ) -> GraphDefinition:
        """The same graph with its configuration fixed, under another name."""
        del config_schema
        twin = GraphDefinition(
            name or self.name,
            compose_fn=self.compose_fn,
            description=description or self._description,
            ins=self.ins,
            outs=self.outs,
            invocations=self.invocations,
            output_sources=self.output_sources,
            tags=self.tags,
            config=self.config,
            config_param=self.config_param,
            location=self.location,
        )
        twin.fixed_config = config_or_config_fn
        return twin

    def to_job(self, name: str | None = None, **options: Any) -> Any:
        """A job that runs this graph.

        Args:
            name: Default: the graph's name.
            options: As those of ``@job``.
        """
        return enter("job_definition").from_graph(self, name=name, **options)

    def execute_in_process(
        self,
        run_config: Any = None,
        instance: Any = None,
        resources: Mapping[str, Any] | None = None,
        raise_on_error: bool = True,
        op_selection: Any = None,
        run_id: str | None = None,
        input_values: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run the graph here and now.

        Args:
            run_config: Run configuration.
            instance: Where to record; default: nowhere that lasts.
            resources: Resource key → resource.
            raise_on_error: Whether a failed step raises.
            op_selection: Which ops to run.
            run_id: Default: a new one.
            input_values: Values of the graph's inputs.

        Returns:
            The result, with the values of the outputs.
        """
        return self.to_job(resource_defs=resources).execute_in_process(
            run_config=run_config,
            instance=instance,
            raise_on_error=raise_on_error,
            op_selection=op_selection,
            run_id=run_id,
            input_values=input_values,
        )

    def __repr__(self) -> str:
        return f"GraphDefinition({self.name!r})"


def compose(
    function: Callable[..., Any],
    name: str,
    *,
    out_names: list[str] | None,
    description: str | None = None,
    ins: Mapping[str, Any] | None = None,
    outs: Mapping[str, Any] | None = None,
    tags: Mapping[str, Any] | None = None,
    config: Any = None,
    scope: Mapping[str, Any] | None = None,
) -> GraphDefinition:
    """Trace the body of a graph.

    Args:
        function: The body; called once, with references for its inputs.
        name: Name of the graph.
        out_names: Declared output names; None: "result" where something is returned.
        description: What it does.
        ins: Declared inputs.
        outs: Declared outputs.
        tags: Tags of the graph.
        config: Fixed configuration, or a config mapping.
        scope: Names of the place where the body was defined.

    Raises:
        InvalidDefinitionError: The body does what a graph cannot.
    """
    inputs, arguments, config_param = body_parameters(read_signature(function, scope), name)
    check_ins(name, ins, inputs)
    frame = open_frame(name)
    try:
        with CollectorAtRest(every=_COLLECT_EVERY):
            returned = function(**arguments)
    finally:
        close_frame(frame)
    try:
        sources = output_sources(returned, out_names, name)
    except InvalidDefinitionError as fault:
        fault.location = fault.location or location_of_return(function)
        raise
    check_unused(name, inputs, frame, sources)
    return GraphDefinition(
        name,
        compose_fn=function,
        description=description,
        ins=inputs,
        outs={out: (outs or {}).get(out) for out in sources},
        invocations=frame.invocations,
        output_sources=sources,
        tags=tags,
        config=config,
        config_param=config_param,
        location=location_of(function),
    )


@overload
def graph(compose_fn: Callable[..., Any]) -> GraphDefinition: ...


@overload
def graph(
    *,
    name: str | None = ...,
    description: str | None = ...,
    input_defs: Any = ...,
    output_defs: Any = ...,
    ins: Mapping[str, GraphIn] | None = ...,
    out: GraphOut | Mapping[str, GraphOut] | None = ...,
    tags: Mapping[str, Any] | None = ...,
    config: Any = ...,
) -> Callable[[Callable[..., Any]], GraphDefinition]: ...


def graph(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    input_defs: Any = None,
    output_defs: Any = None,
    ins: Mapping[str, GraphIn] | None = None,
    out: GraphOut | Mapping[str, GraphOut] | None = None,
    tags: Mapping[str, Any] | None = None,
    config: Any = None,
) -> Any:
    """Make a graph of a function that calls ops.

    Args:
        compose_fn: The body, where the decorator is used without parentheses.
        name: Default: the function's name.
        description: Default: the function's docstring.
        input_defs: Not supported; declare ``ins``.
        output_defs: Not supported; declare ``out``.
        ins: Input name → ``GraphIn``.
        out: One ``GraphOut``, or output name → ``GraphOut``.
        tags: Tags of the graph.
        config: A dictionary that fixes the configuration of its ops, or a config mapping.

    Returns:
        The graph; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The body does what a graph cannot.
    """
    if input_defs is not None or output_defs is not None:
        raise ParameterError("@graph takes 'ins' and 'out', not 'input_defs' and 'output_defs'")

    def decorate(function: Callable[..., Any]) -> GraphDefinition:
        graph_name = name if name is not None else getattr(function, "__name__", "graph")
        scope = local_scope()

        def build() -> GraphDefinition:
            check_name(graph_name, "a graph")
            out_names, outs = graph_out_names(out)
            return compose(
                function,
                graph_name,
                out_names=out_names,
                outs=outs,
                description=description,
                ins=ins,
                tags=tags,
                config=config,
                scope=scope,
            )

        return or_collect(
            lambda: located(build, function),
            lambda fault: BrokenDefinition(graph_name, fault),
        )

    return decorate if compose_fn is None else decorate(compose_fn)
