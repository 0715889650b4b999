"""One process keeps the record, its child runs the user's code: what becomes of either's end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest
from real_commands import HEAD, WAIT_S, Project, is_gone, wait_for

# ------------------------------------------------------------------ ends of the child


def test_os_exit_while_imported_is_a_failure(project: Project) -> None:
    """`os._exit(0)` in the module is no success: it is named, and exit code 3 tells of it."""
    project.define("os._exit(0)\n")

    done = project.run("materialize")

    assert done.returncode == 3
    assert "os._exit(0) was called while 'definitions.py' was imported" in done.stderr


def test_sys_exit_while_imported_is_a_failure(project: Project) -> None:
    """`sys.exit(0)` in the module is no success either; its line is told."""
    project.define("sys.exit(0)\n")

    done = project.run("materialize")

    assert done.returncode == 3
    assert "sys.exit(0) was called" in done.stderr
    line = (HEAD.count("\n")) + 1
    assert f"definitions.py:{line}" in done.stderr


def test_kill_while_imported(project: Project) -> None:
    """A child that is killed while it imports the module is told by the signal's name."""
    project.define("os.kill(os.getpid(), signal.SIGKILL)\n")

    done = project.run("list")

    assert done.returncode == 3
    assert "killed by SIGKILL while 'definitions.py' was imported" in done.stderr


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("os._exit(0)", "os._exit(0) was called"),
        ("os._exit(7)", "os._exit(7) was called"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "killed by SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
        ("os.abort()", "killed by SIGABRT"),
    ],
)
def test_end_of_the_process_in_an_op(project: Project, statement: str, words: str) -> None:
    """An op that ends its process fails its step and the run, whichever way it does so."""
    project.define(f"""
@dg.op
def bad(x):
    {statement}

@dg.graph_asset
def broken():
    return bad(one())

@dg.asset
def after(broken): ...
""")

    done = project.run("materialize")

    assert done.returncode == 1
    assert words in done.stderr
    run = project.newest()
    assert run["status"] == "failure"
    assert run["failures"][0]["class"] == "ProcessDied"
    assert "while running 'broken.bad'" in run["failures"][0]["message"]
    assert project.statuses() == {
        "broken.one": "success",
        "broken.bad": "failure",
        "after": "skipped",
    }
    assert sorted(each["asset"] for each in run["not_materialized"]) == ["after", "broken"]


def test_sys_exit_in_an_op_fails_its_step_only(project: Project) -> None:
    """`sys.exit(0)` in an op is an exception like others: what is independent goes on."""
    project.define("""
@dg.asset
def bad():
    sys.exit(0)

@dg.asset
def good(): ...
""")

    done = project.run("materialize")

    assert done.returncode == 1
    assert project.statuses() == {"bad": "failure", "good": "success"}


def test_end_of_the_process_with_a_child_of_its_own(project: Project) -> None:
    """What an op leaves running does not hold up the news that its process ended."""
    project.define("""
@dg.asset
def bad():
    if os.fork() == 0:
        note("left", os.getpid())
        time.sleep(60)
    while not (HERE / "left").exists():
        time.sleep(0.01)
    os._exit(0)
""")

    try:
        # the left process holds the pipes of our own standard streams, too
        process = project.start("materialize")
        assert process.wait(timeout=WAIT_S) == 1
    finally:
        os.kill(int(project.until("left")), signal.SIGKILL)
    assert project.newest()["status"] == "failure"


def test_op_that_closes_all_descriptors(project: Project) -> None:
    """An op that closes files it did not open fails its step, in words; the others go on."""
    project.define("""
@dg.asset
def closes():
    os.closerange(3, 4096)

@dg.asset
def closes_low():
    os.closerange(3, 256)
""")

    done = project.run("materialize")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "does an op close files that it did not open?" in done.stdout
    assert project.statuses() == {"closes": "failure", "closes_low": "success"}


def test_what_is_independent_goes_on(project: Project) -> None:
    """After an op ended its process the same run goes on in another one, with what was finished."""
    project.define("""
@dg.op
def kills(x):
    os.kill(os.getpid(), signal.SIGKILL)

@dg.op
def counted():
    with (HERE / "counted").open("a") as file:
        file.write("x")
    return 2

@dg.op
def exits(x):
    sys.stdout.flush()
    os._exit(0)

@dg.op
def add(x):
    return x + 1

@dg.graph_multi_asset(outs={"bad": dg.AssetOut(), "worse": dg.AssetOut(), "good": dg.AssetOut()})
def three():
    number = counted()
    return {"bad": kills(number), "worse": exits(number), "good": add(number)}

@dg.asset
def after(good, bad): ...
""")

    done = project.run("materialize")

    assert done.returncode == 1
    assert (project.folder / "counted").read_text() == "x"
    assert project.statuses() == {
        "three.counted": "success",
        "three.kills": "failure",
        "three.exits": "failure",
        "three.add": "success",
        "after": "skipped",
    }
    run = project.newest()
    assert [each["asset"] for each in run["materialized"]] == ["good"]
    assert all("definitions.py" in each["frames"][0][0] for each in run["failures"])
    assert len(project.json("runs", "list")["runs"]) == 1
    assert project.run("show", "good", "--value").stdout.strip() == "3"


def test_dead_attempt_is_tried_again(project: Project) -> None:
    """A retry policy holds for an attempt that killed its process, too."""
    project.define("""
@dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
def flaky(x):
    with (HERE / "attempts").open("a") as file:
        file.write("x")
    if len((HERE / "attempts").read_text()) < 3:
        os._exit(1)
    return x

@dg.graph_asset
def wobbly():
    return flaky(one())
""")

    done = project.run("materialize")

    assert done.returncode == 0
    steps = {step["step_key"]: step["attempts"] for step in project.newest()["steps"]}
    assert steps == {"wobbly.one": 1, "wobbly.flaky": 3}


def test_other_process_that_cannot_load_the_module(project: Project) -> None:
    """Where no other process can go on the run ends as failed, with the steps of the first."""
    project.define("""
if (HERE / "died").exists():
    os._exit(0)

@dg.asset
def kills():
    note("died")
    os.kill(os.getpid(), signal.SIGKILL)

@dg.asset
def later(): ...
""")

    done = project.run("materialize")

    assert done.returncode == 1
    assert project.newest()["status"] == "failure"
    assert project.statuses() == {"kills": "failure"}
    assert "was imported" in project.newest()["error"]


# ------------------------------------------------------------------ forks


def test_fork_that_leaves_its_op(project: Project) -> None:
    """A process that an op forks and that returns from it does not run the rest a second time."""
    project.define("""
@dg.op
def forks():
    os.fork()
    return 1

@dg.op
def then(x):
    with (HERE / "runs").open("a") as file:
        file.write("x")
    return x

@dg.graph_asset
def forked():
    return then(forks())
""")

    done = project.run("materialize")

    assert done.returncode == 0
    assert "a process that an op forked" in done.stderr
    wait_for((project.folder / "runs").exists)
    assert (project.folder / "runs").read_text() == "x"
    assert project.statuses() == {"forked.forks": "success", "forked.then": "success"}


def test_workers_of_an_op_can_be_ended(project: Project) -> None:
    """Worker processes that an op forks take signals as they do elsewhere."""
    project.define("""
@dg.asset
def pooled():
    import multiprocessing
    context = multiprocessing.get_context("fork")
    worker = context.Process(target=time.sleep, args=(60,))
    worker.start()
    worker.terminate()
    worker.join()
    return worker.exitcode
""")

    assert project.run("materialize").returncode == 0
    assert str(-signal.SIGTERM) in project.run("show", "pooled", "--value").stdout


# ------------------------------------------------------------------ end of the supervisor


def test_kill_of_the_supervisor(project: Project) -> None:
    """When the supervisor is killed its child goes too; the next command settles the run."""
    project.define("""
@dg.op
def slow(x):
    note("pid", os.getpid())
    while True:
        pass

@dg.graph_asset
def endless():
    return slow(one())
""")
    process = project.start("materialize")
    wait_for(lambda: (project.folder / "pid").exists() and project.until("pid") != "")
    child = int(project.until("pid"))

    process.kill()

    wait_for(lambda: is_gone(child))
    listed = project.run("runs", "list", "--json")
    assert [run["status"] for run in json.loads(listed.stdout)["runs"]] == ["interrupted"]
    assert "was interrupted" in listed.stderr
    assert project.statuses() == {"endless.one": "success", "endless.slow": "interrupted"}
    assert "was interrupted" not in project.run("runs", "list").stderr


def test_kill_of_the_supervisor_while_imported(project: Project) -> None:
    """A child that is still importing goes with its supervisor, too."""
    project.define("note('pid', os.getpid())\ntime.sleep(60)\n")
    process = project.start("list")
    wait_for(lambda: (project.folder / "pid").exists() and project.until("pid") != "")

    process.kill()

    wait_for(lambda: is_gone(int(project.until("pid"))))


def test_live_run_is_not_settled(project: Project) -> None:
    """A run that goes on is left alone by the commands that look at it."""
    project.define("""
@dg.asset
def waits():
    note("waiting")
    while not (HERE / "go").exists():
        time.sleep(0.01)
""")
    process = project.start("materialize")
    project.until("waiting")

    assert project.newest()["status"] == "started"
    (project.folder / "go").touch()
    process.communicate(timeout=WAIT_S)

    assert process.returncode == 0
    assert project.newest()["status"] == "success"
    left = {path.name for path in (project.folder / ".graphmat" / "locks").iterdir()}
    assert left == {".claims"}


# ------------------------------------------------------------------ signals

WAITING = """
@dg.op
def waits(x):
    try:
        note("waiting", os.getpid())
        time.sleep(60)
    finally:
        time.sleep(0.2)
        note("torn_down")

@dg.graph_asset
def waiting():
    return waits(one())
"""


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
@pytest.mark.parametrize("is_for_all", [False, True])
def test_signal_stops_the_run(project: Project, number: int, code: int, is_for_all: bool) -> None:
    """A signal interrupts the op once, however it arrives; the run is canceled and says so."""
    project.define(WAITING)
    process = project.start("materialize")
    project.until("waiting")

    (os.killpg if is_for_all else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=WAIT_S)

    assert process.returncode == code
    assert "Traceback" not in err
    assert (project.folder / "torn_down").exists()
    run = project.newest()
    assert run["status"] == "canceled"
    assert run["signal"] == signal.Signals(number).name
    assert project.statuses() == {"waiting.one": "success", "waiting.waits": "interrupted"}


def test_third_signal_kills(project: Project) -> None:
    """An op that will not end is killed at the third signal; the run is canceled all the same."""
    project.define("""
@dg.asset
def stubborn():
    while True:
        try:
            note("waiting", os.getpid())
            time.sleep(60)
        except KeyboardInterrupt:
            note("asked")
""")
    process = project.start("materialize")
    project.until("waiting")

    process.send_signal(signal.SIGINT)
    project.until("asked")
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=WAIT_S)

    assert process.returncode == 130
    assert is_gone(int(project.until("waiting")))
    assert project.newest()["status"] == "canceled"


def test_op_that_keeps_the_interrupt_to_itself(project: Project) -> None:
    """An op that swallows the interrupt is let end; no further step begins."""
    project.define("""
@dg.op
def swallows():
    try:
        note("waiting")
        time.sleep(60)
    except KeyboardInterrupt:
        return 1

@dg.op
def then(x):
    return x

@dg.graph_asset
def calm():
    return then(swallows())
""")
    process = project.start("materialize")
    project.until("waiting")

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=WAIT_S)

    assert process.returncode == 130
    assert project.newest()["status"] == "canceled"
    assert project.statuses() == {"calm.swallows": "success"}


def test_signal_while_imported(project: Project) -> None:
    """A signal ends the import of a slow module."""
    project.define("note('importing')\ntime.sleep(60)\n")
    process = project.start("plan")
    project.until("importing")

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=WAIT_S)

    assert process.returncode == 130
    assert "Traceback" not in err


def test_signal_that_was_ignored_stays_ignored(project: Project) -> None:
    """Under nohup a hang-up does not stop the run."""
    project.define("""
@dg.asset
def waits():
    note("waiting")
    while not (HERE / "go").exists():
        time.sleep(0.01)
""")
    process = project.start(
        "materialize", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    project.until("waiting")

    os.killpg(process.pid, signal.SIGHUP)
    (project.folder / "go").touch()
    process.communicate(timeout=WAIT_S)

    assert process.returncode == 0


# ------------------------------------------------------------------ standard streams


def test_what_the_module_prints_is_talk(project: Project) -> None:
    """Prints of the module, of ops and of their subprocesses leave the JSON document whole."""
    project.define("""
print("from the module")

@dg.asset
def talks():
    print("from the op")
    os.system("echo from a subprocess")
""")

    done = project.run("materialize", "--json")

    assert json.loads(done.stdout)["status"] == "success"
    for words in ("from the module", "from the op", "from a subprocess"):
        assert words in done.stderr


def test_ops_read_no_input(project: Project) -> None:
    """An op that reads standard input finds it empty."""
    project.define("""
@dg.asset
def reads():
    return sys.stdin.read()
""")

    process = project.start("materialize", stdin=subprocess.PIPE)
    process.communicate("typed", timeout=WAIT_S)

    assert process.returncode == 0
    assert project.run("show", "reads", "--value").stdout.strip() in {"''", ""}
