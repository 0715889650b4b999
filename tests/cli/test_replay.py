"""`graphmat replay`: an op of a run again, with the inputs that it had."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

sys.path.insert(0, __file__.rpartition("/")[0])

from terminal import Terminal

MODULE = """
import graphmat as dg


@dg.asset
def numbers():
    return list(range(200))


@dg.op(out=dg.DynamicOut())
def spread(numbers):
    for n in numbers[:3]:
        yield dg.DynamicOutput({"n": n}, mapping_key=f"k{n}")


@dg.op(
    config_schema={"by": int},
    out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)},
)
def half(context, row, numbers):
    open("called", "a").write("x")
    if row["n"] == 2 and "b" not in context.selected_output_names:
        raise ValueError(f"bad row {row} of {len(numbers)}")
    yield dg.Output(row["n"] / context.op_config["by"], "a")


@dg.op
def total(xs):
    return sum(xs)


@dg.graph_asset
def result(numbers):
    def one(row):
        a, b = half(row, numbers)
        return a

    return total(spread(numbers).map(one).collect())
"""


@pytest.fixture
def failed(folder):
    """A run in which the third item of a fan-out failed."""
    folder.write(MODULE)
    folder.run("materialize", "--set", "ops.result.ops.half.config.by=2")
    return folder


def objects(project):
    """All that is stored and recorded."""
    runs = json.loads(project.run("runs", "list", "--json").out)["runs"]
    return len(runs), sorted((project.folder / ".graphmat" / "objects").rglob("*"))


def test_it_fails_as_it_did(failed):
    """The same exception with the same inputs; nothing is recorded or stored."""
    before = objects(failed)
    done = failed.run("replay", "last", "half[k2]")

    assert done.code == 1
    assert "failed: result.half[k2] of run" in done.out
    assert ", as it did then" in done.out
    assert "input row = {'n': 2}, from result.spread.result of run" in done.out
    assert "from asset numbers (" in done.out
    assert "ValueError: bad row {'n': 2} of 200" in done.out
    assert objects(failed) == before


def test_an_op_that_succeeded(failed):
    """An op that went well shows what it gives."""
    document = json.loads(failed.run("replay", "last", "half[k1]", "--json").out)

    assert document["outcome"] == "success"
    assert [(each["name"], each["value"]) for each in document["outputs"]] == [("a", "0.5")]
    assert document["selected_output_names"] == ["a"]


def test_its_inputs_are_those_of_the_run(failed):
    """An asset that was made anew since does not change what the op is given."""
    text = MODULE.replace("range(200)", "range(100)")
    failed.write(text).run("materialize", "-s", "numbers")

    done = failed.run("replay", "last-1", "half[k2]")
    assert "of 200" in done.out


def test_only_the_inputs(failed):
    """With --inputs the op is not run."""
    (failed.folder / "called").unlink()
    done = failed.run("replay", "last", "half[k2]", "--inputs")

    assert done.code == 0
    assert "input row = {'n': 2}" in done.out
    assert not (failed.folder / "called").exists()


@pytest.mark.parametrize(
    ("op", "words"),
    [
        ("half", "name one of them: result.half[k0], result.half[k1], result.half[k2]"),
        ("total", "did not run in run"),
        ("nope", "has no step 'nope'"),
    ],
)
def test_what_cannot_be_replayed(failed, op, words):
    """A step that did not run, or is not there, is refused with a way on."""
    done = failed.run("replay", "last", op)

    assert done.code == 4
    assert words in done.err


def test_inputs_that_are_gone(failed):
    """A value that is stored no more is named, and the command that makes it anew."""
    for file in (failed.folder / ".graphmat" / "objects").rglob("*"):
        if file.is_file():
            file.unlink()
    done = failed.run("replay", "last", "half[k2]")

    assert done.code != 0
    assert "cannot be loaded" in done.err
    assert "graphmat resume" in done.err


def test_a_test_that_fails_and_then_passes(failed):
    """The test written fails with the op's exception, and passes when the op is mended."""
    done = failed.run("replay", "last", "half[k2]", "--to-test", "-o", "test_row.py")
    assert done.code == 0

    def pytest_run():
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_row.py"],
            cwd=failed.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    first = pytest_run()
    assert first.returncode == 1, first.stdout
    assert "ValueError: bad row {'n': 2} of 200" in first.stdout
    failed.write(MODULE.replace('row["n"] == 2', 'row["n"] == 22'))
    second = pytest_run()
    assert second.returncode == 0, second.stdout
    assert failed.run("replay", "last", "half[k2]", "--to-test", "-o", "test_row.py").code == 2


def test_a_debugger_in_the_users_frame(failed):
    """With --pdb a debugger stops where the op raised, and takes what is typed."""
    terminal = Terminal(failed.folder, "replay", "last", "half[k2]", "--pdb", columns=120)
    terminal.until("(Pdb)")
    terminal.type(b"p 'the row is', row\n")
    terminal.until("('the row is', {'n': 2})")
    terminal.type(b"q\n")

    assert terminal.finish() == 1
    assert "-> raise ValueError" in terminal.text
