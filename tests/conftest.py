"""What every test stands on: no settings of the machine it happens to run on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

try:
    from hypothesis import settings
except ImportError:  # the conformance suite also runs in its peer's bare environment
    pass
else:
    # The machines that run this are shared: how long an example takes says nothing there.
    # A build that fails must fail again: there the examples are the same each time.
    settings.register_profile("graphmat", deadline=None, derandomize="CI" in os.environ)
    settings.load_profile("graphmat")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the variables that would change what a command does or how a screen looks."""
    for name in list(os.environ):
        if name.startswith("GRAPHMAT_") or name in {"COLUMNS", "FORCE_COLOR", "NO_COLOR", "LINES"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT
