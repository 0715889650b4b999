"""What happens inside the body of a graph: calls are recorded, nothing runs.

While a body is traced, calling an op or a graph adds an ``Invocation`` to the open ``Frame`` and
answers with references to outputs. A reference refuses everything that only a value could do:
a condition, a loop or arithmetic on it would be decided once, while tracing, and never again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from graphmat.definitions.names import check_name, text_tags
from graphmat.errors import (
    GraphmatError,
    InvalidDefinitionError,
    InvalidInvocationError,
    InvariantViolationError,
    SourceLocation,
    did_you_mean,
)
from graphmat.keys import AssetKey


class Ref:
    """A value that will exist when the graph runs."""

    __slots__ = ()

    def describe(self) -> str:
        """The reference in words."""
        return "a value"

    def _refuse(self, what: str) -> NoReturn:
        from graphmat.definitions.signature import user_location

        raise InvariantViolationOfGraph(
            f"{self.describe()} cannot be {what} inside the body of a graph: the body only wires "
            "ops together and runs once, before there are any values",
            hint="do it inside an op; to choose a branch at run time, yield optional outputs",
            location=user_location(),
            code="GM110",
        )

    def __bool__(self) -> bool:
        self._refuse("used as a condition")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        self._refuse("compared")

    def __ne__(self, other: object) -> bool:
        self._refuse("compared")

    __hash__ = object.__hash__

    def __iter__(self) -> Iterator[Any]:
        self._refuse(
            "iterated over or unpacked (an op with several outputs declares each with Out)"
        )

    def __getitem__(self, index: object) -> Any:
        self._refuse("indexed")

    def __len__(self) -> int:
        self._refuse("measured")

    def __lt__(self, other: object) -> bool:
        self._refuse("compared")

    __le__ = __gt__ = __ge__ = __lt__

    def __add__(self, other: object) -> Any:
        self._refuse("calculated with")

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
    __floordiv__ = __mod__ = __pow__ = __neg__ = __and__ = __or__ = __matmul__ = __add__  # type: ignore[assignment]  # all refuse alike


class InvariantViolationOfGraph(InvariantViolationError, InvalidDefinitionError):
    """The body of a graph does with a reference what only a value could do."""

    exit_code = InvalidDefinitionError.exit_code


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
    """An asset that an op takes as its input."""

    __slots__ = ("asset_key",)

    def __init__(self, asset_key: AssetKey) -> None:
        self.asset_key = asset_key


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
        OutputRef(self.invocation, "*")._refuse("used as a condition")  # noqa: SLF001  # own class


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


_frames: list[Frame] = []
_NO_HOOKS: frozenset[Any] = frozenset()


def is_composing() -> bool:
    """Whether the body of a graph is being traced."""
    return bool(_frames)


def current_frame(what: str) -> Frame:
    """The body that is being traced.

    Raises:
        InvariantViolationError: None is.
    """
    if not _frames:
        raise InvariantViolationError(f"'{what}' can only be called inside the body of a graph")
    return _frames[-1]


def open_frame(name: str) -> Frame:
    """Begin to trace a body."""
    frame = Frame(name)
    _frames.append(frame)
    return frame


def close_frame(frame: Frame) -> None:
    """End tracing; the frame must be the innermost."""
    _frames.remove(frame)


class SuspendComposition:
    """While open, no body is being traced: an op that is called runs."""

    def __enter__(self) -> None:
        self._held = _frames[:]
        _frames.clear()

    def __exit__(self, *_: object) -> None:
        _frames[:] = self._held


def output_names(definition: Any) -> tuple[str, ...]:
    """The output names of an op or graph, in order of declaration."""
    return tuple(definition.outs)


def invoke(
    definition: Any,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    *,
    alias: str | None = None,
    tags: dict[str, str] | None = None,
    hooks: frozenset[Any] = _NO_HOOKS,
    retry_policy: Any = None,
) -> Any:
    """Record a call in the body that is being traced.

    Returns:
        A reference to the output; several as ``InvokedOutputs``; None where there is none.

    Raises:
        InvalidDefinitionError: An argument cannot be an input, or the name is taken.
    """
    frame = _frames[-1]
    line = _calling_line()
    base = alias or definition.name
    known = frame.definitions.setdefault(definition.name, definition)
    if known is not definition:
        raise InvalidDefinitionError(
            f"two different ops or graphs called '{definition.name}' are used in '{frame.name}'",
            hint="give one of them another name: @op(name='…')",
            code="GM112",
        )
    if alias is None:
        count = frame.counts.get(base, 0) + 1
        frame.counts[base] = count
        name = base if count == 1 else f"{base}_{count}"
    else:
        name = alias
    if name in frame.invocations:
        raise InvalidDefinitionError(
            f"'{name}' is called twice in '{frame.name}' under that name",
            hint=f"give one of them another name: {definition.name}.alias('…')(…)",
            code="GM112",
        )
    inputs = _bind(definition, args, kwargs, name)
    invocation = Invocation(name, definition, inputs, line, tags, hooks, retry_policy)
    frame.invocations[name] = invocation
    return _results(invocation)


def _calling_line() -> int:
    frame = sys._getframe(2)  # noqa: SLF001  # the documented way to look at the caller
    while frame.f_code.co_filename.startswith(_OWN_FOLDER) and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_lineno


_OWN_FOLDER = __file__.rsplit("definitions", 1)[0]


def _results(invocation: Invocation) -> Any:
    definition = invocation.definition
    outs = definition.outs
    if len(outs) == 1:
        (name,) = outs
        ref = OutputRef(invocation, name)
        return DynamicRef(ref) if definition.is_dynamic_output(name) else ref
    if not outs:
        return None
    return InvokedOutputs(
        invocation,
        [
            DynamicRef(OutputRef(invocation, name))
            if definition.is_dynamic_output(name)
            else OutputRef(invocation, name)
            for name in outs
        ],
    )


def _bind(
    definition: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], name: str
) -> dict[str, Source]:
    ins = definition.ins
    if len(args) > len(ins):
        raise InvalidDefinitionError(
            f"'{name}' takes {len(ins)} inputs, but {len(args)} are given", code="GM113"
        )
    inputs: dict[str, Source] = {}
    for input_name, value in zip(ins, args, strict=False):
        inputs[input_name] = as_source(value, input_name, name)
    for input_name, value in kwargs.items():
        if input_name in inputs:
            raise InvalidInvocationOfGraph(
                f"input '{input_name}' of '{name}' is given twice", code="GM113"
            )
        if input_name not in ins:
            known = ", ".join(f"'{known}'" for known in ins) or "none"
            raise InvalidDefinitionError(
                f"'{name}' has no input '{input_name}'; its inputs: {known}",
                hint=did_you_mean(input_name, ins),
                code="GM113",
            )
        inputs[input_name] = as_source(value, input_name, name)
    return inputs


class InvalidInvocationOfGraph(InvalidInvocationError, InvalidDefinitionError):
    """An op is called in the body of a graph with arguments that contradict each other."""

    exit_code = InvalidDefinitionError.exit_code


def as_source(value: Any, input_name: str, node_name: str) -> Source:
    """Read an argument of a call in a body: one reference, or a list of them.

    Raises:
        InvalidDefinitionError: It is something else.
    """
    if isinstance(value, OutputRef | InputRef | CollectedRef | AssetRef):
        return value
    where = f"input '{input_name}' of '{node_name}'"
    if isinstance(value, list):
        return tuple(_fan_in_member(member, where) for member in value)
    if isinstance(value, DynamicRef):
        raise InvalidDefinitionError(
            f"{value.describe()} fans out and cannot be {where} as it is",
            hint="use .map(...) to run an op for each item, or .collect() for all of them",
            code="GM111",
        )
    if isinstance(value, InvokedOutputs):
        names = ", ".join(f"'{name}'" for name in output_names(value.invocation.definition))
        raise InvalidDefinitionError(
            f"'{value.invocation.name}' has several outputs ({names}); {where} takes one",
            hint="choose one of them by name or position",
            code="GM114",
        )
    return _as_asset_source(value, where)


def _fan_in_member(value: Any, where: str) -> Ref:
    if isinstance(value, OutputRef | InputRef | CollectedRef | AssetRef):
        return value
    raise InvalidDefinitionError(
        f"{where} is a list with {_shown(value)} in it, which is not an output of an op or an "
        "input of the graph",
        code="GM114",
    )


def _as_asset_source(value: Any, where: str) -> AssetRef:
    key = getattr(value, "key", None) if not isinstance(value, type) else None
    if isinstance(value, AssetKey):
        return AssetRef(value)
    if isinstance(key, AssetKey):
        return AssetRef(key)
    from graphmat.definitions.signature import user_location

    raise InvalidDefinitionError(
        f"{where} is given {_shown(value)}, which is not an output of an op or an input of the "
        "graph: the body of a graph only wires ops together",
        hint="return the value from an op, or make it configuration of the op",
        location=user_location(),
        code="GM114",
    )


def _shown(value: Any) -> str:
    name = getattr(value, "name", None)
    if isinstance(name, str) and hasattr(value, "outs"):
        return f"'{name}', which was not called,"
    return f"the value {value!r}"[:120]


class PendingInvocation:
    """An op or graph with a name, tags, hooks or a retry policy for its next call."""

    __slots__ = ("_alias", "_hooks", "_retry_policy", "_tags", "definition")

    def __init__(
        self,
        definition: Any,
        alias: str | None = None,
        tags: dict[str, str] | None = None,
        hooks: frozenset[Any] = _NO_HOOKS,
        retry_policy: Any = None,
    ) -> None:
        self.definition = definition
        self._alias = alias
        self._tags = tags
        self._hooks = hooks
        self._retry_policy = retry_policy

    def _but(self, **changes: Any) -> PendingInvocation:
        facts = {
            "alias": self._alias,
            "tags": self._tags,
            "hooks": self._hooks,
            "retry_policy": self._retry_policy,
            **changes,
        }
        return PendingInvocation(self.definition, **facts)

    def alias(self, name: str) -> PendingInvocation:
        """Give the call a name of its own."""
        return self._but(alias=check_name(name, "an op"))

    def tag(self, tags: Mapping[str, Any] | None) -> PendingInvocation:
        """Give the call tags, besides the op's own."""
        return self._but(tags={**(self._tags or {}), **text_tags(tags)})

    def with_hooks(self, hook_defs: Any) -> PendingInvocation:
        """Give the call hooks, besides the op's own."""
        return self._but(hooks=self._hooks | frozenset(hook_defs))

    def with_retry_policy(self, retry_policy: Any) -> PendingInvocation:
        """Give the call a retry policy instead of the op's own."""
        return self._but(retry_policy=retry_policy)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not _frames:
            raise InvariantViolationError(
                f"'{self.definition.name}' with an alias, tags, hooks or a retry policy can only "
                "be called inside the body of a graph"
            )
        return invoke(
            self.definition,
            args,
            kwargs,
            alias=self._alias,
            tags=self._tags,
            hooks=self._hooks,
            retry_policy=self._retry_policy,
        )


class ComposableDefinition:
    """What ops and graphs share: they can be called in the body of a graph."""

    __slots__ = ()
    name: str
    ins: Mapping[str, Any]
    outs: Mapping[str, Any]
    location: SourceLocation | None

    def alias(self, name: str) -> PendingInvocation:
        """This op or graph under another name, for the next call in the body of a graph."""
        return PendingInvocation(self).alias(name)

    def tag(self, tags: Mapping[str, Any] | None) -> PendingInvocation:
        """This op or graph with tags, for the next call in the body of a graph."""
        return PendingInvocation(self).tag(tags)

    def with_hooks(self, hook_defs: Any) -> PendingInvocation:
        """This op or graph with hooks, for the next call in the body of a graph."""
        return PendingInvocation(self).with_hooks(hook_defs)

    def with_retry_policy(self, retry_policy: Any) -> PendingInvocation:
        """This op or graph with a retry policy, for the next call in the body of a graph."""
        return PendingInvocation(self).with_retry_policy(retry_policy)


class BrokenDefinition(ComposableDefinition):
    """Stands for a definition that could not be made, so that the rest of a module still loads.

    Args:
        name: The name it would have had.
        fault: Why it could not be made.
    """

    def __init__(self, name: str, fault: GraphmatError) -> None:
        self.name = name
        self.fault = fault
        self.location = fault.location

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        raise BrokenUseError(self.name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise BrokenUseError(self.name)

    alias = tag = with_hooks = with_retry_policy = __call__  # type: ignore[assignment]  # all uses fail alike


class BrokenUseError(InvalidDefinitionError):
    """Something uses a definition that could not be made; the cause is told with that one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"it uses '{name}', which is invalid")
