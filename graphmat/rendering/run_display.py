"""``progress_on``: what shows a run on a screen of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphmat.rendering.progress import QUIET, PlainProgress

if TYPE_CHECKING:
    from graphmat.rendering.live import LiveDisplay
    from graphmat.rendering.screen import Screen


def progress_on(
    screen: Screen, verbosity: int, environment: Mapping[str, str]
) -> PlainProgress | LiveDisplay:
    """What shows a run: live on a terminal, in lines elsewhere and in CI, which keeps a log.

    Args:
        screen: Where to.
        verbosity: QUIET, NORMAL or VERBOSE.
        environment: ``CI`` and ``TERM`` are honoured.
    """
    is_kept = environment.get("CI", "").lower() not in {"", "0", "false"}
    if verbosity == QUIET or not screen.is_terminal or is_kept or environment.get("TERM") == "dumb":
        return PlainProgress(screen, verbosity)
    from graphmat.rendering.live import LiveDisplay

    return LiveDisplay(screen, verbosity)
