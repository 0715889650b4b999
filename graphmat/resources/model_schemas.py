"""Schemas of pydantic classes: what run config for a Config class or a resource may be."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticUndefined

from graphmat.resources.deferral import is_optional
from graphmat.resources.env import read_env_deep
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.hints import schema_of_hint, unsupported
from graphmat.resources.schema import Schema, Shape

if typing.TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


class ModelField(Schema):
    """A field of a pydantic class.

    Args:
        schema: What its values are.
        info: The field.
    """

    __slots__ = ("info", "is_secret", "schema")

    def __init__(self, schema: Schema, info: FieldInfo) -> None:
        self.schema = schema
        self.info = info
        extra = info.json_schema_extra
        self.is_secret = isinstance(extra, dict) and bool(extra.get("dagster__is_secret"))

    @property
    def may_be_absent(self) -> bool:
        """Whether the field has a default or may be None."""
        return not self.info.is_required() or is_optional(self.info.annotation)

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The value, if it fits."""
        result = self.schema.read(value, path, check)
        if self.is_secret:
            check.add_secret(result)
        return result

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """Nothing where pydantic knows the default; a fault where the field is required."""
        if not self.may_be_absent:
            # a field that is a Config class of defaults only may be left out as a whole
            if isinstance(self.schema, Shape) and self.schema.may_be_absent:
                return self.schema.read({}, path, check)
            return super().absent(path, check)
        default = self.info.get_default(call_default_factory=False)
        if self.info.default_factory is not None or default is PydanticUndefined:
            return ABSENT
        read = read_env_deep(default, path, check)
        return ABSENT if read is default else read

    def expected(self) -> str:
        """What is expected, in words."""
        return self.schema.expected()


class ModelSchema(Shape):
    """What run config for a Config class may be.

    Made empty and settled afterwards, since a class may hold itself.

    Args:
        model: The class.
    """

    __slots__ = ("model",)

    def __init__(self, model: type[BaseModel]) -> None:
        super().__init__({}, model.__doc__)
        self.model = model

    @property
    def is_permissive(self) -> bool:  # type: ignore[override]  # a class constant there
        """Whether fields beside the declared ones are kept."""
        return self.model.model_config.get("extra") == "allow"

    def settle(self) -> None:
        """Make the schemas of the fields.

        Raises:
            InvalidConfigDefinitionError: A field has a type that no run config can fit.
        """
        self.fields = {
            info.alias or name: ModelField(schema_of_field(self.model, name, info), info)
            for name, info in self.model.model_fields.items()
        }

    def expected(self) -> str:
        """Words for the mapping, with the name of the class."""
        return f"{super().expected()} ({self.model.__name__})"


class TaggedSchema(Schema):
    """A union of Config classes told apart by a field, written ``{tag: {...}}``.

    Args:
        discriminator: The field that tells them apart.
        schemas: Its value → schema of the class.
    """

    __slots__ = ("discriminator", "schemas")

    def __init__(self, discriminator: str, schemas: Mapping[Any, Schema]) -> None:
        self.discriminator = discriminator
        self.schemas = schemas

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """The values of the class that the tag names, with the tag as a field."""
        if not isinstance(value, Mapping):
            return self._mismatch(value, path, check)
        name = self.discriminator
        if name in value and value[name] in self.schemas:
            return self.schemas[value[name]].read(value, path, check)
        if len(value) != 1:
            return self._mismatch(value, path, check)
        ((tag, inner),) = value.items()
        schema = self.schemas.get(tag)
        if schema is None:
            check.unknown((*path, tag), self.schemas)
            return ABSENT
        inner = {} if inner is None else inner
        result = schema.read(inner, (*path, tag), check)
        return {**result, name: tag} if isinstance(result, dict) else ABSENT

    def expected(self) -> str:
        """Words for the choice."""
        return f"a mapping with one of the keys {', '.join(map(str, self.schemas))}"


def schema_of_field(model: type[BaseModel], name: str, info: FieldInfo) -> Schema:
    """The schema of a field of a pydantic class.

    Raises:
        InvalidConfigDefinitionError: It has a type that no run config can fit.
    """
    what = f"field '{name}' of {model.__name__}"
    if not isinstance(info.discriminator, str):
        return schema_of_hint(info.annotation, what)
    schemas: dict[Any, Schema] = {}
    for part in typing.get_args(info.annotation):
        if part is type(None):
            continue
        field = getattr(part, "model_fields", {}).get(info.discriminator)
        tags = typing.get_args(field.annotation) if field is not None else ()
        if not tags or not hasattr(part, "__config_schema__"):
            raise unsupported(info.annotation, what)
        schemas.update(dict.fromkeys(tags, part.__config_schema__()))
    return TaggedSchema(info.discriminator, schemas)
