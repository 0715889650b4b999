"""Where words go: data, talk, terminals, pipes, files."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest


def on_terminal(project, columns: int, *arguments: str, **environment: str) -> str:
    """What a command shows on a terminal of a number of columns."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "graphmat", *arguments],
        cwd=project.folder,
        env={**os.environ, "TERM": "xterm", "TZ": "UTC", **environment},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(ours)
    process.wait(timeout=30)
    return shown.decode().replace("\r\n", "\n")


def test_data_and_talk_are_apart(project) -> None:
    """What a script wants is on standard output; all else is on standard error."""
    done = project.run("materialize", "-s", "baz_asset", "--json")

    assert json.loads(done.out)["schema"] == "graphmat/run/1"
    assert "my_graph_assets.baz" in done.err


def test_output_of_users_code_is_talk(failing) -> None:
    """What ops print does not get among the data."""
    done = failing.run("materialize", "-s", "good", "--json")

    assert json.loads(done.out)["status"] == "success"
    assert "printed by an op" in done.err


@pytest.mark.parametrize(
    ("command", "schema"),
    [
        ("list", "graphmat/assets/1"),
        ("list --ops", "graphmat/assets/1"),
        ("plan", "graphmat/plan/1"),
        ("materialize --dry-run", "graphmat/plan/1"),
        ("materialize", "graphmat/run/1"),
        ("lineage", "graphmat/lineage/1"),
        ("show baz_asset", "graphmat/asset/1"),
        ("show baz_asset --value", "graphmat/value/1"),
        ("show baz_asset --path", "graphmat/object/1"),
        ("runs list", "graphmat/runs/1"),
        ("runs show", "graphmat/run/1"),
    ],
)
def test_every_document_names_its_schema(project, command, schema) -> None:
    """A document says which kind and version it is."""
    project.run("materialize", "-q")

    assert json.loads(project.run(*command.split(), "--json").out)["schema"] == schema


def test_dry_run_is_the_plan(project) -> None:
    """`materialize -n` shows what `plan` shows, and makes nothing."""
    planned = project.run("plan", "-s", "baz_asset")

    assert project.run("materialize", "-n", "-s", "baz_asset").out == planned.out
    assert "no run is recorded" in project.run("runs", "list").err


def test_quiet(project) -> None:
    """With -q a success says nothing but what was made."""
    done = project.run("materialize", "-s", "baz_asset", "-q")

    assert done.err == ""
    assert "baz_asset" in done.out


def test_value_and_path(project) -> None:
    """The value and the path of an asset are printed alone, ready for a script."""
    project.run("materialize", "-s", "+report")

    assert project.run("show", "report", "--value").out == "2 and 4\n"
    path = project.run("show", "report", "--path").out.strip().replace("/p/", f"{project.folder}/")
    assert b"2 and 4" in Path(path).read_bytes()


def test_nothing_is_obeyed(project) -> None:
    """No escape sequence of a name, value or message reaches the terminal."""
    module = (
        "import graphmat as dg\n"
        "@dg.asset(metadata={'m': '\\x1b]0;title\\x07'}, description='\\x1b[2J')\n"
        "def red(context):\n"
        "    context.log.info('\\x1b[31m')\n"
        "    raise ValueError('\\x1b[5m [blink]no[/blink]')\n"
    )
    project.write(module, "evil\x1b[31m.py")

    for command in (["materialize"], ["runs", "show", "--log"], ["show", "red"], ["list"]):
        done = project.run(*command, "-f", "evil\x1b[31m.py")
        assert "\x1b" not in done.out + done.err
        assert "\x07" not in done.out + done.err
    assert "[blink]no[/blink]" in project.run("runs", "show").out


def test_colours_on_a_terminal_only(project) -> None:
    """Colours are shown to people, and not where NO_COLOR says so or nobody looks."""
    assert "\x1b[" in on_terminal(project, 100, "list")
    assert "\x1b[" not in on_terminal(project, 100, "list", NO_COLOR="1")
    assert "\x1b[" not in project.run("list").out
    assert "\x1b[" in project.run("list", FORCE_COLOR="1").out


@pytest.mark.parametrize("columns", [30, 45, 60, 80])
@pytest.mark.parametrize(
    "command", ["list", "list --ops", "plan", "show baz_asset", "lineage --ops", "runs list"]
)
def test_screens_fit_narrow_terminals(project, columns, command) -> None:
    """Whatever the width, no line is longer, and each asset or step is named in one piece."""
    text = on_terminal(project, columns, *command.split(), NO_COLOR="1")

    lines = [line for line in text.split("\n") if " " in line.strip()]
    assert [line for line in lines if len(line) > max(columns, 40)] == []


def test_pipe_is_never_cut(project) -> None:
    """In a pipe a line is as long as it is, whatever COLUMNS says."""
    done = project.run("plan", "-s", "eager_baz_asset", COLUMNS="20")

    assert "eager_foo_asset is not selected, but the op must produce it" in done.out


def test_terminal_without_unicode(project) -> None:
    """Where lines cannot be drawn, ASCII stands in for them."""
    done = project.run("lineage", "report", "--up", PYTHONIOENCODING="ascii")

    assert "|- " in done.out
    assert done.out.isascii()


def test_reader_that_went_away(project) -> None:
    """`graphmat … | head -1` ends quietly."""
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"'{sys.executable}' -m graphmat list --json | head -1; echo ${{PIPESTATUS[0]}}",
        ],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "{\n0\n"
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_lineage_into_a_file(project) -> None:
    """A picture is written to a file, in UTF-8, and standard output stays empty."""
    done = project.run("lineage", "--format", "mermaid", "-o", "graph.mmd")

    assert done.out == ""
    assert "graph.mmd" in done.err
    assert (project.folder / "graph.mmd").read_text("utf-8").startswith("flowchart LR\n")


def test_file_that_cannot_be_written(project) -> None:
    """A picture that cannot be written is a mistake of usage."""
    done = project.run("lineage", "-o", "no/such/folder/graph.mmd")

    assert done.code == 2
    assert "no/such/folder/graph.mmd" in done.err


def test_large_lineage_is_collapsed_with_a_note(project) -> None:
    """What has too many boxes is drawn by group, and that is said."""
    done = project.run("lineage", "--format", "mermaid", "--limit", "3")

    assert "group report (1 asset)" in done.out
    assert "--limit 0" in done.err


def test_options_before_and_behind_the_command(project, tmp_path_factory) -> None:
    """Where the definitions are can be said on either side of the command's name."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    folder = str(project.folder)
    expected = project.run("list").out
    project.folder = elsewhere

    assert project.run("-C", folder, "list").out == expected
    assert project.run("list", "-C", folder).out == expected
    assert project.run("-f", f"{folder}/definitions.py", "list").out == expected
    assert not (elsewhere / ".graphmat").exists()


def test_commands_that_look_leave_nothing_behind(project) -> None:
    """Looking at a project makes no file in it."""
    for command in ("list", "plan", "lineage", "show baz_asset", "runs list"):
        project.run(*command.split())

    assert {path.name for path in project.folder.iterdir()} - {"__pycache__"} == {"definitions.py"}


def test_version(folder) -> None:
    """The version is told."""
    assert re.fullmatch(r"graphmat \d+\.\d+\.\d+\n", folder.run("--version").out)


def test_bug_is_called_one(project) -> None:
    """An exception of our own is called a bug; its traceback is shown when asked for."""
    breaking = "import graphmat.api.listing\ngraphmat.api.listing.list_ops = None\n"
    project.write(breaking + (project.folder / "definitions.py").read_text())

    done = project.run("list", "--ops")
    with_traceback = project.run("list", "--ops", GRAPHMAT_DEBUG="1")

    assert done.code == 1
    assert "error: graphmat has a bug: TypeError" in done.err
    assert "Traceback" not in done.err
    assert "GRAPHMAT_DEBUG=1" in done.err
    assert "in list_assets" in with_traceback.err


FAILING = """import graphmat as dg


@dg.op
def wrong() -> int:
    return "x"


@dg.graph_asset
def a():
    return wrong()


@dg.asset(config_schema={"n": int})
def configured(context):
    return 1


@dg.asset(io_manager_key="s3")
def elsewhere():
    return 1
"""


def test_a_failure_without_a_frame_names_the_op(folder) -> None:
    """A step that fails outside of the op's own code says where the op stands."""
    folder.write(FAILING)

    done = folder.run("materialize", "-s", "a")

    assert done.code == 1
    assert "at definitions.py:4" in done.out


def test_missing_configuration_says_how_to_give_it(folder) -> None:
    """The hint for configuration that is missing is an option that gives it."""
    folder.write(FAILING)

    done = folder.run("materialize", "-s", "configured")

    assert done.code == 2
    assert "--set ops.configured.config.n=" in done.err


def test_an_unknown_io_manager_says_who_names_it(folder) -> None:
    """An I/O manager key that no resource has is told with the asset and its place."""
    folder.write(FAILING)

    done = folder.run("materialize", "-s", "elsewhere")

    assert done.code == 3
    assert "'elsewhere' names as its I/O manager" in done.err.replace("\n", " ")
    assert "definitions.py:1" in done.err


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("it.svg", "<?xml"),
        ("it.html", "<!DOCTYPE html>"),
        ("it.dot", "digraph"),
        ("it.mmd", "flowchart"),
        ("it.md", "```mermaid"),
        ("it.json", "{"),
        ("it.txt", "baz_asset"),
        ("it", "baz_asset"),
    ],
)
def test_name_of_the_file_says_how_to_draw(project, name, begins) -> None:
    """Without --format the end of the file's name is the format."""
    done = project.run("lineage", "-o", name)

    assert (done.code, done.out) == (0, "")
    assert (project.folder / name).read_text(encoding="utf-8").startswith(begins)


def test_two_formats_at_once(project) -> None:
    """Formats that contradict each other are a mistake of the command line."""
    done = project.run("lineage", "--md", "--json")

    assert done.code == 2
    assert "two formats are asked for: json and md" in done.err


def test_report_of_a_run(project) -> None:
    """A report is written to a file, and told in words and as JSON, by the beginning of its id."""
    project.run("materialize", "-s", "baz_asset")

    page = project.run("report", "-o", "report.html")
    document = json.loads(project.run("report", "--json").out)
    words = project.run("report", document["run"]["run_id"][:8])
    markdown = project.run("report", "--format", "md")

    assert (page.code, page.out) == (0, "")
    assert "baz_asset" in (project.folder / "report.html").read_text(encoding="utf-8")
    assert [each["step_key"] for each in document["critical_path"]] == [
        "my_graph_assets.bar",
        "my_graph_assets.foo",
        "my_graph_assets.baz",
    ]
    assert "critical path: 3 steps" in words.out
    assert "```mermaid" in markdown.out


def test_report_outlives_its_definitions(project) -> None:
    """Where the module does not load any more, the report tells what the record has."""
    project.run("materialize", "-s", "baz_asset")
    (project.folder / "definitions.py").write_text("import no_such_module_at_all\n")

    done = project.run("report", "-o", "report.html")

    assert done.code == 0
    assert "the report has no picture" in done.err
    assert "no_such_module_at_all" in (project.folder / "report.html").read_text(encoding="utf-8")


def test_report_without_a_run(project) -> None:
    """Before the first run there is nothing to report: a hint says what makes one."""
    done = project.run("report", "-o", "report.html")

    assert done.code == 4
    assert "no run is recorded yet" in done.err
    assert not (project.folder / "report.html").exists()
