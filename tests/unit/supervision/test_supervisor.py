from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graphmat.errors import GraphmatError, LoadError, RunInterruptedError, StorageError, UsageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.storage.opening import memory_event_log
from graphmat.supervision.child import Call, Child
from graphmat.supervision.error_documents import UnforeseenError
from graphmat.supervision.log_keeper import LogKeeper
from graphmat.supervision.run_locks import RunLocks
from graphmat.supervision.supervisor import Supervisor, describe_end


@pytest.fixture
def log():
    """An event log in memory."""
    made = memory_event_log()
    yield made
    made.close()


@pytest.fixture
def supervise(tmp_path: Path, log):
    """Start a child that does some work for each call; it is ended at the end."""
    started: list[Supervisor] = []

    def start(
        work: Callable[..., object], before: Callable[[], object] = lambda: None
    ) -> Supervisor:
        def prepare(child: Child) -> Call:
            before()
            return lambda verb, arguments: work(child, **arguments)

        keeper = LogKeeper(lambda create: log, RunLocks(tmp_path))
        started.append(Supervisor(prepare, keeper, target="definitions.py"))
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.close()


def begin_run(child: Child, *steps: str) -> None:
    """Begin a run, and steps of it, in the child."""
    child.log.create_run(RunRecord(run_id="r", started_at=time.time()))
    events = [Event(kinds.STEP_START, "r", time.time(), step) for step in steps]
    for number, event in enumerate(events, 1):
        event.sequence = number
    child.log.append(events)


def test_answers(supervise) -> None:
    """A call is carried out in another process, and its document comes back."""
    supervisor = supervise(lambda child, x: {"x": x, "pid": os.getpid()})

    answer = supervisor.call("verb", {"x": [1, None, "é"]})

    assert answer["x"] == [1, None, "é"]
    assert answer["pid"] == supervisor.pid != os.getpid()
    assert supervisor.call("verb", {"x": 2})["x"] == 2


def test_errors(supervise) -> None:
    """What a call raises is raised here; the next call is carried out all the same."""

    def work(child, fails):
        if fails:
            raise UsageError("wrong", hint="right")
        return "fine"

    supervisor = supervise(work)

    with pytest.raises(UsageError, match="wrong") as caught:
        supervisor.call("verb", {"fails": True})
    assert caught.value.hint == "right"
    assert supervisor.call("verb", {"fails": False}) == "fine"


def test_bugs(supervise) -> None:
    """An exception that is none of ours is a bug; so is an answer that is not made of JSON."""
    with pytest.raises(UnforeseenError, match="ZeroDivisionError"):
        supervise(lambda child: 1 / 0).call("verb", {})
    with pytest.raises(UnforeseenError, match="TypeError"):
        supervise(lambda child: object()).call("verb", {})


def test_failed_preparation(supervise) -> None:
    """What goes wrong while the module is loaded is told at each call."""

    def fail():
        raise LoadError("cannot be imported")

    supervisor = supervise(lambda child: 1, before=fail)

    for _ in range(2):
        with pytest.raises(LoadError, match="cannot be imported"):
            supervisor.call("verb", {})


def test_events_are_stored_then_shown(supervise, log) -> None:
    """Events that the child appends are in the log before they are shown."""

    def work(child):
        begin_run(child, "one")
        return [event.kind for event in child.log.events("r")]

    stored_when_shown = []
    answer = supervise(work).call(
        "verb", {}, [lambda events: stored_when_shown.append(len(log.events("r")))]
    )

    assert answer == [kinds.STEP_START]
    assert stored_when_shown[0] == 1


def test_child_that_dies_in_a_run(supervise, log) -> None:
    """A run that its child did not survive is ended in the record, and answered with its id."""

    def work(child):
        begin_run(child, "one")
        os._exit(3)

    shown: list[Event] = []
    answer = supervise(work).call("verb", {}, [shown.extend])

    assert answer == {"run_id": "r", "success": False}
    assert log.run("r").status == "failure"
    assert [event.kind for event in shown][-2:] == [kinds.STEP_FAILURE, kinds.RUN_FAILURE]
    assert "os._exit(3) was called while running 'one'" in log.run("r").error


def test_child_that_dies_without_a_run(supervise) -> None:
    """A child that dies while it looks something up is told by what it was doing."""
    supervisor = supervise(lambda child: os.kill(os.getpid(), signal.SIGKILL))

    for _ in range(2):
        with pytest.raises(GraphmatError, match="killed by SIGKILL while 'plan' was carried out"):
            supervisor.call("plan", {})


def test_run_that_raises_outside_its_steps(supervise, log) -> None:
    """A call that begins a run and raises does not leave it started."""

    def work(child):
        begin_run(child)
        raise StorageError("no room")

    with pytest.raises(StorageError):
        supervise(work).call("verb", {})

    assert log.run("r").status == "failure"
    assert log.run("r").error == "no room"


def test_failure_of_the_log(supervise, log) -> None:
    """What the log refuses is raised where the child asked."""

    def work(child):
        try:
            child.log.append([Event(kinds.RUN_START, "unknown", 1.0, sequence=1)])
        except StorageError as error:
            return error.message

    assert "unknown" in supervise(work).call("verb", {})


def test_sink_that_fails(supervise, log) -> None:
    """A display that fails does not disturb the run; its error is raised when that has ended."""

    def work(child):
        begin_run(child, "one")
        child.log.append([Event(kinds.RUN_SUCCESS, "r", time.time(), sequence=2)])

    def fail(events):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        supervise(work).call("verb", {}, [fail])

    assert log.run("r").status == "success"


def test_interrupt_waits_for_an_answer(supervise, log) -> None:
    """A signal that comes between a question and its answer strikes after the answer."""

    def work(child):
        begin_run(child)
        try:
            for number in range(1, 100_000):
                child.log.append([Event(kinds.LOG_MESSAGE, "r", 1.0, sequence=number)])
        except KeyboardInterrupt:
            child.log.append([Event(kinds.RUN_CANCELED, "r", 1.0, sequence=number + 1)])
            raise

    supervisor = supervise(work)
    threading.Timer(0.3, os.kill, (supervisor.pid, signal.SIGTERM)).start()

    with pytest.raises(RunInterruptedError) as caught:
        supervisor.call("verb", {})

    assert caught.value.exit_code == 128 + signal.SIGTERM
    assert log.run("r").status == "canceled"
    numbers = [event.sequence for event in log.events("r")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_calls_after_an_interrupt(supervise) -> None:
    """A child that was asked to stop takes no further work."""

    def work(child):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)

    supervisor = supervise(work)
    for _ in range(2):
        with pytest.raises(RunInterruptedError):
            supervisor.call("verb", {})


def test_questions_from_threads(supervise, log) -> None:
    """Threads of the user's may ask the log at the same time."""

    def work(child):
        begin_run(child)
        found = []
        threads = [
            threading.Thread(target=lambda: found.extend(child.log.run("r").run_id for _ in "abc"))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    assert supervise(work).call("verb", {}) == ["r"] * 24


def test_close_of_a_busy_child(supervise) -> None:
    """A child that is still loading is ended at once when nobody waits for it any more."""
    supervisor = supervise(lambda child: 1, before=lambda: time.sleep(60))

    began = time.monotonic()
    supervisor.close()
    supervisor.close()

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "os._exit(0) was called"),
        (3 << 8, "os._exit(3) was called"),
        (signal.SIGSEGV, "killed by SIGSEGV"),
        (signal.SIGSEGV | 0x80, "killed by SIGSEGV"),
    ],
)
def test_words_for_an_end(status: int, words: str) -> None:
    """Each way to end has its words."""
    assert words in describe_end(status)[0]
