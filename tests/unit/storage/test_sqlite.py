from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.storage import sqlite_failures
from graphmat.storage.opening import memory_event_log, open_event_log

WRITER = """
import sys
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.keys import AssetKey
from graphmat.storage.opening import open_event_log

run_id, turns = sys.stdin.readline().split()
log = open_event_log(sys.argv[1])
log.create_run(RunRecord(run_id=run_id, started_at=1.0))
for turn in range(int(turns)):
    log.append([
        Event("STEP_START", run_id, 1.0, f"s{turn}", data={"attempt": 1}, sequence=3 * turn + 1),
        Event("ASSET_MATERIALIZATION", run_id, 1.0, f"s{turn}", AssetKey(f"a{turn % 50}"), data={
            "data_version": f"{run_id}/{turn}", "metadata": {"pad": "x" * (turn % 3000)},
        }, sequence=3 * turn + 2),
        Event("STEP_SUCCESS", run_id, 1.0, f"s{turn}", sequence=3 * turn + 3),
    ], durable=turn % 5 == 0)
    print(turn, flush=True)
log.close()
"""

HOLDER = """
import sqlite3, sys
raw = sqlite3.connect(sys.argv[1] + "/event_log.sqlite", isolation_level=None)
raw.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
raw.execute("COMMIT")
"""

WAITING = """
import sys
from graphmat.storage.opening import open_event_log

log = open_event_log(sys.argv[1])
print("open", flush=True)
try:
    log.add_dynamic_partitions("p", ["a"])
except KeyboardInterrupt:
    print("interrupted", flush=True)
log.close()
"""

FORKED = """
import os, sys
from graphmat.errors import StorageError
from graphmat.storage.opening import open_event_log

log = open_event_log(sys.argv[1])
log.add_dynamic_partitions("p", ["before"])
if os.fork() == 0:
    for use in (log.runs, lambda: log.add_dynamic_partitions("p", ["child"])):
        try:
            use()
        except StorageError as error:
            print(error.message.partition("was ")[2], flush=True)
    log.close()
    own = open_event_log(sys.argv[1])
    own.add_dynamic_partitions("p", ["own"])
    own.close()
    os._exit(0)
os.wait()
log.add_dynamic_partitions("p", ["after"])
print(*log.dynamic_partitions("p"), flush=True)
log.close()
"""

FULL_DISK = """
import resource, sys
from graphmat.errors import StorageError
from graphmat.storage.opening import open_event_log

log = open_event_log(sys.argv[1])
log.add_dynamic_partitions("p", ["kept"])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    for turn in range(1000):
        log.add_dynamic_partitions("p", [f"{turn}-{'x' * 1000}"])
except StorageError as error:
    print(turn > 10, error.message.partition("' ")[2], flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(len(log.dynamic_partitions("p")) == turn + 1, flush=True)
log.add_dynamic_partitions("p", ["again"])
log.close()
"""


def start_event(run_id, sequence):
    """An event that takes next to no room."""
    return Event(kinds.LOG_MESSAGE, run_id, 1.0, sequence=sequence)


# ---------------------------------------------------------------------- kills


def check_record(home, run_id, acknowledged):
    """What was acknowledged is there, batches are whole, and what is derived agrees."""
    with closing(open_event_log(home)) as log:
        events = log.events(run_id)
        batches, rest = divmod(len(events), 3)
        assert rest == 0
        assert batches in {acknowledged, acknowledged + 1}
        assert [event.sequence for event in events] == list(range(1, 3 * batches + 1))
        assert [each.status for each in log.step_attempts(run_id)] == ["success"] * batches
        made = log.run_materializations(run_id)
        assert [record.data_version for record in made] == [f"{run_id}/{n}" for n in range(batches)]
        raw = log._database._connection
        newest = "SELECT asset_id, partition_key, max(id) FROM materializations GROUP BY 1, 2"
        latest = "SELECT * FROM latest_materializations ORDER BY 1, 2"
        assert raw.execute(newest).fetchall() == raw.execute(latest).fetchall()
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_kill_loses_nothing_that_was_acknowledged(home, python):
    """After kill -9 at any moment the log holds whole batches, all that were acknowledged."""
    chance = random.Random(11)
    for turn in range(8):
        process = python(WRITER)
        process.stdin.write(f"run-{turn} 100000\n")
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        printed = process.stdout.read().split("\n")
        # the last line may be cut, and the first was read already
        acknowledged = len([line for line in printed[:-1] if line]) + 1

        check_record(home, f"run-{turn}", acknowledged)


def test_many_processes_write_at_once(home, python, run_all):
    """Eight writers wait for each other; none fails and nothing is lost."""
    processes = [python(WRITER) for _ in range(8)]
    for number, process in enumerate(processes):
        process.stdin.write(f"run-{number} 40\n")
        process.stdin.flush()
    run_all(processes)

    for number in range(8):
        check_record(home, f"run-{number}", 40)
    with closing(open_event_log(home)) as log:
        assert len(log.materializations(log.all_latest_materializations()[0].asset_key)) == 8


# ---------------------------------------------------------------------- locks, threads, forks


def test_writer_waits_for_another_process(log, python):
    """A lock that another process holds for a while costs time, not an error."""
    holder = python(HOLDER)
    assert holder.stdout.readline() == "held\n"
    timer = threading.Timer(0.3, holder.stdin.write, ["\n"])
    timer.start()
    release = threading.Timer(0.35, holder.stdin.flush)
    release.start()

    log.append([start_event("run", 1)])

    timer.join()
    release.join()
    assert len(log.events("run")) == 1


def test_lock_held_for_ever_is_an_error_in_the_end(log, python, monkeypatch):
    """A writer gives up after its time, says who is to blame, and reading goes on."""
    holder = python(HOLDER)
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setattr(sqlite_failures, "BUSY_TIMEOUT_S", 0.1)

    with pytest.raises(StorageError, match="locked by another process"):
        log.append([start_event("run", 1)])
    assert log.events("run") == []

    holder.stdin.write("\n")
    holder.stdin.flush()
    holder.wait()
    log.append([start_event("run", 1)])
    assert len(log.events("run")) == 1


def test_wait_for_a_lock_can_be_interrupted(log, python):
    """Ctrl-C ends the wait at once, not when the time is over."""
    holder = python(HOLDER)
    assert holder.stdout.readline() == "held\n"
    waiting = python(WAITING)
    assert waiting.stdout.readline() == "open\n"
    time.sleep(0.2)

    waiting.send_signal(signal.SIGINT)

    assert waiting.stdout.readline() == "interrupted\n"
    assert holder.poll() is None


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_threads_share_a_log(kind, home):
    """Threads append at the same time, each batch whole."""
    with closing(open_event_log(home) if kind == "file" else memory_event_log()) as log:

        def write(run_id):
            log.create_run(RunRecord(run_id=run_id, started_at=1.0))
            for turn in range(0, 100, 2):
                log.append([start_event(run_id, turn + 1), start_event(run_id, turn + 2)])
                assert len(log.events(run_id)) == turn + 2

        threads = [threading.Thread(target=write, args=[f"run-{n}"]) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [len(log.events(f"run-{n}")) for n in range(6)] == [100] * 6


def test_forked_process_cannot_use_its_parents_connection(python, run_all):
    """Using it would destroy the file: the child is told, and opens its own."""
    (out,) = run_all([python(FORKED)])

    assert out.splitlines() == [
        "opened before this process was forked",
        "opened before this process was forked",
        "before own after",
    ]


# ---------------------------------------------------------------------- disks


def test_full_disk_undoes_the_batch_and_is_named(log, op_events):
    """Without room nothing of a batch is stored; with room again the log goes on."""
    log.append(op_events(0))
    raw = log._database._connection
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count={pages + 3}")

    with pytest.raises(StorageError, match="disk is full") as raised:
        for turn in range(1, 100):
            log.append(op_events(turn, metadata={"pad": "x" * 2000}))
    assert "free some space" in raised.value.hint
    count = len(log.events("run"))
    assert count == 5 * turn

    raw.execute("PRAGMA max_page_count=1000000")
    log.append(op_events(turn))
    assert len(log.events("run")) == count + 5
    assert len(log.run_materializations("run")) == turn + 1


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs limits on file sizes")
def test_write_error_of_the_system_undoes_the_batch(python, run_all):
    """A write that the system refuses is told, and the log stays whole."""
    (out,) = run_all([python(FULL_DISK)])

    assert out.splitlines() == ["True cannot be read or written (disk I/O error)", "True"]


def test_durable_batches_wait_for_the_disk_and_others_do_not(log, op_events):
    """Only a durable append asks SQLite to sync at its commit."""
    raw = log._database._connection
    levels = []
    raw.set_trace_callback(
        lambda sql: (
            levels.append(raw.execute("PRAGMA synchronous").fetchone()[0])
            if sql.lstrip().startswith("INSERT INTO events")
            else None
        )
    )
    for turn, durable in enumerate([False, True, True, False]):
        levels.append("|")
        log.append(op_events(turn), durable=durable)
    raw.set_trace_callback(None)

    text = "".join(map(str, levels))
    assert text == "|11111|22222|22222|11111"


def test_run_leaves_one_file_when_it_is_done(home, log, log_file, op_events):
    """Closing folds the WAL in: what is left can be copied as one file."""
    log.append(op_events(0))
    log.close()

    assert [file.name for file in home.iterdir()] == [log_file.name]
    with closing(sqlite3.connect(log_file)) as raw:
        assert raw.execute("SELECT count(*) FROM events").fetchone() == (5,)


def test_run_does_not_import_sqlalchemy(home):
    """What a run needs of the room is light."""
    script = (
        "import sys; from graphmat.storage.opening import open_event_log as o;"
        f"from graphmat.events.records import RunRecord as R; log = o({str(home)!r});"
        "log.create_run(R(run_id='x', started_at=1.0)); log.runs(); log.close();"
        "print([n for n in ('sqlalchemy', 'threading', 'asyncio') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
