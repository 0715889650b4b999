"""What Config classes and configurable resources share. Imports pydantic: enter late."""

from __future__ import annotations

import typing
import warnings
from collections.abc import Mapping
from typing import Any

from pydantic import (  # noqa: TID253  # a room of the library's pydantic classes, entered late
    BaseModel,
    ConfigDict,
    ValidationError,
)

from graphmat.errors import GraphmatError, InvalidInvocationError, did_you_mean
from graphmat.resources.deferral import is_optional, let_fields_wait
from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ABSENT, ConfigCheck, Path, quoted
from graphmat.resources.masking import is_secret_name
from graphmat.resources.written import as_document

if typing.TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic.fields import FieldInfo
    from pydantic_core import core_schema


class FrozenModel(BaseModel):
    """What Config classes and configurable resources share.

    Fields may hold references that are read later (``EnvVar``, resources left to the launch); a
    field that may be None need not be given; fields are not assigned to.
    """

    model_config = ConfigDict(
        frozen=True, arbitrary_types_allowed=True, populate_by_name=True, protected_namespaces=()
    )

    def __init__(self, **data: Any) -> None:
        _warn_of_unknown(type(self), data)
        super().__init__(**data)

    # as pydantic marks its own: values read from run config need not pass through it
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        made = handler(source)
        optional = {
            name: info.is_required() and is_optional(info.annotation)
            for name, info in source.model_fields.items()
        }
        let_fields_wait(made, optional)
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            if not any("frozen" in fault["type"] for fault in error.errors()):
                raise
            raise InvalidInvocationError(
                f"{quoted(name)} of {type(self).__name__} cannot be assigned: config and resources "
                "do not change",
                hint="make a new object, or keep what changes in a private attribute "
                f"(_{name.lstrip('_')}: ... = PrivateAttr(...))",
            ) from None

    def __config_document__(self, *, whole: bool = False) -> dict[str, Any]:
        """The values as they are written in run config."""
        result = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if value is None and not whole and name not in self.model_fields_set:
                continue
            result[info.alias or name] = _document_of_field(value, info, whole)
        for name, value in (self.model_extra or {}).items():
            result[name] = as_document(value, whole=whole)
        return result


def _document_of_field(value: Any, info: FieldInfo, whole: bool) -> Any:
    document = as_document(value, whole=whole)
    if isinstance(info.discriminator, str) and isinstance(document, dict):
        tag = document.pop(info.discriminator, None)
        return {tag: document}
    return document


def construct(cls: type[BaseModel], data: Mapping[str, Any], path: Path, check: ConfigCheck) -> Any:
    """An object of a pydantic class; what its validators refuse goes to the check."""
    made: Any = ABSENT
    try:
        made = cls(**data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            inner = fault["loc"]
            message = fault["msg"].removeprefix("Value error, ")
            if not fault["type"].startswith(("value_error", "assertion_error")):
                given = check.shown(fault.get("input"), (*path, *inner))
                message = f"{message[:1].lower()}{message[1:]}, got {given}"
            check.fault((*path, *inner), message, error)
    except GraphmatError:
        raise
    except Exception as error:  # noqa: BLE001  # a validator of the user's may raise anything
        text = str(error)
        check.fault(path, f"{type(error).__name__}{f': {text}' if text else ''}", error)
    note_secrets(made, check)
    return made


def note_secrets(value: Any, check: ConfigCheck) -> None:
    """Keep the values of fields named like secrets out of what is written from now on."""
    if not isinstance(value, FrozenModel):
        return
    for name, item in value.__dict__.items():
        if isinstance(item, FrozenModel):
            note_secrets(item, check)
        elif isinstance(item, str) and not isinstance(item, EnvVar) and is_secret_name(name):
            check.add_secret(item)


def _warn_of_unknown(cls: type[BaseModel], data: Mapping[str, Any]) -> None:
    """Say which arguments are ignored: pydantic drops them in silence."""
    takes_all = cls.model_config.get("extra", "ignore") != "ignore"
    if takes_all or data.keys() <= cls.model_fields.keys():
        return
    known = set(cls.model_fields)
    for info in cls.model_fields.values():
        known.add(info.alias or "")
        if info.validation_alias is not None:
            return
    unknown = [name for name in data if name not in known]
    if not unknown:
        return
    for name in unknown:
        hint = did_you_mean(name, known)
        warnings.warn(
            f"{cls.__name__} has no field {quoted(name)}, the value is ignored"
            + (f"; {hint}" if hint else ""),
            stacklevel=3,
        )
