"""``graphmat sql``: questions to the event log, in SQL."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import RunNotFoundError, UsageError, did_you_mean

FORMATS = ("table", "csv", "json")

app, decoration = single_command(
    epilog(
        (
            "graphmat sql 'SELECT asset_key, time FROM v_materializations'",
            "graphmat sql",
        ),
        (
            exit_codes.DONE,
            exit_codes.USAGE,
            exit_codes.SELECTION_INVALID,
            exit_codes.STORAGE_UNUSABLE,
        ),
    )
)

Question = Annotated[
    str | None,
    typer.Argument(
        metavar="[QUERY]",
        help="One SELECT over the views; - reads it from standard input. Default: list the views.",
        show_default=False,
    ),
]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")
]
VIEWS = ("v_runs", "v_materializations", "v_op_attempts", "v_lineage", "v_checks", "v_events")


@app.command("sql", **decoration)
@with_work
def sql(
    work: Work,
    query: Question = None,
    *,
    format: Format = "table",  # noqa: A002  # the option's name
    json: options.Json = False,
) -> int:
    """Ask the event log a question in SQL; nothing can be changed.

    The documented views are v_runs, v_materializations, v_op_attempts, v_lineage, v_checks and
    v_events. Times are ISO 8601 in UTC, durations are seconds, documents are JSON text.
    """
    name = "json" if json else format
    if name not in FORMATS:
        raise UsageError(
            f"--format is '{name}', but can be: {', '.join(FORMATS)}",
            hint=did_you_mean(name, FORMATS),
        )
    with work.session(loads=False) as session:
        log = session.log()
        if log is None:
            raise RunNotFoundError(
                "nothing is recorded yet", hint=work.command("materialize") + " makes a start"
            )
        text = sys.stdin.read() if query == "-" else query
        if text is None:
            columns: list[str] = ["view", "columns"]
            rows: list[Sequence[Any]] = [
                (view, ", ".join(log.query(f"SELECT * FROM {view} LIMIT 0").columns))  # noqa: S608  # names of our own
                for view in VIEWS
            ]
        else:
            answer = log.query(text)
            columns, rows = list(answer.columns), list(answer.rows)
    from graphmat.rendering.sql import answer_lines, answer_text

    if name == "table":
        work.show(answer_lines(work.out, columns, rows))
        work.say(f"{len(rows)} row{'s' if len(rows) != 1 else ''}")
    else:
        work.give(answer_text(name, columns, rows))
    return exit_codes.DONE
