"""``graphmat check``: run the checks of assets, and nothing else."""

from __future__ import annotations

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.carrying_out import carry_out
from graphmat.cli.ci_reports import CiReports, with_ci_reports
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.running import run_arguments
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat check", "graphmat check -s baz_asset"),
        tuple(
            code
            for code in exit_codes.MEANING
            if code not in {exit_codes.WORK_TO_DO, exit_codes.CONFLICT}
        ),
    )
)


@app.command("check", **decoration)
@with_work
@with_ci_reports
def check(
    work: Work,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    partition: options.Partition = None,
    fail_fast: options.FailFast = False,
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
    """Run the checks of the selected assets on their stored values; make nothing."""
    arguments = run_arguments(
        work,
        select=select,
        exclude=exclude,
        job=None,
        partition=partition,
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
    return carry_out(
        work,
        arguments,
        verb="materialize",
        given={**arguments, "only_checks": True},
        as_json=json,
        reports=reports,
    )
