"""``graphmat list``: the assets there are."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(("graphmat list 'group:sales'",), (*READING, exit_codes.SELECTION_INVALID))
)

Ops = Annotated[bool, typer.Option("--ops", help="List the ops behind the assets instead.")]


@app.command("list", **decoration)
@with_work
def list_assets(
    work: Work,
    selection: options.Selections = None,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    ops: Ops = False,
    json: options.Json = False,
) -> int:
    """List the assets there are.

    Shows group, kinds, the number of ops behind each, what it is made from, and when it was made
    last.
    """
    with work.session() as session:
        target = session.settings.target
        document = session.call(
            "list_assets",
            select=[*(selection or ()), *(select or ())],
            exclude=list(exclude or ()),
            with_ops=ops,
            target=target.text if target else "",
        )
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.assets import asset_lines, list_talk, op_lines

    if ops:
        work.show(op_lines(work.out, document["ops"]))
    elif document["assets"]:
        work.show(asset_lines(work.out, document))
    work.say(list_talk(document))
    return exit_codes.DONE
