"""A run while it goes on: one line for each step that ends.

On a terminal ``live.LiveDisplay`` adds the steps that run; both are used in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

from graphmat.events import kinds
from graphmat.rendering.plain import padded, safe, safe_lines
from graphmat.rendering.quantities import count, listed, short_id, took
from graphmat.rendering.screen import Screen, Styled, Text

if TYPE_CHECKING:
    from graphmat.events.model import Event

QUIET: Final = -1
NORMAL: Final = 0
VERBOSE: Final = 1

_LOG_LEVEL = {NORMAL: 30, VERBOSE: 0}
_LEVEL_NAMES = ((50, "CRITICAL"), (40, "ERROR"), (30, "WARNING"), (20, "INFO"), (0, "DEBUG"))
_KEY_WIDTH: Final = 28


class PlainProgress:
    """Writes what happens in a run as plain lines, in order.

    Args:
        screen: Where the lines go.
        verbosity: QUIET: nothing; NORMAL: steps that end, warnings; VERBOSE: starts and all that
            is logged, too.

    Attributes:
        descriptor: What the process that runs the ops is to write to; -1: to what it has.
        say: What tells the user something amid the lines; None: nothing has to be minded.
    """

    descriptor = -1
    say = None

    def next_run(self) -> None:
        """Forget the run that was shown last."""
        self.run_id = ""

    def begin(self, usual: Callable[[Sequence[str]], Mapping[str, float]] | None = None) -> None:
        """Begin to show; lines need no beginning."""

    def end(self) -> None:
        """Take away what is there only for a while: now others write."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to be done."""

    def __init__(self, screen: Screen, verbosity: int = NORMAL) -> None:
        self.screen = screen
        self.verbosity = verbosity
        self.run_id = ""
        self._planned: dict[str, int] = {}
        """Each asset, and how many of its partitions."""
        self._unexpected: dict[str | None, list[str]] = {}
        self._key_width = _KEY_WIDTH

    def take(self, events: Sequence[Event]) -> None:
        """Show events that were stored."""
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        kind = event.kind
        self.run_id = event.run_id
        if kind == kinds.ASSET_MATERIALIZATION_PLANNED:
            name = safe(event.asset_key)
            self._planned[name] = self._planned.get(name, 0) + 1
            return
        if self._planned:
            self._announce()
        if kind == kinds.ASSET_MATERIALIZATION:
            if not event.data.get("expected", True):
                self._unexpected.setdefault(event.step_key, []).append(safe(event.asset_key))
        elif kind == kinds.LOG_MESSAGE:
            self._log_line(event)
        elif kind == kinds.ASSET_CHECK_EVALUATION:
            self._check(event)
        else:
            self._step_line(event)

    def _announce(self) -> None:
        planned, self._planned = self._planned, {}
        if self.verbosity > QUIET:
            names = listed(sorted(planned), 4)
            most = max(planned.values())
            number = count(len(planned), "asset")
            if most > 1:
                number += f" for {count(most, 'partition')}"
            self.screen.write(f"run {short_id(self.run_id)}: making {number} ({names})")

    # ---------------------------------------------------------------- steps

    def _step_line(self, event: Event) -> None:
        kind, data = event.kind, event.data
        duration = took(data.get("duration_s"))
        if kind == kinds.STEP_SUCCESS:
            unexpected = self._unexpected.pop(event.step_key, [])
            note = f"unexpected: {listed(unexpected, 3)}" if unexpected else ""
            self._line("done", "green", event, duration, note, NORMAL)
        elif kind == kinds.STEP_FAILURE:
            self._line("FAILED", "red", event, duration, _error_line(event), NORMAL)
        elif kind == kinds.STEP_SKIPPED:
            self._line("skipped", "yellow", event, "", event.message, NORMAL)
        elif kind == kinds.STEP_UP_FOR_RETRY:
            delay = data.get("delay_s") or 0
            when = f"; again in {took(delay)}" if delay else "; again"
            self._line("retry", "yellow", event, "", _first_line(event.message) + when, NORMAL)
        elif kind in {kinds.STEP_START, kinds.STEP_RESTARTED}:
            self._line("start", "dim", event, "", "", VERBOSE)
        elif kind == kinds.ASSET_NOT_MATERIALIZED:
            text = f"{safe(event.asset_key)} is not materialized: {event.message}"
            self._line("note", "yellow", event, "", text, VERBOSE)
        elif kind in _TROUBLE and event.data.get("error"):
            self._line("trouble", "red", event, "", event.message, NORMAL)

    def _line(
        self, word: str, style: str, event: Event, duration: str, note: str, least: int
    ) -> None:
        if self.verbosity < least:
            return
        key = safe(event.step_key or "")
        self._key_width = max(self._key_width, min(len(key), 48))
        parts = [
            f"  {self.screen.paint(padded(word, 7), style)}",
            padded(key, self._key_width),
            padded(duration, 7, right=True),
            safe(note),
        ]
        self.screen.write("  ".join(parts).rstrip())

    def _check(self, event: Event) -> None:
        data = event.data
        if data.get("passed"):
            word, style, least = "check", "green", VERBOSE
        else:
            word, style, least = "CHECK", "red", NORMAL
        verdict = "passed" if data.get("passed") else f"failed ({data.get('severity', 'ERROR')})"
        text = f"{safe(data.get('check_name'))} of {safe(event.asset_key)} {verdict}"
        if data.get("description"):
            text += f": {_first_line(str(data['description']))}"
        self._line(word, style, event, "", text, least)

    def _log_line(self, event: Event) -> None:
        level = int(event.data.get("level") or 0)
        if self.verbosity == QUIET or level < _LOG_LEVEL[self.verbosity]:
            return
        name = next(name for least, name in _LEVEL_NAMES if level >= least)
        label = "" if name == "INFO" else f"{name}: "
        style = "red" if level >= 40 else "yellow" if level >= 30 else "dim"  # noqa: PLR2004  # logging's levels
        first, *rest = safe_lines(event.message)
        lines: list[Text] = [Styled(f"  | {safe(event.step_key or '')}: {label}{first}", style)]
        lines += [Styled(f"  | {line}", style) for line in rest]
        self.screen.write(lines)


_TROUBLE = frozenset({kinds.HOOK_ERRORED, kinds.ENGINE_EVENT, kinds.RESOURCE_INIT_FAILURE})


def _error_line(event: Event) -> str:
    error: Any = event.data.get("error") or {}
    message = _first_line(error.get("message") or "")
    return f"{error.get('class', 'error')}: {message}" if message else str(error.get("class", ""))


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0] if lines else ""
