"""``@definitions``: a function that makes the definitions of a module when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.definitions import Definitions
from graphmat.definitions.signature import user_location
from graphmat.errors import InvalidDefinitionError, InvariantViolationError, SourceLocation

if TYPE_CHECKING:
    from collections.abc import Callable


class EntryPointError(InvalidDefinitionError, InvariantViolationError):
    """A function under ``@definitions`` is not what it must be."""


class LazyDefinitions:
    """A function that makes the definitions of its module; calling it makes them.

    Args:
        function: Takes nothing and returns ``Definitions``.

    Raises:
        EntryPointError: The function asks for an argument, or is none.
    """

    def __init__(self, function: Callable[[], Definitions]) -> None:
        code = getattr(function, "__code__", None)
        if code is None:
            raise EntryPointError(
                f"@definitions goes on a function, not on {function!r}", location=user_location()
            )
        self.location = SourceLocation(code.co_filename, code.co_firstlineno)
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        wanted = code.co_argcount - len(function.__defaults__ or ())
        if wanted > 0:
            names = ", ".join(f"'{name}'" for name in code.co_varnames[:wanted])
            raise EntryPointError(
                f"the function '{self.name}' under @definitions must take no argument, "
                f"but asks for {names}",
                location=self.location,
            )

    def __call__(self) -> Definitions:
        """Make the definitions.

        Raises:
            EntryPointError: The function returned something else.
        """
        made: Any = self.__wrapped__()
        if not isinstance(made, Definitions):
            raise EntryPointError(
                f"the function '{self.name}' under @definitions must return Definitions, "
                f"but returned {made!r}",
                location=self.location,
            )
        return made


def definitions(fn: Callable[[], Definitions]) -> LazyDefinitions:
    """Make the definitions of a module in a function, which is called when they are asked for.

    Args:
        fn: Takes nothing and returns ``Definitions``.

    Returns:
        The function, which commands find in the module.

    Raises:
        EntryPointError: The function asks for an argument.
    """
    return LazyDefinitions(fn)
