"""Plans that are refused before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmat.errors import InvalidSelectionError
from graphmat.planning.plan import NEEDED, UNEXPECTED

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan


def refuse_unexpected(plan: ExecutionPlan) -> None:
    """Refuse a plan that makes assets which were not selected.

    Raises:
        InvalidSelectionError: It does; each is told with its step and output.
    """
    made = [
        (step, output)
        for step in plan.steps
        for output in step.outputs
        if output.disposition == UNEXPECTED or (output.disposition == NEEDED and output.asset_keys)
    ]
    if not made:
        return
    sentences = [
        f"step '{step.step_key}' would also make "
        + ", ".join(f"'{key}'" for key in output.asset_keys if key not in plan.asset_keys)
        + (
            f": {output.why}"
            if output.disposition == NEEDED
            else f": its output '{output.name}' is required, and not selected"
        )
        for step, output in made
    ]
    raise InvalidSelectionError(
        "\n".join(sentences),
        hint="select them too, declare the outputs with Out(is_required=False) and yield them as "
        "context.selected_output_names asks, or use --on-unselected materialize",
        location=made[0][0].location,
    )
