"""The declared types of inputs and outputs, held against the values that pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.types import DagsterType, check_of, own_check

if TYPE_CHECKING:
    from graphmat.planning.plan import StepOutput


def check_value(
    op: Any, side: str, name: str, declared: Any, value: Any, context: Any
) -> str | None:
    """Check a value against the declared type of an input or output.

    Returns:
        Why it does not fit, or None.
    """
    cache = op.cache
    if cache is None:
        cache = op.cache = {}
    key = (side, name)
    check = cache.get(key, NO_VALUE)
    if check is NO_VALUE:
        hint = declared.dagster_type
        check = cache[key] = own_check(hint) or check_of(hint)
    if check is None:
        return None
    if isinstance(check, DagsterType):
        found = check.type_check(context, value)
        if found.success:
            return None
        return f"the check of type '{check.display_name}' failed: {found.description}"
    return check(value)  # type: ignore[no-any-return]  # a Check


def check_output(op: Any, output: StepOutput, value: Any, context: Any) -> str | None:
    """Check the value of an output: as its op declares it, then as its graph does.

    Returns:
        Why it does not fit, or None.
    """
    why = check_value(op, "out", output.name, op.outs[output.name], value, context)
    hint = output.dagster_type
    if why is not None or hint is NO_VALUE or hint is None:
        return why
    if isinstance(hint, DagsterType):
        found = hint.type_check(context, value)
        return None if found.success else str(found.description)
    check = check_of(hint)
    return check(value) if check is not None else None
