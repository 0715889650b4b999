"""``graphmat init``: a small project that runs at once."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work
from graphmat.rendering.plain import safe

app, decoration = single_command(
    epilog(("graphmat init my_project",), (exit_codes.DONE, exit_codes.USAGE))
)

Folder = Annotated[
    str, typer.Argument(metavar="[FOLDER]", help="Where; made if need be.", show_default=False)
]


@app.command("init", **decoration)
@with_work
def init(work: Work, folder: Folder = ".") -> int:
    """Begin a project: definitions, settings and a test, which run at once.

    Files that are there are left as they are: then nothing is written.
    """
    from graphmat.api.scaffold import make_project

    path = Path(work.path(folder))
    made = make_project(path)
    work.show([f"made {safe(path / name)}" for name in made])
    there = f"cd {shlex.quote(folder)} && " if folder != "." else ""
    work.say(["", f"next: {safe(there)}graphmat materialize"])
    return exit_codes.DONE
