"""``graphmat db``: the care of the event log's file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Look after the event log.",
    no_args_is_help=True,
    epilog=epilog(("graphmat db check", "graphmat db backup log.sqlite"), ()),
)
_CODES = (exit_codes.DONE, exit_codes.USAGE, exit_codes.STORAGE_UNUSABLE)

Target = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE]",
        help="The copy; beside the log, named by the time, by default. An older copy is replaced.",
        show_default=False,
    ),
]


@app.command("upgrade", epilog=epilog(("graphmat db upgrade",), (*_CODES, exit_codes.CONFLICT)))
@with_work
def upgrade(work: Work, *, json: options.Json = False) -> int:
    """Take the event log of an older graphmat to this version; a copy of it is kept."""
    from graphmat.api import log_care, server_log

    with work.session(loads=False) as session:
        url = session.settings.get("log")
        document = server_log.upgrade(url) if url else log_care.upgrade(session.settings.home)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.housekeeping import db_upgrade_lines

    work.show(db_upgrade_lines(document))
    return exit_codes.DONE


@app.command("check", epilog=epilog(("graphmat db check",), _CODES))
@with_work
def check(work: Work, *, json: options.Json = False) -> int:
    """Look for damage in the event log, and for tables that its events contradict."""
    from graphmat.api import log_care, server_log

    with work.session(loads=False) as session:
        url = session.settings.get("log")
        document = server_log.check(url) if url else log_care.check(session.settings.home)
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.housekeeping import db_check_lines

        work.show(db_check_lines(document))
    return exit_codes.STORAGE_UNUSABLE if document["faults"] else exit_codes.DONE


@app.command("backup", epilog=epilog(("graphmat db backup /mnt/copies/log.sqlite",), _CODES))
@with_work
def backup(work: Work, target: Target = None, *, json: options.Json = False) -> int:
    """Copy the event log while commands may be using it; the copy is whole or not there."""
    from graphmat.api import log_care, server_log

    with work.session(loads=False) as session:
        if session.settings.get("log"):
            server_log.refuse_backup(session.settings.get("log"))
        path = None if target is None else Path(work.path(target))
        document = log_care.backup(session.settings.home, path)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.housekeeping import db_backup_lines

    work.show(db_backup_lines(document))
    return exit_codes.DONE
