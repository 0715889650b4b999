"""The pytest plug-in, in a pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PLUGIN = ("-p", "no:cacheprovider", "-p", "graphmat.testing.plugin")
TESTS = """
def test_run(graphmat_run):
    assert graphmat_run("down", upstream={"up": 5}).asset_value("down") == 6

def test_plan(graphmat_plan):
    graphmat_plan("down").assert_runs_only("down")

def test_definitions(graphmat_definitions):
    assert len(graphmat_definitions.assets) == 2
"""


def test_fixtures(tmp_path: Path) -> None:
    """The fixtures load the project in pytest's root folder."""
    (tmp_path / "definitions.py").write_text(
        "import graphmat as dg\n"
        "@dg.asset\ndef up():\n    raise RuntimeError\n"
        "@dg.asset\ndef down(up):\n    return up + 1\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_mine.py").write_text(TESTS)

    done = subprocess.run(
        [
            sys.executable,
            *["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "graphmat.testing.plugin"],
        ],
        cwd=tmp_path,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
