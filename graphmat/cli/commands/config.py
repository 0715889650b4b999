"""``graphmat config``: how the project is set up."""

from __future__ import annotations

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Show the settings of the project.",
    no_args_is_help=True,
    epilog=epilog(("graphmat config show --profile ci",), ()),
)


@app.callback()
def _group() -> None:
    """Show the settings of the project."""


@app.command("show", epilog=epilog(("graphmat config show",), (exit_codes.DONE, exit_codes.USAGE)))
@with_work
def show(work: Work, *, json: options.Json = False) -> int:
    """Show each setting, its value, and where it was made.

    A setting is taken from the command line, else from the environment, else from the profile that
    is chosen, else from the project's file.
    """
    from graphmat.api.config import config_document

    with work.session(loads=False) as session:
        document = config_document(session.settings)
    if json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.config import config_lines, config_talk

    work.show(config_lines(work.out, document))
    work.say(config_talk(document))
    return exit_codes.DONE
