"""The `graphmat` command: assembled here, and its end: every error becomes words and a code."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from contextlib import suppress
from inspect import Parameter, Signature
from typing import Annotated, Any, ClassVar, NoReturn

import typer
import typer.main

from graphmat import __version__, exit_codes
from graphmat.cli.groups import LazyGroup
from graphmat.cli.help import epilog
from graphmat.cli.work import common_parameters
from graphmat.errors import GraphmatError, RunInterruptedError, UsageError
from graphmat.rendering.screen import Screen

COMMANDS = {
    "init": "graphmat.cli.commands.init",
    "materialize": "graphmat.cli.commands.materialize",
    "plan": "graphmat.cli.commands.plan",
    "resume": "graphmat.cli.commands.resume",
    "check": "graphmat.cli.commands.check",
    "list": "graphmat.cli.commands.list_assets",
    "status": "graphmat.cli.commands.status",
    "lineage": "graphmat.cli.commands.lineage",
    "report": "graphmat.cli.commands.report",
    "show": "graphmat.cli.commands.show",
    "runs": "graphmat.cli.commands.runs",
    "diff": "graphmat.cli.commands.diff",
    "replay": "graphmat.cli.commands.replay",
    "why": "graphmat.cli.commands.why",
    "why-not": "graphmat.cli.commands.why_not",
    "validate": "graphmat.cli.commands.validate",
    "test-plan": "graphmat.cli.commands.plan_tests",
    "events": "graphmat.cli.commands.events",
    "sql": "graphmat.cli.commands.sql",
    "schema": "graphmat.cli.commands.schema",
    "config": "graphmat.cli.commands.config",
    "doctor": "graphmat.cli.commands.doctor",
    "gc": "graphmat.cli.commands.gc",
    "store": "graphmat.cli.commands.store",
    "db": "graphmat.cli.commands.db",
    "chaos": "graphmat.cli.commands.chaos",
}
_HELP_OPTIONS = {"help_option_names": ["--help", "-h"]}


class RootGroup(LazyGroup):
    """The commands of graphmat."""

    modules: ClassVar[dict[str, str]] = COMMANDS


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"graphmat {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
]


def _root(ctx: typer.Context, **given: Any) -> None:
    given.pop("version")
    ctx.obj = given


_root.__signature__ = Signature(  # type: ignore[attr-defined]  # typer reads the options from it
    [
        Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *common_parameters(),
        Parameter("version", Parameter.KEYWORD_ONLY, annotation=Version, default=False),
    ]
)
_root.__annotations__ = {
    each.name: each.annotation
    for each in _root.__signature__.parameters.values()  # type: ignore[attr-defined]  # as above
}

app = typer.Typer(
    cls=RootGroup, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True
)
app.callback(
    help="Plan, make and record graph-backed assets.\n\n"
    "Definitions are found through -f, -m, [tool.graphmat] in pyproject.toml, graphmat.yaml, or a "
    "definitions.py in the folder.",
    epilog=epilog(("graphmat materialize", "graphmat plan -s my_asset"), tuple(exit_codes.MEANING)),
    context_settings=_HELP_OPTIONS,
    no_args_is_help=True,
)(_root)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Carry out a command line and leave with its exit code.

    Args:
        arguments: What was typed behind `graphmat`; default: what the process was given.
    """
    given = sys.argv[1:] if arguments is None else arguments
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    code = run(given)
    _leave(code)


def _end(number: int, frame: object) -> NoReturn:
    """A signal that asks to end does so in words, and with its exit code."""
    del frame
    signal.signal(number, signal.SIG_DFL)
    error = RunInterruptedError(f"interrupted by {signal.Signals(number).name}")
    error.exit_code = 128 + number
    raise error


def run(arguments: list[str]) -> int:
    """Carry out a command line.

    Args:
        arguments: What was typed behind `graphmat`.

    Returns:
        The exit code. Every error has been told by then.
    """
    command = typer.main.get_command(app)
    try:
        result = command.main(arguments, prog_name="graphmat", standalone_mode=False)
    except GraphmatError as error:
        return _tell(error)
    except (KeyboardInterrupt, typer.Abort):
        _error_screen().write("interrupted")
        return exit_codes.INTERRUPTED
    except typer.TyperException as error:
        return _tell_usage(error)
    except Exception as error:  # noqa: BLE001  # the last place that can put it into words
        return _tell_bug(error, arguments)
    return result if isinstance(result, int) else exit_codes.DONE


def _error_screen() -> Screen:
    return Screen.of(sys.stderr, os.environ)


def _tell(error: GraphmatError) -> int:
    from graphmat.rendering.errors import error_lines

    screen = _error_screen()
    screen.write(error_lines(screen, error))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from graphmat.cli.ci_reports import checkout
        from graphmat.rendering.ci.github import fault_annotations

        screen.write(fault_annotations(error, checkout(os.environ)))
    return error.exit_code


def _tell_usage(error: Any) -> int:
    """An option or argument that click refused, in our own form."""
    if type(error).__name__ == "NoArgsIsHelpError":
        _error_screen().write(error.format_message())
        return exit_codes.USAGE
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "graphmat"
    hint = f"{path} --help"
    option = getattr(error, "option_name", None)
    if option and type(error).__name__ == "NoSuchOption":
        message = f"'{path}' has no option '{option}'"
        hint = f"did you mean '{close[0]}'?" if (close := _near(option, context)) else hint
    else:
        text = error.format_message() if hasattr(error, "format_message") else str(error)
        message = text[:1].lower() + text[1:].rstrip(".")
    return _tell(UsageError(message, hint=hint))


def _near(option: str, context: Any) -> tuple[str, ...]:
    """The option that was probably meant."""
    from graphmat.errors import nearest

    params = context.command.params if context is not None else ()
    known = [name for param in params for name in param.opts if name.startswith("--")]
    return nearest(option, known, 1)


def _tell_bug(error: Exception, arguments: list[str]) -> int:
    from graphmat.rendering.errors import bug_lines

    screen = _error_screen()
    wanted = "--debug" in arguments or bool(os.environ.get("GRAPHMAT_DEBUG"))
    screen.write(bug_lines(screen, error, with_traceback=wanted))
    return exit_codes.STEP_FAILED


def _leave(code: int) -> NoReturn:
    """End the process; a reader that went away is no error.

    Without taking the interpreter apart, object by object: that takes a tenth of a short command.
    """
    with suppress(BaseException):
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()  # noqa: SLF001  # what an interpreter does at its end
        atexit._run_exitfuncs()  # noqa: SLF001  # as above
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    os._exit(code)
