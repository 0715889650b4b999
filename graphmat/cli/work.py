"""``Work``: what a command works with, and the options that every command has."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, signature  # typer has imported it before us
from typing import TYPE_CHECKING, Any

import typer

from graphmat.cli import options
from graphmat.rendering.plain import safe
from graphmat.rendering.screen import Screen, Text

if TYPE_CHECKING:
    from graphmat.rendering.live import LiveDisplay
    from graphmat.rendering.progress import PlainProgress
    from graphmat.wiring import Session

COMMON: dict[str, tuple[Any, Any]] = {
    "file": (options.File, None),
    "module": (options.Module, None),
    "directory": (options.Directory, None),
    "home": (options.Home, None),
    "store": (options.Store, None),
    "event_log": (options.EventLog, None),
    "profile": (options.Profile, None),
    "env_file": (options.EnvFile, None),
    "quiet": (options.Quiet, False),
    "verbose": (options.Verbose, False),
    "debug": (options.Debug, False),
}
"""Options of every command, before and behind its name: name → how typer reads it, default."""


SETTINGS = {
    "file": "file",
    "module": "module",
    "home": "home",
    "store": "store",
    "event_log": "log",
    "profile": "profile",
    "env_file": "env_file",
}
"""Those of them that are settings of the project → the setting."""


class Work:
    """What a command works with: where the definitions are, and the two screens.

    Args:
        given: The values of the options in ``COMMON``.
        environment: The environment variables.
    """

    def __init__(self, given: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self.given = dict(given)
        self.environment = environment
        self.out = Screen.of(sys.stdout, environment)
        self.err = Screen.of(sys.stderr, environment)
        self.verbosity = -1 if given.get("quiet") else 1 if given.get("verbose") else 0

    def session(
        self, *, loads: bool = True, progress: Any = None, keeps_stdin: bool = False
    ) -> Session:
        """Find the project and begin to work with it.

        Args:
            loads: Whether the user's definitions will be needed.
            progress: What shows the runs; it begins with the session.
            keeps_stdin: Whether the user's code may read the standard input.
        """
        from graphmat.wiring import open_session

        flags = {setting: self.given[name] or None for name, setting in SETTINGS.items()}
        session = open_session(
            folder=self.given["directory"],
            flags=flags,
            loads=loads,
            say=progress.say if progress is not None else None,
            talk=progress.descriptor if progress is not None else -1,
            keeps_stdin=keeps_stdin,
        )
        if progress is not None:
            progress.begin(session.usual_durations)
        return session

    def progress(self) -> PlainProgress | LiveDisplay:
        """What shows the runs of this command, until it is left."""
        from graphmat.rendering.run_display import progress_on

        return progress_on(self.err, self.verbosity, self.environment)

    def say(self, lines: Iterable[Text] | Text) -> None:
        """Talk, unless quiet was asked for: to standard error."""
        if self.verbosity >= 0:
            self.err.write(lines)

    def show(self, lines: Iterable[Text] | Text) -> None:
        """Give data for people: to standard output, wrapped where it is too wide."""
        self.out.write(self.out.fitted(lines))

    def give(self, lines: Iterable[Text] | Text) -> None:
        """Give data for programs: to standard output, as it is."""
        self.out.write(lines)

    def show_json(self, document: Mapping[str, Any]) -> None:
        """Give a document."""
        from graphmat.rendering.json_text import json_text

        self.out.write(json_text(document))

    def path(self, text: str) -> str:
        """A path as typed, seen from the folder that ``-C`` names."""
        return os.path.join(self.given["directory"] or "", text)  # noqa: PTH118  # stays as typed

    def command(self, *words: str) -> str:
        """A command to type next, aimed at the same definitions."""
        from shlex import join

        aim = [
            part
            for name, flag in (
                ("file", "-f"),
                ("module", "-m"),
                ("directory", "-C"),
                ("home", "--home"),
                ("store", "--store"),
                ("event_log", "--event-log"),
                ("profile", "--profile"),
                ("env_file", "--env-file"),
            )
            if self.given[name] and not _is_secret_address(name, self.given[name])
            for value in _values(self.given[name])
            for part in (flag, value)
        ]
        return safe(join(["graphmat", *words, *aim]))


def _is_secret_address(name: str, address: str) -> bool:
    """Whether it has a password, which no command to type shows again."""
    if name not in {"store", "event_log"} or "://" not in address:
        return False
    from graphmat.api.config import holds_secret

    return holds_secret(SETTINGS[name], address)


def _values(given: Any) -> list[str]:
    return given if isinstance(given, list) else [given]


def with_work(function: Callable[..., int]) -> Callable[..., int]:
    """A command as typer takes it: with the common options, which become its ``work``.

    Args:
        function: Takes a ``Work`` and its own options; returns the exit code.
    """

    def run(ctx: typer.Context, **arguments: Any) -> int:
        own = {name: arguments.pop(name) for name in COMMON}
        before = ctx.obj if isinstance(ctx.obj, dict) else {}
        given = {name: own[name] or before.get(name) for name in COMMON}
        return function(Work(given, os.environ), **arguments)

    # typer reads the options from the signature
    declared = signature(function, eval_str=True)
    parameters = [
        Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *list(declared.parameters.values())[1:],
        *common_parameters(),
    ]
    run.__signature__ = declared.replace(parameters=parameters)  # type: ignore[attr-defined]  # read by inspect
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__doc__ = function.__doc__
    return run


def common_parameters() -> list[Parameter]:
    """The common options as parameters of a function."""
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in COMMON.items()
    ]
