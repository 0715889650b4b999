"""Flattening: nested graphs become a list of ops whose inputs name the outputs they come from.

No recursion: a graph may be nested a thousand deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.graph_bodies import GraphConfigRef
from graphmat.definitions.ins_outs import Out
from graphmat.definitions.ops import OpDefinition
from graphmat.definitions.refs import (
    AssetRef,
    CollectedRef,
    DynamicRef,
    InputRef,
    Invocation,
    MappedRef,
    OutputRef,
    Ref,
    Source,
)
from graphmat.errors import InvalidDefinitionError, SourceLocation
from graphmat.graphs.flat import (
    AssetSource,
    ConfigSource,
    FlatDefinition,
    FlatInput,
    FlatOp,
    FlatSource,
    GraphInputSource,
    OpSource,
    OutputId,
)

if TYPE_CHECKING:
    from graphmat.definitions.graphs import GraphDefinition
    from graphmat.keys import AssetKey


class _Scope:
    """One graph within the flattening: where its calls went."""

    __slots__ = (
        "children",
        "graph",
        "hooks",
        "invocation",
        "location",
        "parent",
        "path",
        "retry_policy",
        "tags",
    )

    def __init__(
        self,
        graph: GraphDefinition,
        parent: _Scope | None,
        invocation: Invocation | None,
        path: tuple[str, ...],
        tags: Mapping[str, str],
        hooks: frozenset[Any],
        retry_policy: Any,
    ) -> None:
        self.graph = graph
        self.parent = parent
        self.invocation = invocation
        self.path = path
        self.tags = tags
        self.hooks = hooks
        self.retry_policy = retry_policy
        self.children: dict[str, int | _Scope] = {}


def flatten(definition: Any, node_name: str | None = None) -> FlatDefinition:
    """Flatten a definition of assets.

    Args:
        definition: An ``AssetsDefinition``.
        node_name: Name of its steps, where another definition has the same.
    """
    name = node_name or definition.node_name
    options = definition.options
    flattener = _Flattener(definition.keys_by_input_name, definition.node_def)
    node = definition.node_def
    hooks = options.get("hooks", frozenset())
    if isinstance(node, OpDefinition):
        flattener.add_single(node, name, hooks, options.get("retry_policy"))
        outputs = {output: (0, output) for output in node.outs}
    else:
        flattener.add_graph(node, (name,), hooks, options.get("retry_policy"))
        outputs = {output: flattener.whole_output(output, name, definition) for output in node.outs}
    return FlatDefinition(
        flattener.ops,
        {key: outputs[output] for output, key in definition.keys_by_output_name.items()},
        {
            spec.key: outputs[output]
            for output, spec in definition.check_specs_by_output_name.items()
        },
        outputs,
    )


def flatten_graph(graph: GraphDefinition, hooks: frozenset[Any] = frozenset()) -> FlatDefinition:
    """Flatten the graph of a job: its own name is left out of the step keys."""
    flattener = _Flattener(None, graph)
    flattener.add_graph(graph, (), hooks, None)
    outputs = {}
    for output in graph.outs:
        source = flattener.resolve(graph.output_sources[output], flattener.root)
        if len(source) == 1 and isinstance(source[0], OpSource):
            outputs[output] = source[0].output
    return FlatDefinition(flattener.ops, {}, {}, outputs)


class _Flattener:
    """Holds what is known while one definition is flattened."""

    def __init__(self, keys_by_input_name: Mapping[str, AssetKey] | None, node: Any) -> None:
        self.keys_by_input_name = keys_by_input_name
        self.node = node
        self.ops: list[FlatOp] = []
        self.root: _Scope | None = None
        self.has_fan_out = False

    def add_single(
        self, op: OpDefinition, name: str, hooks: frozenset[Any], retry_policy: Any
    ) -> None:
        """The definition is one op: its inputs are assets."""
        keys = self.keys_by_input_name or {}
        inputs = tuple(
            FlatInput(input_name, (AssetSource(keys[input_name], input_name),), False)
            if input_name in keys
            else FlatInput(input_name, (), False)
            for input_name in op.ins
        )
        self.ops.append(
            FlatOp(
                0,
                (name,),
                op,
                inputs,
                op.tags,
                hooks,
                op.retry_policy or retry_policy,
                op.location,
            )
        )

    def add_graph(
        self,
        graph: GraphDefinition,
        path: tuple[str, ...],
        hooks: frozenset[Any],
        retry_policy: Any,
    ) -> None:
        """Expand the calls depth first, so that the sources of an op come before it."""
        self.root = _Scope(graph, None, None, path, graph.tags, hooks, retry_policy)
        stack: list[tuple[_Scope, Iterator[Invocation]]] = [
            (self.root, iter(graph.invocations.values()))
        ]
        while stack:
            scope, calls = stack[-1]
            call = next(calls, None)
            if call is None:
                stack.pop()
                continue
            inner = call.definition
            if isinstance(inner, OpDefinition):
                scope.children[call.name] = len(self.ops)
                self._add_op(call, inner, scope)
            else:
                tags = scope.tags
                if inner.tags or call.tags:
                    tags = {**tags, **inner.tags, **(call.tags or {})}
                child = _Scope(
                    inner,
                    scope,
                    call,
                    (*scope.path, call.name),
                    tags,
                    scope.hooks | call.hooks if call.hooks else scope.hooks,
                    call.retry_policy or scope.retry_policy,
                )
                scope.children[call.name] = child
                stack.append((child, iter(inner.invocations.values())))

    def _add_op(self, call: Invocation, op: OpDefinition, scope: _Scope) -> None:
        inputs = []
        given, children = call.inputs, scope.children
        for input_name in op.ins:
            source = given.get(input_name)
            if source is None:
                inputs.append(FlatInput(input_name, (), False))
                continue
            if type(source) is OutputRef:
                child = children[source.invocation.name]
                if type(child) is int:  # most inputs: an output of an op of the same graph
                    only = OpSource(child, source.output_name)
                    inputs.append(FlatInput(input_name, (only,), False))
                    continue
            inputs.append(self._input(input_name, source, scope))
        tags: Mapping[str, str] = scope.tags
        if op.tags or call.tags:
            tags = {**tags, **op.tags, **(call.tags or {})}
        place = scope.graph.location
        location = SourceLocation(place.file, call.line) if place is not None else op.location
        flat = FlatOp(
            len(self.ops),
            (*scope.path, call.name),
            op,
            tuple(inputs),
            tags,
            scope.hooks | call.hooks if call.hooks else scope.hooks,
            call.retry_policy or op.retry_policy or scope.retry_policy,
            location,
        )
        if self.has_fan_out:
            flat.scope = self._scope_of(flat)
        for out in op.outs.values():
            if out.is_dynamic:
                self.has_fan_out = True
        self.ops.append(flat)

    def _input(self, input_name: str, source: Source, scope: _Scope) -> FlatInput:
        if isinstance(source, tuple):
            found: list[FlatSource] = []
            for ref in source:
                if self._is_list(ref, scope):
                    raise _list_in_list(input_name, ref, scope)
                found.extend(self.resolve(ref, scope))
            return FlatInput(input_name, tuple(found), True)
        resolved = self.resolve(source, scope)
        return FlatInput(input_name, resolved, len(resolved) > 1 or self._is_list(source, scope))

    def _is_list(self, ref: Ref, scope: _Scope | None) -> bool:
        """Whether a reference leads to a fan-in list, be it one of a single member."""
        while scope is not None:
            if isinstance(ref, InputRef):
                source = scope.invocation.inputs.get(ref.name) if scope.invocation else None
                if source is None or isinstance(source, tuple):
                    return source is not None
                ref, scope = source, scope.parent
            elif isinstance(ref, OutputRef):
                child = scope.children[ref.invocation.name]
                if isinstance(child, int):
                    return False
                scope, ref = child, child.graph.output_sources[ref.output_name]
            else:
                return False
        return False

    def resolve(self, ref: Ref, scope: _Scope | None) -> tuple[FlatSource, ...]:
        """Follow a reference through the borders of graphs, up and down."""
        mapped = collected = False
        depth = 0
        while True:
            assert scope is not None  # noqa: S101  # only the top has no parent, and ends below
            if isinstance(ref, DynamicRef):
                ref = ref.source
            elif isinstance(ref, CollectedRef):
                collected, depth = True, ref.depth
                ref = ref.source
            elif isinstance(ref, OutputRef):
                mapped = mapped or isinstance(ref, MappedRef)
                child = scope.children[ref.invocation.name]
                if isinstance(child, int):
                    return (
                        OpSource(
                            child,
                            ref.output_name,
                            is_mapped=mapped,
                            is_collected=collected,
                            depth=depth,
                        ),
                    )
                scope, ref = child, child.graph.output_sources[ref.output_name]
            elif isinstance(ref, InputRef):
                if scope.invocation is None:
                    return (self._top_input(ref.name),)
                source = scope.invocation.inputs.get(ref.name)
                if source is None:
                    return ()
                scope = scope.parent
                if isinstance(source, tuple):
                    return tuple(
                        found for member in source for found in self.resolve(member, scope)
                    )
                ref = source
            elif isinstance(ref, AssetRef):
                parted = ref.partitions_def is not None
                return (AssetSource(ref.asset_key, None, is_partitioned=parted),)
            elif isinstance(ref, GraphConfigRef):
                return (ConfigSource(scope.path, ref.path),)
            else:
                raise InvalidDefinitionError(f"{ref!r} cannot be an input")

    def _top_input(self, name: str) -> FlatSource:
        if self.keys_by_input_name is None:
            return GraphInputSource(name)
        return AssetSource(self.keys_by_input_name[name], name)

    def _scope_of(self, flat: FlatOp) -> tuple[OutputId, ...]:
        """The dynamic outputs that an op is mapped over: the longest of its sources' scopes."""
        longest: tuple[OutputId, ...] = ()
        for source in flat.op_sources():
            made = self.ops[source.op_index].scope
            if source.is_collected:
                made = made[: source.depth]
            elif self.ops[source.op_index].op.outs[source.output_name].is_dynamic:
                made = (*made, source.output)
            if len(made) > len(longest):
                if made[: len(longest)] != longest:
                    self._refuse_two_fan_outs(flat)
                longest = made
            elif longest[: len(made)] != made:
                self._refuse_two_fan_outs(flat)
        return longest

    def _refuse_two_fan_outs(self, flat: FlatOp) -> None:
        raise InvalidDefinitionError(
            f"'{flat.step_key}' takes items of two fan-outs that do not lie within each other",
            hint="collect one of them",
            location=flat.location,
            code="GM111",
        )

    def whole_output(self, output_name: str, node_name: str, definition: Any) -> OutputId:
        """The op output that an output of the whole graph is.

        What is passed through, or collected, is no op's output: an op of our own hands it on.
        """
        node = definition.node_def
        source = node.output_sources[output_name]
        found = self.resolve(source, self.root)
        is_list = self._is_list(source, self.root)
        single = found[0] if len(found) == 1 and not is_list else None
        if isinstance(single, OpSource) and not single.is_collected:
            return single.output
        hand_on = _hand_on_op()
        name = "return" if output_name == "result" else f"return_{output_name}"
        flat = FlatOp(
            len(self.ops),
            (node_name, name),
            hand_on,
            (FlatInput("value", found, is_list),),
            node.tags,
            frozenset(),
            None,
            node.location,
        )
        flat.scope = self._scope_of(flat)
        self.ops.append(flat)
        return flat.index, "result"


def _list_in_list(input_name: str, ref: Ref, scope: _Scope) -> InvalidDefinitionError:
    return InvalidDefinitionError(
        f"{ref.describe()} of '{scope.graph.name}' is a list already, and cannot be a member of "
        f"the list that is given to '{input_name}'",
        hint="join them in an op that takes both",
        location=scope.graph.location,
        code="GM114",
    )


def _hand_on(value: Any) -> Any:
    return value


def _hand_on_op() -> OpDefinition:
    global _HAND_ON  # noqa: PLW0603  # made once, at first use
    if _HAND_ON is None:
        _HAND_ON = OpDefinition(
            _hand_on, "return", description="hands a value on", outs={"result": Out()}
        )
    return _HAND_ON


_HAND_ON: OpDefinition | None = None
