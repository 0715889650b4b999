"""What the README shows is what the program prints.

A marked block is a fence below a comment:

    <!-- run: two_assets: graphmat plan -s foo_asset -->      the command ends with exit code 0
    <!-- run: bakery (exit 1): graphmat materialize -->       or with another one
    <!-- file: bakery/definitions.py -->                      the fence is a file of a project

A project is a copy of the folder of that name under sample_projects, or begins empty. Its
commands run in the order of the README. A fence begins with its command, as `$ graphmat …`; a line
`[…]` stands for any number of lines. `make golden` writes anew the outputs that have changed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

README = Path(__file__).parents[2] / "README.md"
LEFT_OUT = "[…]"
PROJECTS = "/home/you"
"""Where the README's projects lie, as its paths tell."""

RUN = re.compile(
    r"^(?P<mark><!-- run: (?P<project>\w+)(?: \(exit (?P<code>\d+)\))?: (?P<command>[^\n]+) -->)\n"
    r"```\w*\n(?P<shown>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(
    r"^<!-- file: (?P<project>\w+)/(?P<path>\S+) -->\n```\w*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A marked block of the README."""

    mark: str
    project: str
    command: str
    exit_code: int
    shown: str

    @property
    def prompt(self) -> list[str]:
        """The commands at the top, with their dollar signs."""
        lines = self.shown.splitlines()
        count = next((n for n, line in enumerate(lines) if not line.startswith("$ ")), len(lines))
        return lines[:count]

    @property
    def output(self) -> list[str]:
        """What stands below the commands."""
        return self.shown.splitlines()[len(self.prompt) :]


BLOCKS = [
    Block(
        found["mark"],
        found["project"],
        found["command"],
        int(found["code"] or 0),
        found["shown"],
    )
    for found in RUN.finditer(README.read_text(encoding="utf-8"))
]


def make_project(name: str, folder: Path) -> Path:
    """A fresh copy of a sample project, or a folder with the README's files for it."""
    sample = README.parent / "sample_projects" / name
    project = folder / name
    if sample.is_dir():
        shutil.copytree(sample, project, ignore=shutil.ignore_patterns(".graphmat", "__pycache__"))
    else:
        project.mkdir()
    for found in FILE.finditer(README.read_text(encoding="utf-8")):
        if found["project"] == name:
            (project / found["path"]).write_text(found["text"], encoding="utf-8")
    return project


def run(block: Block, project: Path) -> tuple[int, list[str]]:
    """Exit code and output of a command, both streams as they come."""
    program, *arguments = shlex.split(block.command)
    if program == "sqlite3":
        # its command may be absent, and its own table format is a promise of nobody here
        with sqlite3.connect(project / arguments[0]) as database:
            rows = database.execute(arguments[1]).fetchall()
        database.close()
        return 0, ["|".join("" if cell is None else str(cell) for cell in row) for row in rows]
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=project,
        env={**os.environ, "COLUMNS": "100", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        encoding="utf-8",
    )
    text = done.stdout.replace(str(project.parent), PROJECTS)
    return done.returncode, [line.rstrip() for line in text.splitlines()]


def normal(lines: list[str]) -> list[str]:
    """Lines without what differs from run to run: ids, digests, times, durations."""
    text = "\n".join(line.rstrip() for line in lines)
    for pattern, steady in (
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<id>"),
        (r"(?<=objects/)[0-9a-f]{2}/[0-9a-f]{62}\b", "<digest>"),
        (r"\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b", "<digest>"),
        (r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b|\b\d{8}\b", "<id>"),
        (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?Z?", "<time>"),
        (r" *\b\d+\.\d+ ?s\b", " <duration>"),
        (r" *\b\d+ B\b", " <size>"),
    ):
        text = re.sub(pattern, steady, text)
    return text.split("\n")


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether what is shown is what was printed, but for the lines that were left out."""
    pattern = "\n".join(
        r"(?:.*\n)*.*" if line == LEFT_OUT else re.escape(line) for line in normal(shown)
    )
    return re.fullmatch(pattern, "\n".join(normal(printed))) is not None


def rewrite(block: Block, printed: list[str]) -> None:
    """Put what was printed into the README; what was left out before is left out again."""
    output = block.output
    if LEFT_OUT in output:
        head = output.index(LEFT_OUT)
        tail = len(output) - head - 1
        printed = [*printed[:head], LEFT_OUT, *(printed[-tail:] if tail else [])]
    fresh = "".join(f"{line}\n" for line in [*block.prompt, *printed])
    with README.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        place = text.index(block.shown, text.index(f"{block.mark}\n"))
        text = text[:place] + fresh + text[place + len(block.shown) :]
        file.seek(0)
        file.write(text)
        file.truncate()


@pytest.mark.parametrize("project", sorted({block.project for block in BLOCKS}))
def test_readme_shows_what_is_printed(
    project: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each marked command ends and prints as the README says."""
    folder = make_project(project, tmp_path)
    updates = getattr(request.config.option, "update_snapshots", False)
    wrong = []
    for block in BLOCKS:
        if block.project != project:
            continue
        code, printed = run(block, folder)
        if code != block.exit_code:
            wrong.append((block.command, f"exit code {code}", printed))
        elif not agrees(block.output, printed):
            if updates:
                rewrite(block, printed)
            else:
                wrong.append((block.command, block.output, printed))

    assert wrong == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.command)
def test_marked_block_begins_with_its_command(block: Block) -> None:
    """A reader sees the very command that is run, or the make target that runs it."""
    assert f"$ {block.command}" in block.prompt or "$ make demo" in block.prompt


def test_make_demo_runs_what_is_shown_for_it() -> None:
    """`make demo` runs the command that the README re-runs in its place."""
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    block = next(block for block in BLOCKS if "$ make demo" in block.prompt)

    assert f"DEMO ?= sample_projects/{block.project}\n" in makefile
    assert (
        f"{block.command}\n"
        in makefile.split("\ndemo:")[1]
        .split("\n\n")[0]
        .replace('"$(abspath $(BIN))/graphmat"', "graphmat")
        + "\n"
    )


def test_every_graphmat_block_is_marked() -> None:
    """No output of graphmat stands in the README that is not run again here."""
    text = README.read_text(encoding="utf-8")
    fences = re.findall(
        r"^(<!--[^\n]*-->)?\n```console\n\$ (graphmat [^\n]*)\n[^`$]", text, re.MULTILINE
    )

    assert [command for comment, command in fences if not comment.startswith("<!-- run:")] == []
