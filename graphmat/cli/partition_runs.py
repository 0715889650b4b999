"""``--partitions``: one run for each partition, or for several where the assets' policy says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat import exit_codes
from graphmat.cli.work import Work
from graphmat.errors import GraphmatError, RunInterruptedError

if TYPE_CHECKING:
    from graphmat.cli.ci_reports import CiReports

SCHEMA = "graphmat/partition-runs/1"


def carry_out_each(
    work: Work,
    arguments: dict[str, Any],
    partitions: str | None,
    *,
    only_missing: bool,
    on_conflict: str | None = None,
    as_json: bool,
    reports: CiReports,
) -> int:
    """Have a run carried out for each partition.

    Args:
        work: What the command works with.
        arguments: What was typed.
        partitions: Keys and ranges, as in ``2026-01-01..2026-01-31``; ``all`` or None: all there
            are.
        only_missing: Whether partitions that every selected asset has are left out.
        on_conflict: What is done while another run makes the same assets.
        as_json: Whether a document is printed.
        reports: What a CI system is told.

    Returns:
        The exit code of the first run that did not end well, or 0.
    """
    from graphmat.api.runs import show_run
    from graphmat.cli.carrying_out import exit_code_of

    documents: list[dict[str, Any]] = []
    codes: list[int] = []
    with work.progress() as progress, work.session(progress=progress) as session:
        target = session.settings.target
        text = target.text if target else ""
        found = session.call(
            "partition_keys",
            select=arguments["select"],
            exclude=arguments["exclude"],
            job=arguments["job"],
            partitions=partitions,
            only_missing=only_missing,
        )
        batches = found["batches"]
        for batch in batches:
            progress.next_run()
            fault: GraphmatError | None = None
            try:
                given = {**arguments, **_partitions_of(batch), "target": text}
                run_id = session.run(given, progress.take, on_conflict=on_conflict)["run_id"]
            except GraphmatError as error:
                if not progress.run_id:
                    raise
                fault, run_id = error, progress.run_id
            documents.append(show_run(session.log(), run_id))
            codes.append(exit_code_of(documents[-1], fault))
            stops = isinstance(fault, RunInterruptedError) or arguments["fail_fast"]
            if codes[-1] and stops:
                break
        progress.end()
        _tell(work, documents, batches, as_json=as_json)
        reports.tell(work, session, documents)
    return next((code for code in codes if code), exit_codes.DONE)


def _partitions_of(batch: list[str]) -> dict[str, Any]:
    if len(batch) == 1:
        return {"partition": batch[0]}
    return {"partition_range": [batch[0], batch[-1]]}


def _tell(
    work: Work, documents: list[dict[str, Any]], batches: list[list[str]], *, as_json: bool
) -> None:
    keys = [key for batch in batches for key in batch]
    if as_json:
        work.show_json({"schema": SCHEMA, "partitions": keys, "runs": documents})
        return
    from graphmat.rendering.quantities import count

    if not keys:
        work.show("nothing to do: every partition is materialized")
        return
    bad = [each for each in documents if each["status"] != "success"]
    made = sum(len(each["materialized"]) for each in documents)
    begun = list(zip(documents, batches, strict=False))
    done = count(sum(len(batch) for each, batch in begun if each not in bad), "partition")
    work.show(f"{'failed' if bad else 'done'}: {done} done, {count(made, 'asset')} materialized")
    for each in bad:
        work.show(f"  failed  {_name(each)} (run {each['run_id'][:8]})")
    left = [key for batch in batches[len(documents) :] for key in batch]
    if left:
        work.show(f"  not begun  {count(len(left), 'partition')}, from {left[0]} on")
    if bad:
        work.say(f"next: {work.command('resume', bad[0]['run_id'][:8])}")


def _name(document: Mapping[str, Any]) -> str:
    from graphmat.rendering.plain import safe

    return safe(str(document.get("partition")))
