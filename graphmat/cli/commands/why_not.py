"""``graphmat why-not``: what keeps an op from running for a selection."""

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
        ("graphmat why-not my_graph_assets.baz -s foo_asset",),
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


@app.command("why-not", **decoration)
@with_work
def why_not(
    work: Work,
    asked: Asked,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    job: options.Job = None,
    partition: options.Partition = None,
    json: options.Json = False,
) -> int:
    """Show why an op does not run for a selection.

    What keeps it from running, and which asset would pull it in if it were selected too. For an
    output: why it is not in context.selected_output_names.
    """
    with work.session() as session:
        document = session.call(
            "why_not",
            asked=asked,
            select=list(select or ()),
            exclude=list(exclude or ()),
            job=job,
            partition=partition,
        )
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.witness import why_not_lines

    work.show(why_not_lines(work.out, document))
    return exit_codes.DONE
