"""``graphmat plan``: what would run, and why."""

from __future__ import annotations

from typing import Any

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.running import retyped, run_arguments
from graphmat.cli.work import Work, with_work
from graphmat.errors import EmptySelectionError
from graphmat.rendering.plain import safe

app, decoration = single_command(
    epilog(
        ("graphmat plan -s baz_asset", "graphmat plan -s state:stale --exit-code"),
        (
            *READING,
            exit_codes.SELECTION_INVALID,
            exit_codes.WORK_TO_DO,
            exit_codes.STORAGE_UNUSABLE,
        ),
    )
)


@app.command("plan", **decoration)
@with_work
def plan(
    work: Work,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    job: options.Job = None,
    partition: options.Partition = None,
    on_unselected: options.OnUnselected = None,
    strict: options.Strict = None,
    fail_fast: options.FailFast = False,
    tag: options.Tag = None,
    run_config: options.RunConfig = None,
    settings: options.Set = None,
    exit_code: options.ExitCode = False,
    json: options.Json = False,
) -> int:
    """Show what `materialize` would do, and why.

    The plan is the very one that `materialize` runs with the same options: each step with the
    reason why it runs, what becomes of each of its outputs, and what is loaded from where.
    """
    arguments = run_arguments(
        work,
        select=select,
        exclude=exclude,
        job=job,
        partition=partition,
        on_unselected=on_unselected,
        strict=strict,
        fail_fast=fail_fast,
        tag=tag,
        run_config=run_config,
        settings=settings,
    )
    try:
        document = show_plan(work, arguments, as_json=json)
    except EmptySelectionError as error:
        if not exit_code:
            raise
        work.say(f"nothing to do: {safe(error.message)}")
        return exit_codes.DONE
    return exit_codes.WORK_TO_DO if exit_code and document["steps"] else exit_codes.DONE


def show_plan(work: Work, arguments: dict[str, Any], *, as_json: bool) -> dict[str, Any]:
    """Have the plan made and show it; returns its document."""
    with work.session() as session:
        target = session.settings.target
        document: dict[str, Any] = session.call(
            "plan", **arguments, target=target.text if target else ""
        )
    if as_json:
        work.show_json(document)
        return document
    from graphmat.rendering.plan import plan_lines, plan_warnings

    work.show(plan_lines(work.out, document))
    work.err.write(plan_warnings(document))
    work.say(["", f"next: {work.command('materialize', *retyped(arguments))}"])
    return document
