"""Reading the body of a graph: its inputs, and what it returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict
from graphmat.definitions.ins_outs import NO_VALUE, GraphOut, In
from graphmat.definitions.names import check_name, how_many
from graphmat.definitions.refs import (
    AssetRef,
    CollectedRef,
    DynamicRef,
    Frame,
    InputRef,
    InvokedOutputs,
    OutputRef,
    Ref,
)
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
    did_you_mean,
)
from graphmat.resources.params import is_resource_hint

if TYPE_CHECKING:
    from graphmat.definitions.signature import Signature


class GraphConfigRef(Ref):
    """The configuration of a graph inside its body: handed on to ops whole or by field.

    Args:
        graph_name: The graph.
        path: Fields from the whole configuration down.
    """

    __slots__ = ("graph_name", "path")

    def __init__(self, graph_name: str, path: tuple[str, ...] = ()) -> None:
        self.graph_name = graph_name
        self.path = path

    def __getattr__(self, name: str) -> GraphConfigRef:
        if name.startswith("__"):
            raise AttributeError(name)
        return GraphConfigRef(self.graph_name, (*self.path, name))

    def describe(self) -> str:
        """The reference in words."""
        return f"config of '{self.graph_name}'"


def body_parameters(
    signature: Signature, name: str
) -> tuple[dict[str, In], dict[str, Ref], tuple[str, Any] | None]:
    """Read the parameters of the body of a graph.

    Returns:
        The graph's inputs; what the body is called with; name and annotation of its ``config``.

    Raises:
        InvalidDefinitionError: One that there is nothing for while the body runs.
    """
    if signature.has_varargs or signature.has_kwargs:
        raise InvalidDefinitionError(
            f"the body of '{name}' takes *args or **kwargs, but the inputs of a graph have names",
            code="GM115",
        )
    if signature.is_coroutine or signature.is_async_generator:
        raise InvalidDefinitionError(
            f"the body of '{name}' is async, but it runs once, before there is a run",
            hint="write 'def'; the ops that it calls may be async",
            code="GM115",
        )
    arguments: dict[str, Ref] = {}
    inputs: dict[str, In] = {}
    config_param: tuple[str, Any] | None = None
    for parameter in signature.parameters:
        if parameter.name == "context":
            raise InvalidDefinitionError(
                f"the body of '{name}' runs once, before there is a run: it has no context",
                hint="take the context in the ops that need it",
                code="GM115",
            )
        if parameter.name == "config" and parameter.annotation is not NO_VALUE:
            config_param = (parameter.name, parameter.annotation)
            arguments["config"] = GraphConfigRef(name)
            continue
        if is_resource_hint(parameter.annotation):
            raise InvalidDefinitionError(
                f"the body of '{name}' asks for the resource '{parameter.name}', but runs before "
                "there are resources",
                hint="take the resource in the ops that need it",
                code="GM115",
            )
        inputs[parameter.name] = In(parameter.annotation)
        arguments[parameter.name] = InputRef(parameter.name)
    return inputs, arguments, config_param


def check_ins(name: str, ins: Mapping[str, Any] | None, inputs: Mapping[str, Any]) -> None:
    """Check that the declared inputs of a graph are parameters of its body.

    Raises:
        InvalidDefinitionError: One is not.
    """
    for input_name in as_dict(ins, "ins"):
        if input_name not in inputs:
            raise InvalidDefinitionError(
                f"'{name}' declares the input '{input_name}', but its body has no such parameter",
                hint=did_you_mean(input_name, inputs),
                code="GM118",
            )


def check_unused(
    name: str,
    inputs: Mapping[str, Any],
    frame: Frame,
    sources: Mapping[str, Ref],
) -> None:
    """Check that the body of a graph uses all its inputs.

    Raises:
        InvalidDefinitionError: It leaves one out.
    """
    if not inputs:
        return
    used = set()
    for invocation in frame.invocations.values():
        for source in invocation.inputs.values():
            for ref in source if isinstance(source, tuple) else (source,):
                if isinstance(ref, InputRef):
                    used.add(ref.name)
    used.update(ref.name for ref in sources.values() if isinstance(ref, InputRef))
    for input_name in inputs:
        if input_name not in used:
            raise InvalidDefinitionError(
                f"the body of '{name}' does not use its input '{input_name}'",
                hint="remove the parameter; to depend on an asset without its value, use deps=[…]",
                code="GM119",
            )


def output_sources(returned: Any, out_names: list[str] | None, graph_name: str) -> dict[str, Ref]:
    """Read what the body of a graph returned: output name → where it comes from.

    Raises:
        InvalidDefinitionError: Something that is no output of an op, or not the declared outputs.
    """
    names = out_names
    if isinstance(returned, InvokedOutputs):
        returned = tuple(returned.refs)
    if returned is None:
        found: dict[str, Any] = {}
    elif isinstance(returned, dict):
        found = dict(returned)
        names = names if names is not None else ["result"]
    elif isinstance(returned, tuple):
        if names is None or len(returned) != len(names):
            expected = 1 if names is None else len(names)
            raise InvalidDefinitionError(
                f"the body of '{graph_name}' returns {how_many(len(returned), 'output')}, but the "
                f"graph has {expected}",
                hint="declare each: out={'…': GraphOut(), …}" if names is None else None,
                code="GM120",
            )
        found = dict(zip(names, returned, strict=True))
    else:
        if names is not None and len(names) != 1:
            raise InvalidDefinitionError(
                f"the body of '{graph_name}' returns one output, but the graph has {len(names)}: "
                f"{_quoted(names)}",
                code="GM120",
            )
        names = names if names is not None else ["result"]
        found = {names[0]: returned}
    _check_names(found, names or [], graph_name)
    ordered = [name for name in names or [] if name in found] or list(found)
    return {name: _output_ref(found[name], name, graph_name) for name in ordered}


def _check_names(found: Mapping[str, Any], names: list[str], graph_name: str) -> None:
    unknown = [str(name) for name in found if name not in names]
    missing = [name for name in names if name not in found]
    if unknown:
        raise InvalidDefinitionError(
            f"the body of '{graph_name}' returns {_quoted(unknown)}, which the graph does not "
            f"declare; its outputs: {_quoted(names) or 'none'}",
            hint=did_you_mean(unknown[0], names),
            code="GM120",
        )
    if missing:
        raise InvalidDefinitionError(
            f"the body of '{graph_name}' does not return {_quoted(missing)}, which the graph "
            "declares",
            code="GM120",
        )


def _quoted(names: Any) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _output_ref(value: Any, name: str, graph_name: str) -> Ref:
    if type(value) is OutputRef:
        return value
    if isinstance(value, OutputRef | InputRef | CollectedRef | DynamicRef | AssetRef):
        return value
    if isinstance(value, InvokedOutputs):
        what = f"all outputs of '{value.invocation.name}', but one is wanted"
    else:
        label = getattr(value, "name", None)
        what = (
            f"'{label}', which was not called"
            if isinstance(label, str) and hasattr(value, "outs")
            else f"{value!r}"[:120]
        )
    raise InvalidDefinitionError(
        f"the body of '{graph_name}' returns {what} as its output '{name}': it must be an output "
        "of an op or an input of the graph",
        code="GM121",
    )


def graph_out_names(out: Any) -> tuple[list[str] | None, dict[str, Any] | None]:
    """Read the ``out`` argument of a graph: names in order, and their declarations."""
    if out is None:
        return None, None
    if isinstance(out, GraphOut):
        return ["result"], {"result": out}
    if isinstance(out, Mapping):
        for name in out:
            check_name(name, "an output of a graph")
        return list(out), dict(out)
    raise ParameterError("'out' must be a GraphOut or a dictionary of names to GraphOut")
