"""Outputs of graphs within a plan: which op output stands behind the name of a graph."""

from __future__ import annotations

from typing import Any

from graphmat.definitions.refs import CollectedRef, DynamicRef, OutputRef


def nested_output(plan: Any, job: Any, node: str, output_name: str) -> tuple[str, str] | None:
    """The step and output that an output of a graph is.

    Args:
        plan: The plan.
        job: The job, for a graph of ops.
        node: Dotted names of the graph; empty for the job's own graph.
        output_name: Its output; for a definition of assets also the last name of an asset.

    Returns:
        Step key and output name; None where there is no such graph or output.
    """
    path = node.split(".") if node else []
    graph = getattr(job, "graph", None)
    prefix: list[str] = []
    if graph is None:
        found = _definition(plan, path)
        if found is None:
            return None
        graph, prefix, path = found[0], path[:1], path[1:]
        if not path:
            output_name = _graph_output(found[1], output_name)
    for name in path:
        call = graph.invocations.get(name) if graph.is_graph else None
        if call is None:
            return None
        graph, prefix = call.definition, [*prefix, name]
    return _descend(graph, prefix, output_name)


def _definition(plan: Any, path: list[str]) -> tuple[Any, Any] | None:
    for step in plan.steps:
        if path and step.path[0] == path[0] and step.definition is not None:
            return step.definition.node_def, step.definition
    return None


def _graph_output(definition: Any, output_name: str) -> str:
    if output_name in definition.keys_by_output_name:
        return output_name
    for name, key in definition.keys_by_output_name.items():
        if output_name in {key.to_user_string(), key.to_python_identifier()}:
            return str(name)
    return output_name


def _descend(graph: Any, prefix: list[str], output_name: str) -> tuple[str, str] | None:
    while graph.is_graph:
        ref = graph.output_sources.get(output_name)
        if ref is None:
            return None
        if isinstance(ref, CollectedRef):
            name = "return" if output_name == "result" else f"return_{output_name}"
            return ".".join([*prefix, name]), "result"
        if isinstance(ref, DynamicRef):
            ref = ref.source
        if not isinstance(ref, OutputRef):
            name = "return" if output_name == "result" else f"return_{output_name}"
            return ".".join([*prefix, name]), "result"
        prefix = [*prefix, ref.invocation.name]
        graph, output_name = ref.invocation.definition, ref.output_name
    return ".".join(prefix), output_name
