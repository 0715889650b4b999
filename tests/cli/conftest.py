"""The real command, run as a process of its own on a small project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

MODULE = '''"""The seed's graph, and what goes around it."""

import graphmat as dg


@dg.op(out={"bar_1": dg.Out(), "bar_2": dg.Out()})
def bar():
    """Give two numbers."""
    return 1, 2


@dg.op(out={"foo_1": dg.Out(is_required=False), "foo_2": dg.Out(is_required=False)})
def foo(context, bar_1):
    for name in ("foo_1", "foo_2"):
        if name in context.selected_output_names:
            yield dg.Output(bar_1 + 1, name)


@dg.op(out={"foo_1": dg.Out(), "foo_2": dg.Out()})
def eager_foo(bar_1):
    return bar_1 + 1, bar_1 + 1


@dg.op
def baz(foo_2, bar_2):
    return dg.Output(foo_2 + bar_2, metadata={"rows": 3, "note": "x\\x1b[31m"})


@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut(description="The sum.")},
    can_subset=True,
)
def my_graph_assets():
    bar_1, bar_2 = bar()
    foo_1, foo_2 = foo(bar_1)
    return {"foo_asset": foo_1, "baz_asset": baz(foo_2, bar_2)}


@dg.graph_multi_asset(
    outs={"eager_foo_asset": dg.AssetOut(), "eager_baz_asset": dg.AssetOut()}, can_subset=True
)
def eager_assets():
    bar_1, bar_2 = bar()
    foo_1, foo_2 = eager_foo(bar_1)
    return {"eager_foo_asset": foo_1, "eager_baz_asset": baz(foo_2, bar_2)}


raw = dg.AssetSpec("raw", group_name="lake")


@dg.asset(group_name="report", kinds={"markdown"}, deps=[raw], code_version="2")
def report(baz_asset, foo_asset):
    """What it all comes to."""
    return f"{foo_asset} and {baz_asset}"


defs = dg.Definitions(
    assets=[my_graph_assets, eager_assets, report, raw],
    jobs=[dg.define_asset_job("only_foo", selection="foo_asset")],
)
'''

FAILING = """import graphmat as dg


def divide(number):
    return number / 0


@dg.asset
def good(context):
    context.log.info("hello \\x1b[2J")
    print("printed by an op")
    return 1


@dg.asset
def bad(good):
    return divide(good)


@dg.asset
def after(bad):
    return bad


@dg.asset
def other(good):
    return good
"""


SURROUNDINGS = {"TZ": "UTC", "GITHUB_ACTIONS": "", "PYTHONDONTWRITEBYTECODE": "1"}
"""A module that is written again within a second must not be taken for the one before."""


class Done:
    """What a command gave.

    Args:
        code: The exit code.
        out: Standard output.
        err: Standard error.
    """

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def screen(self) -> str:
        """Everything that a person sees, without what differs from run to run."""
        return (
            f"--- exit code {self.code}\n--- out\n{settled(self.out)}--- err\n{settled(self.err)}"
        )


_SETTLED = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "00000000-0000-0000-0000-000000000000"),
    (r"\brun [0-9a-f]{8}\b", "run 00000000"),
    (r"\b[0-9a-f]{8}(?=  (done|failed|\S+ +\d+ B))", "00000000"),
    (r"(?<=runs show )[0-9a-f]{8}", "00000000"),
    (r"(?<=replay )[0-9a-f]{8}", "00000000"),
    (r"\b\d{4}-\d\d-\d\dT[\d:.]+Z", "2026-01-31T12:00:00.000Z"),
    (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b", "2026-01-31 12:00:00"),
    (r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b", "2026-01-31 12:00"),
    (r'("duration_s": )[\d.]+', r"\g<1>0.01"),
    (r"\bin \d+\.\d+ s\b", "in 0.00 s"),
    # how long it took changes the width of a column
    (r"(?<!in) +\d+\.\d+ s\b", "  0.00 s"),
    (r" +TOOK\b", "  TOOK"),
    (r"objects/[0-9a-f]{2}/[0-9a-f]{62}", "objects/00/0000"),
    (r'("digest": )"[0-9a-f]{64}"', r'\g<1>"0000"'),
)


def settled(text: str) -> str:
    """A screen with ids, times and paths as they always are."""
    for pattern, replacement in _SETTLED:
        text = re.sub(pattern, replacement, text)
    return text


class Project:
    """A folder with a module of assets, and the command to run there.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str, name: str = "definitions.py") -> Project:
        """Put a module into the folder."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return self

    def run(self, *arguments: str, **environment: str) -> Done:
        """Run `graphmat` there."""
        done = subprocess.run(
            [sys.executable, "-m", "graphmat", *arguments],
            cwd=self.folder,
            env={**os.environ, **SURROUNDINGS, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        folder = str(self.folder)
        return Done(
            done.returncode, done.stdout.replace(folder, "/p"), done.stderr.replace(folder, "/p")
        )


@pytest.fixture
def folder(tmp_path: Path) -> Project:
    """An empty folder."""
    return Project(tmp_path)


@pytest.fixture
def project(folder: Project) -> Project:
    """The seed's graph in two manners, a report on it, an external asset, a job."""
    return folder.write(MODULE)


@pytest.fixture
def failing(folder: Project) -> Project:
    """Four assets, of which one fails."""
    return folder.write(FAILING)


class Screens(SingleFileSnapshotExtension):
    """Each expected screen is a text file."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"
    file_extension = "txt"


@pytest.fixture
def screen(snapshot):
    """The expected screen of a test; `make golden` rewrites it."""
    return snapshot.use_extension(Screens)
