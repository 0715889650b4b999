"""`graphmat resume`: a run that did not end well goes on at the boundaries of its ops."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time

import pytest

MODULE = """import time
from pathlib import Path

import graphmat as dg


def note(name):
    with Path("notes").open("a") as file:
        file.write(name + "\\n")


@dg.op
def first():
    note("first")
    return 2


@dg.op(config_schema={"factor": dg.Field(int, default_value=3)})
def second(context, n):
    note("second")
    if Path("broken").exists():
        raise ValueError("second is broken")
    if Path("slow").exists():
        Path("slow").unlink()
        time.sleep(60)
    return n * context.op_config["factor"]


@dg.op
def third(n):
    note("third")
    if Path("third_broken").exists():
        raise ValueError("third is broken")
    return n + 1


@dg.op
def beside():
    note("beside")
    return 1


@dg.graph_asset
def total():
    return third(second(first()))


@dg.graph_asset
def other():
    return beside()
"""

FANNED = """from pathlib import Path

import graphmat as dg


@dg.op(out=dg.DynamicOut())
def spread():
    for n in (1, 2, 3):
        yield dg.DynamicOutput(n, mapping_key=f"n{n}")


@dg.op
def work(n):
    with Path("notes").open("a") as file:
        file.write(f"{n}\\n")
    if n == 2 and Path("broken").exists():
        raise ValueError("two is broken")
    return n * 10


@dg.op
def gather(parts):
    return sum(parts)


@dg.graph_asset
def fanned():
    return gather(spread().map(work).collect())
"""


@pytest.fixture
def project(folder):
    """Two graphs: one of three ops in a row, one of a single op."""
    return folder.write(MODULE)


def mark(project, name: str, *, there: bool = True) -> None:
    """Make an op fail, or heal it."""
    path = project.folder / name
    path.touch() if there else path.unlink()


def notes(project) -> list[str]:
    """The ops that have run since the last look, in order."""
    path = project.folder / "notes"
    found = path.read_text().split() if path.exists() else []
    path.unlink(missing_ok=True)
    return found


def document(project, *arguments: str) -> dict:
    """What a command gives as JSON, when it succeeds."""
    done = project.run(*arguments, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def value(project, asset: str) -> str:
    """The stored value of an asset."""
    done = project.run("show", asset, "--value")
    assert done.code == 0, done.err
    return done.out.strip()


def broken_run(project) -> str:
    """Run everything with `second` broken, heal it; the id of the run."""
    mark(project, "broken")
    assert project.run("materialize").code == 1
    mark(project, "broken", there=False)
    assert sorted(notes(project)) == ["beside", "first", "second"]
    return document(project, "runs", "show")["run_id"]


def test_keeps_what_finished(project) -> None:
    """The failed op and what was skipped because of it run; what finished does not."""
    failed = broken_run(project)

    done = project.run("resume")

    assert done.code == 0, done.err
    assert notes(project) == ["second", "third"]
    assert value(project, "total") == "7"
    run = document(project, "runs", "show")
    assert (run["parent_run_id"], run["status"]) == (failed, "success")
    assert [each["asset"] for each in run["materialized"]] == ["total"]


def test_failing_again(project) -> None:
    """A resumed run that fails again ends with the code of a failed step and names the next."""
    mark(project, "broken")
    project.run("materialize")

    done = project.run("resume")

    assert done.code == 1
    assert "ValueError: second is broken" in done.out
    assert "next: graphmat resume" in done.err


def test_resume_of_a_resume(project) -> None:
    """Ops that finished in any run of the chain are kept."""
    broken_run(project)
    mark(project, "third_broken")
    assert project.run("resume").code == 1
    assert notes(project) == ["second", "third"]
    mark(project, "third_broken", there=False)

    plan = document(project, "resume", "-n")
    assert {each["step_key"] for each in plan["kept"]} == {
        "total.first",
        "total.second",
        "other.beside",
    }
    assert project.run("resume").code == 0

    assert notes(project) == ["third"]
    assert value(project, "total") == "7"


def test_newer_attempt_counts(project) -> None:
    """An op that finished first and failed in a later run of the chain runs again."""
    broken_run(project)
    mark(project, "third_broken")
    mark(project, "broken")
    assert project.run("resume", "--from", "total.first").code == 1
    assert notes(project) == ["first", "second"]
    mark(project, "third_broken", there=False)
    mark(project, "broken", there=False)

    assert project.run("resume").code == 0

    assert notes(project) == ["second", "third"]


def test_nothing_to_resume(project) -> None:
    """Where every run ended well there is nothing to resume, and a hint."""
    project.run("materialize")

    done = project.run("resume")

    assert done.code == 4
    assert "there is no run to resume" in done.err
    assert "hint: graphmat resume RUN --from OP" in done.err


def test_resumed_to_its_end(project) -> None:
    """A failed run that was resumed with success is not the default any more."""
    broken_run(project)
    assert project.run("resume").code == 0
    notes(project)

    assert project.run("resume").code == 4
    assert notes(project) == []


def test_unknown_run(project) -> None:
    """A run that does not exist is named."""
    project.run("materialize")

    done = project.run("resume", "nope")

    assert done.code == 4
    assert "no run begins with 'nope'" in done.err


def test_finished_run_by_id(project) -> None:
    """A run that succeeded has nothing left, but an op of it can be run again."""
    project.run("materialize")
    run = document(project, "runs", "show")["run_id"][:8]
    notes(project)

    refused = project.run("resume", run)
    again = project.run("resume", run, "--from", "total.second")

    assert refused.code != 0
    assert f"run {run} is 'success': there is nothing to resume" in refused.err
    assert again.code == 0
    assert notes(project) == ["second", "third"]


def test_from_an_op(project) -> None:
    """`--from` runs an op again with all that follows, though it finished."""
    broken_run(project)

    done = project.run("resume", "--from", "total.first")

    assert done.code == 0, done.err
    assert notes(project) == ["first", "second", "third"]


def test_from_a_graph(project) -> None:
    """`--from` with the name of a graph takes its steps."""
    broken_run(project)

    assert project.run("resume", "--from", "total").code == 0
    assert notes(project) == ["first", "second", "third"]


def test_only_an_op(project) -> None:
    """`--only` runs one op and nothing that follows."""
    broken_run(project)

    done = project.run("resume", "--only", "total.second")

    assert done.code == 0, done.err
    assert notes(project) == ["second"]


def test_only_what_is_around(project) -> None:
    """`--only 'op+'` takes the level below an op, `*op` all that is above."""
    run = broken_run(project)

    assert project.run("resume", run, "--only", "total.second+").code == 0
    assert notes(project) == ["second", "third"]
    assert project.run("resume", run, "--only", "*total.second").code == 0
    assert notes(project) == ["first", "second"]


def test_only_takes_what_it_needs(project) -> None:
    """An op whose source never finished brings that along, and the plan says why."""
    broken_run(project)

    plan = document(project, "resume", "-n", "--only", "total.third")

    assert {step["step_key"]: step["reason"] for step in plan["steps"]} == {
        "total.second": "needed by total.third",
        "total.third": "asked for",
    }


@pytest.mark.parametrize("option", ["--from", "--only"])
def test_unknown_op(project, option) -> None:
    """An op that the run has not is refused with the nearest name."""
    broken_run(project)

    done = project.run("resume", option, "total.secnod")

    assert done.code == 4
    assert "the run has no step 'total.secnod'" in done.err
    assert "did you mean 'total.second'" in done.err
    assert notes(project) == []


def test_op_without_its_graph(project) -> None:
    """An op that is named without its graph is answered with its full name."""
    broken_run(project)

    done = project.run("resume", "--from", "second")

    assert done.code == 4
    assert "a step is named with its graphs: total.second" in done.err


def test_dry_run(project) -> None:
    """`-n` shows what is kept and why the rest runs, and runs nothing."""
    failed = broken_run(project)

    plan = document(project, "resume", "-n")
    shown = project.run("resume", "-n").out

    assert notes(project) == []
    assert {step["step_key"]: step["reason"] for step in plan["steps"]} == {
        "total.second": "failed before",
        "total.third": "was skipped before",
    }
    assert plan["parent_run_id"] == failed
    assert plan["target"] == "definitions.py"
    assert f"kept from run {failed[:8]}: " in shown
    assert "failed before" in shown
    assert len(document(project, "runs", "list")["runs"]) == 1


def test_changed_configuration(project) -> None:
    """`--set` changes the configuration of what is left."""
    broken_run(project)

    done = project.run("resume", "--set", "ops.total.ops.second.config.factor=10")

    assert done.code == 0, done.err
    assert value(project, "total") == "21"


def test_configuration_of_the_first_run(project) -> None:
    """Without `--set` the resumed run has the configuration of the one that failed."""
    mark(project, "broken")
    setting = "ops.total.ops.second.config.factor=10"
    assert project.run("materialize", "--set", setting).code == 1
    mark(project, "broken", there=False)

    assert project.run("resume").code == 0
    assert value(project, "total") == "21"


def test_tags_are_taken_over(project) -> None:
    """A resumed run has the tags of the one that failed, and its own."""
    mark(project, "broken")
    project.run("materialize", "--tag", "team=ours")
    mark(project, "broken", there=False)

    assert project.run("resume", "--tag", "why=again").code == 0

    tags = document(project, "runs", "show")["tags"]
    assert (tags["team"], tags["why"]) == ("ours", "again")


def test_after_kill(project) -> None:
    """A run whose processes were killed in the middle of an op goes on with that op."""
    mark(project, "slow")
    process = subprocess.Popen(
        [sys.executable, "-m", "graphmat", "materialize", "-s", "total"],
        cwd=project.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 30
        while (project.folder / "slow").exists():
            assert time.monotonic() < deadline, "the op did not begin"
            assert process.poll() is None, "the run ended before its op began"
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    assert notes(project) == ["first", "second"]

    plan = document(project, "resume", "-n")
    done = project.run("resume")

    assert done.code == 0, done.err
    assert {step["step_key"]: step["reason"] for step in plan["steps"]}["total.second"] == (
        "was interrupted"
    )
    assert notes(project) == ["second", "third"]
    statuses = [run["status"] for run in document(project, "runs", "list")["runs"]]
    assert statuses == ["success", "interrupted"]


def test_lost_value(project) -> None:
    """An op whose value was deleted from the store runs again, and the plan says why."""
    broken_run(project)
    shutil.rmtree(project.folder / ".graphmat" / "objects")

    plan = document(project, "resume", "-n")
    done = project.run("resume")

    assert {step["step_key"]: step["reason"] for step in plan["steps"]} == {
        "total.first": "its output 'result' is no longer there",
        "total.second": "failed before",
        "total.third": "was skipped before",
    }
    assert [each["step_key"] for each in plan["kept"]] == ["other.beside"]
    assert done.code == 0, done.err
    assert notes(project) == ["first", "second", "third"]
    assert value(project, "total") == "7"


def test_items_of_a_fan_out(folder) -> None:
    """Of a fan-out only the items run again that failed; the list is whole all the same."""
    folder.write(FANNED)
    mark(folder, "broken")
    assert folder.run("materialize").code == 1
    assert sorted(notes(folder)) == ["1", "2", "3"]
    mark(folder, "broken", there=False)

    done = folder.run("resume")

    assert done.code == 0, done.err
    assert notes(folder) == ["2"]
    assert value(folder, "fanned") == "60"


def test_selection_is_kept(project) -> None:
    """A run of some assets is resumed with these, and no others."""
    mark(project, "broken")
    assert project.run("materialize", "-s", "total").code == 1
    mark(project, "broken", there=False)
    notes(project)

    assert project.run("resume").code == 0

    assert notes(project) == ["second", "third"]
    assert document(project, "runs", "show")["selection"] == ["total"]


def test_fail_fast(folder) -> None:
    """`--fail-fast` ends a resumed run at its first failure."""
    folder.write(
        "from pathlib import Path\n"
        "import graphmat as dg\n"
        "@dg.asset\n"
        "def a():\n"
        "    raise ValueError('a')\n"
        "@dg.asset\n"
        "def b():\n"
        "    if Path('broken').exists():\n"
        "        raise ValueError('b')\n"
    )
    mark(folder, "broken")
    assert folder.run("materialize").code == 1
    mark(folder, "broken", there=False)

    assert folder.run("resume", "--fail-fast").code == 1

    made = [each["asset"] for each in document(folder, "runs", "show")["materialized"]]
    assert made == []


def test_json_of_a_resumed_run(project) -> None:
    """`--json` gives the document of the new run."""
    failed = broken_run(project)

    run = document(project, "resume")

    assert run["parent_run_id"] == failed
    assert run["status"] == "success"


def test_job_of_ops(folder) -> None:
    """A job of ops without assets is resumed, too."""
    folder.write(
        MODULE + "\n\n@dg.job\ndef counting():\n    third(second(first()))\n\n\n"
        "defs = dg.Definitions(jobs=[counting])\n"
    )
    mark(folder, "broken")
    assert folder.run("materialize", "--job", "counting").code == 1
    mark(folder, "broken", there=False)
    assert notes(folder) == ["first", "second"]

    done = folder.run("resume")

    assert done.code == 0, done.err
    assert notes(folder) == ["second", "third"]
