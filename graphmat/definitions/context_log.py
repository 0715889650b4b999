"""The log of a run, as an op writes it."""

from __future__ import annotations

from typing import Any

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}


class ContextLog:
    """Writes into the run's record: what the op logs is kept with the run.

    Args:
        write: Takes a level (10 debug … 50 critical) and a text.
    """

    __slots__ = ("_write",)

    def __init__(self, write: Any) -> None:
        self._write = write

    def log(self, level: int | str, msg: object, *args: Any, **_: Any) -> None:
        """Log at a level, by number or name."""
        number = _LEVELS.get(level.lower(), 20) if isinstance(level, str) else int(level)
        text = str(msg)
        if args:
            try:
                text = text % args
            except (TypeError, ValueError):
                text = f"{text} {args!r}"
        self._write(number, text)

    def debug(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a detail."""
        self.log(10, msg, *args)

    def info(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a fact."""
        self.log(20, msg, *args)

    def warning(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a doubt."""
        self.log(30, msg, *args)

    warn = warning

    def error(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a fault."""
        self.log(40, msg, *args)

    def exception(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a fault with the exception that is being handled."""
        import traceback

        self.log(40, f"{msg}\n{traceback.format_exc()}", *args)

    def critical(self, msg: object, *args: Any, **_: Any) -> None:
        """Log a fault that cannot be survived."""
        self.log(50, msg, *args)

    def setLevel(self, _level: Any) -> None:  # noqa: N802  # as the standard library names it
        """Accepted and without effect: everything is recorded."""

    def isEnabledFor(self, _level: int) -> bool:  # noqa: N802  # as the standard library names it
        """Everything is recorded."""
        return True
