"""``init``: a small project that runs at once, with a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphmat.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

DEFINITIONS: Final = '''"""Assets of this project; `graphmat list` shows them."""

import graphmat as dg


@dg.op
def read_numbers():
    """Stand-in for a source of data: replace it by yours."""
    return [3, 1, 4, 1, 5, 9, 2, 6]


@dg.op(
    out={
        "total": dg.Out(int, is_required=False),
        "largest": dg.Out(int, is_required=False),
    }
)
def sum_up(context, numbers: list):
    """Compute what was asked for, and nothing else."""
    if "total" in context.selected_output_names:
        yield dg.Output(sum(numbers), "total")
    if "largest" in context.selected_output_names:
        yield dg.Output(max(numbers), "largest", metadata={"count": len(numbers)})


@dg.graph_multi_asset(
    outs={"total": dg.AssetOut(), "largest": dg.AssetOut()},
    can_subset=True,
)
def numbers():
    """Two assets of one graph: each can be made without the other."""
    total, largest = sum_up(read_numbers())
    return {"total": total, "largest": largest}


@dg.asset
def report(total, largest):
    """What it all comes to."""
    return f"{total} in all, {largest} at most"


@dg.asset_check(asset="total", blocking=True)
def total_is_positive(total):
    """Nothing below is made from a total that makes no sense."""
    return dg.AssetCheckResult(passed=total > 0)


defs = dg.Definitions(assets=[numbers, report], asset_checks=[total_is_positive])
'''

TESTS: Final = '''"""Run with: pytest"""


def test_report(graphmat_run):
    result = graphmat_run("report", upstream={"total": 10, "largest": 4})

    assert result.asset_value("report") == "10 in all, 4 at most"


def test_largest_alone(graphmat_plan):
    plan = graphmat_plan("largest")

    plan.assert_runs_only("read_numbers", "sum_up")
    assert plan.wanted_outputs["numbers.sum_up"] == {"largest"}
'''

SETTINGS: Final = """# Settings of graphmat; `graphmat config show` tells where each was made.
file: definitions.py

# selectors:
#   daily: "group:reports"
# profiles:
#   ci: {strict: true}
"""

IGNORED: Final = """.graphmat/
__pycache__/
.pytest_cache/
"""

PYTEST: Final = """[pytest]
testpaths = tests
"""

FILES: Final = {
    "definitions.py": DEFINITIONS,
    "graphmat.yaml": SETTINGS,
    "pytest.ini": PYTEST,
    "tests/test_definitions.py": TESTS,
    ".gitignore": IGNORED,
}


def make_project(folder: Path) -> list[str]:
    """Write a small project into a folder.

    Args:
        folder: The folder; made where it is not there.

    Returns:
        The paths of the files, seen from the folder.

    Raises:
        UsageError: A file is there already (nothing is written then), or cannot be written.
    """
    there = [name for name in FILES if name != ".gitignore" and (folder / name).exists()]
    if there:
        names = ", ".join(f"'{name}'" for name in there)
        raise UsageError(
            f"'{folder}' has {names} already; nothing was written",
            hint="graphmat init NEW_FOLDER",
        )
    made = []
    try:
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name == ".gitignore" and path.exists():
                _complete_ignored(path)
            else:
                with path.open("x", encoding="utf-8") as stream:
                    stream.write(text)
            made.append(name)
    except OSError as error:
        raise UsageError(f"'{folder}' cannot be written to: {error.strerror or error}") from error
    return made


def _complete_ignored(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not re.search(r"^/?\.graphmat/?$", text, flags=re.MULTILINE):
        end = "" if not text or text.endswith("\n") else "\n"
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{end}.graphmat/\n")
