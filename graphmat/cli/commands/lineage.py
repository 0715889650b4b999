"""``graphmat lineage``: what is made from what."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError, did_you_mean

app, decoration = single_command(
    epilog(
        (
            "graphmat lineage baz_asset --up --ops",
            "graphmat lineage --md",
            "graphmat lineage -o it.svg",
        ),
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
    str | None,
    typer.Option(
        "--format",
        metavar="[tree|mermaid|md|dot|svg|html|json]",
        help="How to draw it [default: what the file's name ends in, else a tree].",
    ),
]
Markdown = Annotated[
    bool,
    typer.Option("--md", help="Draw it as a Mermaid block for a README or a pull request."),
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
    format: Format = None,  # noqa: A002  # the option's name
    md: Markdown = False,
    output: Output = None,
    limit: Limit = None,
    json: options.Json = False,
) -> int:
    """Draw what is made from what.

    Without a selection everything is drawn, from the sources down; with one, what it is made from
    and what is made from it.
    """
    name = _format_name(format, output, md=md, json=json)
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
    _draw(work, document, name, output, limit)
    return exit_codes.DONE


def _format_name(given: str | None, output: str | None, *, md: bool, json: bool) -> str:
    """The format that was asked for: by an option, or by the name of the file."""
    from graphmat.rendering.lineage import FORMATS, SUFFIXES

    asked = {name for name, is_asked in ((given, given), ("md", md), ("json", json)) if is_asked}
    if len(asked) > 1:
        raise UsageError(f"two formats are asked for: {' and '.join(sorted(map(str, asked)))}")
    if not asked:
        suffix = (output or "").rpartition(".")[2].lower() if "." in (output or "") else ""
        return SUFFIXES.get(suffix, "tree")
    (name,) = asked
    if name not in FORMATS:
        raise UsageError(
            f"--format is '{name}', but can be: {', '.join(FORMATS)}",
            hint=did_you_mean(str(name), FORMATS),
        )
    return str(name)


def _draw(
    work: Work, document: dict[str, Any], name: str, output: str | None, limit: int | None
) -> None:
    """Draw on the terminal, or write to a file; then tell what was left out."""
    from graphmat.rendering.lineage import lineage_lines

    if output in {None, "-"}:
        lines, notes = lineage_lines(document, work.out, name, limit)
        (work.show if name == "tree" else work.give)(lines)
    else:
        notes = _write(work, document, name, str(output), limit)
    work.say([f"note: {note}" for note in notes])


def _write(
    work: Work, document: dict[str, Any], name: str, output: str, limit: int | None
) -> list[str]:
    """Write a picture to a file; returns what was left out of it."""
    import io

    from graphmat.rendering.files import write_file
    from graphmat.rendering.lineage import lineage_lines
    from graphmat.rendering.plain import safe
    from graphmat.rendering.screen import Screen

    page = io.StringIO()
    screen = Screen(page)
    lines, notes = lineage_lines(document, screen, name, limit)
    screen.write(lines)
    path = work.path(output)
    write_file(path, page.getvalue())
    work.say(f"written to {safe(path)}")
    return list(notes)
