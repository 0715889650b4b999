"""``graphmat lineage``: what is made from what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError, did_you_mean

app, decoration = single_command(
    epilog(
        ("graphmat lineage baz_asset --up --ops", "graphmat lineage --format mermaid -o graph.mmd"),
        (*READING, exit_codes.SELECTION_INVALID),
    )
)

Up = Annotated[bool, typer.Option("--up", help="Only what the selection is made from.")]
Down = Annotated[bool, typer.Option("--down", help="Only what is made from the selection.")]
Depth = Annotated[
    int | None, typer.Option("--depth", min=0, metavar="N", help="How far to go [default: all].")
]
Ops = Annotated[bool, typer.Option("--ops", help="Draw the ops between the assets too.")]
Format = Annotated[
    str, typer.Option("--format", metavar="[tree|mermaid|dot|json]", help="How to draw it.")
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", min=0, metavar="N", help="Collapse what has more boxes than this; 0: never."
    ),
]


@app.command("lineage", **decoration)
@with_work
def lineage(
    work: Work,
    selection: options.Selections = None,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    up: Up = False,
    down: Down = False,
    depth: Depth = None,
    ops: Ops = False,
    format: Format = "tree",  # noqa: A002  # the option's name
    output: Output = None,
    limit: Limit = None,
    json: options.Json = False,
) -> int:
    """Draw what is made from what.

    Without a selection everything is drawn, from the sources down; with one, what it is made from
    and what is made from it.
    """
    from graphmat.rendering.lineage import FORMATS, lineage_lines

    name = "json" if json else format
    if name not in FORMATS:
        raise UsageError(
            f"--format is '{name}', but can be: {', '.join(FORMATS)}",
            hint=did_you_mean(name, FORMATS),
        )
    with work.session() as session:
        target = session.settings.target
        document = session.call(
            "lineage",
            select=[*(selection or ()), *(select or ())],
            exclude=list(exclude or ()),
            up=up or not down,
            down=down or not up,
            depth=depth,
            with_ops=ops,
            target=target.text if target else "",
        )
    if output is None:
        lines, notes = lineage_lines(document, work.out, name, limit)
        (work.show if name == "tree" else work.give)(lines)
    else:
        notes = _write(work, document, name, output, limit)
    work.say([f"note: {note}" for note in notes])
    return exit_codes.DONE


def _write(
    work: Work, document: dict[str, object], name: str, output: str, limit: int | None
) -> list[str]:
    """Write a picture to a file; returns what was left out of it."""
    from graphmat.rendering.lineage import lineage_lines
    from graphmat.rendering.screen import Screen

    path = Path(work.path(output))
    try:
        with path.open("w", encoding="utf-8") as stream:
            screen = Screen(stream)
            lines, notes = lineage_lines(document, screen, name, limit)
            screen.write(lines)
    except OSError as error:
        raise UsageError(f"'{output}' cannot be written: {error.strerror or error}") from error
    work.say(f"written to {path}")
    return list(notes)
