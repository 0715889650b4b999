"""Graphs without a body: nodes, and dependencies between them, given as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.refs import InputRef, Invocation, OutputRef, Ref, Source
from graphmat.errors import InvalidDefinitionError, ParameterError, did_you_mean

if TYPE_CHECKING:
    from graphmat.errors import SourceLocation


class DependencyDefinition:
    """An input takes the value of an output.

    Args:
        node: The name, or alias, of the node that makes it.
        output: Its output.
        description: What the value is.
    """

    def __init__(self, node: str, output: str = "result", description: str | None = None) -> None:
        self.node = node
        self.output = output
        self.description = description


class MultiDependencyDefinition:
    """An input takes a list of the values of several outputs.

    Args:
        dependencies: Where each member comes from.
        mapped_inputs: Not supported.
    """

    def __init__(
        self,
        dependencies: Sequence[DependencyDefinition],
        mapped_inputs: Any = None,
    ) -> None:
        if mapped_inputs:
            raise ParameterError("MultiDependencyDefinition: 'mapped_inputs' is not supported")
        self.dependencies = list(dependencies)


class NodeInvocation:
    """A node of a graph under a name of its own.

    Args:
        name: The name of the op or graph.
        alias: Its name in the graph; default: the same.
        tags: Tags of the node.
        hook_defs: Hooks of the node.
        retry_policy: Retry policy of the node.
    """

    def __init__(
        self,
        name: str,
        alias: str | None = None,
        tags: Mapping[str, Any] | None = None,
        hook_defs: Iterable[Any] | None = None,
        retry_policy: Any = None,
    ) -> None:
        self.name = name
        self.alias = alias
        self.tags = None if tags is None else {key: str(value) for key, value in tags.items()}
        self.hook_defs = frozenset(hook_defs or ())
        self.retry_policy = retry_policy


class InputMapping:
    """An input of a graph goes to an input of one of its nodes.

    Args:
        graph_input_name: The input of the graph.
        mapped_node_name: The node.
        mapped_node_input_name: Its input.
        fan_in_index: Not supported.
        graph_input_description: What it is.
        dagster_type: Kept for compatibility: the type is that of the node's input.
    """

    def __init__(
        self,
        graph_input_name: str,
        mapped_node_name: str,
        mapped_node_input_name: str,
        fan_in_index: int | None = None,
        graph_input_description: str | None = None,
        dagster_type: Any = None,
    ) -> None:
        if fan_in_index is not None:
            raise ParameterError("InputMapping: 'fan_in_index' is not supported")
        self.graph_input_name = graph_input_name
        self.mapped_node_name = mapped_node_name
        self.mapped_node_input_name = mapped_node_input_name
        self.graph_input_description = graph_input_description
        self.dagster_type = dagster_type


class OutputMapping:
    """An output of a graph is an output of one of its nodes.

    Args:
        graph_output_name: The output of the graph.
        mapped_node_name: The node.
        mapped_node_output_name: Its output.
        graph_output_description: What it is.
        dagster_type: Kept for compatibility: the type is that of the node's output.
        from_dynamic_mapping: Kept for compatibility.
    """

    def __init__(
        self,
        graph_output_name: str,
        mapped_node_name: str,
        mapped_node_output_name: str,
        graph_output_description: str | None = None,
        dagster_type: Any = None,
        from_dynamic_mapping: bool = False,
    ) -> None:
        self.graph_output_name = graph_output_name
        self.mapped_node_name = mapped_node_name
        self.mapped_node_output_name = mapped_node_output_name
        self.graph_output_description = graph_output_description
        self.dagster_type = dagster_type
        self.from_dynamic_mapping = from_dynamic_mapping


class Wiring:
    """The calls of a graph that is given as data.

    Args:
        name: The graph.
        node_defs: Its ops and graphs.
        dependencies: Node → input → where it comes from.
        input_mappings: Where the inputs of the graph go.
        output_mappings: Where its outputs come from.
        location: Where the graph is defined.

    Raises:
        InvalidDefinitionError: A name is unknown or there twice, or nodes wait for each other.
    """

    def __init__(
        self,
        name: str,
        node_defs: Sequence[Any],
        dependencies: Mapping[Any, Mapping[str, Any]],
        input_mappings: Sequence[InputMapping],
        output_mappings: Sequence[OutputMapping],
        location: SourceLocation | None,
    ) -> None:
        self.name = name
        self.line = location.line if location is not None else 0
        self.calls: dict[str, Invocation] = {}
        self.wanted: dict[str, Mapping[str, Any]] = {}
        self._add_nodes({each.name: each for each in node_defs}, dependencies)
        for alias, inputs in self.wanted.items():
            call = self.calls[alias]
            for input_name, given in inputs.items():
                self._known(input_name, call.definition.ins, f"input of node '{alias}'")
                call.inputs[input_name] = self._source(given)
        self.ins: dict[str, Any] = {}
        for mapping in input_mappings:
            call = self._node(mapping.mapped_node_name)
            wanted = mapping.mapped_node_input_name
            self._known(wanted, call.definition.ins, f"input of node '{call.name}'")
            call.inputs[wanted] = InputRef(mapping.graph_input_name)
            self.ins.setdefault(mapping.graph_input_name, call.definition.ins[wanted])
        self.output_sources: dict[str, Ref] = {
            mapping.graph_output_name: self._output(
                mapping.mapped_node_name, mapping.mapped_node_output_name
            )
            for mapping in output_mappings
        }
        self.calls = self._in_order()

    def _add_nodes(self, known: dict[str, Any], dependencies: Mapping[Any, Any]) -> None:
        used = set()
        for key, inputs in dependencies.items():
            node = key if isinstance(key, NodeInvocation) else NodeInvocation(key)
            self._known(node.name, known, "op or graph of 'node_defs'")
            used.add(node.name)
            alias = node.alias or node.name
            if alias in self.calls:
                raise self._fault(f"has two nodes '{alias}'", "give one of them an alias")
            self.calls[alias] = Invocation(
                alias,
                known[node.name],
                {},
                self.line,
                node.tags,
                node.hook_defs,
                node.retry_policy,
            )
            self.wanted[alias] = inputs
        for name, definition in known.items():
            if name not in used:
                self.calls[name] = Invocation(
                    name, definition, {}, self.line, None, frozenset(), None
                )

    def _source(self, given: Any) -> Source:
        if isinstance(given, MultiDependencyDefinition):
            return tuple(self._output(each.node, each.output) for each in given.dependencies)
        if isinstance(given, DependencyDefinition):
            return self._output(given.node, given.output)
        raise self._fault(f"has {given!r} where a DependencyDefinition must be", None)

    def _node(self, name: str) -> Invocation:
        self._known(name, self.calls, "node")
        return self.calls[name]

    def _output(self, node: str, output: str) -> OutputRef:
        call = self._node(node)
        self._known(output, call.definition.outs, f"output of node '{node}'")
        return OutputRef(call, output)

    def _known(self, name: str, known: Mapping[str, Any], what: str) -> None:
        if name not in known:
            raise self._fault(f"names '{name}', which is no {what}", did_you_mean(name, known))

    def _fault(self, what: str, hint: str | None) -> InvalidDefinitionError:
        return InvalidDefinitionError(f"graph '{self.name}' {what}", hint=hint)

    def _in_order(self) -> dict[str, Invocation]:
        """The calls, each after those whose outputs it takes."""
        waits = {
            name: {
                ref.invocation.name
                for source in call.inputs.values()
                for ref in (source if isinstance(source, tuple) else (source,))
                if isinstance(ref, OutputRef)
            }
            for name, call in self.calls.items()
        }
        found: dict[str, Invocation] = {}
        while len(found) < len(self.calls):
            ready = [name for name in waits if name not in found and waits[name] <= found.keys()]
            if not ready:
                circle = ", ".join(f"'{name}'" for name in waits if name not in found)
                raise self._fault(f"has nodes that wait for each other: {circle}", None)
            found.update((name, self.calls[name]) for name in ready)
        return found
