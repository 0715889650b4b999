"""``graphmat gc``: take away what is old and what nobody needs."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat gc --dry-run", "graphmat gc --keep 30d --keep-runs 20"),
        (exit_codes.DONE, exit_codes.USAGE, exit_codes.STORAGE_UNUSABLE),
    )
)

Keep = Annotated[
    str | None,
    typer.Option(
        "--keep",
        metavar="AGE",
        help="Keep what is younger, as in 12h, 30d or 8w [default: the setting keep, or 30d].",
    ),
]
KeepRuns = Annotated[
    int,
    typer.Option("--keep-runs", min=0, metavar="N", help="Keep the N newest runs, however old."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Count what would be removed; remove nothing.")
]


@app.command("gc", **decoration)
@with_work
def gc(
    work: Work,
    *,
    keep: Keep = None,
    keep_runs: KeepRuns = 0,
    dry_run: DryRun = False,
    json: options.Json = False,
) -> int:
    """Remove old runs, the values between their ops, and objects that nobody needs.

    The newest good value of every asset and partition stays, with the run that made it, and so does
    whatever a run that is going on may need. Safe beside running commands.
    """
    from graphmat.api.collecting import age_kept, collect
    from graphmat.api.store_check import store_of

    with work.session(loads=False) as session:
        settings = session.settings
        document = collect(
            session.log(),
            store_of(settings),
            keep_s=age_kept(settings, keep),
            keep_runs=keep_runs,
            dry_run=dry_run,
        )
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.housekeeping import gc_lines

    work.show(gc_lines(document))
    return exit_codes.DONE
