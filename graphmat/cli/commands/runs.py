"""``graphmat runs``: what happened."""

from __future__ import annotations

from typing import Annotated, Any

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
    help="List runs, show one, or read what its ops logged.",
    no_args_is_help=True,
    epilog=epilog(("graphmat runs list", "graphmat runs logs last --level warning"), ()),
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
        help="Id of the run, its beginning, or last, last-1, …; the newest by default.",
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


Step = Annotated[
    str | None,
    typer.Option("--step", metavar="OP", help="Only of this op, or of the ops of this graph."),
]
Level = Annotated[
    str,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help="The least level: debug, info, warning, error, critical.",
    ),
]
Follow = Annotated[
    bool, typer.Option("--follow", help="Go on until the run has ended, also in another terminal.")
]


@app.command(
    "logs",
    epilog=epilog(
        ("graphmat runs logs --follow", "graphmat runs logs last-1 --step bar --level warning"),
        (*_CODES, exit_codes.INTERRUPTED),
    ),
)
@with_work
def logs(
    work: Work,
    run: Run = None,
    *,
    step: Step = None,
    level: Level = "debug",
    follow: Follow = False,
    json: options.Json = False,
) -> int:
    """Show what the ops of a run logged, and how their attempts failed.

    With --follow and --json, one JSON object a line.
    """
    from graphmat.api import run_logs
    from graphmat.rendering.run_logs import log_lines

    least = run_logs.level_number(level)
    with work.session(loads=False) as session:
        if follow:
            return _follow(work, session, run, step, least, as_json=json)
        document = run_logs.run_logs(session.log(), run, step=step, level=least)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    work.show(log_lines(document["entries"]))
    if not document["entries"]:
        work.say("nothing was logged")
    return exit_codes.DONE


def _follow(
    work: Work, session: Any, run: str | None, step: str | None, level: int, *, as_json: bool
) -> int:
    from graphmat.api.run_logs import follow_logs
    from graphmat.api.runs import find_run
    from graphmat.rendering.json_text import json_line
    from graphmat.rendering.run_logs import log_lines
    from graphmat.rendering.summary import STATUS_WORDS

    log = session.log()
    run_id = find_run(log, run).run_id
    for entries in follow_logs(log, run_id, step=step, level=level, settle=session.settle):
        if as_json:
            work.give([json_line(entry) for entry in entries])
        elif entries:
            work.show(log_lines(entries))
        if not work.out.is_open:
            return exit_codes.DONE
    status = log.run(run_id).status
    work.say(f"run {run_id[:8]} has ended: {STATUS_WORDS.get(status, status)}")
    return exit_codes.DONE
