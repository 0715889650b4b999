"""What an op does besides giving outputs, so that plans can be asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphmat.errors import ParameterError, did_you_mean

TAG: Final = "graphmat/effects"
EXTERNAL: Final = "external"


def with_effects(
    tags: Mapping[str, Any] | None, effects: str | None, name: str
) -> Mapping[str, Any] | None:
    """The tags of an op, and its effects among them.

    Args:
        tags: The tags it was given.
        effects: "external", or None.
        name: The op, for messages.

    Raises:
        ParameterError: There are no such effects.
    """
    if effects is None:
        return tags
    if effects != EXTERNAL:
        raise ParameterError(
            f"op '{name}': effects can be '{EXTERNAL}', not {effects!r}",
            hint=did_you_mean(str(effects), (EXTERNAL,)),
        )
    return {**(tags or {}), TAG: effects}
