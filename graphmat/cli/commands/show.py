"""``graphmat show``: everything about one asset."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(
        ("graphmat show baz_asset", "graphmat show baz_asset --value"),
        (
            *READING,
            exit_codes.STEP_FAILED,
            exit_codes.SELECTION_INVALID,
            exit_codes.STORAGE_UNUSABLE,
        ),
    )
)

Asset = Annotated[
    str,
    typer.Argument(metavar="ASSET", autocompletion=completing.assets, help="Key of the asset."),
]
Path = Annotated[bool, typer.Option("--path", help="Print only where the newest value is stored.")]
Value = Annotated[bool, typer.Option("--value", help="Print only the newest value.")]
History = Annotated[
    int,
    typer.Option("--history", min=0, metavar="N", help="How many materializations to show."),
]


@app.command("show", **decoration)
@with_work
def show(
    work: Work,
    asset: Asset,
    *,
    partition: options.Partition = None,
    path: Path = False,
    value: Value = False,
    history: History = 5,
    json: options.Json = False,
) -> int:
    """Show all about one asset.

    Its definition and place in the code, the graph of ops behind it, its history, metadata and
    lineage, and where its newest value is stored.
    """
    if path and value:
        raise UsageError("--path and --value each print one thing: choose one of them")
    with work.session() as session:
        if path or value:
            verb = "asset_path" if path else "asset_value"
            document = session.call(verb, asset=asset, partition=partition)
        else:
            target = session.settings.target
            document = session.call(
                "show_asset",
                asset=asset,
                partition=partition,
                history=history,
                target=target.text if target else "",
            )
    if json:
        work.show_json(document)
    elif path:
        from graphmat.rendering.plain import safe

        work.give(safe(document["path"]))
    elif value:
        from graphmat.rendering.plain import safe_lines

        work.give(safe_lines(document["text"]))
    else:
        from graphmat.rendering.asset import show_lines

        work.show(show_lines(work.out, document))
    return exit_codes.DONE
