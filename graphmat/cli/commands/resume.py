"""``graphmat resume``: go on with a run at the boundaries of its ops."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.carrying_out import carry_out
from graphmat.cli.ci_reports import CiReports, with_ci_reports
from graphmat.cli.commands.materialize import DryRun
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.running import checked_on_conflict, run_arguments
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat resume", "graphmat resume 142d5748 --from my_graph_assets.baz"),
        tuple(code for code in exit_codes.MEANING if code != exit_codes.WORK_TO_DO),
    )
)

Run = Annotated[
    str | None,
    typer.Argument(
        metavar="[RUN]",
        autocompletion=completing.runs,
        help="Id of the run, or its beginning; default: the newest that did not end well.",
        show_default=False,
    ),
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="OP",
        autocompletion=completing.ops,
        help="Run this op again, with all that follows; repeatable.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="OP",
        autocompletion=completing.ops,
        help="Run this op and no other; *op and op* take what is around it; repeatable.",
    ),
]


@app.command("resume", **decoration)
@with_work
@with_ci_reports
def resume(
    work: Work,
    run: Run = None,
    *,
    from_ops: From = None,
    only: Only = None,
    fail_fast: options.FailFast = False,
    on_conflict: options.OnConflict = None,
    dry_run: DryRun = False,
    executor: options.Executor = None,
    jobs: options.Jobs = None,
    start_method: options.StartMethod = None,
    timeout: options.Timeout = None,
    tag: options.Tag = None,
    run_config: options.RunConfig = None,
    settings: options.Set = None,
    json: options.Json = False,
    reports: CiReports,
) -> int:
    """Go on with a run: keep the ops that finished, run what is left."""
    arguments = run_arguments(
        work,
        select=None,
        exclude=None,
        job=None,
        partition=None,
        on_unselected=None,
        strict=False,
        fail_fast=fail_fast,
        tag=tag,
        run_config=run_config,
        settings=settings,
        executor=executor,
        jobs=jobs,
        start_method=start_method,
        timeout=timeout,
    )
    own: dict[str, Any] = {
        "run": run,
        "from_ops": list(from_ops or ()),
        "only": list(only) if only is not None else None,
    }
    if dry_run:
        return _show_plan(work, own, as_json=json)
    taken = ("fail_fast", "tags", "config_files", "settings", "executor")
    return carry_out(
        work,
        arguments,
        verb="resume",
        given={**own, **{name: arguments[name] for name in taken}},
        on_conflict=checked_on_conflict(on_conflict),
        as_json=json,
        reports=reports,
    )


def _show_plan(work: Work, own: dict[str, Any], *, as_json: bool) -> int:
    from graphmat.rendering.plan import plan_lines

    with work.session() as session:
        target = session.settings.target
        document = session.call("plan_resume", **own, target=target.text if target else "")
    if as_json:
        work.show_json(document)
    else:
        work.show(plan_lines(work.out, document))
    return exit_codes.DONE
