"""Reading arguments of the public API: what has the wrong type is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphmat.errors import ParameterError


def as_dict(value: Any, name: str) -> dict[Any, Any]:
    """Read a dictionary; None and what is empty is an empty one.

    Raises:
        ParameterError: It is something else.
    """
    if not value:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    raise ParameterError(f"'{name}' must be a dictionary, not {_shown(value)}")


def as_items(value: Any, name: str) -> tuple[Any, ...]:
    """Read the members of a list, set or tuple; None and what is empty has none.

    Raises:
        ParameterError: It is something else, a single string among it.
    """
    if not value:
        return ()
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise ParameterError(f"'{name}' must be a list, not {_shown(value)}")
    return tuple(value)


def as_names(value: Any, name: str) -> frozenset[str]:
    """Read a set of strings.

    Raises:
        ParameterError: It is something else, a single string among it.
    """
    items = as_items(value, name)
    for item in items:
        if not isinstance(item, str):
            raise ParameterError(f"'{name}' must hold strings, but {_shown(item)} is not one")
    return frozenset(items)


def as_hooks(value: Any, name: str = "hooks") -> frozenset[Any]:
    """Read a set of hooks.

    Raises:
        ParameterError: A member is something else.
    """
    items = as_items(value, name)
    for item in items:
        if not hasattr(type(item), "hook_fn"):
            raise ParameterError(
                f"'{name}' must hold hooks, but {_shown(item)} is not one",
                hint="make one with @success_hook or @failure_hook",
            )
    return frozenset(items)


def function_name(function: Any, decorator: str, name: Any = None) -> Any:
    """The name that a decorated function gives to what is made of it.

    Args:
        function: What is decorated.
        decorator: The decorator, for messages.
        name: A name that was given, and goes before the function's own.

    Raises:
        ParameterError: It is no function, or has no name.
    """
    if not callable(function):
        raise ParameterError(f"{decorator} decorates a function, not {_shown(function)}")
    found = name if name is not None else getattr(function, "__name__", None)
    if found is None:
        raise ParameterError(
            f"{decorator} decorates {_shown(function)}, which has no name of its own",
            hint=f"give it one: {decorator}(name='…')",
        )
    return found


def _shown(value: Any) -> str:
    try:
        return repr(value)[:120]
    except Exception:  # noqa: BLE001  # a user's __repr__ may raise anything
        return f"a value of type '{type(value).__name__}'"
