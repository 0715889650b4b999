"""``graphmat chaos``: kill a run at chosen points, go on with it, and compare what comes of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(
        ("graphmat chaos", "graphmat chaos -s '+my_asset' --points 30", "graphmat chaos --all"),
        (
            exit_codes.DONE,
            exit_codes.STEP_FAILED,
            exit_codes.USAGE,
            exit_codes.DEFINITIONS_INVALID,
            exit_codes.SELECTION_INVALID,
            exit_codes.INTERRUPTED,
        ),
    )
)

Points = Annotated[
    int | None,
    typer.Option("--points", metavar="N", help="At how many points it is killed [default: 10]."),
]
All = Annotated[bool, typer.Option("--all", help="Kill it at each point that there is.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Chooses the points.")]


@app.command("chaos", **decoration)
@with_work
def chaos(
    work: Work,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    job: options.Job = None,
    partition: options.Partition = None,
    run_config: options.RunConfig = None,
    settings: options.Set = None,
    points: Points = None,
    all_points: All = False,
    seed: Seed = 0,
    json: options.Json = False,
) -> int:
    """Kill a run at many points, resume it, and require the same values and a whole record.

    The ops really run, again and again, in a home of their own that is removed afterwards; what
    they do elsewhere is done. Killed are the process of the ops and the one that keeps the record,
    around each op and during each write.
    """
    if points is not None and (points < 1 or all_points):
        raise UsageError(
            f"--points is {points}, but must be at least 1"
            if points < 1
            else "give --points or --all, not both"
        )
    from graphmat.cli.chaos_trials import Trials
    from graphmat.cli.running import retyped, run_arguments

    arguments = run_arguments(
        work,
        select=select,
        exclude=exclude,
        job=job,
        partition=partition,
        on_unselected=None,
        strict=None,
        fail_fast=False,
        tag=None,
        run_config=run_config,
        settings=None,
    )
    words = [*retyped(arguments), *(word for text in settings or () for word in ("--set", text))]
    with Trials(work, words) as trials:
        found = trials.prepare()
        chosen = found if all_points else _chosen(found, points or _POINTS, seed)
        work.say(
            f"{len(found)} points in a run of {len(trials.reference.steps)} steps; "
            f"killing it at {len(chosen)} of them (seed {seed})"
        )
        verdicts = []
        for point in chosen:
            verdicts.append(trials.kill_at(point))
            if not json:
                _show(work, verdicts[-1])
    bad = [each for each in verdicts if each["fault"]]
    if json:
        work.show_json(
            {
                "schema": "graphmat/chaos/1",
                "points": len(found),
                "seed": seed,
                "tried": len(verdicts),
                "failed": len(bad),
                "verdicts": verdicts,
            }
        )
    else:
        word = "failed" if bad else "done"
        work.show(f"{word}: {len(verdicts) - len(bad)} of {len(verdicts)} points passed")
    return exit_codes.STEP_FAILED if bad else exit_codes.DONE


_POINTS = 10


def _chosen(found: list[Any], count: int, seed: int) -> list[Any]:
    from random import Random

    if count >= len(found):
        return found
    numbers = Random(seed).sample(range(len(found)), count)  # noqa: S311  # a choice of trials, no secret
    return [found[number] for number in sorted(numbers)]


def _show(work: Work, verdict: dict[str, Any]) -> None:
    from graphmat.rendering.plain import padded, safe

    word = "FAILED" if verdict["fault"] else "ok" if verdict["is_reached"] else "missed"
    line = f"  {padded(word, 7)} {padded(verdict['process'], 10)}  {safe(verdict['place'])}"
    work.show(f"{line}: {safe(verdict['fault'])}" if verdict["fault"] else line)
