"""Running hooks; one that raises is shown and recorded, and changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.hooks import HookContext
from graphmat.events import kinds
from graphmat.execution.user_code import error_document

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


def run_hooks(
    run: RunContext,
    unit: Unit,
    context: Any,
    values: Mapping[str, Any],
    error: BaseException | None,
) -> None:
    """Run the hooks of a step that has ended.

    Args:
        run: The run.
        unit: The step.
        context: The context of its op.
        values: What it produced.
        error: What it raised, if it failed.
    """
    for hook in sorted(unit.step.hooks, key=lambda hook: str(hook.name)):
        if hook.on_failure != (error is not None):
            run.recorder.add(
                kinds.HOOK_SKIPPED, unit.step_key, message=hook.name, data={"hook": hook.name}
            )
            continue
        resources = (
            run.resources.view(hook.required_resource_keys, f"hook '{hook.name}'")
            if run.resources is not None
            else None
        )
        try:
            hook.hook_fn(HookContext(hook, context, error, values, resources))
        except Exception as fault:  # noqa: BLE001  # a hook's fault is recorded, not raised
            document = error_document(fault, run.mask)
            run.recorder.add(
                kinds.HOOK_ERRORED,
                unit.step_key,
                message=f"hook '{hook.name}' failed: {document['class']}: {document['message']}",
                data={"hook": hook.name, "error": document},
            )
        else:
            run.recorder.add(
                kinds.HOOK_COMPLETED, unit.step_key, message=hook.name, data={"hook": hook.name}
            )
