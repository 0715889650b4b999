"""Inputs in the bodies of graphs that nothing feeds and no configuration can give.

An input of a plain type may come from the run configuration; a value of a class of the user's
cannot be written there, unless its type has a loader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.types import loader_of, type_name
from graphmat.errors import InvalidDefinitionError, SourceLocation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmat.definitions.definitions import Definitions
    from graphmat.definitions.refs import Invocation
    from graphmat.loading.agreement import Readings, Taker


def unfed_inputs(
    definitions: Definitions, graph: Any, readings: Readings
) -> Iterator[InvalidDefinitionError]:
    """A fault for each, at the line of the call.

    Args:
        definitions: The definitions.
        graph: Their asset graph.
        readings: What is known of their graphs.
    """
    nodes = [definition.node_def for definition in graph.definitions]
    nodes += [job.graph for job in definitions.jobs if job.graph is not None]
    seen: set[int] = set()
    while nodes:
        node = nodes.pop()
        if id(node) in seen or not node.is_graph:
            continue
        seen.add(id(node))
        for call in node.invocations.values():
            nodes.append(call.definition)
            if len(call.inputs) < len(call.definition.ins):
                yield from _of_call(node, call, readings)


def _of_call(graph: Any, call: Invocation, readings: Readings) -> Iterator[InvalidDefinitionError]:
    readings.of(graph)
    for name in call.definition.ins:
        if name in call.inputs:
            continue
        if any(_must_be_fed(taker) for taker in readings.takers(call.definition, name)):
            place = graph.location
            hint = readings.takers(call.definition, name)[0].declaration.dagster_type
            yield InvalidDefinitionError(
                f"nothing feeds the input '{name}' of '{call.name}' in '{graph.name}', and a "
                f"{type_name(hint)} cannot be written in the run configuration",
                hint="connect it in the body of the graph, or give the parameter a default",
                location=SourceLocation(place.file, call.line) if place is not None else None,
                code="GM211",
            )


def _must_be_fed(taker: Taker) -> bool:
    declared = taker.declaration
    hint = declared.dagster_type
    return (
        isinstance(hint, type)
        and hint.__module__ not in ("builtins", "graphmat.definitions.ins_outs")
        and not declared.is_nothing
        and not declared.has_default_value
        and declared.asset_key is None
        and loader_of(hint) is None
    )
