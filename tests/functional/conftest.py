"""What the functional tests share."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from real_commands import Project  # noqa: E402  # found there


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A folder for definitions; what still runs in it at the end is killed."""
    made = Project(tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
