"""Outputs of graphs within a plan: which op outputs stand behind the name of a graph."""

from __future__ import annotations

from typing import Any

from graphmat.definitions.refs import (
    AssetRef,
    CollectedRef,
    DynamicRef,
    InputRef,
    OutputRef,
    Ref,
    Source,
)


class OutputMember:
    """An op output that an output of a graph is, or is a list of.

    Args:
        step_key: The step.
        output_name: Its output.
        collect_depth: How many of its fan-outs stay apart where it is collected; None where it is
            taken as it is.
    """

    __slots__ = ("collect_depth", "output_name", "step_key")

    def __init__(self, step_key: str, output_name: str, collect_depth: int | None = None) -> None:
        self.step_key = step_key
        self.output_name = output_name
        self.collect_depth = collect_depth


class InputMember:
    """An input of the job that is passed through.

    Args:
        name: The input of the job's graph; of assets, the asset's key as text.
        is_asset: Which of these it is.
    """

    __slots__ = ("is_asset", "name")

    def __init__(self, name: str, *, is_asset: bool) -> None:
        self.name = name
        self.is_asset = is_asset


class NestedOutput:
    """What an output of a graph is made of.

    Args:
        members: Op outputs and inputs.
        is_list: Whether the output is a list of them.
    """

    __slots__ = ("is_list", "members")

    def __init__(self, members: list[OutputMember | InputMember], *, is_list: bool) -> None:
        self.members = members
        self.is_list = is_list


class _Frame:
    """A graph on the way down, with the call that it was entered by."""

    __slots__ = ("call", "graph", "keys_by_input", "parent", "prefix")

    def __init__(
        self, graph: Any, call: Any, parent: _Frame | None, prefix: tuple[str, ...]
    ) -> None:
        self.graph = graph
        self.call = call
        self.parent = parent
        self.prefix = prefix
        self.keys_by_input: Any = None if parent is None else parent.keys_by_input

    def enter(self, call: Any) -> _Frame:
        """The graph that a call of this one is of."""
        return _Frame(call.definition, call, self, (*self.prefix, call.name))


def nested_output(plan: Any, job: Any, node: str, output_name: str) -> NestedOutput | None:
    """The op outputs that an output of a graph is made of.

    Args:
        plan: The plan.
        job: The job, for a graph of ops.
        node: Dotted names of the graph; empty for the job's own graph.
        output_name: Its output; for a definition of assets also the last name of an asset.

    Returns:
        What it is made of; None where there is no such graph or output.
    """
    path = node.split(".") if node else []
    graph = getattr(job, "graph", None)
    if graph is not None:
        frame = _Frame(graph, None, None, ())
    else:
        found = _definition(plan, path)
        if found is None:
            return None
        frame = _Frame(found.node_def, None, None, (path[0],))
        frame.keys_by_input = found.keys_by_input_name
        path = path[1:]
        if not path:
            output_name = _graph_output(found, output_name)
            handed_on = ".".join((*frame.prefix, _hand_on_name(output_name)))
            if plan.step(handed_on) is not None:
                return NestedOutput([OutputMember(handed_on, "result")], is_list=False)
    for name in path:
        call = frame.graph.invocations.get(name) if frame.graph.is_graph else None
        if call is None:
            return None
        frame = frame.enter(call)
    if not frame.graph.is_graph:
        return NestedOutput([OutputMember(".".join(frame.prefix), output_name)], is_list=False)
    ref = frame.graph.output_sources.get(output_name)
    return None if ref is None else _resolve(ref, frame)


def _hand_on_name(output_name: str) -> str:
    return "return" if output_name == "result" else f"return_{output_name}"


def _definition(plan: Any, path: list[str]) -> Any:
    for step in plan.steps:
        if path and step.path[0] == path[0] and step.definition is not None:
            return step.definition
    return None


def _graph_output(definition: Any, output_name: str) -> str:
    if output_name in definition.keys_by_output_name:
        return output_name
    for name, key in definition.keys_by_output_name.items():
        if output_name in {key.to_user_string(), key.to_python_identifier()}:
            return str(name)
    return output_name


def _resolve(ref: Source, frame: _Frame) -> NestedOutput:
    """Follow a reference through the borders of graphs, up and down, to the ops."""
    found: list[OutputMember | InputMember] = []
    is_list = False
    pending: list[tuple[Source, _Frame, int | None]] = [(ref, frame, None)]
    while pending:
        source, frame, depth = pending.pop()
        if isinstance(source, tuple):
            is_list = True
            pending.extend((member, frame, depth) for member in reversed(source))
        elif isinstance(source, CollectedRef):
            pending.append((source.source, frame, source.depth))
        elif isinstance(source, DynamicRef):
            pending.append((source.source, frame, depth))
        elif isinstance(source, InputRef) and frame.call is not None:
            given = frame.call.inputs.get(source.name)
            if given is not None and frame.parent is not None:
                pending.append((given, frame.parent, depth))
        elif isinstance(source, OutputRef) and source.invocation.definition.is_graph:
            inner = frame.enter(source.invocation)
            pending.append((inner.graph.output_sources[source.output_name], inner, depth))
        else:
            found.extend(_leaf(source, frame, depth))
    return NestedOutput(found, is_list=is_list)


def _leaf(ref: Ref, frame: _Frame, depth: int | None) -> list[OutputMember | InputMember]:
    if isinstance(ref, OutputRef):
        key = ".".join((*frame.prefix, ref.invocation.name))
        return [OutputMember(key, ref.output_name, depth)]
    if isinstance(ref, AssetRef):
        return [InputMember(ref.asset_key.to_user_string(), is_asset=True)]
    if isinstance(ref, InputRef):
        keys = frame.keys_by_input
        if keys is None:
            return [InputMember(ref.name, is_asset=False)]
        return [InputMember(keys[ref.name].to_user_string(), is_asset=True)]
    return []
