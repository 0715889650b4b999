"""What happens inside the body of a graph: calls are recorded, nothing runs.

While a body is traced, calling an op or a graph adds an ``Invocation`` to the open ``Frame`` and
answers with references to outputs. A reference refuses everything that only a value could do:
a condition, a loop or arithmetic on it would be decided once, while tracing, and never again.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from graphmat.definitions.arguments import as_hooks
from graphmat.definitions.names import check_name, how_many, text_tags
from graphmat.definitions.refs import (
    AssetRef,
    DynamicRef,
    Invocation,
    InvokedOutputs,
    OutputRef,
    Ref,
    Source,
    current_frame,
    is_composing,
    output_names,
)
from graphmat.errors import (
    GraphmatError,
    InvalidDefinitionError,
    InvalidInvocationError,
    InvariantViolationError,
    SourceLocation,
    did_you_mean,
)
from graphmat.keys import AssetKey

_NO_HOOKS: frozenset[Any] = frozenset()


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
    frame = current_frame(definition.name)
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
        if definition.is_graph:
            return DynamicRef(ref) if definition.is_dynamic_output(name) else ref
        return DynamicRef(ref) if outs[name].is_dynamic else ref
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
            f"'{name}' takes {how_many(len(ins), 'input')}, but {len(args)} are given", code="GM113"
        )
    inputs: dict[str, Source] = {}
    for input_name, value in zip(ins, args, strict=False):
        # most arguments: a call for each would double what a call of an op costs
        plain = type(value) is OutputRef
        inputs[input_name] = value if plain else as_source(value, input_name, name)
    for input_name, value in kwargs.items():
        if input_name in inputs:
            raise GraphCallError(f"input '{input_name}' of '{name}' is given twice", code="GM113")
        if input_name not in ins:
            known = ", ".join(f"'{known}'" for known in ins) or "none"
            raise InvalidDefinitionError(
                f"'{name}' has no input '{input_name}'; its inputs: {known}",
                hint=did_you_mean(input_name, ins),
                code="GM113",
            )
        inputs[input_name] = as_source(value, input_name, name)
    return inputs


class GraphCallError(InvalidInvocationError, InvalidDefinitionError):
    """An op is called in the body of a graph with arguments that contradict each other."""

    exit_code = InvalidDefinitionError.exit_code


def as_source(value: Any, input_name: str, node_name: str) -> Source:
    """Read an argument of a call in a body: one reference, or a list of them.

    Raises:
        InvalidDefinitionError: It is something else.
    """
    if isinstance(value, Ref) and not isinstance(value, DynamicRef):
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
    if isinstance(value, Ref) and not isinstance(value, DynamicRef):
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
        return AssetRef(key, getattr(value, "partitions_def", None))
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
        return f"'{name}' itself (not called)"
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
        return self._but(hooks=self._hooks | as_hooks(hook_defs, "hook_defs"))

    def with_retry_policy(self, retry_policy: Any) -> PendingInvocation:
        """Give the call a retry policy instead of the op's own."""
        return self._but(retry_policy=retry_policy)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the body that is being traced.

        Raises:
            InvariantViolationError: No body is.
        """
        if not is_composing():
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
        """Fail: there is nothing to call."""
        raise BrokenUseError(self.name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise BrokenUseError(self.name)

    alias = tag = with_hooks = with_retry_policy = __call__


class BrokenUseError(InvalidDefinitionError):
    """Something uses a definition that could not be made; the cause is told with that one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"it uses '{name}', which is invalid")
