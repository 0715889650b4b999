"""``graphmat why``: one witness that an op runs for a selection."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat why my_graph_assets.bar -s foo_asset",),
        (*READING, exit_codes.SELECTION_INVALID, exit_codes.STORAGE_UNUSABLE),
    )
)

Asked = Annotated[
    str,
    typer.Argument(
        metavar="OP|OUTPUT",
        autocompletion=completing.ops_or_assets,
        help="An op, an output of one as op.output, or an asset.",
    ),
]


@app.command("why", **decoration)
@with_work
def why(
    work: Work,
    asked: Asked,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    job: options.Job = None,
    partition: options.Partition = None,
    json: options.Json = False,
) -> int:
    """Show why an op runs for a selection.

    The shortest way from something selected back to it, output by output.
    """
    with work.session() as session:
        document = session.call(
            "why",
            asked=asked,
            select=list(select or ()),
            exclude=list(exclude or ()),
            job=job,
            partition=partition,
        )
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.witness import why_lines

    work.show(why_lines(work.out, document))
    return exit_codes.DONE
