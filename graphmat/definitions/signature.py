"""What a function of the user's declares: its parameters, read straight from its code object.

Much faster than ``inspect.signature``, which counts where a module defines thousands of ops; only
callables without a code object of their own take that road.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.types import evaluate
from graphmat.errors import InvalidDefinitionError, SourceLocation

_VARARGS, _VARKEYWORDS = 0x04, 0x08
_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200

CONTEXT_NAMES = frozenset({"context", "_context", "context_", "_"})


class Parameter:
    """One parameter of a user's function."""

    __slots__ = ("annotation", "default", "is_keyword_only", "name")

    def __init__(
        self, name: str, annotation: Any, default: Any, is_keyword_only: bool = False
    ) -> None:
        self.name = name
        self.annotation = annotation
        self.default = default
        self.is_keyword_only = is_keyword_only


class Signature:
    """What a user's function declares.

    Args:
        parameters: The parameters in order, without ``*args`` and ``**kwargs``.
        returns: The return annotation, or ``NO_VALUE``.
        has_varargs: Whether there is ``*args``.
        flags: Flags of the code object: generator, coroutine.
    """

    __slots__ = ("flags", "has_kwargs", "has_varargs", "parameters", "returns")

    def __init__(
        self,
        parameters: list[Parameter],
        returns: Any,
        has_varargs: bool,
        has_kwargs: bool,
        flags: int,
    ) -> None:
        self.parameters = parameters
        self.returns = returns
        self.has_varargs = has_varargs
        self.has_kwargs = has_kwargs
        self.flags = flags

    @property
    def is_generator(self) -> bool:
        """Whether it yields."""
        return bool(self.flags & _GENERATOR)

    @property
    def is_coroutine(self) -> bool:
        """Whether it is awaited."""
        return bool(self.flags & _COROUTINE)

    @property
    def is_async_generator(self) -> bool:
        """Whether it yields and is awaited."""
        return bool(self.flags & _ASYNC_GENERATOR)


def read_signature(function: Callable[..., Any], scope: Mapping[str, Any] | None) -> Signature:
    """Read what a function declares.

    Args:
        function: The user's function.
        scope: Names of the place where it was defined, for annotations that are text.
    """
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        return _read_by_inspection(function, scope)
    count, only = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames[: count + only]
    annotations = function.__annotations__
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    first_default = count - len(defaults)
    parameters = []
    for index, name in enumerate(names):
        annotation = annotations.get(name, NO_VALUE)
        if isinstance(annotation, str):
            annotation = evaluate(annotation, function, scope)
        if index >= count:
            parameters.append(
                Parameter(name, annotation, keyword_defaults.get(name, NO_VALUE), True)
            )
        else:
            default = defaults[index - first_default] if index >= first_default else NO_VALUE
            parameters.append(Parameter(name, annotation, default))
    returns = annotations.get("return", NO_VALUE)
    if isinstance(returns, str):
        returns = evaluate(returns, function, scope)
    flags = code.co_flags
    return Signature(parameters, returns, bool(flags & _VARARGS), bool(flags & _VARKEYWORDS), flags)


def _read_by_inspection(function: Callable[..., Any], scope: Mapping[str, Any] | None) -> Signature:
    import inspect

    try:
        found = inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise InvalidDefinitionError(
            f"the parameters of {function!r} cannot be read: {error}"
        ) from error
    inner = inspect.unwrap(function)
    parameters, varargs, kwargs = [], False, False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            varargs = True
        elif parameter.kind is parameter.VAR_KEYWORD:
            kwargs = True
        else:
            empty = parameter.annotation is parameter.empty
            parameters.append(
                Parameter(
                    parameter.name,
                    NO_VALUE if empty else evaluate(parameter.annotation, inner, scope),
                    NO_VALUE if parameter.default is parameter.empty else parameter.default,
                    parameter.kind is parameter.KEYWORD_ONLY,
                )
            )
    returns = found.return_annotation
    returns = NO_VALUE if returns is found.empty else evaluate(returns, inner, scope)
    for candidate in (function, inner, getattr(function, "__call__", None)):  # noqa: B004  # its code is wanted
        if inspect.isgeneratorfunction(candidate):
            return Signature(parameters, returns, varargs, kwargs, _GENERATOR)
        if inspect.iscoroutinefunction(candidate):
            return Signature(parameters, returns, varargs, kwargs, _COROUTINE)
        if inspect.isasyncgenfunction(candidate):
            return Signature(parameters, returns, varargs, kwargs, _ASYNC_GENERATOR)
    return Signature(parameters, returns, varargs, kwargs, 0)


def location_of(function: Any) -> SourceLocation | None:
    """Where a function of the user's stands."""
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    if code is None:
        return None
    return SourceLocation(code.co_filename, code.co_firstlineno)


def location_within(error: BaseException) -> SourceLocation | None:
    """The innermost line of the user's that an error went through on its way up to here."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith(_NOT_THE_USERS) and "site-packages" not in file:
            found = SourceLocation(file, trace.tb_lineno)
        trace = trace.tb_next
    return found


def location_of_return(function: Any) -> SourceLocation | None:
    """Where a function of the user's has its last ``return``."""
    import dis  # only for a fault

    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    if code is None:
        return None
    lines = [
        step.positions.lineno
        for step in dis.get_instructions(code)
        if step.opname.startswith("RETURN_") and step.positions and step.positions.lineno
    ]
    return SourceLocation(code.co_filename, max(lines, default=code.co_firstlineno))


def user_frame() -> Any:
    """The nearest frame up the stack that is not the library's own."""
    frame = sys._getframe(1)  # noqa: SLF001  # the documented way to look at the caller
    # an import statement of the user's goes through the interpreter's own import code
    while frame.f_code.co_filename.startswith(_NOT_THE_USERS) and frame.f_back is not None:
        frame = frame.f_back
    return frame


def user_location() -> SourceLocation:
    """The line of the user's that is being executed."""
    frame = user_frame()
    return SourceLocation(frame.f_code.co_filename, frame.f_lineno)


def local_scope() -> Mapping[str, Any] | None:
    """Names of the user's function in which a decorator is used; None at a module's level."""
    frame = user_frame()
    return None if frame.f_locals is frame.f_globals else frame.f_locals


_NOT_THE_USERS = (__file__.rsplit("definitions", 1)[0], "<frozen importlib")
