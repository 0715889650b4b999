"""The floor: the same work in plain Python, with nothing around it.

Run as a program with one argument, a JSON object that says which work; it prints what it took.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).parent))

EVENTS_PER_OP = 5
BODY = "x" * 250


def cpu() -> float:
    """CPU seconds of this process and of the children that it waited for."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def open_log(folder: str) -> sqlite3.Connection:
    """One table, write-ahead log, nothing synced at a commit."""
    log = sqlite3.connect(Path(folder) / "log.db", isolation_level=None)
    log.execute("PRAGMA journal_mode=WAL")
    log.execute("PRAGMA synchronous=NORMAL")
    log.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT, step TEXT, time REAL, body TEXT)"
    )
    return log


def record(log: sqlite3.Connection, step: str) -> None:
    """Five rows and one commit."""
    now = time.time()
    log.execute("BEGIN")
    log.executemany(
        "INSERT INTO events (kind, step, time, body) VALUES (?, ?, ?, ?)",
        [(f"kind {number}", step, now, BODY) for number in range(EVENTS_PER_OP)],
    )
    log.execute("COMMIT")


def cold(task: dict) -> dict:
    """What a command line needs that parses its options, imports a module, runs and records."""
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--select")
    parser.parse_args([task["command"]])
    if task["command"] == "materialize":
        log = open_log(".")
        for number in range(task["ops"]):
            Path(f"value_{number}").write_bytes(pickle.dumps(number, protocol=5))
            record(log, f"op_{number}")
        log.close()
    return {}


def per_op(task: dict) -> dict:
    """Call functions in order, five rows and a commit for each, values in memory or in files."""
    from shapes import shape

    sources = shape(task["shape"], task["n"], task["seed"])
    with tempfile.TemporaryDirectory(dir=".") as folder:
        log = open_log(folder)
        begun, wall = cpu(), time.perf_counter()
        values: dict[int, object] = {}
        for number, taken in enumerate(sources):
            if task["store"] == "files":
                inputs = [
                    pickle.loads(Path(folder, f"value_{source}").read_bytes()) for source in taken
                ]
                value = sum(inputs) + random.random()
                Path(folder, f"value_{number}").write_bytes(pickle.dumps(value, protocol=5))
            else:
                inputs = [values[source] for source in taken]
                values[number] = sum(inputs) + random.random()
            record(log, f"op_{number}")
        figures = {"run_s": cpu() - begun, "run_wall_s": time.perf_counter() - wall}
        log.close()
    return figures


def one_graph(task: dict) -> dict:
    """Build the graph in networkx and sort it."""
    import networkx
    from shapes import shape

    sources = shape(task["shape"], task["n"], task["seed"])
    begun = cpu()
    graph = networkx.DiGraph()
    for number, taken in enumerate(sources):
        graph.add_node(number)
        graph.add_edges_from((source, number) for source in taken)
    list(networkx.topological_sort(graph))
    return {"define_and_plan_s": cpu() - begun}


class Node:
    """What a bare decorator would make of a function."""

    def __init__(self, function: object, name: str, sources: tuple) -> None:
        self.function = function
        self.name = name
        self.sources = sources


def log_traffic(task: dict) -> dict:
    """What five rows and a commit per op write, and what of it stays."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        log = open_log(folder)
        before = written()
        for number in range(task["n"]):
            if task["store"] == "files":
                Path(folder, f"value_{number}").write_bytes(pickle.dumps(number / 3, protocol=5))
            record(log, f"op_{number}")
        log.close()
        kept = sum(file.stat().st_size for file in Path(folder).iterdir())
        return {
            "commits": 1,
            "written_bytes": (written() - before) / task["n"],
            "kept_bytes": kept / task["n"],
        }


def written() -> int:
    """Bytes that this process has handed to write calls."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar:"))


def many_assets(task: dict) -> dict:
    """Plain decorators and a walk backwards over node objects."""
    draw = random.Random(task["seed"])
    begun = cpu()
    assets: dict[str, Node] = {}
    for number in range(task["assets"]):
        group = number - number % 10
        source = (f"asset_{draw.randrange(group, number)}",) if number > group else ()
        node = None

        def function(value: object) -> object:
            return value

        for position in range(task["ops"]):
            node = Node(function, f"asset_{number}.op_{position}", source if node is None else node)
        assets[f"asset_{number}"] = node
    figures = {"define_s": cpu() - begun}
    for label, count in (("one", 1), ("tenth", task["assets"] // 10), ("all", task["assets"])):
        begun = cpu()
        plan = []
        for number in range(count):
            node = assets[f"asset_{number}"]
            while isinstance(node, Node):
                plan.append(node.name)
                node = node.sources
        figures[f"plan_{label}_s"] = max(cpu() - begun, 1e-6)
    return figures


def parallel(task: dict) -> dict:
    """A bare pool of processes."""
    from concurrent.futures import ProcessPoolExecutor

    begun = time.perf_counter()
    with ProcessPoolExecutor(task["workers"]) as pool:
        list(pool.map(time.sleep, [task["sleep_s"]] * task["count"]))
    return {"makespan_s": time.perf_counter() - begun}


def again(task: dict) -> dict:
    """Look up which ops of a run have finished, and run the one that has not."""
    log = open_log(".")
    log.execute("BEGIN")
    log.executemany(
        "INSERT INTO events (kind, step, time, body) VALUES ('done', ?, 0, ?)",
        [(f"op_{number}", BODY) for number in range(task["n"] - 1)],
    )
    log.execute("COMMIT")
    begun = cpu()
    done = {row[0] for row in log.execute("SELECT step FROM events WHERE kind = 'done'")}
    for number in range(task["n"]):
        if f"op_{number}" not in done:
            record(log, f"op_{number}")
    return {"again_s": cpu() - begun}


def questions(task: dict) -> dict:
    """One indexed table of events, and one of the newest of each asset."""
    log = open_log(".")
    log.execute("CREATE TABLE newest (asset TEXT PRIMARY KEY, event INTEGER)")
    count, assets = task["events"], task["assets"]
    log.execute("BEGIN")
    log.executemany(
        "INSERT INTO events (id, kind, step, time, body) VALUES (?, 'made', ?, 0, ?)",
        ((number, f"asset_{number % assets}", BODY) for number in range(count)),
    )
    log.executemany(
        "INSERT OR REPLACE INTO newest VALUES (?, ?)",
        ((f"asset_{number % assets}", number) for number in range(count - assets, count)),
    )
    log.execute("COMMIT")
    begun = cpu()
    rows = log.execute("SELECT * FROM newest JOIN events ON events.id = newest.event").fetchall()
    assert len(rows) == assets
    figures = {"newest_of_all_s": cpu() - begun}
    question = "SELECT * FROM newest JOIN events ON events.id = newest.event WHERE asset = ?"
    begun = cpu()
    for number in range(200):
        log.execute(question, (f"asset_{number % assets}",)).fetchone()
    figures["newest_of_one_s"] = (cpu() - begun) / 200
    return figures


def passing(task: dict) -> dict:
    """Make a large value, and hand it on in memory or through a pickle in a file."""
    from large_values import consume, largest_memory, make

    make(task["kind"], 1)  # imports numpy and pandas
    before, begun = largest_memory(), cpu()
    value = make(task["kind"], task["mb"])
    if task["store"] == "files":
        with Path("value").open("wb") as file:
            pickle.dump(value, file, protocol=5)
        del value
        with Path("value").open("rb") as file:
            value = pickle.load(file)
    consume(value)
    return {"pass_s": cpu() - begun, "over_start_mb": largest_memory() - before}


WORK = (cold, per_op, log_traffic, one_graph, many_assets, parallel, again, questions, passing)

if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    work = {function.__name__: function for function in WORK}
    print(json.dumps(work[asked["work"]](asked)))
