"""Worker processes under the real command: how they die, and what becomes of the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MODULE = """
import os, signal, sys, time, threading
from pathlib import Path
import graphmat as dg

HERE = Path(__file__).parent


def note(name, text=""):
    (HERE / (name + ".new")).write_text(str(text))
    os.rename(HERE / (name + ".new"), HERE / name)


@dg.op
def one():
    return 1


@dg.op
def add(x):
    return x + 1


"""
WAIT_S = 30.0


class Project:
    """A folder with definitions, and commands that run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def define(self, body: str) -> None:
        """Write the definitions."""
        (self.folder / "definitions.py").write_text(MODULE + body)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command, in a process group of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "graphmat", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str) -> tuple[int, str]:
        """Carry a command out; its exit code and all that it said."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=WAIT_S)
        return process.returncode, out + err

    def newest(self) -> dict:
        """The newest run."""
        process = self.start("runs", "show", "--json")
        return json.loads(process.communicate(timeout=WAIT_S)[0])

    def statuses(self) -> dict[str, str]:
        """The steps of the newest run."""
        return {step["step_key"]: step["status"] for step in self.newest()["steps"]}

    def until(self, name: str) -> str:
        """Wait for a file that an op writes; what is in it."""
        path = self.folder / name
        deadline = time.monotonic() + WAIT_S
        while not path.exists():
            assert time.monotonic() < deadline, f"waited for {name} in vain"
            time.sleep(0.01)
        return path.read_text()


def wait_for_end(pid: int) -> None:
    """Wait until a process is gone; a zombie is."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        try:
            status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if status in {"Z", "X"}:
            return
        time.sleep(0.01)
    raise AssertionError(f"process {pid} lives on")


@pytest.fixture
def project(tmp_path: Path):
    """A folder for definitions; what still runs in it at the end is killed."""
    made = Project(tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


PAIR = """
@dg.op
def dying():
    {death}


@dg.graph_multi_asset(outs={{"a": dg.AssetOut(), "b": dg.AssetOut()}})
def pair():
    return {{"a": add.alias("after")(dying()), "b": add(one())}}
"""


@pytest.mark.parametrize(
    ("death", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "was killed by SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(9)", "was killed by SIGTERM"),
        ("os._exit(0)", "ended itself with exit code 0 (os._exit)"),
        ("os.closerange(3, 64); time.sleep(9)", "closed its connection"),
    ],
)
def test_a_worker_that_dies_fails_its_step_alone(project: Project, death, words) -> None:
    """The error names what became of the worker and of which op; what is independent is made."""
    project.define(PAIR.format(death=death))
    code, text = project.run("materialize", "-j", "2")
    assert code == 1
    assert "WorkerDiedError" in text
    assert words in text
    assert "'pair.dying'" in text
    assert project.statuses() == {
        "pair.dying": "failure",
        "pair.one": "success",
        "pair.add": "success",
        "pair.after": "skipped",
    }


def test_a_worker_that_dies_is_replaced_and_its_step_tried_again(project: Project) -> None:
    """A retry policy counts the death of a worker as a failure of the step."""
    project.define("""
@dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
def dying(context):
    if context.retry_number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 1


@dg.graph_asset
def made():
    return add(dying())
""")
    code, text = project.run("materialize", "-j", "2")
    assert code == 0, text


def test_failure_hooks_run_after_the_death_of_a_worker(project: Project) -> None:
    """Another worker runs them, once, even if they die as well."""
    project.define("""
@dg.failure_hook
def told(context):
    note("hook", type(context.op_exception).__name__)
    os.kill(os.getpid(), signal.SIGKILL)


@dg.op
def dying():
    os._exit(4)


@dg.graph_asset
def made():
    return dying.with_hooks({told})()
""")
    code, _ = project.run("materialize", "-j", "2")
    assert code == 1
    assert project.until("hook") == "WorkerDiedError"
    assert project.newest()["status"] == "failure"


def test_log_lines_are_seen_before_the_worker_dies(project: Project) -> None:
    """What an op logged stands in the record, though its worker was killed."""
    project.define("""
@dg.asset
def talking(context):
    context.log.info("the last words")
    os.kill(os.getpid(), signal.SIGKILL)
""")
    project.run("materialize", "-j", "2")
    assert "the last words" in project.run("runs", "show", "--log")[1]


LONG = """
class Tracked(dg.ConfigurableResource):
    def setup_for_execution(self, context):
        note(f"opened_{os.getpid()}")

    def teardown_after_execution(self, context):
        note(f"closed_{os.getpid()}")


def long(name):
    @dg.op(name=name)
    def sleeper(tracked: Tracked):
        note(f"{name}_pid", os.getpid())
        time.sleep(60)

    return sleeper


@dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def pair():
    return {"a": long("first")(), "b": long("second")()}


defs = dg.Definitions(assets=[pair], resources={"tracked": Tracked()})
"""


@pytest.mark.parametrize("to_all", [True, False])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_the_workers_in_peace(project: Project, number, code, to_all) -> None:
    """Resources are closed, the run is recorded as canceled, and no worker is left."""
    project.define(LONG)
    process = project.start("materialize", "-j", "2")
    pids = [int(project.until(f"{name}_pid")) for name in ("first", "second")]
    if to_all:
        os.killpg(process.pid, number)
    else:
        os.kill(process.pid, number)
    _, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == code, err
    for pid in pids:
        wait_for_end(pid)
        assert (project.folder / f"closed_{pid}").exists()
    assert project.newest()["status"] == "canceled"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_die_with_the_command(project: Project, method) -> None:
    """A kill of the command leaves no worker behind, and the run is told as interrupted."""
    project.define(LONG)
    process = project.start("materialize", "-j", "2", "--start-method", method)
    pids = [int(project.until(f"{name}_pid")) for name in ("first", "second")]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=WAIT_S)
    for pid in pids:
        wait_for_end(pid)
    assert project.newest()["status"] == "interrupted"


def test_a_module_with_threads_gets_new_interpreters(project: Project) -> None:
    """Where the module started a thread, workers are not forked; each imports the module once."""
    project.define("""
with open(HERE / "imports", "a") as file:
    file.write(f"{os.getpid()}\\n")
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


@dg.op
def where(x):
    return os.getpid()


@dg.op
def several(xs):
    return sorted(set(xs))


@dg.op(out=dg.DynamicOut())
def fan():
    for number in range(4):
        yield dg.DynamicOutput(number, str(number))


@dg.graph_asset
def pids():
    return several(fan().map(where).collect())
""")
    code, text = project.run("materialize", "-j", "2")
    assert code == 0, text
    imports = (project.folder / "imports").read_text().split()
    value = json.loads(project.run("show", "pids", "--value")[1].splitlines()[-1])
    assert set(map(str, value)) <= set(imports)
    assert len(imports) == len(set(imports))


def test_a_module_that_dies_in_each_worker_ends_the_run(project: Project) -> None:
    """Workers that end before they run anything end the run, after a few of them."""
    project.define("""
if (HERE / "loaded").exists():
    os._exit(5)
note("loaded")


@dg.asset
def made():
    return 1
""")
    code, text = project.run("materialize", "--start-method", "spawn", "--executor", "processes")
    assert code == 1
    assert "ended itself with exit code 5" in text
    assert project.newest()["status"] == "failure"


def test_values_in_memory_are_refused_with_processes(project: Project) -> None:
    """An I/O manager in memory and several processes do not go together; a lane makes them."""
    body = """
@dg.asset(io_manager_key="memory"{tags})
def first():
    return 1


@dg.asset{with_tags}
def second(first):
    return first + 1


defs = dg.Definitions(assets=[first, second], resources={{"memory": dg.mem_io_manager}})
"""
    project.define(body.format(tags="", with_tags=""))
    code, text = project.run("materialize", "-j", "2")
    assert code != 0
    assert "I/O manager 'memory' keeps values in memory" in text
    lane = "op_tags={'graphmat/process': 'together'}"
    project.define(body.format(tags=f", {lane}", with_tags=f"({lane})"))
    code, text = project.run("materialize", "-j", "2")
    assert code == 0, text


def test_a_graph_asset_may_stay_in_one_process(project: Project) -> None:
    """Its ops run in one worker and hand over the very objects, while another asset runs beside."""
    project.define("""
MADE = []


@dg.op
def make():
    MADE.append([1, 2, 3])
    return MADE[0]


@dg.op
def take(values):
    return [values is MADE[0], os.getpid()]


@dg.graph_asset(op_tags={"graphmat/process": "same"})
def pinned():
    return take(make())


@dg.graph_asset
def apart():
    return add(one())
""")
    code, text = project.run("materialize", "-j", "2")
    assert code == 0, text
    assert project.run("show", "pinned", "--value")[1].strip().startswith("[True,")


def test_the_time_of_each_step_is_limited_by_the_command(project: Project) -> None:
    """--timeout ends a step that takes longer, with processes and without."""
    project.define("""
@dg.asset
def slow():
    time.sleep(30)


@dg.asset
def quick():
    return 1
""")
    for options in ([], ["-j", "2"], ["--executor", "threads", "-j", "2"]):
        code, text = project.run("materialize", "--timeout", "0.3", *options)
        assert code == 1
        assert "StepTimeoutError: 'slow' ran longer than its limit of 0.3 s" in text
        assert project.statuses() == {"slow": "failure", "quick": "success"}


def test_a_job_chooses_its_executor(project: Project) -> None:
    """executor_def, the module's executor and the run configuration choose; the command wins."""
    project.define("""
@dg.asset
def pid():
    note("child", os.getppid())
    return os.getpid()


wide = dg.define_asset_job("wide", executor_def=dg.multiprocess_executor)
defs = dg.Definitions(assets=[pid], jobs=[wide], executor=dg.in_process_executor)
IMPORTER = os.getpid()


@dg.asset
def same():
    return os.getpid() == IMPORTER


defs = dg.Definitions(assets=[same], jobs=[wide], executor=dg.in_process_executor)
""")

    def in_importer(*options: str) -> bool:
        code, text = project.run("materialize", *options)
        assert code == 0, text
        return "True" in project.run("show", "same", "--value")[1]

    assert in_importer()
    assert not in_importer("--job", "wide")
    assert in_importer("--job", "wide", "--executor", "in_process")
    assert not in_importer("--set", "execution.config.max_concurrent=2")
