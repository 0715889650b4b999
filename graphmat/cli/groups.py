"""``LazyGroup``: a group of commands whose files are read when they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

import typer
import typer.main
from typer.core import TyperGroup

from graphmat.errors import UsageError, did_you_mean


class LazyGroup(TyperGroup):
    """A group of commands; each is a module with ``app``, imported when it is asked for."""

    modules: ClassVar[dict[str, str]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order in which help shows them."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        del ctx
        path = self.modules.get(cmd_name)
        if path is None:
            return None
        command = typer.main.get_command(import_module(path).app)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed.

        Raises:
            UsageError: There is none of that name.
        """
        name = args[0]
        if name not in self.modules and not name.startswith("-"):
            raise UsageError(
                f"there is no command '{ctx.command_path} {name}'",
                hint=did_you_mean(name, self.modules) or f"{ctx.command_path} --help lists them",
            )
        return super().resolve_command(ctx, args)


def single_command(epilog: str) -> tuple[typer.Typer, dict[str, Any]]:
    """The application of one command, and what its decorator needs."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    return app, {"epilog": epilog}
