"""``graphmat materialize``: make assets and record it."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.carrying_out import carry_out
from graphmat.cli.ci_reports import CiReports, with_ci_reports
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.running import checked_on_conflict, run_arguments
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(
        ("graphmat materialize", "graphmat materialize -s '+baz_asset' --fail-fast"),
        tuple(code for code in exit_codes.MEANING if code != exit_codes.WORK_TO_DO),
    )
)

DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show the plan and make nothing.")]


@app.command("materialize", **decoration)
@with_work
@with_ci_reports
def materialize(
    work: Work,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    job: options.Job = None,
    partition: options.Partition = None,
    partitions: options.Partitions = None,
    missing: options.Missing = False,
    on_unselected: options.OnUnselected = None,
    strict: options.Strict = None,
    on_conflict: options.OnConflict = None,
    fail_fast: options.FailFast = False,
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
    """Make assets, everything by default, and record it.

    Runs the fewest ops that the selection needs. What an op makes besides is dropped or, where it
    is an asset that was not selected, materialized and marked unexpected.
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
        executor=executor,
        jobs=jobs,
        start_method=start_method,
        timeout=timeout,
    )
    if dry_run:
        from graphmat.cli.commands.plan import show_plan

        show_plan(work, arguments, partitions=partitions, only_missing=missing, as_json=json)
        return exit_codes.DONE
    if partitions is not None or missing:
        from graphmat.cli.partition_runs import carry_out_each

        if partition is not None:
            raise UsageError("give --partition or --partitions, not both")
        return carry_out_each(
            work,
            arguments,
            partitions,
            only_missing=missing,
            on_conflict=checked_on_conflict(on_conflict),
            as_json=json,
            reports=reports,
        )
    return carry_out(
        work,
        arguments,
        on_conflict=checked_on_conflict(on_conflict),
        as_json=json,
        reports=reports,
    )
