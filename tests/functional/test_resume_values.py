"""What `resume` keeps and what it runs again, through the real command line."""

from __future__ import annotations

import json

from real_commands import Project

GRAPH = """
class Size(dg.Config):
    n: int = 1

def ran(name):
    with (HERE / "ran").open("a") as file:
        file.write(name)

@dg.op
def a():
    ran("a")
    return 1

@dg.op
def b(x, config: Size):
    ran("b")
    if config.n < 2:
        raise ValueError("too small")
    return x + config.n

@dg.op
def c(x):
    ran("c")
    return x * 10

@dg.graph_asset
def g():
    return c(b(a()))
"""
RIGHT = ("--set", "ops.g.ops.b.config.n=5")


def ran(project: Project) -> str:
    """The ops that ran since this was asked last."""
    path = project.folder / "ran"
    text = path.read_text()
    path.write_text("")
    return text


def test_what_is_left_after_a_partial_resume(project: Project) -> None:
    """Chosen ops do not end a failed run; with changed configuration the rest is done once."""
    project.define(GRAPH)
    assert project.run("materialize").returncode == 1
    assert project.run("resume", "--only", "g.a").returncode == 0
    assert ran(project) == "aba"

    assert project.run("resume", *RIGHT).returncode == 0
    assert ran(project) == "bc"
    again = project.run("resume")

    assert again.returncode == 4
    assert "there is no run to resume" in again.stderr
    runs = project.json("runs", "list")["runs"]
    assert [run["parent_run_id"] for run in runs] == [*(run["run_id"] for run in runs[1:]), None]


def test_resumed_run_is_gone_on_with_where_it_ended(project: Project) -> None:
    """The id of a run that was resumed to its end leads to that end, and no op runs twice."""
    project.define(GRAPH)
    project.run("materialize")
    failed = project.newest()["run_id"]
    project.run("resume", *RIGHT)
    assert ran(project) == "abbc"

    assert project.run("resume", failed[:8]).returncode == 4
    assert ran(project) == ""


def test_damaged_value_is_made_anew(project: Project) -> None:
    """A value whose bytes changed is not reused: the plan says so, and its op runs again."""
    project.define(GRAPH)
    assert project.run("materialize", *RIGHT).returncode == 0
    ran(project)
    for path in (project.folder / ".graphmat" / "objects").glob("*/*"):
        data = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(bytes([data[0] ^ 1]) + data[1:])

    plan = json.loads(project.run("resume", "--from", "g.c", "-n", "--json").stdout)
    assert {step["step_key"]: "no longer there" in step["reason"] for step in plan["steps"]} == {
        "g.a": True,
        "g.b": True,
        "g.c": False,
    }
    assert project.run("resume", "--from", "g.c").returncode == 0

    assert ran(project) == "abc"
    assert project.run("show", "g", "--value").stdout.strip() == "60"
