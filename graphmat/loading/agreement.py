"""Whether the type hints of outputs agree with those of the inputs they feed.

Each graph is read once, however often it is called: what it takes and gives stands for it where it
is called, so that hints are compared across the borders of nested graphs without flattening any.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Final

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.refs import (
    AssetRef,
    CollectedRef,
    DynamicRef,
    InputRef,
    Invocation,
    OutputRef,
)
from graphmat.definitions.types import can_feed, type_name
from graphmat.errors import InvalidDefinitionError, SourceLocation
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmat.definitions.graphs import GraphDefinition

OWN_STORE = (None, "io_manager")
"""I/O manager keys under which a value comes back as the type it was."""


class Taker:
    """An input of an op that something feeds.

    Args:
        declaration: What the op declares.
        name: The input in words.
        is_member: Whether what feeds it becomes one member of a list.
    """

    __slots__ = ("declaration", "is_member", "name")

    def __init__(self, declaration: Any, name: str, is_member: bool) -> None:
        self.declaration = declaration
        self.name = name
        self.is_member = is_member


class Giver:
    """An output of an op that feeds something.

    Args:
        hint: Its type hint.
        name: The output in words.
        is_list: Whether all items of a fan-out come as one list.
        io_manager_key: The I/O manager that it declares.
    """

    __slots__ = ("hint", "io_manager_key", "is_list", "name")

    def __init__(self, hint: Any, name: str, is_list: bool, io_manager_key: str | None) -> None:
        self.hint = hint
        self.name = name
        self.is_list = is_list
        self.io_manager_key = io_manager_key


class Reading:
    """A graph as seen from outside.

    Args:
        takes: Input → the inputs of ops that it leads to.
        gives: Output → the output of an op that it is, or the name of the input passed through.
        assets: Assets that its own ops take by themselves, with the inputs that take them.
        faults: Hints that cannot agree, where it joins an output and an input.
        inner: The graphs that it calls, each once.
    """

    __slots__ = ("assets", "faults", "gives", "inner", "takes")

    def __init__(self) -> None:
        self.takes: dict[str, list[Taker]] = {}
        self.gives: dict[str, Giver | str | None] = {}
        self.assets: list[tuple[AssetKey, Taker, SourceLocation | None]] = []
        self.faults: list[InvalidDefinitionError] = []
        self.inner: dict[int, Reading] = {}

    def within(self) -> Iterator[Reading]:
        """This one and those of all graphs within it, each once."""
        seen = {id(self)}
        pending = [self]
        while pending:
            reading = pending.pop()
            yield reading
            for inner in reading.inner.values():
                if id(inner) not in seen:
                    seen.add(id(inner))
                    pending.append(inner)


class Readings:
    """Reads graphs, each once."""

    def __init__(self) -> None:
        self._done: dict[int, Reading] = {}

    def of(self, graph: GraphDefinition) -> Reading:
        """A graph as seen from outside; those that it calls are read before it."""
        found = self._done.get(id(graph))
        if found is not None:
            return found
        pending: list[Any] = [graph]
        while pending:
            top = pending[-1]
            unread = [
                call.definition
                for call in top.invocations.values()
                if call.definition.is_graph and id(call.definition) not in self._done
            ]
            if unread:
                pending.extend(unread)
                continue
            pending.pop()
            if id(top) not in self._done:
                self._done[id(top)] = self._read(top)
        return self._done[id(graph)]

    def giver(self, node: Any, output_name: str) -> Giver | None:
        """The op output that an output of an op or graph is; None where it is none."""
        if node.is_graph:
            found = self.of(node).gives.get(output_name)
            return found if isinstance(found, Giver) else None
        declared = node.outs[output_name]
        if declared.dagster_type is NO_VALUE:
            return None
        return _giver(declared, node.name, output_name, is_list=False)

    def takers(self, node: Any, input_name: str) -> list[Taker]:
        """The op inputs that an input of an op or graph leads to."""
        if node.is_graph:
            return self.of(node).takes.get(input_name, [])
        return [Taker(node.ins[input_name], f"'{input_name}' of '{node.name}'", is_member=False)]

    # ---------------------------------------------------------------- one graph

    def _read(self, graph: Any) -> Reading:
        reading = Reading()
        for call in graph.invocations.values():
            inner = call.definition
            if inner.is_graph:
                reading.inner[id(inner)] = self._done[id(inner)]
            for input_name, source in call.inputs.items():
                if isinstance(source, tuple):
                    for ref in source:
                        self._read_source(graph, reading, call, input_name, ref, is_member=True)
                # most inputs have no hint: nothing to compare, unless it is the graph's own input
                elif (
                    type(source) is not OutputRef
                    or inner.is_graph
                    or inner.ins[input_name].dagster_type is not NO_VALUE
                ):
                    self._read_source(graph, reading, call, input_name, source, is_member=False)
            if not inner.is_graph and len(call.inputs) < len(inner.ins):
                self._read_own_assets(graph, reading, call)
        for name, ref in graph.output_sources.items():
            reading.gives[name] = self._origin(ref)
        return reading

    def _read_source(
        self,
        graph: Any,
        reading: Reading,
        call: Invocation,
        input_name: str,
        ref: Any,
        *,
        is_member: bool,
    ) -> None:
        takers = self._takers_of_call(call, input_name, is_member=is_member)
        if isinstance(ref, InputRef):
            reading.takes.setdefault(ref.name, []).extend(takers)
        elif isinstance(ref, AssetRef):
            place = _place(graph, call)
            reading.assets.extend((ref.asset_key, taker, place) for taker in takers)
        elif isinstance(ref, OutputRef | CollectedRef):
            origin = self._origin(ref)
            if isinstance(origin, str):
                reading.takes.setdefault(origin, []).extend(takers)
            elif origin is not None:
                reading.faults.extend(disagreements(origin, takers, _place(graph, call)))

    def _takers_of_call(self, call: Invocation, input_name: str, *, is_member: bool) -> list[Taker]:
        inner = call.definition
        if not inner.is_graph:
            declaration = inner.ins[input_name]
            return [Taker(declaration, f"'{input_name}' of '{call.name}'", is_member)]
        found = self._done[id(inner)].takes.get(input_name, [])
        if not is_member:
            return found
        return [Taker(taker.declaration, taker.name, is_member=True) for taker in found]

    def _origin(self, ref: Any) -> Giver | str | None:
        """Follow a reference to the op output that it is, or to an input of the graph."""
        is_list = False
        while True:
            if isinstance(ref, CollectedRef):
                ref, is_list = ref.source, True
            elif isinstance(ref, DynamicRef):
                ref = ref.source
            elif isinstance(ref, InputRef):
                return ref.name
            elif not isinstance(ref, OutputRef):
                return None
            else:
                call, output_name = ref.invocation, ref.output_name
                inner = call.definition
                if not inner.is_graph:
                    return _giver(inner.outs[output_name], call.name, output_name, is_list=is_list)
                found = self._done[id(inner)].gives.get(output_name)
                if not isinstance(found, str):
                    return found
                ref = call.inputs.get(found)

    def _read_own_assets(self, graph: Any, reading: Reading, call: Invocation) -> None:
        for name, declaration in call.definition.ins.items():
            if name not in call.inputs and declaration.asset_key is not None:
                key = AssetKey.from_coercible(declaration.asset_key)
                taker = Taker(declaration, f"'{name}' of '{call.name}'", is_member=False)
                reading.assets.append((key, taker, _place(graph, call)))


def _giver(declared: Any, node_name: str, output_name: str, *, is_list: bool) -> Giver:
    return Giver(
        declared.dagster_type,
        f"'{node_name}'" if output_name == "result" else f"'{output_name}' of '{node_name}'",
        is_list,
        declared.io_manager_key,
    )


_FRAMES: Final = frozenset({"DataFrame", "LazyFrame", "Table"})
_OF_FRAMES: Final = frozenset({"pandas", "polars", "pyarrow"})


def _are_frames(*hints: Any) -> bool:
    """Whether both are data frames: the setting ``io_manager: auto`` makes one of the other."""
    return all(
        isinstance(hint, type)
        and hint.__name__ in _FRAMES
        and hint.__module__.partition(".")[0] in _OF_FRAMES
        for hint in hints
    )


def _place(graph: Any, call: Invocation) -> SourceLocation | None:
    location = graph.location
    return SourceLocation(location.file, call.line) if location is not None else None


def disagreements(
    giver: Giver, takers: Iterable[Taker], location: SourceLocation | None, what: str = "output"
) -> Iterator[InvalidDefinitionError]:
    """The inputs that cannot take what an output gives, by their hints.

    Values that another I/O manager stores or loads are left alone: it may change their type.

    Args:
        giver: The output.
        takers: The inputs that it feeds.
        location: Where they are joined.
        what: What the giver is called.
    """
    if giver.hint is NO_VALUE or giver.io_manager_key not in OWN_STORE:
        return
    for taker in takers:
        declaration = taker.declaration
        expected = declaration.dagster_type
        if expected is NO_VALUE or declaration.is_nothing or declaration.input_manager_key:
            continue
        produced = giver.hint
        if giver.is_list or taker.is_member:
            produced = types.GenericAlias(list, (produced,))
        if not can_feed(produced, expected) and not _are_frames(produced, expected):
            yield InvalidDefinitionError(
                f"{what} {giver.name} is of type '{type_name(produced)}', but feeds input "
                f"{taker.name}, which takes '{type_name(expected)}'",
                hint="change one of the two type hints",
                location=location,
                code="GM206",
            )
