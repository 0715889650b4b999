"""``graphmat plan``: what would run, and why."""

from __future__ import annotations

from typing import Any

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.running import retyped, run_arguments
from graphmat.cli.work import Work, with_work
from graphmat.errors import EmptySelectionError, UsageError
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
    partitions: options.Partitions = None,
    missing: options.Missing = False,
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
        document = show_plan(
            work, arguments, partitions=partitions, only_missing=missing, as_json=json
        )
    except EmptySelectionError as error:
        if not exit_code:
            raise
        work.say(f"nothing to do: {safe(error.message)}")
        return exit_codes.DONE
    return exit_codes.WORK_TO_DO if exit_code and document["steps"] else exit_codes.DONE


PARTITIONS_SCHEMA = "graphmat/partition-plans/1"


def show_plan(
    work: Work,
    arguments: dict[str, Any],
    *,
    partitions: str | None = None,
    only_missing: bool = False,
    as_json: bool,
) -> dict[str, Any]:
    """Have the plan made and show it; returns its document.

    Args:
        work: What the command works with.
        arguments: What was typed.
        partitions: Keys and ranges: the plan is that of the first of them.
        only_missing: Whether partitions that every selected asset has are left out.
        as_json: Whether a document is printed.
    """
    keys: list[str] | None = None
    document: dict[str, Any] = {"steps": []}
    with work.session() as session:
        target = session.settings.target
        if partitions is not None or only_missing:
            if arguments["partition"] is not None:
                raise UsageError("give --partition or --partitions, not both")
            keys = session.call(
                "partition_keys",
                select=arguments["select"],
                exclude=arguments["exclude"],
                job=arguments["job"],
                partitions=partitions,
                only_missing=only_missing,
            )["partitions"]
            arguments = {**arguments, "partition": keys[0] if keys else None}
        if keys is None or keys:
            document = session.call("plan", **arguments, target=target.text if target else "")
    if as_json:
        if keys is not None:
            plan = document if keys else None
            work.show_json({"schema": PARTITIONS_SCHEMA, "partitions": keys, "plan": plan})
        else:
            work.show_json(document)
        return document
    _show_lines(work, document, keys)
    words = retyped(
        {**arguments, "partition": None if keys is not None else arguments["partition"]}
    )
    if partitions is not None:
        words += ["--partitions", partitions]
    if only_missing:
        words.append("--missing")
    if keys is None or keys:
        work.say(["", f"next: {work.command('materialize', *words)}"])
    return document


def _show_lines(work: Work, document: dict[str, Any], keys: list[str] | None) -> None:
    from graphmat.rendering.plan import plan_lines, plan_warnings

    if keys is not None:
        from graphmat.rendering.quantities import count, listed

        if not keys:
            work.show("nothing to do: every partition is materialized")
            return
        names = listed([safe(key) for key in keys], _SHOWN)
        work.show([f"{count(len(keys), 'run')}, one for each partition: {names}; the first:", ""])
    work.show(plan_lines(work.out, document))
    work.err.write(plan_warnings(document))


_SHOWN = 6
