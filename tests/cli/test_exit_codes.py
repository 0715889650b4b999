"""One test for each exit code that a command can end with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

SLOW = """import time
import graphmat as dg


@dg.asset
def quick():
    return 1


@dg.asset
def slow(quick):
    open("begun", "w").close()
    time.sleep(60)
"""

CHECKED = """import graphmat as dg


@dg.asset
def checked():
    return 5


@dg.asset_check(asset=checked)
def is_big(checked):
    return dg.AssetCheckResult(passed=checked > 10)
"""


def test_0_done(project) -> None:
    """Everything was made."""
    assert project.run("materialize").code == 0


def test_1_step_failed(failing) -> None:
    """A step failed."""
    assert failing.run("materialize").code == 1


def test_1_strict_run_without_a_selected_asset(folder) -> None:
    """A selected asset that was not made fails a strict run, and no other."""
    folder.write(
        "import graphmat as dg\n"
        "@dg.multi_asset(outs={'a': dg.AssetOut(is_required=False), 'b': dg.AssetOut()})\n"
        "def two():\n    yield dg.Output(1, 'b')\n"
    )

    assert folder.run("materialize").code == 0
    strict = folder.run("materialize", "--strict")
    assert strict.code == 1
    assert "selected assets were not materialized: 'a'" in strict.out


def test_2_usage(project) -> None:
    """An option that there is not, a wrong value, and no project are mistakes of usage."""
    assert project.run("list", "--no-such-option").code == 2
    assert project.run("materialize", "--tag", "x").code == 2
    assert project.run("runs", "list", "--limit", "0").code == 2
    assert project.run().code == 2


def test_2_no_project(folder) -> None:
    """A folder without definitions is a mistake of usage."""
    assert folder.run("list").code == 2


def test_3_definitions_invalid(folder) -> None:
    """The module cannot be imported."""
    assert folder.write("1 / 0\n").run("materialize").code == 3


def test_4_selection(project) -> None:
    """A name that nobody knows, and a selection of nothing."""
    assert project.run("plan", "-s", "no_such_asset").code == 4
    assert project.run("materialize", "-s", "foo_asset", "-x", "foo_asset").code == 4
    assert project.run("runs", "show", "zzz").code == 4


def test_5_check_failed(folder) -> None:
    """Everything was made, but a check that does not block failed."""
    done = folder.write(CHECKED).run("materialize")

    assert done.code == 5
    assert "is_big of checked" in done.out


def test_8_event_log_unusable(project) -> None:
    """A damaged event log is named and left as it is."""
    home = project.folder / ".graphmat"
    home.mkdir()
    log = home / "event_log.sqlite"
    log.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    before = log.read_bytes()

    done = project.run("materialize")

    assert done.code == 8
    assert "event_log.sqlite" in done.err
    assert log.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["130", "143"]
)
def test_ended_by_a_signal(folder, number, code) -> None:
    """A signal stops the run; what was made stays, and the way to go on is told."""
    folder.write(SLOW)
    process = subprocess.Popen(
        [sys.executable, "-m", "graphmat", "materialize"],
        cwd=folder.folder,
        env={**os.environ, "TZ": "UTC"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = time.monotonic() + 30
    while not (folder.folder / "begun").exists() and time.monotonic() < limit:
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)

    assert process.returncode == code, out + err
    assert "quick" in out
    assert "next: graphmat" in err
    assert folder.run("list").out.count("never") == 1
