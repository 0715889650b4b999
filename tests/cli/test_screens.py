"""Whole screens: what a person sees, compared with what was reviewed."""

from __future__ import annotations

import pytest


def test_list(project, screen) -> None:
    """The assets stand in a table; what is missing is counted beside it."""
    assert project.run("list").screen == screen


def test_list_ops(project, screen) -> None:
    """The ops behind assets tell what they take and give."""
    assert project.run("list", "--ops", "baz_asset", "report").screen == screen


def test_plan(project, screen) -> None:
    """A plan tells why each step runs and what becomes of each output."""
    assert project.run("plan", "-s", "baz_asset").screen == screen


def test_plan_foresees_the_unexpected(project, screen) -> None:
    """An unselected asset that will be made is foreseen, with the command to go on."""
    assert project.run("plan", "-s", "eager_baz_asset").screen == screen


def test_plan_with_loads(project, screen) -> None:
    """What is loaded is told with the run that made it."""
    project.run("materialize", "-s", "foo_asset", "-s", "baz_asset")

    assert project.run("plan", "-s", "report").screen == screen


def test_materialize(project, screen) -> None:
    """A run tells each step as it ends, and at last what it made."""
    assert project.run("materialize", "-s", "+report").screen == screen


def test_materialize_with_an_unexpected_asset(project, screen) -> None:
    """An asset that nobody selected is made, and marked."""
    assert project.run("materialize", "-s", "eager_baz_asset").screen == screen


def test_materialize_with_a_failure(failing, screen) -> None:
    """What fails is told with the user's own frames; what depends on it with the reason."""
    done = failing.run("materialize")
    # what an op prints comes on a way of its own: before or after the first event
    done.err = done.err.replace("printed by an op\n", "", 1)

    assert done.screen == screen


def test_runs_list(failing, screen) -> None:
    """Runs are listed, newest first."""
    failing.run("materialize", "-s", "good")
    failing.run("materialize")

    assert failing.run("runs", "list").screen == screen


def test_runs_show(failing, screen) -> None:
    """A run is shown with its steps, failures and log."""
    failing.run("materialize")

    assert failing.run("runs", "show", "--log").screen == screen


def test_show(project, screen) -> None:
    """An asset is shown with all that is known of it."""
    project.run("materialize", "-s", "baz_asset")

    assert project.run("show", "baz_asset").screen == screen


def test_lineage(project, screen) -> None:
    """The lineage of everything is a tree from the sources down."""
    assert project.run("lineage").screen == screen


@pytest.mark.parametrize("how", ["tree", "mermaid", "dot", "json"])
def test_lineage_by_way_of_ops(project, screen, how) -> None:
    """Each format draws the ops between the assets."""
    assert project.run("lineage", "report", "--up", "--ops", "--format", how).screen == screen


DOCUMENTS = {
    "assets": "list",
    "plan": "plan -s eager_baz_asset",
    "asset": "show raw",
    "run": "materialize -s baz_asset -q",
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_json(project, screen, what) -> None:
    """Every command that gives data gives it as a document too."""
    assert project.run(*DOCUMENTS[what].split(), "--json").screen == screen


@pytest.mark.parametrize(
    "command",
    [
        "",
        "materialize",
        "plan",
        "list",
        "lineage",
        "show",
        "report",
        "runs",
        "runs list",
        "runs show",
    ],
)
def test_help(folder, screen, command) -> None:
    """Help tells the options, an example and the exit codes of each command."""
    assert folder.run(*command.split(), "--help").screen == screen


MISTAKES = {
    "circle": "import graphmat as dg\n@dg.asset\ndef a(b): ...\n@dg.asset\ndef b(a): ...\n",
    "key_defined_twice": "import graphmat as dg\n"
    "@dg.asset(name='x')\ndef a(): ...\n@dg.asset(name='x')\ndef b(): ...\n"
    "defs = dg.Definitions(assets=[a, b])\n",
    "module_not_found": "import no_such_module_anywhere\n",
    "syntax_error": "import graphmat as dg\ndef f(:\n    pass\n",
    "empty_module": "",
    "raises": "def helper():\n    return 1 / 0\n\nhelper()\n",
    "branch_on_an_output": "import graphmat as dg\n@dg.op\ndef one(): ...\n"
    "@dg.graph_asset\ndef g():\n    x = one()\n    if x:\n        return x\n    return one()\n"
    "@dg.graph_asset\ndef h():\n    return one() + 1\n",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_in_the_module(folder, screen, name) -> None:
    """Each kind of mistake is told with its place, and without a frame of ours."""
    done = folder.write(MISTAKES[name]).run("list")

    assert done.code == 3
    assert done.screen == screen


WRONG = {
    "asset": "materialize -s baz_aset",
    "all_excluded": "materialize -s foo_asset -x *",
    "job": "materialize --job only_fo",
    "on_unselected": "materialize --on-unselected dorp",
    "strict": "materialize --strict -s eager_baz_asset",
    "not_stored": "plan -s report",
    "tag": "plan --tag x",
    "shown_asset": "show baz_aset",
    "no_value": "show baz_asset --value",
    "two_at_once": "show baz_asset --value --path",
    "no_run": "runs show",
    "command": "lst",
    "option": "list --jsno",
    "format": "lineage --format png",
    "number": "lineage --depth x",
    "file": "list -f no_such_file.py",
}


@pytest.mark.parametrize("what", WRONG)
def test_mistake_on_the_command_line(project, screen, what) -> None:
    """Each wrong word is quoted, with the nearest right one where there is one."""
    assert project.run(*WRONG[what].split()).screen == screen
