"""``graphmat diff``: what is different in two runs."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.groups import single_command
from graphmat.cli.help import RECORD, epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat diff last-1 last", "graphmat diff 142d5748 last --json"),
        (*RECORD, exit_codes.STORAGE_UNUSABLE),
    )
)

First = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        autocompletion=completing.runs,
        help="Id of a run, its beginning, or last, last-1, …",
    ),
]
Second = Annotated[
    str, typer.Argument(metavar="RUN", autocompletion=completing.runs, help="Another run.")
]


@app.command("diff", **decoration)
@with_work
def diff(work: Work, first: First, second: Second, *, json: options.Json = False) -> int:
    """Show what is different in two runs, the earliest divergence first.

    Ops, configuration, environment, code, code versions, data versions, and values by their
    checksums.
    """
    from graphmat.api.run_diff import diff_runs

    with work.session(loads=False) as session:
        document = diff_runs(session.log(), first, second)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.run_diff import diff_lines

    work.show(diff_lines(work.out, document))
    return exit_codes.DONE
