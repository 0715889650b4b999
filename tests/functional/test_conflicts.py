"""Commands that want the same assets at the same time: they wait, join or fail."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from real_commands import WAIT_S, Project, wait_for

SLOW = """
@dg.op
def counted():
    with (HERE / "counted").open("a") as file:
        file.write("x")
    note("waiting", os.getpid())
    while not (HERE / "go").exists():
        time.sleep(0.01)
    return 1

@dg.op
def then(x):
    if (HERE / "broken").exists():
        raise ValueError("broken")
    with (HERE / "then").open("a") as file:
        file.write("x")
    return x

@dg.graph_asset
def slow():
    return then(counted())

@dg.asset
def quick():
    return 2
"""


def says(path: Path, words: str) -> None:
    """Wait until a command has said something."""
    wait_for(lambda: words in path.read_text())


@pytest.fixture
def err(tmp_path: Path) -> Path:
    """What the second command says on standard error."""
    return tmp_path / "err.txt"


def second(project: Project, err: Path, *arguments: str) -> object:
    """Start a command whose talk can be read while it runs."""
    with err.open("w") as file:
        return project.start(*arguments, stderr=file)


def test_waits_for_the_other(project: Project, err: Path) -> None:
    """A command waits for a run that makes the same asset, says for whom, and then runs."""
    project.define(SLOW)
    first = project.start("materialize")
    project.until("waiting")

    process = second(project, err, "materialize", "-s", "slow")
    says(err, f"waiting: run {project.newest()['run_id'][:8]} (process {first.pid}, since ")
    (project.folder / "go").touch()

    assert process.wait(WAIT_S) == 0
    assert first.wait(WAIT_S) == 0
    assert len(project.json("runs", "list")["runs"]) == 2
    assert (project.folder / "counted").read_text() == "xx"


def test_what_shares_nothing_goes_on(project: Project) -> None:
    """A run of other assets waits for nobody."""
    project.define(SLOW)
    project.start("materialize", "-s", "slow")
    project.until("waiting")

    assert project.run("materialize", "-s", "quick", "--on-conflict", "fail").returncode == 0


def test_fails_where_asked(project: Project) -> None:
    """`--on-conflict fail` ends with code 6 and names the run, its process and the asset."""
    project.define(SLOW)
    first = project.start("materialize")
    project.until("waiting")

    done = project.run("materialize", "-s", "slow", "--on-conflict", "fail")

    assert done.returncode == 6
    assert f"(process {first.pid}, since " in done.stderr
    assert "holds 'slow'" in done.stderr
    assert len(project.json("runs", "list")["runs"]) == 1


@pytest.mark.parametrize("is_broken", [False, True])
def test_joins_the_other(project: Project, err: Path, is_broken: bool) -> None:
    """A command that joins shows the other's progress and ends with its result."""
    project.define(SLOW)
    first = project.start("materialize")
    project.until("waiting")

    process = second(project, err, "materialize", "-s", "slow", "--on-conflict", "join")
    says(err, "joining: run ")
    if is_broken:
        (project.folder / "broken").touch()
    (project.folder / "go").touch()

    out, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == first.wait(WAIT_S) == int(is_broken)
    assert "slow.counted" in err.read_text()
    assert len(project.json("runs", "list")["runs"]) == 1
    assert project.newest()["run_id"][:8] in out


def test_takes_over(project: Project, err: Path) -> None:
    """A command that joins runs itself when the process of the other dies."""
    project.define(SLOW)
    first = project.start("materialize")
    project.until("waiting")
    process = second(project, err, "materialize", "-s", "slow", "--on-conflict", "join")
    says(err, "joining: run ")

    first.kill()
    (project.folder / "go").touch()

    assert process.wait(WAIT_S) == 0
    assert "taking over" in err.read_text()
    statuses = [run["status"] for run in project.json("runs", "list")["runs"]]
    assert statuses == ["success", "interrupted"]


def test_two_resumes_of_one_run(project: Project, err: Path) -> None:
    """Of two resumes of one run one does the work; the other ends with its result."""
    project.define(SLOW)
    (project.folder / "go").touch()
    (project.folder / "broken").touch()
    project.run("materialize", "-s", "slow")
    for name in ("go", "broken", "waiting"):
        (project.folder / name).unlink()
    project.start("resume", "--from", "slow.counted")
    project.until("waiting")

    process = second(project, err, "resume")
    says(err, "waiting: run ")
    (project.folder / "go").touch()

    assert process.wait(WAIT_S) == 0
    assert "nothing is left to do" in err.read_text()
    assert (project.folder / "then").read_text() == "x"
    assert len(project.json("runs", "list")["runs"]) == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
@pytest.mark.parametrize("policy", ["wait", "join"])
def test_signal_while_waiting(
    project: Project, err: Path, number: int, code: int, policy: str
) -> None:
    """A signal ends a command that waits, and not the run that it waits for."""
    project.define(SLOW)
    first = project.start("materialize")
    project.until("waiting")
    process = second(project, err, "materialize", "--on-conflict", policy)
    says(err, f"{policy}ing: run " if policy == "join" else "waiting: run ")

    process.send_signal(number)

    assert process.wait(WAIT_S) == code
    assert "Traceback" not in err.read_text()
    (project.folder / "go").touch()
    assert first.wait(WAIT_S) == 0


def test_run_from_python_is_waited_for(project: Project, err: Path) -> None:
    """A run of the Python API holds its assets; a killed one is settled and can be resumed."""
    project.define(SLOW)
    (project.folder / "program.py").write_text(
        "import definitions\n"
        "import graphmat as dg\n"
        "dg.materialize([definitions.slow], instance=dg.DagsterInstance.get())\n"
    )
    first = project.start_python("program.py")
    project.until("waiting")

    assert project.newest()["status"] == "started"
    assert project.run("materialize", "-s", "slow", "--on-conflict", "fail").returncode == 6

    os.kill(first.pid, signal.SIGKILL)
    first.wait(WAIT_S)
    assert project.newest()["status"] == "interrupted"
    (project.folder / "go").touch()
    done = project.run("materialize", "-s", "slow", "--on-conflict", "fail")
    assert done.returncode == 0, sys.stderr.write(done.stderr)


RANGES = """
days = dg.StaticPartitionsDefinition(list("abcde"))

@dg.op
def every(context):
    note("waiting")
    while not (HERE / "go").exists():
        time.sleep(0.01)
    return {key: key for key in context.partition_keys}

@dg.graph_asset(partitions_def=days, backfill_policy=dg.BackfillPolicy.single_run())
def ranged():
    return every()
"""


def test_ranges_that_overlap(project: Project) -> None:
    """A run of several partitions holds each of them, and no others."""
    project.define(RANGES)
    first = project.start("materialize", "--partitions", "a..c")
    project.until("waiting")

    for words in (["--partitions", "c..d"], ["--partition", "b"]):
        refused = project.run("materialize", *words, "--on-conflict", "fail")
        assert refused.returncode == 6, refused.stderr
        assert f"holds 'ranged' [{words[1][0]}]" in refused.stderr
    (project.folder / "go").touch()

    done = project.run("materialize", "--partitions", "d..e", "--on-conflict", "fail")
    assert done.returncode == 0
    assert "making 1 asset for 2 partitions (ranged)" in done.stderr
    assert first.wait(WAIT_S) == 0
