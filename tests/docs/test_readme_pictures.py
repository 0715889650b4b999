"""The pictures of the README are what the program draws.

A picture is a Mermaid fence below a comment `<!-- picture: PROJECT OPTIONS: COMMAND -->`: a fresh
copy of the sample project, materialized with the options, is drawn by the command.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
PICTURE = re.compile(
    r"^<!-- picture: (?P<project>\w+) (?P<options>[^:\n]+): graphmat (?P<command>[^\n]+) -->\n"
    r"(?P<shown>```mermaid\n.*?^```)$",
    re.MULTILINE | re.DOTALL,
)
PICTURES = list(PICTURE.finditer(README.read_text(encoding="utf-8")))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture["project"])
def test_picture_is_what_the_program_draws(
    picture: re.Match[str], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Whoever runs the command sees the README's picture; `make golden` draws it anew."""
    folder = tmp_path / picture["project"]
    samples = README.parent / "sample_projects"
    shutil.copytree(
        samples / picture["project"], folder, ignore=shutil.ignore_patterns(".graphmat")
    )

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "graphmat", "-q", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout.strip()

    run("materialize", *shlex.split(picture["options"]))
    drawn = run(*shlex.split(picture["command"]))
    if getattr(pytestconfig.option, "update_snapshots", False):
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(picture["shown"], drawn), encoding="utf-8")
        return

    assert drawn == picture["shown"]


def test_there_is_a_picture() -> None:
    """The README shows what `lineage --md` is for."""
    assert PICTURES
