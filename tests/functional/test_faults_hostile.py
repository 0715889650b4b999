"""Names, metadata and messages that mean harm: each command shows them and nothing happens."""

from __future__ import annotations

import json

import pytest
from forked_commands import graphmat

DEFINITIONS = """
import graphmat as dg

BAD = "x\\x1b[31m[bold]y[/bold]'; DROP TABLE runs;--\\r\\n"

@dg.asset(key=["..", "..", "etc", "[red]pw"], metadata={BAD: BAD}, description=BAD)
def outside(context):
    context.add_output_metadata({"note": BAD})
    context.log.info(BAD)
    return BAD

@dg.asset(key=["k" * 300])
def long():
    return 1

@dg.asset(key="CON")
def failing():
    raise ValueError(BAD)

@dg.asset(key="\\u00e9")
def composed():
    return 1

@dg.asset(key="e\\u0301")
def in_parts():
    return 2
"""
COMMANDS = (
    "plan",
    "list",
    "lineage",
    "validate",
    "runs list",
    "runs show --log",
    "show ../../etc/[red]pw",
    "show ../../etc/[red]pw --value",
    "gc -n --keep 0s",
    "store verify",
    "db check",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of such names, in which everything was tried once."""
    folder = tmp_path_factory.mktemp("outer") / "p"
    folder.mkdir()
    (folder / "definitions.py").write_text(DEFINITIONS)
    done = graphmat(folder, "materialize")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_passes_control_characters_on(project, command):
    """Neither escapes nor carriage returns reach the terminal; markup is shown as it is."""
    done = graphmat(project, *command.split())

    assert done.returncode == 0, done.stderr
    assert not {"\x1b", "\r"} & set(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", ["list", "runs show --log", "store verify", "gc -n", "db check"]
)
def test_documents_are_json_and_keep_the_text(project, command):
    """In a document the text is what it was, escaped as JSON does it."""
    done = graphmat(project, *command.split(), "--json")

    assert "\x1b" not in done.stdout
    assert json.loads(done.stdout)


def test_nothing_left_its_place(project):
    """The values lie in the store, whatever the keys say, and each is its own."""
    assert [path.name for path in project.parent.iterdir()] == ["p"]
    names = {path.name for path in project.iterdir()} - {"__pycache__"}
    assert names == {"definitions.py", ".graphmat"}
    shown = [graphmat(project, "show", key, "--value").stdout for key in ("\u00e9", "e\u0301")]
    assert shown == ["1\n", "2\n"]
    assert "DROP TABLE" in graphmat(project, "show", "../../etc/[red]pw", "--value").stdout
