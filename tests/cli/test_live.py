"""A run as a person sees it on a terminal: a real one, whose screen is read."""

from __future__ import annotations

import re
import sys
import time

import pytest

sys.path.insert(0, __file__.rpartition("/")[0])

from terminal import Terminal  # importlib mode puts no folder on the path

GATE = """
import logging
import sys
import time
from pathlib import Path

import graphmat as dg


def wait_for(name):
    while not Path(name).exists():
        time.sleep(0.02)


@dg.asset
def first(context):
    print("printed at once")
    context.log.info("logged by first")
    wait_for("go_first")
    return 1


@dg.op
def double(first):
    wait_for("go_print")
    sys.stderr.write("\\rbar 10%")
    sys.stderr.write("\\rbar 90%")
    sys.stderr.flush()
    logging.getLogger().warning("said by logging")
    print("\\x1b[31mred\\x1b[0m and \\x1b[2J cleared")
    wait_for("go_double")
    return 2 * first


@dg.graph_asset
def second(first):
    return double(first)


@dg.asset
def third(second):
    return second
"""


@pytest.fixture
def gate(folder):
    """Three assets, of which two wait until they are let go on."""
    return folder.write(GATE)


def go(project, *names):
    """Let ops go on."""
    for name in names:
        (project.folder / f"go_{name}").touch()


def steady(text):
    """A screen without what differs from run to run."""
    text = re.sub(r"run [0-9a-f]{8}", "run 00000000", text)
    text = re.sub(r"\d+\.\d+ s", "0.00 s", text)
    return re.sub(r"\b\d+ s\b", "0 s", text)


def test_what_runs_has_a_line(gate):
    """Below what has ended stands what runs, with counts of assets and ops; it goes at the end."""
    terminal = Terminal(gate.folder, "materialize")
    terminal.until("▸ first")
    assert "0 of 3 assets, 0 of 3 ops" in terminal.text
    assert "printed at once" in terminal.text

    go(gate, "first")
    terminal.until("▸ second.double")
    assert "1 of 3 assets, 1 of 3 ops" in terminal.text
    assert "▸ first" not in terminal.text

    go(gate, "print", "double")
    assert terminal.finish() == 0
    assert "▸" not in terminal.text
    assert "of 3 ops" not in terminal.text
    assert terminal.text.count("  done     first") == 1


def test_what_ops_print_does_not_tear_the_display(gate):
    """Prints, logging and bars of progress stand above the frame, whole and harmless."""
    go(gate, "first")
    terminal = Terminal(gate.folder, "materialize").until("▸ second.double")
    go(gate, "print")
    terminal.until("red and  cleared").until("▸ second.double")
    go(gate, "double")
    terminal.finish()

    shown = [line for line in terminal.lines if line]
    assert any("said by logging" in line for line in shown)
    assert sum("red and" in line for line in shown) == 1
    assert shown[0].startswith(("run ", "printed"))
    assert [line for line in shown if line.startswith("  done")][-1].startswith("  done     third")


def test_logs_are_shown_with_v_as_they_come(gate):
    """With -v what an op logs is on the screen while the op still runs; without it, never."""
    terminal = Terminal(gate.folder, "materialize", "-v").until("| first: logged by first")
    assert "done     first" not in terminal.text
    go(gate, "first", "print", "double")
    terminal.finish()

    terminal = Terminal(gate.folder, "materialize")
    terminal.finish()
    assert "logged by first" not in terminal.text


def test_usual_time_and_what_is_left_come_from_history(gate):
    """The second time, a step that runs has its usual time beside it, and the run an estimate."""
    go(gate, "first", "print", "double")
    gate.run("materialize")
    (gate.folder / "go_double").unlink()

    terminal = Terminal(gate.folder, "materialize").until("▸ second.double")
    terminal.until(lambda lines: any("usually 0 s" in line for line in lines))
    assert re.search(r"about \d+ s left", terminal.text)
    assert "critical path: second.double → third" in terminal.text
    go(gate, "double")
    assert terminal.finish() == 0


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_every_width(gate, screen, columns):
    """A frame fits its terminal, however narrow."""
    terminal = Terminal(gate.folder, "materialize", "-s", "first", columns=columns, lines=30)
    terminal.until("▸ first")
    # what ops print comes on a way of its own: before or after the first event
    lines = [line for line in terminal.lines if line != "printed at once"]
    frame = steady("\n".join(lines))
    go(gate, "first")
    assert terminal.finish() == 0

    assert frame == screen


def test_resizing_in_the_middle(gate):
    """A window that becomes wider or narrower during a run leaves one frame, not two."""
    terminal = Terminal(gate.folder, "materialize", columns=80).until("▸ first")
    terminal.resize(200)
    time.sleep(1)
    terminal.read()
    terminal.resize(45)
    time.sleep(1)
    while terminal.text.count("▸ first") != 1:
        terminal.read()
    go(gate, "first")
    terminal.until("▸ second.double")
    assert terminal.text.count("▸") == 1
    go(gate, "print", "double")
    assert terminal.finish() == 0
    assert "▸" not in terminal.text
    assert terminal.text.count("done     first") == 1


def test_interrupting_leaves_a_clean_screen(gate):
    """After Ctrl-C the frame is gone, the cursor is there, and the end of the run is told."""
    terminal = Terminal(gate.folder, "materialize").until("▸ first")
    terminal.type(b"\x03")
    assert terminal.finish() == 130

    assert "▸" not in terminal.text
    assert "stopping: the step that runs is asked to end" in terminal.text
    assert "stopped: 0 assets materialized" in terminal.text
    assert not terminal.screen.cursor.hidden
    assert terminal.screen.cursor.x == 0


def test_no_colour(gate):
    """With NO_COLOR the display is there, without a colour."""
    terminal = Terminal(gate.folder, "materialize", "-s", "first", NO_COLOR="1").until("▸ first")
    go(gate, "first")
    terminal.finish()

    assert not re.search(rb"\x1b\[[0-9;]+m", terminal.raw)


def test_no_unicode(gate):
    """Where the terminal takes only ASCII, nothing else is drawn."""
    environment = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    terminal = Terminal(gate.folder, "materialize", "-s", "first", **environment)
    terminal.until("> first")
    go(gate, "first")
    terminal.finish()

    assert terminal.raw.isascii()


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_a_terminal_that_keeps_a_log(gate, environment):
    """On a dumb terminal, and in CI, nothing is drawn: only lines are written."""
    go(gate, "first", "print", "double")
    terminal = Terminal(gate.folder, "materialize", **environment)
    terminal.finish()

    assert b"\x1b[1A" not in terminal.raw
    assert b"\x1b[2K" not in terminal.raw
    assert "  done     third" in terminal.text


def test_quiet_shows_nothing_of_a_run(gate):
    """With -q only what the ops print themselves comes before the summary."""
    go(gate, "first", "print", "double")
    done = gate.run("materialize", "-q", "-s", "third", "-s", "second", "-s", "first")

    assert "done     " not in done.err
    assert "making" not in done.err
    assert "next:" not in done.err
    assert done.out.startswith("done: 3 assets materialized")


def test_a_log_file_has_plain_lines(gate):
    """Into a file go plain lines: no colour, no moved cursor."""
    go(gate, "first", "print", "double")
    done = gate.run("materialize")

    assert "\x1b[1A" not in done.err
    assert [line.split()[:2] for line in done.err.splitlines() if line.startswith("  done")] == [
        ["done", "first"],
        ["done", "second.double"],
        ["done", "third"],
    ]
