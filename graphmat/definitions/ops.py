"""Ops: the decorated functions that do the work."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, overload

from graphmat.definitions.arguments import as_names
from graphmat.definitions.composition import BrokenDefinition, ComposableDefinition, invoke
from graphmat.definitions.effects import with_effects
from graphmat.definitions.ins_outs import NO_VALUE, In, Nothing, Out, Output, as_outs
from graphmat.definitions.named import Named
from graphmat.definitions.names import check_name, text_tags
from graphmat.definitions.op_inputs import inputs_of
from graphmat.definitions.refs import is_composing
from graphmat.definitions.signature import (
    CONTEXT_NAMES,
    Parameter,
    Signature,
    local_scope,
    location_of,
    location_within,
    read_signature,
)
from graphmat.definitions.types import check_dagster_type
from graphmat.errors import (
    InvalidConfigDefinitionError,
    InvalidDefinitionError,
    InvariantViolationError,
    ParameterError,
    SourceLocation,
    or_collect,
)
from graphmat.resources.params import is_resource_hint

T = TypeVar("T")


class OpDefinition(ComposableDefinition):
    """An op: a function with declared inputs and outputs.

    Made by ``@op``, and by ``@asset`` and its relatives for their functions.
    """

    __slots__ = (
        "__weakref__",
        "_description",
        "cache",
        "code_version",
        "compute_fn",
        "config_param",
        "config_schema",
        "context_param",
        "expects_output",
        "fixed_config",
        "input_params",
        "ins",
        "is_asset_function",
        "location",
        "name",
        "outs",
        "pool",
        "required_resource_keys",
        "resource_params",
        "retry_policy",
        "signature",
        "tags",
    )
    is_graph = False
    ins: dict[str, In]
    outs: dict[str, Out]

    def __init__(
        self,
        compute_fn: Callable[..., Any],
        name: str,
        *,
        description: str | None = None,
        ins: Mapping[str, In] | None = None,
        outs: Mapping[str, Out] | None = None,
        config_schema: Any = None,
        required_resource_keys: Any = None,
        tags: Mapping[str, Any] | None = None,
        retry_policy: Any = None,
        code_version: str | None = None,
        pool: str | None = None,
        scope: Mapping[str, Any] | None = None,
        is_asset_function: bool = False,
    ) -> None:
        self.compute_fn = compute_fn
        self.name = name
        self.location: SourceLocation | None = location_of(compute_fn)
        self._description = description
        self.config_schema = config_schema
        self.tags = text_tags(tags)
        self.retry_policy = retry_policy
        self.code_version = code_version
        self.pool = pool
        self.fixed_config: Any = NO_VALUE
        self.is_asset_function = is_asset_function
        self.cache: dict[str, Any] | None = None
        signature = read_signature(compute_fn, scope)
        self.signature: Signature = signature
        data_parameters = self._sort_parameters(signature)
        self.required_resource_keys = as_names(
            required_resource_keys, "required_resource_keys"
        ) | frozenset(self.resource_params)
        self.ins = inputs_of(data_parameters, ins, signature, name)
        self.input_params = (
            tuple(self.ins)
            if not ins
            else tuple(input_name for input_name in self.ins if not self.ins[input_name].is_nothing)
        )
        self.expects_output = False
        self.outs = self._outputs(outs, signature)

    def _sort_parameters(self, signature: Signature) -> list[Parameter]:
        """Tell context, config, resources and data inputs apart."""
        if signature.has_varargs:
            raise InvalidDefinitionError(
                f"'{self.name}' takes *args, but the inputs of an op have names", code="GM115"
            )
        self.context_param: str | None = None
        self.config_param: tuple[str, Any] | None = None
        resource_params: dict[str, Any] = {}
        data = []
        for position, parameter in enumerate(signature.parameters):
            name = parameter.name
            annotation = parameter.annotation
            if position == 0 and name in CONTEXT_NAMES:
                self.context_param = name
            elif name == "context" and not _is_context_type(annotation):
                raise InvalidDefinitionError(
                    f"'context' must be the first parameter of '{self.name}'", code="GM115"
                )
            elif annotation is NO_VALUE:
                if name == "config":
                    self._set_config(parameter)
                else:
                    data.append(parameter)
            elif _is_context_type(annotation):
                self.context_param = name
            elif name == "config":
                self._set_config(parameter)
            elif is_resource_hint(annotation):
                resource_params[name] = annotation
            else:
                data.append(parameter)
        self.resource_params = resource_params
        return data

    def _set_config(self, parameter: Parameter) -> None:
        if parameter.annotation is NO_VALUE:
            raise InvalidConfigDefinitionError(
                f"parameter 'config' of '{self.name}' needs an annotation: a Config class or a "
                "plain type",
                code="GM116",
            )
        if self.config_schema is not None:
            raise ParameterError(
                f"'{self.name}' has both a 'config' parameter and a config_schema; keep one"
            )
        from graphmat.resources.typed import config_schema_of

        config_schema_of(parameter.annotation, f"config of '{self.name}'")
        self.config_param = (parameter.name, parameter.annotation)

    def _outputs(self, outs: Mapping[str, Out] | None, signature: Signature) -> dict[str, Out]:
        returns = signature.returns
        if outs is None:
            outs = {"result": Out()}
        result = dict(outs)
        if returns is NO_VALUE or signature.is_generator or signature.is_async_generator:
            return result
        if len(result) == 1:
            ((name, out),) = result.items()
            result[name] = self._typed(out, returns, alone=True)
        elif len(result) > 1:
            if isinstance(returns, type) and returns in _PLAIN_VALUES:
                raise InvalidDefinitionInvariantError(
                    f"'{self.name}' declares {len(result)} outputs, but its return annotation is "
                    f"'{returns.__name__}'",
                    hint="annotate a tuple of them",
                    code="GM117",
                )
            hints = typing.get_args(returns)
            is_tuple = typing.get_origin(returns) is tuple
            if is_tuple and len(hints) == len(result) and hints[-1] is not Ellipsis:
                for (name, out), hint in zip(list(result.items()), hints, strict=True):
                    result[name] = self._typed(out, hint, alone=False)
            elif is_tuple and hints and Ellipsis not in hints:
                raise InvalidDefinitionInvariantError(
                    f"'{self.name}' declares {len(result)} outputs, but its return annotation is a "
                    f"tuple of {len(hints)}",
                    code="GM117",
                )
        return result

    def _typed(self, out: Out, hint: Any, *, alone: bool) -> Out:
        """An output with the type that the annotation gives, where it declares none."""
        if hint is None or hint is type(None):
            hint = Nothing if alone else None
        elif isinstance(hint, type) and hint.__name__ in _RESULT_CLASSES:
            return out
        elif hint is Output or typing.get_origin(hint) is Output:
            arguments = typing.get_args(hint)
            hint = arguments[0] if arguments else NO_VALUE
            if alone:
                self.expects_output = True
        if out.dagster_type is not NO_VALUE or out.is_dynamic or hint is NO_VALUE:
            return out
        return type(out)(
            hint,
            out.description,
            out.is_required,
            out.io_manager_key,
            out.metadata,
            out.code_version,
        )

    @property
    def description(self) -> str | None:
        """What the op does: as declared, or the function's docstring."""
        if self._description is not None:
            return self._description
        return clean_doc(self.compute_fn)

    @property
    def version(self) -> str | None:
        """The same as ``code_version``."""
        return self.code_version

    @property
    def input_dict(self) -> dict[str, Any]:
        """Input name → definition."""
        return {definition.name: definition for definition in self.input_defs}

    @property
    def output_dict(self) -> dict[str, Any]:
        """Output name → definition."""
        return {definition.name: definition for definition in self.output_defs}

    @property
    def input_defs(self) -> list[Any]:
        """The inputs, each with its name."""
        return [Named(name, definition) for name, definition in self.ins.items()]

    @property
    def output_defs(self) -> list[Any]:
        """The outputs, each with its name."""
        return [Named(name, definition) for name, definition in self.outs.items()]

    def is_dynamic_output(self, name: str) -> bool:
        """Whether an output fans out."""
        return self.outs[name].is_dynamic

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the body that is being traced; outside one, run its function."""
        if is_composing():
            return invoke(self, args, kwargs)
        from graphmat.definitions.direct import call_directly

        return call_directly(self, args, kwargs)

    def copy(self, **changes: Any) -> OpDefinition:
        """The same op with some facts changed."""
        twin = object.__new__(OpDefinition)
        for slot in OpDefinition.__slots__:
            if not slot.startswith("__"):
                setattr(twin, slot, changes.get(slot, getattr(self, slot)))
        twin.cache = None
        return twin

    def configured(
        self,
        config_or_config_fn: Any,
        name: str | None = None,
        config_schema: Any = None,
        description: str | None = None,
    ) -> OpDefinition:
        """The same op under another name, with its configuration fixed.

        Args:
            config_or_config_fn: The configuration, or a function that makes it from another one.
            name: The new name.
            config_schema: Schema of what the function takes.
            description: What it does; default: the op's own.
        """
        if name is None:
            raise ParameterError(f"'{self.name}'.configured(...) needs a name for the new op")
        changes: dict[str, Any] = {"name": check_name(name, "an op")}
        if description is not None:
            changes["_description"] = description
        changes["fixed_config"] = config_or_config_fn
        if callable(config_or_config_fn):
            changes["config_schema"] = config_schema if self.config_param is None else None
        return self.copy(**changes)

    def __repr__(self) -> str:
        return f"OpDefinition({self.name!r})"


class InvalidDefinitionInvariantError(InvariantViolationError, InvalidDefinitionError):
    """The declaration of an op contradicts itself."""

    exit_code = InvalidDefinitionError.exit_code


_PLAIN_VALUES = (int, str, float, bool, bytes, dict, list, set)

_RESULT_CLASSES = frozenset({"MaterializeResult", "AssetCheckResult", "ObserveResult"})


def _is_context_type(annotation: Any) -> bool:
    return isinstance(annotation, type) and getattr(annotation, "is_execution_context", False)


def clean_doc(function: Any) -> str | None:
    """The docstring of a function without its indentation."""
    doc = getattr(function, "__doc__", None)
    if not doc:
        return None
    if "\n" not in doc:
        return str(doc).strip()
    import inspect

    return inspect.cleandoc(doc)


@overload
def op(compute_fn: Callable[..., Any]) -> OpDefinition: ...


@overload
def op(
    *,
    name: str | None = ...,
    description: str | None = ...,
    ins: Mapping[str, In] | None = ...,
    out: Out | Mapping[str, Out] | None = ...,
    config_schema: Any = ...,
    required_resource_keys: Any = ...,
    tags: Mapping[str, Any] | None = ...,
    version: str | None = ...,
    retry_policy: Any = ...,
    code_version: str | None = ...,
    pool: str | None = ...,
    effects: str | None = ...,
) -> Callable[[Callable[..., Any]], OpDefinition]: ...


def op(
    compute_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    ins: Mapping[str, In] | None = None,
    out: Out | Mapping[str, Out] | None = None,
    config_schema: Any = None,
    required_resource_keys: Any = None,
    tags: Mapping[str, Any] | None = None,
    version: str | None = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    pool: str | None = None,
    effects: str | None = None,
) -> Any:
    """Make an op of a function.

    The parameters are the inputs, but for a context (by name or annotation), a ``config`` and
    annotated resources. The function returns its output, a tuple of several, or yields
    ``Output`` objects.

    Args:
        compute_fn: The function, where the decorator is used without parentheses.
        name: Default: the function's name.
        description: Default: the function's docstring.
        ins: Input name → ``In``, for what a parameter alone cannot say.
        out: One ``Out``, or output name → ``Out``; default: one output named "result".
        config_schema: Plain schema of the op's configuration; see also a ``config`` parameter.
        required_resource_keys: Resources that the context must offer.
        tags: Tags of the op; values that are not text are written as JSON.
        version: The same as ``code_version``.
        retry_policy: When a failed attempt is tried again.
        code_version: Version of the code, recorded with what it makes.
        pool: Name of a pool that limits how many such ops run at once.
        effects: "external" where the op changes something outside, such as charging a card: plans
            say so, and plan assertions can forbid it. An extension; it is kept as a tag.

    Returns:
        The op; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The function or a declaration cannot be an op.
    """

    def decorate(function: Callable[..., Any]) -> OpDefinition:
        if not callable(function):
            raise ParameterError(f"@op decorates a function, not {function!r}")
        op_name = name if name is not None else getattr(function, "__name__", "op")

        def build() -> OpDefinition:
            check_name(op_name, "an op")
            outs = as_outs(out)
            for output_name, definition in (outs or {}).items():
                check_name(output_name, f"an output of '{op_name}'")
                check_dagster_type(
                    definition.dagster_type, f"output '{output_name}' of '{op_name}'"
                )
            return OpDefinition(
                function,
                op_name,
                description=description,
                ins=ins,
                outs=outs,
                config_schema=config_schema,
                required_resource_keys=required_resource_keys,
                tags=with_effects(tags, effects, op_name),
                retry_policy=retry_policy,
                code_version=code_version if code_version is not None else version,
                pool=pool,
                scope=local_scope(),
            )

        return or_collect(
            lambda: located(build, function),
            lambda fault: BrokenDefinition(op_name, fault),
        )

    return decorate if compute_fn is None else decorate(compute_fn)


def located(build: Callable[[], T], function: Any) -> T:
    """Build a definition; a fault without a place gets the body's line, else the function's."""
    try:
        return build()
    except InvalidDefinitionError as fault:
        fault.location = fault.location or location_within(fault) or location_of(function)
        raise
