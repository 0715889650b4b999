"""``graphmat runs``: what happened."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.help import RECORD, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError, did_you_mean
from graphmat.events.records import CANCELED, FAILURE, INTERRUPTED, STARTED, SUCCESS

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="List runs, or show one.",
    no_args_is_help=True,
)
_CODES = (*RECORD, exit_codes.STORAGE_UNUSABLE)
_STATUSES = (SUCCESS, FAILURE, CANCELED, INTERRUPTED, STARTED)

Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")]
Status = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="STATUS", help=f"Only runs that are: {', '.join(_STATUSES)}."),
]
Run = Annotated[
    str | None,
    typer.Argument(
        metavar="[RUN]",
        autocompletion=completing.runs,
        help="Id of the run, or its beginning; the newest by default.",
        show_default=False,
    ),
]
Log = Annotated[bool, typer.Option("--log", help="Show what the ops logged too.")]


@app.command("list", epilog=epilog(("graphmat runs list --limit 5",), _CODES))
@with_work
def list_runs(
    work: Work, *, limit: Limit = 20, status: Status = None, json: options.Json = False
) -> int:
    """List runs, newest first."""
    for each in status or ():
        if each not in _STATUSES:
            raise UsageError(
                f"no run has the status '{each}'; statuses: {', '.join(_STATUSES)}",
                hint=did_you_mean(each, _STATUSES),
            )
    from graphmat.api import runs

    with work.session(loads=False) as session:
        document = runs.list_runs(session.log(), limit=limit, statuses=status or ())
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.runs import run_list_lines, run_list_talk

    if document["runs"]:
        work.show(run_list_lines(work.out, document))
    work.say(run_list_talk(document))
    return exit_codes.DONE


@app.command("show", epilog=epilog(("graphmat runs show",), _CODES))
@with_work
def show_run(work: Work, run: Run = None, *, log: Log = False, json: options.Json = False) -> int:
    """Show one run, the newest by default.

    What it made, what it did not make and why, its steps, and its failures with their frames.
    """
    from graphmat.api import runs

    with work.session(loads=False) as session:
        document = runs.show_run(session.log(), run, with_log=log)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.runs import run_lines

    work.show(run_lines(work.out, document))
    return exit_codes.DONE
