"""Values in the memory of one process, and steps in several: refused before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError
from graphmat.execution.lanes import PROCESS_TAG, lane_of
from graphmat.execution.run_resources import needed_by

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step


def refuse_memory(plan: ExecutionPlan, store: Any) -> None:
    """Make sure that steps in several processes reach each other's values.

    Args:
        plan: What will run.
        store: The project's store.

    Raises:
        InvalidDefinitionError: Some are kept in memory by an I/O manager, and not all steps that
            use it are in one lane.
    """
    kept = {key for key, definition in plan.resource_defs.items() if _is_in_memory(definition)}
    for key in sorted(kept):
        users = [step for step in plan.steps_to_run() if key in needed_by(step, plan)]
        lanes = {lane_of(step) for step in users}
        if len(users) > 1 and (len(lanes) > 1 or None in lanes) and _passes_on(users):
            names = ", ".join(f"'{step.step_key}'" for step in users[:3])
            more = f" and {len(users) - 3} more" if len(users) > 3 else ""  # noqa: PLR2004  # three names
            raise InvalidDefinitionError(
                f"I/O manager '{key}' keeps values in memory, which {names}{more} cannot share "
                "from several processes",
                hint=f"run with --executor in_process or threads, keep them in one process "
                f"(tags={{'{PROCESS_TAG}': '…'}}), or give them another I/O manager",
                location=users[0].op.location,
            )
    if getattr(store, "is_in_memory", False) and len(plan.steps) > 1:
        raise InvalidDefinitionError(
            "the values of this instance are kept in memory, which several processes cannot share",
            hint="use an instance in a folder: Instance.at(folder)",
        )


def _passes_on(users: list[Step]) -> bool:
    """Whether any of the steps loads a value."""
    return any(
        step_input.sources and not step_input.is_nothing
        for step in users
        for step_input in step.inputs
    )


def _is_in_memory(definition: Any) -> bool:
    return bool(getattr(definition, "keeps_in_memory", False))
