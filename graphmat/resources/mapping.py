"""Config made from other config: ``config_mapping`` on graphs, ``configured`` on anything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, overload

from graphmat.errors import ConfigMappingError, ParameterError
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.schema import Schema
from graphmat.resources.typed import config_schema_of, is_config_class, read_config
from graphmat.resources.written import as_document


class ConfigMapping:
    """A graph's own config, and how the config of its ops follows from it.

    Args:
        config_fn: Called with the graph's config; returns the config of its ops, by op name.
        config_schema: What the graph's config may be; default: the parameter's annotation.
        receive_processed_config_values: Kept for compatibility; values are always processed.
    """

    __slots__ = ("config_fn", "declared")

    def __init__(
        self,
        config_fn: Callable[[Any], Any],
        config_schema: Any = None,
        receive_processed_config_values: bool | None = None,
    ) -> None:
        del receive_processed_config_values
        if not callable(config_fn):
            raise ParameterError(f"a config mapping is a function, not {config_fn!r}")
        self.config_fn = config_fn
        self.declared = outer_config_of(config_fn) if config_schema is None else config_schema

    @property
    def config_schema(self) -> Schema | None:
        """What the graph's config may be; None: anything."""
        return None if self.declared is None else config_schema_of(self.declared)

    def resolve(self, value: Any, path: Path, check: ConfigCheck) -> Mapping[str, Any]:
        """The config of the graph's ops.

        Args:
            value: The graph's config as written; ``ABSENT`` where nothing is.
            path: Where it stands.
            check: Gathers faults of the graph's own config.

        Returns:
            Op name → entry, to stand under ``ops``; empty where there is a fault.

        Raises:
            ConfigMappingError: The function raised.
        """
        before = len(check.faults)
        outer = read_config(self.declared, value, path, check)
        if len(check.faults) > before:
            return {}
        made = as_document(call_mapping(self.config_fn, outer, path))
        if not isinstance(made, Mapping):
            name = _name_of(self.config_fn)
            check.fault(
                path,
                f"config mapping '{name}' must return a dictionary of op names, but returned "
                f"{check.shown(made, path)}",
            )
            return {}
        return made


@overload
def config_mapping(config_fn: Callable[[Any], Any]) -> ConfigMapping: ...
@overload
def config_mapping(
    *, config_schema: Any = ..., receive_processed_config_values: bool | None = ...
) -> Callable[[Callable[[Any], Any]], ConfigMapping]: ...
def config_mapping(
    config_fn: Callable[[Any], Any] | None = None,
    *,
    config_schema: Any = None,
    receive_processed_config_values: bool | None = None,
) -> ConfigMapping | Callable[[Callable[[Any], Any]], ConfigMapping]:
    """Make a config mapping of a function, for ``@graph(config=...)``.

    Args:
        config_fn: Called with the graph's config; returns the config of its ops, by op name.
        config_schema: What the graph's config may be; default: the parameter's annotation.
        receive_processed_config_values: Kept for compatibility; values are always processed.
    """
    if config_fn is not None:
        return ConfigMapping(config_fn, config_schema)
    return lambda function: ConfigMapping(function, config_schema, receive_processed_config_values)


class ConfiguredSchema(Schema):
    """Config that is fixed, or made by a function from config of another form.

    Args:
        made_by: The fixed config, or the function.
        inner: What the definition itself takes: a Config class or any declaration; None: anything.
        outer: What the function takes; None: its annotation, or anything.
        what: What is configured, for messages.
    """

    __slots__ = ("inner", "is_fixed", "made_by", "outer", "what")

    def __init__(self, made_by: Any, inner: Any, outer: Any = None, what: str = "this") -> None:
        self.is_fixed = not callable(made_by)
        self.made_by = as_document(made_by) if self.is_fixed else made_by
        self.inner = inner
        self.outer = outer
        if outer is None and not self.is_fixed:
            self.outer = outer_config_of(made_by)
        self.what = what

    @property
    def may_be_absent(self) -> bool:
        """Whether nothing need be given."""
        if self.is_fixed or self.outer is None:
            return True
        return config_schema_of(self.outer).may_be_absent

    def read(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        """What the definition gets: the fixed config, or what the function makes."""
        if self.is_fixed:
            if value == {} or value is None:
                return self.absent(path, check)
            return check.fault(path, f"{self.what} is already configured, it takes no config")
        return self._apply(value, path, check)

    def absent(self, path: Path, check: ConfigCheck) -> Any:
        """What the definition gets where nothing is written."""
        if self.is_fixed:
            return self._inner(self.made_by, path, check, "the config it was configured with")
        return self._apply(ABSENT, path, check)

    def expected(self) -> str:
        """Words for what is written."""
        if self.is_fixed:
            return "nothing: it is already configured"
        return "any value" if self.outer is None else config_schema_of(self.outer).expected()

    def _apply(self, value: Any, path: Path, check: ConfigCheck) -> Any:
        before = len(check.faults)
        outer = read_config(self.outer, value, path, check)
        if len(check.faults) > before:
            return ABSENT
        made = as_document(call_mapping(self.made_by, outer, path))
        return self._inner(made, path, check, f"what '{_name_of(self.made_by)}' made of its config")

    def _inner(self, value: Any, path: Path, check: ConfigCheck, origin: str) -> Any:
        before = len(check.faults)
        result = read_config(self.inner, value, path, check)
        for fault in check.faults[before:]:
            fault.message += f" (in {origin})"
        return result


def configured(configurable: Any, config_schema: Any = None, **kwargs: Any) -> Callable[[Any], Any]:
    """A decorator that fixes the config of an op, graph or resource, or maps it from another.

    Args:
        configurable: The definition.
        config_schema: What the decorated function takes; default: its parameter's annotation.
        kwargs: Further arguments of the definition's own ``configured``, such as ``name``.
    """
    if not hasattr(configurable, "configured"):
        raise ParameterError(f"{configurable!r} cannot be configured")

    def decorate(made_by: Any) -> Any:
        if hasattr(configurable, "name") and "name" not in kwargs and callable(made_by):
            kwargs["name"] = _name_of(made_by)
        return configurable.configured(made_by, config_schema=config_schema, **kwargs)

    return decorate


def call_mapping(function: Callable[[Any], Any], outer: Any, path: Path) -> Any:
    """What a user's config function makes.

    Raises:
        ConfigMappingError: It raised.
    """
    try:
        return function(outer)
    except Exception as error:
        where = ".".join(str(part) for part in path if part not in ("ops", "config"))
        raise ConfigMappingError(
            f"config mapping '{_name_of(function)}' of '{where}' raised "
            f"{type(error).__name__}: {error}"
        ) from error


def outer_config_of(function: Callable[..., Any]) -> Any:
    """The config that a config function takes, by the annotation of its first parameter.

    None, which is anything, where it is not annotated or annotated with no kind of config.
    """
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code is not None else ()
    annotation = getattr(function, "__annotations__", {}).get(names[0]) if names else None
    if isinstance(annotation, str):
        annotation = _evaluate(annotation, function)
    return annotation if is_config_class(annotation) else None


def _evaluate(text: str, function: Callable[..., Any]) -> Any:
    """What an annotation that is text means where the function was defined."""
    scopes = [getattr(function, "__globals__", {})]
    # classes defined in a function are only to be found in its frame
    frame: Any = sys._getframe(1)  # noqa: SLF001  # as above
    while frame is not None and len(scopes) < _FRAMES:
        scopes.append(frame.f_locals)
        frame = frame.f_back
    for scope in scopes:
        found = scope.get(text)
        if found is not None:
            return found
    return None


_FRAMES = 12


def _name_of(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))
