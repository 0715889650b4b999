"""``graphmat schema``: the JSON Schemas of the documents that ``--json`` prints."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat schema", "graphmat schema run > run.schema.json"),
        (exit_codes.DONE, exit_codes.USAGE),
    )
)

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="A document's kind, such as run; as its field `schema` says.",
        show_default=False,
    ),
]


@app.command("schema", **decoration)
@with_work
def schema(work: Work, name: Name = None) -> int:
    """Print the JSON Schema of a document, or list the documents there are.

    Every document says under `schema` what it is: `graphmat/run/1` is described by `run`. Fields
    may be added within a version; none is removed, and none changes its meaning.
    """
    from graphmat.rendering.schemas import schema_names, schema_text

    work.give(schema_names() if name is None else schema_text(name))
    return exit_codes.DONE
