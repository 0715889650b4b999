"""``EnvVar``: a value that is read from the environment when the run starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, cast

from graphmat.errors import InvalidConfigError, InvalidInvocationError
from graphmat.resources.faults import ABSENT, ConfigCheck, Path, quoted
from graphmat.resources.masking import PROCESS_SECRETS

if TYPE_CHECKING:
    from builtins import int as _int


class EnvVar(str):
    """The name of an environment variable that stands for its value in configuration.

    It is a string so that it may stand where a field wants one. To see the value before a run,
    call ``get_value``.

    Example:
        >>> repr(EnvVar("DB_HOST"))
        "EnvVar('DB_HOST')"
    """

    __slots__ = ()

    @classmethod
    def int(cls, name: str) -> IntEnvVar:
        """A variable whose value is an int."""
        return IntEnvVar.create(name)

    @property
    def env_var_name(self) -> str:
        """The name of the variable."""
        return str.__str__(self)

    def get_value(self, default: str | None = None) -> str | None:
        """The variable's value now, or the default where it is not set."""
        value = os.environ.get(self.env_var_name)
        PROCESS_SECRETS.add(value)
        return default if value is None else value

    def __str__(self) -> str:
        return _refuse_text(self.env_var_name, "EnvVar")

    def __format__(self, format_spec: str) -> str:
        return _refuse_text(self.env_var_name, "EnvVar")

    def __repr__(self) -> str:
        return f"EnvVar({str.__repr__(self)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return EnvVar, (str.__str__(self),)

    def __deepcopy__(self, memo: Any) -> EnvVar:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EnvVar) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> _int:
        return str.__hash__(self)


class IntEnvVar(int):
    """The name of an environment variable that stands for an int; made by ``EnvVar.int``."""

    env_var_name: str

    @classmethod
    def create(cls, name: str) -> IntEnvVar:
        """The reference to a variable."""
        made = cls(0)
        made.env_var_name = name
        return made

    def get_value(self, default: int | None = None) -> int | None:
        """The variable's value now, or the default where it is not set.

        Raises:
            InvalidConfigError: The value is not an int.
        """
        text = os.environ.get(self.env_var_name)
        if text is None:
            return default
        try:
            return int(text)
        except ValueError:
            raise InvalidConfigError(
                f"environment variable {quoted(self.env_var_name)} does not hold an int"
            ) from None

    def __str__(self) -> str:
        return _refuse_text(self.env_var_name, "EnvVar.int")

    def __format__(self, format_spec: str) -> str:
        return _refuse_text(self.env_var_name, "EnvVar.int")

    def __repr__(self) -> str:
        return f"EnvVar.int({self.env_var_name!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return IntEnvVar.create, (self.env_var_name,)

    def __deepcopy__(self, memo: Any) -> IntEnvVar:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntEnvVar) and self.env_var_name == other.env_var_name

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.env_var_name)


def _refuse_text(name: str, kind: str) -> NoReturn:
    raise InvalidInvocationError(
        f"{kind}({name!r}) stands for a value that is read when a run starts, and has no text yet",
        hint="call .get_value() to read it now",
    )


def env_name(value: Any) -> str | None:
    """The variable that a config value refers to, if it is a reference."""
    if isinstance(value, EnvVar | IntEnvVar):
        return value.env_var_name
    if isinstance(value, Mapping) and len(value) == 1:
        name = value.get("env")
        if isinstance(name, str):
            return env_name(name) or name
    return None


_WORDS = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}


def read_env(value: Any, name: str, kind: type, path: Path, check: ConfigCheck) -> Any:
    """The value of a reference to the environment, as a scalar of a kind.

    Args:
        value: The reference.
        name: The variable it names.
        kind: ``str``, ``int``, ``float`` or ``bool``; ``object`` for what the reference says.
        path: Where it stands.
        check: Takes the fault, where the variable is not set or does not hold such a scalar.
    """
    if isinstance(value, IntEnvVar):
        if kind is str or kind is bool:
            return check.fault(path, f"EnvVar.int({name!r}) gives an int, not a {kind.__name__}")
        kind = float if kind is float else int
    if not check.resolves:
        return value
    text = check.environment.get(name)
    if text is None:
        return check.fault(path, f"environment variable {quoted(name)} is not set")
    read: Any = ABSENT
    try:
        if kind is bool:
            read = _WORDS.get(text.strip().casefold(), ABSENT)
        else:
            read = text if kind in (str, object) else kind(text)
    except ValueError:
        pass
    if read is ABSENT:
        # the value itself is not shown: it may be a secret in the wrong place
        article = "an" if kind is int else "a"
        return check.fault(
            path, f"environment variable {quoted(name)} does not hold {article} {kind.__name__}"
        )
    if read is text:
        check.add_secret(text)
    return read


def read_env_deep(value: Any, path: Path, check: ConfigCheck) -> Any:
    """A value with every ``EnvVar`` object in it read; plain documents are left as they are."""
    if isinstance(value, EnvVar | IntEnvVar):
        return read_env(value, value.env_var_name, object, path, check)
    if isinstance(value, dict) and holds_env(value):
        return {key: read_env_deep(item, (*path, key), check) for key, item in value.items()}
    if isinstance(value, list | tuple) and holds_env(value):
        items = [read_env_deep(item, (*path, index), check) for index, item in enumerate(value)]
        return items if isinstance(value, list) else tuple(items)
    return value


def holds_env(value: Any) -> bool:
    """Whether an ``EnvVar`` object is in a value, or in a field of a Config object in it."""
    if isinstance(value, EnvVar | IntEnvVar):
        return True
    if isinstance(value, dict):
        return any(holds_env(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(holds_env(item) for item in cast("list[Any]", value))
    if hasattr(type(value), "__graphmat_config__"):
        return any(holds_env(item) for item in value.__dict__.values())
    return False
