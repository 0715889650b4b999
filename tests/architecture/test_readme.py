"""The README keeps up with the program: its commands, options, exit codes and make targets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from graphmat import exit_codes


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    """The text of the README."""
    return (root / "README.md").read_text()


def commands() -> dict[str, list[str]]:
    """Each command, as it is typed, with its options (`--help` and hidden ones left out)."""
    import typer.main

    from graphmat.cli.app import app

    found: dict[str, list[str]] = {}
    walk("graphmat", typer.main.get_command(app), found)
    return found


def walk(name: str, command: object, found: dict[str, list[str]]) -> None:
    """Note a command of click's and, if it is a group, the commands in it."""
    found[name] = sorted(
        option
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.hidden
        for option in [*parameter.opts, *parameter.secondary_opts]
        if option not in {"--help", "--install-completion", "--show-completion"}
    )
    if hasattr(command, "list_commands"):
        context = command.make_context(name, [], resilient_parsing=True)
        for child in command.list_commands(context):
            walk(f"{name} {child}", command.get_command(context, child), found)


def test_readme_names_every_command(readme: str) -> None:
    """Each command stands in the README as it is typed."""
    assert [name for name in commands() if name not in readme] == []


def test_readme_names_every_option(readme: str) -> None:
    """Each option of each command stands in the README, long and short form alike."""
    options = {option for found in commands().values() for option in found}
    written = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", readme))

    assert sorted(options - written) == []


def test_readme_names_no_option_that_is_not_there(readme: str) -> None:
    """A `graphmat` line in the README uses only options that its command has."""
    known = commands()
    every = {option for found in known.values() for option in found} | {"--help"}
    unknown = [
        (line, option)
        for line in re.findall(r"^\s*\$? ?(graphmat .*)$", readme, flags=re.MULTILINE)
        for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", line)
        if option not in every
    ]

    assert unknown == []


def test_readme_names_every_exit_code(readme: str) -> None:
    """Each exit code has a row with a sentence in a table of the README."""
    rows = re.findall(r"^\|\s*`?(\d+)`?\s*\|\s*[^|\s]", readme, flags=re.MULTILINE)

    assert {int(code) for code in rows} >= set(exit_codes.MEANING)


def test_help_tells_every_exit_code() -> None:
    """`graphmat --help` ends with each exit code and what it means."""
    done = subprocess.run(
        [sys.executable, "-m", "graphmat", "--help"], capture_output=True, text=True, check=True
    )
    words = " ".join(done.stdout.split())

    assert [
        code for code, meaning in exit_codes.MEANING.items() if f"{code} {meaning}" not in words
    ] == []


def test_readme_names_no_missing_make_target(readme: str, root: Path) -> None:
    """Each `make` command in the README is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s*\$? ?)make ([a-z]+)", readme, flags=re.MULTILINE))

    assert named - targets == set()
