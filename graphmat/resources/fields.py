"""Plain config schemas, as ``config_schema=`` takes them: ``Field``, ``Enum`` and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import InvalidConfigDefinitionError, ParameterError
from graphmat.resources.alternatives import Choice
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.schema import Schema, as_schema

if TYPE_CHECKING:
    import enum


class Field(Schema):
    """A config value with a default, a description, or leave to be absent.

    Args:
        config: What the value is: a type, a schema, a dictionary of keys to types.
        default_value: Value where none is given; the value is then not required.
        is_required: Whether it must be given; default: unless it has a default.
        description: What it is.
        is_secret: Whether it must be kept out of logs, the store and reports.

    Raises:
        ParameterError: It is required and has a default.
        ConfigFaultsError: The default does not fit.
    """

    __slots__ = ("_is_required", "default", "description", "is_secret", "schema")

    def __init__(
        self,
        config: Any,
        default_value: Any = ABSENT,
        is_required: bool | None = None,
        description: str | None = None,
        is_secret: bool = False,
    ) -> None:
        if is_required and default_value is not ABSENT:
            raise ParameterError("a Field that is required cannot have a default_value")
        self.schema = as_schema(config)
        self.default = default_value
        self.description = description
        self.is_secret = is_secret
        self._is_required = is_required
        if default_value is not ABSENT:
            check = ConfigCheck(resolves=False)
            self.schema.read(default_value, (), check)
            if check.faults:
                fault = check.faults[0]
                fault.path = ("default_value", *fault.path)
                check.raise_faults("the default value of a Field")

    @property
    def default_provided(self) -> bool:
        """Whether it has a default."""
        return self.default is not ABSENT

    @property
    def default_value(self) -> Any:
        """The default."""
        return self.default

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return not self.may_be_absent

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given."""
        if self._is_required is not None:
            return not self._is_required
        return self.default is not ABSENT or self.schema.may_be_absent

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The value, if it fits; kept secret where it is declared so or named so."""
        result = self.schema.read(value, path, check)
        if self.is_secret:
            check.add_secret(result)
        return result

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """The default, nothing at all, or a fault."""
        if self.default is not ABSENT:
            return self.read(self.default, path, check)
        if self._is_required is False and not self.schema.may_be_absent:
            return ABSENT
        if self._is_required:
            return Schema.absent(self, path, check)
        return self.schema.absent(path, check)

    def expected(self) -> str:
        """What is expected, in words."""
        return self.schema.expected()


class EnumValue:
    """One of the values of an ``Enum``.

    Args:
        config_value: How it is written in run config.
        python_value: What the user's code gets; default: the same.
        description: What it is.
    """

    __slots__ = ("config_value", "description", "python_value")

    def __init__(
        self, config_value: str, python_value: Any = None, description: str | None = None
    ) -> None:
        self.config_value = config_value
        self.python_value = config_value if python_value is None else python_value
        self.description = description


class Enum(Choice):
    """One of several names, each standing for a value.

    Args:
        name: What is chosen.
        enum_values: The values.
    """

    __slots__ = ("enum_values",)

    def __init__(self, name: str, enum_values: Iterable[EnumValue]) -> None:
        self.enum_values = tuple(enum_values)
        for value in self.enum_values:
            if not isinstance(value, EnumValue):
                raise InvalidConfigDefinitionError(
                    f"the values of Enum '{name}' must be EnumValue objects, not {value!r}"
                )
        super().__init__(
            {value.config_value: value.python_value for value in self.enum_values}, name
        )

    @classmethod
    def from_python_enum(cls, enum: type[enum.Enum], name: str | None = None) -> Enum:
        """The members of a Python enum, by their names."""
        return cls(name or enum.__name__, [EnumValue(member.name, member) for member in enum])

    @classmethod
    def from_python_enum_direct_values(cls, enum: type[enum.Enum], name: str | None = None) -> Enum:
        """The members of a Python enum, by their names; the user's code gets their values."""
        return cls(name or enum.__name__, [EnumValue(member.name, member.value) for member in enum])


StringSource: Final = as_schema(str)
"""A string, or a reference to the environment, as every string is."""
IntSource: Final = as_schema(int)
"""An int, or a reference to the environment, as every int is."""
BoolSource: Final = as_schema(bool)
"""A bool, or a reference to the environment, as every bool is."""


def validate(
    schema: Any,
    value: Any = ABSENT,
    path: Path = (),
    check: ConfigCheck | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    what: str = "config",
) -> Any:
    """Read one config value against a declaration.

    Args:
        schema: The declaration or schema.
        value: The value; absent: the default is used.
        path: Where the value stands.
        check: Gathers faults for someone else to raise; None: they are raised here.
        environment: The environment variables, where no check is given.
        what: What is read, for the headline of several faults.

    Raises:
        ConfigFaultsError: It does not fit, and no check was given.
    """
    own = check or ConfigCheck(environment=environment)
    tree = as_schema(schema)
    result = tree.absent(path, own) if value is ABSENT else tree.read(value, path, own)
    if check is None:
        own.raise_faults(what)
    return result
