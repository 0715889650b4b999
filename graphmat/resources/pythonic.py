"""``Config``: configuration as a class with typed fields. Imports pydantic: enter late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import ConfigDict  # noqa: TID253  # entered late, as ``models``

from graphmat.errors import InvalidConfigDefinitionError
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.model_schemas import ModelSchema
from graphmat.resources.models import FrozenModel, construct

if TYPE_CHECKING:
    from graphmat.resources.schema import Schema


class Config(FrozenModel):
    """Configuration of an op, asset or graph, as a class with typed fields.

    Fields are ``str``, ``int``, ``float``, ``bool``, ``list[...]``, ``dict[str, ...]``,
    ``Optional[...]``, ``Literal[...]``, enums (written by member name), other Config classes, and
    unions of Config classes with a discriminator. Any scalar may be an ``EnvVar``.

    Example:
        ``class Limits(Config): low: int; high: int = 10``
    """

    __graphmat_config__ = True

    @classmethod
    def __config_schema__(cls) -> Schema:
        """What run config for this class may be."""
        made = cls.__dict__.get("_own_schema")
        if made is None:
            made = ModelSchema(cls)
            type.__setattr__(cls, "_own_schema", made)
            try:
                made.settle()
            except InvalidConfigDefinitionError:
                type.__delattr__(cls, "_own_schema")
                raise
        return cast("Schema", made)

    @classmethod
    def __config_build__(cls, value: Any, path: Path, check: ConfigCheck) -> Any:
        """An object of this class from run config; see ``build_config``."""
        return build_config(cls, value, path, check)

    @classmethod
    def to_config_schema(cls) -> Schema:
        """What run config for this class may be, for ``config_schema=``."""
        return cls.__config_schema__()

    @classmethod
    def to_fields_dict(cls) -> dict[str, Schema]:
        """The schemas of the fields, for use in a dictionary schema."""
        return dict(cast("ModelSchema", cls.__config_schema__()).fields)


class PermissiveConfig(Config):
    """Configuration with typed fields that takes any other fields as well."""

    model_config = ConfigDict(extra="allow")


def build_config(cls: type[Config], value: Any, path: Path, check: ConfigCheck) -> Any:
    """A Config object from run config.

    Args:
        cls: The Config class.
        value: Its run config; ``ABSENT`` where none is given.
        path: Where it stands.
        check: Gathers the faults, the class's own validators' among them.

    Returns:
        The object, or ``ABSENT`` where there is a fault.
    """
    schema = cls.__config_schema__()
    before = len(check.faults)
    if isinstance(value, Config):
        value = value.__config_document__()
    data = schema.absent(path, check) if value is ABSENT else schema.read(value, path, check)
    if len(check.faults) > before:
        return ABSENT
    return construct(cls, data, path, check)
