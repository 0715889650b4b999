"""Schemas: what a config value may be, as a small tree that reads and checks values.

A schema is made once from a declaration (``as_schema``, ``hints.schema_of_hint``). Reading a
value gives it back with defaults filled in and references to the environment resolved; what does
not fit is kept as a fault, and reading goes on, so that all faults are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from graphmat.errors import InvalidConfigDefinitionError
from graphmat.resources.env import env_name, read_env, read_env_deep
from graphmat.resources.faults import (
    ABSENT,
    ConfigCheck,
    Path,
    quoted,
)
from graphmat.resources.masking import is_secret_name


class Schema:
    """What a config value may be."""

    __slots__ = ()

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given."""
        return False

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The value as the user's code gets it; faults go to the check."""
        raise NotImplementedError

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """The value where none is given: a default, or a fault."""
        return check.fault(path, f"required, but missing: expected {self.expected()}")

    def expected(self) -> str:
        """What is expected, in words: ``an int``."""
        raise NotImplementedError

    def _mismatch(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        return check.fault(path, f"expected {self.expected()}, got {check.shown(value, path)}")


class Anything(Schema):
    """Any value, as it is; ``EnvVar`` objects in it are read."""

    __slots__ = ()

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given."""
        return True

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The value as it is."""
        return read_env_deep(value, path, check)

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """None."""
        del path, check
        return None

    def expected(self) -> str:
        """Words for anything."""
        return "any value"


class Scalar(Schema):
    """A string, int, float or bool, or a reference to the environment for one.

    An int is taken for a float. Nothing else is converted: ``"3"`` is no int, ``"true"`` no bool.

    Args:
        kind: ``str``, ``int``, ``float`` or ``bool``.
    """

    __slots__ = ("kind",)
    kind: type

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The value, if it is of the kind."""
        kind = self.kind
        if type(value) is kind:
            return value
        name = env_name(value)
        if name is not None:
            return read_env(value, name, kind, path, check)
        if kind is float and type(value) is int:
            return float(value)
        # subclasses, such as numpy's float64, are of the kind; a bool is an int only to Python
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        return self._mismatch(value, path, check)

    def expected(self) -> str:
        """The kind with its article."""
        return _KIND_NAMES[self.kind]


_KIND_NAMES: Final = {str: "a string", int: "an int", float: "a float", bool: "true or false"}


class Array(Schema):
    """A list of values that are all alike.

    Args:
        inner_type: What each of them is.
    """

    __slots__ = ("inner",)

    def __init__(self, inner_type: Any) -> None:
        self.inner = as_schema(inner_type)

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The list, each element read."""
        if not isinstance(value, list | tuple):
            return self._mismatch(value, path, check)
        read = self.inner.read
        return [read(item, (*path, index), check) for index, item in enumerate(value)]

    def expected(self) -> str:
        """Words for the list."""
        return "a list" if isinstance(self.inner, Anything) else f"a list ({self.inner.expected()})"


class Map(Schema):
    """A mapping from any keys of one kind to values that are all alike.

    Args:
        key_type: What each key is.
        inner_type: What each value is.
        key_label_name: What the keys are, for readers.
    """

    __slots__ = ("inner", "key", "key_label_name")

    def __init__(self, key_type: Any, inner_type: Any, key_label_name: str | None = None) -> None:
        self.key = as_schema(key_type)
        self.inner = as_schema(inner_type)
        self.key_label_name = key_label_name

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The mapping, each key and value read."""
        if not isinstance(value, Mapping):
            return self._mismatch(value, path, check)
        result = {}
        for name, item in value.items():
            inner_path = (*path, name if isinstance(name, str) else str(name))
            read_name = self.key.read(name, inner_path, check)
            result[read_name] = self.inner.read(item, inner_path, check)
        return result

    def expected(self) -> str:
        """Words for the mapping."""
        return f"a mapping of {self.key_label_name or 'keys'} to values ({self.inner.expected()})"


class Shape(Schema):
    """A mapping with known keys.

    Args:
        fields: What each key takes: key → type, schema or ``Field``.
        description: What it is.
        field_aliases: Kept for compatibility; not used.
    """

    __slots__ = ("description", "fields")
    is_permissive = False

    def __init__(
        self,
        fields: Mapping[str, Any],
        description: str | None = None,
        field_aliases: Mapping[str, str] | None = None,
    ) -> None:
        del field_aliases
        self.fields: Mapping[str, Schema] = as_fields(fields)
        self.description = description

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given: no key is required."""
        return all(schema.may_be_absent for schema in self.fields.values())

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The mapping, each key read, defaults filled in."""
        if not isinstance(value, Mapping):
            return self._mismatch(value, path, check)
        fields = self.fields
        result = {}
        for name, schema in fields.items():
            inner_path = (*path, name)
            if name in value:
                item = schema.read(value[name], inner_path, check)
                result[name] = item
                if isinstance(item, str) and is_secret_name(name):
                    check.add_secret(item)
            else:
                default = schema.absent(inner_path, check)
                if default is not ABSENT:
                    result[name] = default
        for name, item in value.items():
            if name in fields:
                continue
            if self.is_permissive:
                result[name] = read_env_deep(item, (*path, name), check)
            else:
                check.unknown((*path, name), fields)
        return result

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """The defaults of its keys; a fault where a key is required."""
        if self.may_be_absent:
            return self.read({}, path, check)
        needed = [name for name, schema in self.fields.items() if not schema.may_be_absent]
        listed = ", ".join(f"{quoted(name)} ({self.fields[name].expected()})" for name in needed)
        return check.fault(path, f"required, but missing: it must give {listed}")

    def expected(self) -> str:
        """Words for the mapping, with its keys."""
        if not self.fields:
            return "a mapping" if self.is_permissive else "an empty mapping"
        keys = ", ".join(
            f"{name}{'?' if schema.may_be_absent else ''}" for name, schema in self.fields.items()
        )
        return f"a mapping with the keys {keys}{' and any others' if self.is_permissive else ''}"


class Permissive(Shape):
    """A mapping with known keys and any others.

    Args:
        fields: What the known keys take.
        description: What it is.
    """

    __slots__ = ()
    is_permissive = True

    def __init__(
        self, fields: Mapping[str, Any] | None = None, description: str | None = None
    ) -> None:
        super().__init__(fields or {}, description)


def as_schema(declared: Any) -> Schema:
    """The schema of a declaration as it stands in ``config_schema=`` and ``Field(...)``.

    Args:
        declared: A plain type, ``dict``, ``list``, ``Any``, a dictionary of keys to declarations,
            ``{str: type}`` for any keys, a list of one declaration, a ``Config`` class, or a
            schema.

    Raises:
        InvalidConfigDefinitionError: It is none of these.
    """
    if isinstance(declared, Schema):
        return declared
    if isinstance(declared, Mapping):
        return _of_mapping(declared)
    if isinstance(declared, list):
        if len(declared) != 1:
            raise InvalidConfigDefinitionError(
                f"a list in a config schema holds the one type of its elements, not {declared!r}"
            )
        return Array(declared[0])
    try:
        plain = _PLAIN.get(declared)
    except TypeError:
        plain = None
    if plain is not None:
        return plain
    made = getattr(declared, "__config_schema__", None)
    if made is not None:
        return cast("Schema", made())
    # a DagsterType such as dagster.Int stands for the plain type that it checks
    python_type = getattr(declared, "python_type", getattr(declared, "typing_type", None))
    if python_type in _PLAIN:
        return _PLAIN[python_type]
    raise InvalidConfigDefinitionError(
        f"{declared!r} cannot be the type of a config value",
        hint="use str, int, float, bool, list, dict, Any, a dictionary of keys to types, Array, "
        "Map, Selector, Enum, Noneable, Field(...) or a Config class",
    )


def _of_mapping(declared: Mapping[Any, Any]) -> Schema:
    if len(declared) == 1:
        ((key, inner),) = declared.items()
        if not isinstance(key, str):
            return Map(key, inner)
    for key in declared:
        if not isinstance(key, str):
            raise InvalidConfigDefinitionError(
                f"the keys of a config schema must be strings, but {key!r} is not"
            )
    return Shape(declared)


def as_fields(fields: Mapping[str, Any]) -> Mapping[str, Schema]:
    """The schemas of the keys of a mapping."""
    return {name: as_schema(declared) for name, declared in fields.items()}


_ANYTHING: Final = Anything()
_PLAIN: Final[Mapping[Any, Schema]] = {
    str: Scalar(str),
    int: Scalar(int),
    float: Scalar(float),
    bool: Scalar(bool),
    Any: _ANYTHING,
    list: Array(_ANYTHING),
    dict: Permissive(),
}
