"""What the body of a graph works with: references to values that do not exist yet."""

from __future__ import annotations

from _thread import _local  # what threading.local is, without its module
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.errors import (
    InvalidDefinitionError,
    InvariantViolationError,
)

if TYPE_CHECKING:
    from graphmat.keys import AssetKey


class Ref:
    """A value that will exist when the graph runs."""

    __slots__ = ()

    def describe(self) -> str:
        """The reference in words."""
        return "a value"

    def refusal(self, what: str) -> GraphBodyError:
        """The fault of doing with it what only a value could do."""
        from graphmat.definitions.signature import user_location

        return GraphBodyError(
            f"{self.describe()} cannot be {what} inside the body of a graph: the body only wires "
            "ops together and runs once, before there are any values",
            hint="do it inside an op; to choose a branch at run time, yield optional outputs",
            location=user_location(),
            code="GM110",
        )

    def __bool__(self) -> bool:
        raise self.refusal("used as a condition")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        raise self.refusal("compared")

    def __ne__(self, other: object) -> bool:
        raise self.refusal("compared")

    __hash__ = object.__hash__

    def __iter__(self) -> Iterator[Any]:
        raise self.refusal(
            "iterated over or unpacked (an op with several outputs declares each with Out)"
        )

    def __getitem__(self, index: object) -> Any:
        raise self.refusal("indexed")

    def __len__(self) -> int:
        raise self.refusal("measured")

    def __lt__(self, other: object) -> bool:
        raise self.refusal("compared")

    __le__ = __gt__ = __ge__ = __lt__

    def __add__(self, other: object) -> Any:
        raise self.refusal("calculated with")

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __add__
    __matmul__ = __rmatmul__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __add__
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = __add__

    def __neg__(self, *_: object) -> Any:
        raise self.refusal("calculated with")

    __pos__ = __abs__ = __invert__ = __round__ = __index__ = __int__ = __float__ = __neg__

    def __format__(self, specification: str) -> str:
        raise self.refusal("put into a text")

    def __setitem__(self, index: object, value: object) -> None:
        raise self.refusal("changed")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name, name=name, obj=self)
        refusal = self.refusal(f"asked for '.{name}'")
        is_fan_out = name in {"map", "collect"}
        raise GraphBodyAttributeError(
            refusal.message,
            hint="to fan out, declare the output with DynamicOut()" if is_fan_out else refusal.hint,
            location=refusal.location,
            code=refusal.code,
        )

    def __repr__(self) -> str:
        return f"<{self.describe()}>"


class GraphBodyError(InvariantViolationError, InvalidDefinitionError):
    """The body of a graph does with a reference what only a value could do."""

    exit_code = InvalidDefinitionError.exit_code


class GraphBodyAttributeError(GraphBodyError, AttributeError):
    """As an ``AttributeError`` too, so that ``hasattr`` may ask a reference."""


class OutputRef(Ref):
    """An output of an op or graph that was called in the body."""

    __slots__ = ("invocation", "output_name")

    def __init__(self, invocation: Invocation, output_name: str) -> None:
        self.invocation = invocation
        self.output_name = output_name

    def describe(self) -> str:
        """The reference in words."""
        return f"output '{self.output_name}' of '{self.invocation.name}'"


class MappedRef(OutputRef):
    """One item of a dynamic output, inside the function given to ``map``."""

    __slots__ = ()


class InputRef(Ref):
    """An input of the graph whose body is traced."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        """The reference in words."""
        return f"input '{self.name}'"


class AssetRef(Ref):
    """An asset that an op takes as its input.

    Args:
        asset_key: The asset.
        partitions_def: Its partitions, where they are known.
    """

    __slots__ = ("asset_key", "partitions_def")

    def __init__(self, asset_key: AssetKey, partitions_def: Any = None) -> None:
        self.asset_key = asset_key
        self.partitions_def = partitions_def


class CollectedRef(Ref):
    """All items of a fan-out, in order, as one list.

    Args:
        source: What is collected.
        depth: How many fan-outs of this body stay open around the list.
    """

    __slots__ = ("depth", "source")

    def __init__(self, source: OutputRef, depth: int) -> None:
        self.source = source
        self.depth = depth

    def describe(self) -> str:
        """The reference in words."""
        return f"the collected {self.source.describe()}"


class DynamicRef(Ref):
    """An output that fans out: any number of items, known only when the graph runs."""

    __slots__ = ("source",)

    def __init__(self, source: OutputRef) -> None:
        self.source = source

    def describe(self) -> str:
        """The reference in words."""
        return f"dynamic {self.source.describe()}"

    def map(self, fn: Callable[[Any], Any]) -> Any:
        """Call ops once for each item.

        Args:
            fn: Takes one item, calls ops with it, and returns an output, several, or None.

        Returns:
            What ``fn`` returns, as fan-outs that can be mapped further or collected.
        """
        frame = current_frame("map")
        item = MappedRef(self.source.invocation, self.source.output_name)
        frame.map_depth += 1
        try:
            result = fn(item)
        finally:
            frame.map_depth -= 1
        return _fanned(result)

    def collect(self) -> CollectedRef:
        """All items as one list, in the order of the fan-out."""
        return CollectedRef(self.source, current_frame("collect").map_depth)


def _fanned(result: Any) -> Any:
    if result is None or isinstance(result, DynamicRef):
        return result
    if isinstance(result, OutputRef):
        return DynamicRef(result)
    if isinstance(result, InvokedOutputs):
        return InvokedOutputs(result.invocation, [_fanned(ref) for ref in result.refs])
    if isinstance(result, tuple | list):
        return tuple(_fanned(part) for part in result)
    raise InvalidDefinitionError(
        f"the function given to 'map' must return what an op returned, not {result!r}",
        code="GM111",
    )


Source = Ref | tuple[Ref, ...]
"""Where an input comes from: one reference, or the members of a fan-in list."""


class InvokedOutputs:
    """The outputs of an op or graph that has several: by position, or by name as attributes."""

    __slots__ = ("invocation", "refs")

    def __init__(self, invocation: Invocation, refs: Sequence[Any]) -> None:
        self.invocation = invocation
        self.refs = tuple(refs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.refs)

    def __len__(self) -> int:
        return len(self.refs)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, int):
            return self.refs[index]
        raise ParameterTypeError(
            f"the outputs of '{self.invocation.name}' are taken by position or as attributes, "
            f"not with [{index!r}]"
        )

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            names = output_names(self.invocation.definition)
            if name in names:
                return self.refs[names.index(name)]
            raise AttributeError(
                f"'{self.invocation.name}' has no output '{name}', only {', '.join(names)}"
            )
        raise AttributeError(name)

    def __bool__(self) -> bool:
        raise OutputRef(self.invocation, "*").refusal("used as a condition")


class ParameterTypeError(InvalidDefinitionError, TypeError):
    """A type error in the body of a graph."""


class Invocation:
    """One call of an op or graph in the body of a graph.

    Args:
        name: Unique in the body: the definition's name, with a number from the second call on, or
            an alias.
        definition: The op or graph that is called.
        inputs: Input name → where it comes from; inputs that are not connected are absent.
        line: Line of the call in the file of the body.
        tags: Tags of this call.
        hooks: Hooks of this call.
        retry_policy: Retry policy of this call, instead of the op's own.
    """

    __slots__ = ("definition", "hooks", "inputs", "line", "name", "retry_policy", "tags")

    def __init__(
        self,
        name: str,
        definition: Any,
        inputs: dict[str, Source],
        line: int,
        tags: dict[str, str] | None,
        hooks: frozenset[Any],
        retry_policy: Any,
    ) -> None:
        self.name = name
        self.definition = definition
        self.inputs = inputs
        self.line = line
        self.tags = tags
        self.hooks = hooks
        self.retry_policy = retry_policy


class Frame:
    """The body that is being traced."""

    __slots__ = ("counts", "definitions", "invocations", "map_depth", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.definitions: dict[str, Any] = {}
        self.invocations: dict[str, Invocation] = {}
        self.counts: dict[str, int] = {}
        self.map_depth = 0


class _Tracing(_local):
    """The bodies that are being traced, innermost last: each thread traces its own."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []


_tracing = _Tracing()


def is_composing() -> bool:
    """Whether the body of a graph is being traced."""
    return bool(_tracing.frames)


def current_frame(what: str) -> Frame:
    """The body that is being traced.

    Raises:
        InvariantViolationError: None is.
    """
    frames = _tracing.frames
    if not frames:
        raise InvariantViolationError(f"'{what}' can only be called inside the body of a graph")
    return frames[-1]


def open_frame(name: str) -> Frame:
    """Begin to trace a body."""
    frame = Frame(name)
    _tracing.frames.append(frame)
    return frame


def close_frame(frame: Frame) -> None:
    """End tracing; the frame must be the innermost."""
    _tracing.frames.remove(frame)


class SuspendComposition:
    """While open, no body is being traced: an op that is called runs."""

    def __enter__(self) -> None:
        self._held, _tracing.frames = _tracing.frames, []

    def __exit__(self, *_: object) -> None:
        _tracing.frames = self._held


def output_names(definition: Any) -> tuple[str, ...]:
    """The output names of an op or graph, in order of declaration."""
    return tuple(definition.outs)
