"""``@configured``: an op, graph, resource or I/O manager with its config fixed or mapped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.errors import ParameterError


def configured(
    configurable: Any, config_schema: Any = None, **options: Any
) -> Callable[[Any], Any]:
    """The same definition with config that a function makes.

    Args:
        configurable: An op, graph, resource or I/O manager.
        config_schema: What the function takes.
        options: Passed on to ``configured`` of the definition: ``name`` for an op.

    Raises:
        ParameterError: It takes no config.
    """
    method = getattr(configurable, "configured", None)
    if method is None:
        raise ParameterError(f"{configurable!r} takes no config")

    def decorate(config_or_config_fn: Any) -> Any:
        given = dict(options)
        if hasattr(configurable, "alias"):
            given.setdefault("name", getattr(config_or_config_fn, "__name__", None))
        return method(config_or_config_fn, config_schema=config_schema, **given)

    return decorate
