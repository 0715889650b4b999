"""Schemas of values that may be one thing or another: choices, nullable values, unions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.errors import did_you_mean
from graphmat.resources.env import env_name, read_env
from graphmat.resources.faults import ABSENT, ConfigCheck, Path, quoted
from graphmat.resources.schema import Schema, as_fields, as_schema


class Selector(Schema):
    """A mapping with exactly one of several keys.

    Args:
        fields: What each key takes.
        description: What it is.
    """

    __slots__ = ("description", "fields")

    def __init__(self, fields: Mapping[str, Any], description: str | None = None) -> None:
        self.fields: Mapping[str, Schema] = as_fields(fields)
        self.description = description

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given: there is one key, and it has a default."""
        return len(self.fields) == 1 and all(s.may_be_absent for s in self.fields.values())

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The one key that was chosen."""
        if not isinstance(value, Mapping):
            return self._mismatch(value, path, check)
        if not value and self.may_be_absent:
            return self.absent(path, check)
        if len(value) != 1:
            given = ", ".join(map(quoted, value)) or "none"
            return check.fault(path, f"expected {self.expected()}, got {given}")
        ((name, item),) = value.items()
        schema = self.fields.get(name)
        if schema is None:
            check.unknown((*path, name), self.fields)
            return ABSENT
        return {name: schema.read(item, (*path, name), check)}

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """The only key with its default; a fault where there is a choice."""
        if not self.may_be_absent:
            return super().absent(path, check)
        ((name, schema),) = self.fields.items()
        return {name: schema.absent((*path, name), check)}

    def expected(self) -> str:
        """Words for the choice."""
        return f"a mapping with one of the keys {', '.join(self.fields)}"


class Choice(Schema):
    """One of several names, each standing for a value.

    Args:
        values: name → value. Names may be any scalars (``Literal[1, 2]``).
        name: What is chosen.
    """

    __slots__ = ("name", "values")

    def __init__(self, values: Mapping[Any, Any], name: str = "") -> None:
        self.values = dict(values)
        self.name = name

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """What the name stands for."""
        name = env_name(value)
        if name is not None:
            value = read_env(value, name, str, path, check)
            if value is ABSENT or not check.resolves:
                return value
        for known, meaning in self.values.items():
            # 1 is not True here, and 1.0 is not 1
            if type(known) is type(value) and known == value:
                return meaning
        hint = did_you_mean(value, map(str, self.values)) if isinstance(value, str) else None
        check.fault(
            path,
            f"expected {self.expected()}, got {check.shown(value, path)}"
            + (f"; {hint}" if hint else ""),
        )
        return ABSENT

    def expected(self) -> str:
        """Words for the choice."""
        return f"one of {', '.join(map(repr, self.values))}"


class Noneable(Schema):
    """A value that may be None.

    Args:
        inner_type: What it is otherwise.
    """

    __slots__ = ("inner",)

    def __init__(self, inner_type: Any) -> None:
        self.inner = as_schema(inner_type)

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given: None is understood."""
        return True

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """None, or what the inner schema reads."""
        return None if value is None else self.inner.read(value, path, check)

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """None."""
        del path, check
        return None

    def expected(self) -> str:
        """Words for it."""
        return f"{self.inner.expected()} or null"


class ScalarUnion(Schema):
    """A scalar, or something that is not a scalar.

    Args:
        scalar_type: The scalar.
        non_scalar_schema: The other.
    """

    __slots__ = ("other", "scalar")

    def __init__(self, scalar_type: Any, non_scalar_schema: Any) -> None:
        self.scalar = as_schema(scalar_type)
        self.other = as_schema(non_scalar_schema)

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """What the fitting one of the two reads."""
        is_other = isinstance(value, Mapping | list | tuple)
        if (
            is_other
            and env_name(value) is not None
            and "env" not in getattr(self.other, "fields", ())
        ):
            is_other = False
        return (self.other if is_other else self.scalar).read(value, path, check)

    def expected(self) -> str:
        """Words for both."""
        return f"{self.scalar.expected()} or {self.other.expected()}"
