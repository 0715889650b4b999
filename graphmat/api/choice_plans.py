"""From what was chosen to its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidSelectionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmat.api.selecting import Choice
    from graphmat.definitions.definitions import Definitions
    from graphmat.planning.plan import ExecutionPlan


def plan_choice(
    definitions: Definitions,
    instance: Any,
    choice: Choice,
    partition: str | None,
    on_unselected: str | None = None,
    partition_range: Sequence[str] | None = None,
    *,
    strict: bool = False,
    must_hold: bool = True,
) -> ExecutionPlan:
    """The plan for what was chosen; see ``api.planning.plan_definitions``."""
    from graphmat.api.job_plans import apply_job, plan_graph_job
    from graphmat.api.planning import new_run_id, plan_definitions

    if choice.is_graph_job:
        made = plan_graph_job(choice.job, partition, None, new_run_id(), None, instance.event_log)  # type: ignore[arg-type]  # a graph job is one
    else:
        try:
            made = plan_definitions(
                definitions,
                instance,
                keys=choice.keys,
                checks=choice.checks,
                job_name=choice.job.name if choice.job is not None else "__ASSET_JOB",
                partition_key=partition,
                partition_range=partition_range,
                on_unselected=on_unselected or ("error" if strict else "materialize"),
                selects_all=choice.selects_all,
                must_hold=must_hold,
                resources=choice.job.resource_defs if choice.job is not None else None,
            )
        except InvalidSelectionError as error:
            if strict and on_unselected is None and error.hint is not None:
                error.hint = error.hint.replace(_ALLOW, "use --no-strict")
            raise
    if choice.job is not None:
        apply_job(made, choice.job)
    return made


_ALLOW = "use --on-unselected materialize"
