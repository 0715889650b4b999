"""Types of inputs and outputs: checks at run time, agreement across edges at load time.

The rules are the field's: ``bool`` passes for ``int``; ``int`` does not pass for ``float``;
elements of lists and dictionaries are checked. Hints that cannot be checked (protocols, type
variables) let everything through.
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Final

from graphmat.definitions.arguments import as_dict
from graphmat.definitions.ins_outs import NO_VALUE, Nothing
from graphmat.errors import InvalidDefinitionError, InvariantViolationError, ParameterError

Verdict = str | None
"""None: the value fits; text: why it does not."""
CHECK_OF_CLASS: Final[dict[type, Any]] = {}
"""Class → the ``DagsterType`` that the user lets it stand for."""
Check = Callable[[Any], Verdict]


class TypeCheck:
    """What a type check found.

    Args:
        success: Whether the value is of the type.
        description: Why not.
        metadata: Facts about the value.
    """

    __slots__ = ("description", "metadata", "success")

    def __init__(
        self,
        success: bool,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.success = success
        self.description = description
        self.metadata = as_dict(metadata, "metadata")


class DagsterType:
    """A type with a check of the user's own.

    Args:
        type_check_fn: Called with a context and the value; answers with a bool or a ``TypeCheck``.
        name: Name to show.
        key: Unique name; default: the name.
        description: What it is.
        loader: Makes a value of it from run config, for an input that nothing feeds.
        typing_type: The Python type it stands for.
        metadata: Facts about the type.
    """

    __slots__ = ("_check", "description", "key", "loader", "metadata", "name", "typing_type")

    def __init__(
        self,
        type_check_fn: Callable[[Any, Any], bool | TypeCheck],
        key: str | None = None,
        name: str | None = None,
        is_builtin: bool = False,
        description: str | None = None,
        loader: Any = None,
        required_resource_keys: Any = None,
        kind: Any = None,
        typing_type: Any = Any,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        del is_builtin, required_resource_keys, kind
        if not callable(type_check_fn):
            raise ParameterError("type_check_fn must be a function of a context and a value")
        if name is None and key is None:
            raise ParameterError("a DagsterType needs a name")
        self._check = type_check_fn
        self.loader = loader
        self.name = name if name is not None else key
        self.key = key if key is not None else name
        self.description = description
        self.typing_type = typing_type
        self.metadata = as_dict(metadata, "metadata")

    @property
    def display_name(self) -> str:
        """The name to show."""
        return str(self.name)

    @property
    def unique_name(self) -> str:
        """The name that tells it from other types."""
        return str(self.key)

    def type_check(self, context: Any, value: Any) -> TypeCheck:
        """Check a value.

        Raises:
            InvariantViolationError: The user's check answered with something else.
        """
        found = self._check(context, value)
        if isinstance(found, TypeCheck):
            return found
        if isinstance(found, bool):
            return TypeCheck(found)
        raise InvariantViolationError(
            f"the check of type '{self.name}' must answer with a bool or a TypeCheck, "
            f"not with {found!r}"
        )

    def __repr__(self) -> str:
        return f"DagsterType({self.name!r})"


class PythonObjectDagsterType(DagsterType):
    """A type whose check is ``isinstance``.

    Args:
        python_type: A class, or a tuple of classes.
        name: Name to show; default: the class's.
        description: What it is.
        loader: Makes a value of it from run config.
    """

    __slots__ = ("python_type",)

    def __init__(
        self,
        python_type: Any,
        key: str | None = None,
        name: str | None = None,
        description: str | None = None,
        loader: Any = None,
    ) -> None:
        label = name or getattr(python_type, "__name__", str(python_type))
        super().__init__(
            lambda _context, value: isinstance(value, python_type),
            key=key or label,
            name=label,
            description=description,
            loader=loader,
            typing_type=python_type,
        )
        self.python_type = python_type


_PLAIN_NAMES: Final[dict[type | None, str]] = {
    int: "Int",
    str: "String",
    float: "Float",
    bool: "Bool",
    None: "Nothing",
}


def type_name(hint: Any) -> str:
    """A hint as people read it: ``Int``, ``[Int]``, ``Dict[String,Int]``, ``Int?``."""
    if hint is NO_VALUE or hint is Any:
        return "Any"
    if isinstance(hint, DagsterType):
        return hint.display_name
    if hint is Nothing or hint is type(None):
        return "Nothing"
    if isinstance(hint, type):
        return _PLAIN_NAMES.get(hint, hint.__name__)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is list and arguments:
        return f"[{type_name(arguments[0])}]"
    if origin is dict and arguments:
        return f"Dict[{type_name(arguments[0])},{type_name(arguments[1])}]"
    if _is_union(origin):
        rest = [argument for argument in arguments if argument is not type(None)]
        text = "|".join(type_name(argument) for argument in rest)
        return f"{text}?" if len(rest) < len(arguments) else text
    return str(hint).replace("typing.", "")


def _is_union(origin: Any) -> bool:
    return origin is typing.Union or origin is types.UnionType


def check_of(hint: Any) -> Check | None:
    """The check of a hint; None where every value fits.

    A ``DagsterType`` is not handled here: its check takes a context.
    """
    if hint is NO_VALUE or hint is Any or hint is object or isinstance(hint, str):
        return None
    if hint is None or hint is type(None) or hint is Nothing:
        return _check_nothing
    if isinstance(hint, type):
        return _check_class(hint)
    return _check_generic(hint)


def own_check(hint: Any) -> DagsterType | None:
    """The check of the user's own for a hint: it is one, or its class stands for one."""
    if isinstance(hint, DagsterType):
        return hint
    found: DagsterType | None = None
    if CHECK_OF_CLASS and isinstance(hint, type):
        found = CHECK_OF_CLASS.get(hint)
    return found


def loader_of(hint: Any) -> Any:
    """What makes values of a hint's type from run config, or None."""
    found = own_check(hint)
    return None if found is None else found.loader


def _check_nothing(value: Any) -> Verdict:
    return None if value is None else f"expected nothing, got a value of type '{_kind(value)}'"


def _check_class(cls: type) -> Check | None:
    if getattr(cls, "_is_protocol", False):
        return None

    def check(value: Any) -> Verdict:
        if isinstance(value, cls):
            return None
        return f"expected a value of type '{type_name(cls)}', got {_shown(value)}"

    return check


def _kind(value: Any) -> str:
    return type(value).__name__


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # a user's __repr__ may raise anything
        text = "<unprintable>"
    return f"{text[:80]} of type '{_kind(value)}'"


def _check_generic(hint: Any) -> Check | None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return check_of(arguments[0])
    if _is_union(origin):
        return _check_union(hint, arguments)
    if origin is typing.Literal:
        return lambda value: (
            None if value in arguments else f"expected one of {arguments!r}, got {_shown(value)}"
        )
    if origin in (list, set, frozenset) and arguments:
        return _check_elements(hint, origin, check_of(arguments[0]))
    if origin is dict and arguments:
        return _check_dict(hint, check_of(arguments[0]), check_of(arguments[1]))
    if origin is tuple and arguments:
        return _check_tuple(hint, arguments)
    if isinstance(origin, type):
        return _check_class(origin)
    return None


def _check_union(hint: Any, arguments: tuple[Any, ...]) -> Check | None:
    checks = [check_of(argument) for argument in arguments]
    if any(check is None for check in checks):
        return None

    def check(value: Any) -> Verdict:
        if any(part is not None and part(value) is None for part in checks):
            return None
        return f"expected a value of type '{type_name(hint)}', got {_shown(value)}"

    return check


def _check_elements(hint: Any, container: Any, inner: Check | None) -> Check:
    def check(value: Any) -> Verdict:
        if not isinstance(value, container):
            return f"expected a value of type '{type_name(hint)}', got {_shown(value)}"
        if inner is not None:
            for element in value:
                why = inner(element)
                if why is not None:
                    return f"in a '{type_name(hint)}': {why}"
        return None

    return check


def _check_dict(hint: Any, key_check: Check | None, value_check: Check | None) -> Check:
    def check(value: Any) -> Verdict:
        if not isinstance(value, dict):
            return f"expected a value of type '{type_name(hint)}', got {_shown(value)}"
        for key, element in value.items():
            for part, inner in ((key, key_check), (element, value_check)):
                why = inner(part) if inner is not None else None
                if why is not None:
                    return f"in a '{type_name(hint)}': {why}"
        return None

    return check


def _check_tuple(hint: Any, arguments: tuple[Any, ...]) -> Check:
    repeated = len(arguments) == 2 and arguments[1] is Ellipsis  # noqa: PLR2004  # tuple[X, ...]
    checks = [check_of(argument) for argument in (arguments[:1] if repeated else arguments)]

    def check(value: Any) -> Verdict:
        if not isinstance(value, tuple) or (not repeated and len(value) != len(checks)):
            return f"expected a value of type '{type_name(hint)}', got {_shown(value)}"
        for index, element in enumerate(value):
            inner = checks[0] if repeated else checks[index]
            why = inner(element) if inner is not None else None
            if why is not None:
                return f"in a '{type_name(hint)}': {why}"
        return None

    return check


def can_feed(produced: Any, expected: Any) -> bool:
    """Whether a value of one hint can be of the other; True where that cannot be told.

    Args:
        produced: Hint of the output.
        expected: Hint of the input it feeds.
    """
    if expected is Nothing:
        return True
    if produced is Nothing:
        return False
    if not _is_known(produced) or not _is_known(expected):
        return True
    if _is_union(typing.get_origin(produced)):
        return any(can_feed(part, expected) for part in typing.get_args(produced))
    if _is_union(typing.get_origin(expected)):
        return any(can_feed(produced, part) for part in typing.get_args(expected))
    made, wanted = _class_of(produced), _class_of(expected)
    if made is None or wanted is None or getattr(wanted, "_is_protocol", False):
        return True
    try:
        alike = issubclass(made, wanted) or issubclass(wanted, made)
    except TypeError:
        return True
    if not alike:
        return False
    if made is not wanted:
        return True
    inner = zip(typing.get_args(produced), typing.get_args(expected), strict=False)
    return all(can_feed(left, right) for left, right in inner)


def _is_known(hint: Any) -> bool:
    return not (
        hint is NO_VALUE
        or hint is Any
        or hint is object
        or hint is Ellipsis
        or isinstance(hint, DagsterType | str | typing.TypeVar)
    )


def _class_of(hint: Any) -> type | None:
    if hint is None:
        return type(None)
    origin = typing.get_origin(hint)
    if isinstance(origin, type):
        return origin
    return hint if isinstance(hint, type) and hint is not Nothing else None


def evaluate(hint: Any, function: Any, scope: Mapping[str, Any] | None) -> Any:
    """Read an annotation that is text; what cannot be read is ``Any``.

    Args:
        hint: The annotation.
        function: The function that bears it: its module's names are looked up.
        scope: Names of the place where the function was defined, for classes made in functions.
    """
    if not isinstance(hint, str):
        return hint
    names = getattr(function, "__globals__", {})
    if hint.isidentifier():  # the common case, without a compilation
        for space in (scope or {}, names, vars(sys.modules["builtins"])):
            if hint in space:
                return space[hint]
    try:
        found = eval(hint, dict(names), dict(scope or {}))  # noqa: S307  # the user's own annotation
        if isinstance(found, str):  # text twice: quoted although all annotations are text
            found = eval(found, dict(names), dict(scope or {}))  # noqa: S307  # as above
    except Exception:  # noqa: BLE001  # an annotation for type checkers only may be anything
        return Any
    return found


def check_dagster_type(hint: Any, where: str) -> None:
    """Refuse what cannot be a type of an input or output.

    Raises:
        InvalidDefinitionError: It is a value, not a type.
    """
    if hint is NO_VALUE or hint is None or isinstance(hint, DagsterType | type | str):
        return
    if (
        typing.get_origin(hint) is None
        and not hasattr(hint, "__supertype__")
        and isinstance(hint, int | float | list | dict | tuple | set | bytes)
    ):
        raise InvalidDefinitionError(f"the type of {where} is {hint!r}, which is not a type")
