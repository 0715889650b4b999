"""Resources of pydantic classes on their way from declaration to open. Enter late."""

from __future__ import annotations

import typing
from collections.abc import Collection, Mapping
from typing import Any

from graphmat.resources.base import as_manager
from graphmat.resources.env import holds_env, read_env_deep
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.model_schemas import ModelField, schema_of_field
from graphmat.resources.models import construct
from graphmat.resources.opened import Resources
from graphmat.resources.params import RESOURCE_MARK
from graphmat.resources.schema import Schema, Shape
from graphmat.resources.scope import Prepared, ResourceScope, is_openable
from graphmat.resources.written import as_document

if typing.TYPE_CHECKING:
    from graphmat.resources.models import FrozenModel


OPEN_CONTEXT: typing.Final = "_open_context"


class _Given(Schema):
    """A field that has a value already, which config may replace."""

    __slots__ = ("schema",)

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given: there is a value."""
        return True

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The replacement, if it fits."""
        return self.schema.read(value, path, check)

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """Nothing: the value stays."""
        del path, check
        return ABSENT

    def expected(self) -> str:
        """What a replacement may be."""
        return self.schema.expected()


def prepare_resource(
    cls: type[FrozenModel],
    given: Mapping[str, Any],
    settled: Collection[str],
    scope: ResourceScope,
    config: Any,
    path: Path,
) -> Prepared:
    """A resource of a class, made of the values that it has and of run config.

    Args:
        cls: The class.
        given: Field → value that it has.
        settled: Fields that config need not give.
        scope: Opens it later.
        config: Its run config; ``ABSENT`` where there is none.
        path: Where that stands.
    """
    check = scope.check
    before = len(check.faults)
    held = resource_fields(cls)
    fields = cls.model_fields
    schemas = config_fields(cls)
    if config is not ABSENT and not isinstance(config, Mapping):
        check.fault(path, f"expected a mapping, got {check.shown(config, path)}")
        return Prepared(None)
    written = dict(config) if isinstance(config, Mapping) else {}
    parts = {name: given[name] for name in held if name in given}
    for name, value in parts.items():
        inner = written.pop(fields[name].alias or name, ABSENT)
        for part in parts_of(value):
            scope.prepare_part(part, inner, (*path, name))
    alias = {name: info.alias or name for name, info in fields.items()}
    shape = Shape(
        {
            key: _Given(schema) if name in settled else schema
            for name, key in alias.items()
            if (schema := schemas.get(name)) is not None
        }
    )
    extra = cls.model_config.get("extra") == "allow"
    loose = {key: written.pop(key) for key in list(written) if extra and key not in shape.fields}
    if config is ABSENT and not shape.may_be_absent:
        shape.absent(path, check)
        return Prepared(None)
    read = shape.read(written, path, check)
    data = {
        alias.get(name, name): _read_waiting(value, schemas.get(name), (*path, name), check)
        for name, value in given.items()
        if alias.get(name, name) not in read
    }
    if len(check.faults) > before:
        return Prepared(None)
    made = construct(cls, {**data, **loose, **read}, path, check)
    if made is ABSENT:
        return Prepared(None)
    shown = {alias[name]: as_document(getattr(made, name)) for name in schemas}
    return Prepared(shown, made, parts)


def _read_waiting(value: Any, schema: Schema | None, path: Path, check: ConfigCheck) -> Any:
    """A value of a field; where it refers to the environment, what it refers to."""
    if not holds_env(value):
        return value
    if schema is None:
        return read_env_deep(value, path, check)
    return schema.read(as_document(value), path, check)


def open_prepared(definition: Any, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
    """Set a resource up: first those that it holds, then itself."""
    made = prepared.made
    for name, value in prepared.parts.items():
        opened = _open_parts(value, scope, f"{label}.{name}")
        made.__dict__[name] = opened  # the class is frozen, and its own validation has run
    context = scope.context(definition, prepared.config, Resources({}, f"resource '{label}'"))
    # beside the fields, like a cached property: two resources are equal if their fields are
    made.__dict__[OPEN_CONTEXT] = context
    with scope.guard(label):
        manager = as_manager(made.yield_for_execution(context))
        value = manager.__enter__()
    if made.__has_teardown__():
        scope.on_close(label, lambda: manager.__exit__(None, None, None))
    else:
        # nothing is to be undone, but the generator must not be dropped half-way
        manager.__exit__(None, None, None)
    return value


def _open_parts(value: Any, scope: ResourceScope, label: str) -> Any:
    if is_openable(value):
        return scope.open_part(value, label)
    if isinstance(value, list):
        return [_open_parts(item, scope, f"{label}[{at}]") for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _open_parts(item, scope, f"{label}.{key}") for key, item in value.items()}
    return value


def parts_of(value: Any) -> list[Any]:
    """The resources in the value of a field."""
    if is_openable(value):
        return [value]
    if isinstance(value, list):
        return [part for item in value for part in parts_of(item)]
    if isinstance(value, dict):
        return [part for item in value.values() for part in parts_of(item)]
    return []


def resource_fields(cls: type[FrozenModel]) -> dict[str, Any]:
    """The fields of a class that hold resources."""
    return {
        name: info
        for name, info in cls.model_fields.items()
        if RESOURCE_MARK in info.metadata or _names_resource(info.annotation)
    }


def config_fields(cls: type[FrozenModel]) -> dict[str, ModelField]:
    """The schemas of the fields that are config.

    Raises:
        InvalidConfigDefinitionError: A field has a type that no run config can fit.
    """
    made: dict[str, ModelField] | None = cls.__dict__.get("_own_schemas")
    if made is None:
        held = resource_fields(cls)
        made = {
            name: ModelField(schema_of_field(cls, name, info), info)
            for name, info in cls.model_fields.items()
            if name not in held
        }
        type.__setattr__(cls, "_own_schemas", made)
    return made


def _names_resource(hint: Any) -> bool:
    if isinstance(hint, type) and hasattr(hint, "__graphmat_resource__"):
        return True
    return any(_names_resource(argument) for argument in typing.get_args(hint))
