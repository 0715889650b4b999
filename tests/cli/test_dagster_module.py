"""Modules that say `import dagster`: they run as they are, without that package."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec

import pytest

MODULE = """import dagster as dg
from dagster import AssetOut, Out, Output, graph_multi_asset, op


@op(out={"left": Out(is_required=False), "right": Out(is_required=False)})
def split(context):
    for number, name in enumerate(("left", "right")):
        if name in context.selected_output_names:
            yield Output(number, name)


@graph_multi_asset(outs={"left": AssetOut(), "right": AssetOut()}, can_subset=True)
def sides():
    left, right = split()
    return {"left": left, "right": right}


defs = dg.Definitions(assets=[sides])
"""


def faults(folder, text: str) -> list[tuple[str, int, str]]:
    """Code, line and message of each fault of a module."""
    done = folder.write(text).run("validate", "--json")
    assert done.code == 3, done.err
    return [
        (fault["code"], fault["line"], fault["message"]) for fault in json.loads(done.out)["faults"]
    ]


def test_runs_as_it_is(folder) -> None:
    """A module of ops and graph assets runs unchanged, also in part."""
    folder.write(MODULE)

    done = folder.run("materialize", "-s", "right", "--json")

    assert done.code == 0, done.err
    made = [each["asset"] for each in json.loads(done.out)["materialized"]]
    assert made == ["right"]
    assert folder.run("show", "right", "--value").out.strip() == "1"


def test_is_not_an_installed_package(folder) -> None:
    """The names are graphmat's own whether or not the other package is installed."""
    folder.write(
        "import dagster as dg\n"
        "import graphmat\n\n\n"
        "assert dg.Out is graphmat.Out\n\n\n"
        "@dg.asset\n"
        "def a():\n    return 1\n"
    )
    if find_spec("dagster") is None:
        assert "dagster" not in sys.modules

    assert folder.run("validate").code == 0


def test_a_package_of_that_name_is_not_touched(folder) -> None:
    """A package `dagster` beside the module is not imported."""
    (folder.folder / "dagster").mkdir()
    folder.write("open('imported', 'w').close()\n", "dagster/__init__.py")
    folder.write(MODULE)

    assert folder.run("validate").code == 0
    assert not (folder.folder / "imported").exists()


def test_star(folder) -> None:
    """`from dagster import *` gives the public names."""
    folder.write("from dagster import *\n\n\n@asset\ndef a():\n    return 1\n")

    assert folder.run("materialize").code == 0


def test_import_inside_an_op(folder) -> None:
    """An op may import from it while it runs."""
    folder.write(
        "import dagster as dg\n\n\n"
        "@dg.asset\n"
        "def a():\n"
        "    from dagster import Output\n\n"
        "    return Output(7)\n"
    )

    done = folder.run("materialize")

    assert done.code == 0, done.err
    assert folder.run("show", "a", "--value").out.strip() == "7"


@pytest.mark.parametrize(
    "statement",
    [
        "from dagster.core.definitions import asset",
        "from dagster._core.definitions.decorators import asset",
        "import dagster._core as core; asset = core.asset",
    ],
)
def test_from_below(folder, statement) -> None:
    """A public name may be imported from any module below."""
    folder.write(f"{statement}\n\n\n@asset\ndef a():\n    return 1\n")

    done = folder.run("materialize")

    assert done.code == 0, done.err


def test_helper_module(folder) -> None:
    """A module that the user's module imports finds the names, too."""
    folder.write("from dagster import op\n\n\n@op\ndef one():\n    return 1\n", "ops.py")
    folder.write(
        "import dagster as dg\nfrom ops import one\n\n\n"
        "@dg.graph_asset\ndef a():\n    return one()\n"
    )

    assert folder.run("materialize").code == 0


def test_unknown_names(folder) -> None:
    """All names that are not there are told at once, each with the line that uses it first."""
    assert faults(
        folder,
        "import dagster as dg\n"
        "from dagster import Output, PipesSubprocessClient\n"
        "\n"
        "\n"
        "@dg.op\n"
        "def one():\n"
        "    return 1\n"
        "\n"
        "\n"
        "client = PipesSubprocessClient()\n"
        "factory = dg.build_time_partition_freshness_checks(\n"
        "    'x'\n"
        ")\n"
        "\n"
        "\n"
        "@dg.graph_asset\n"
        "def a():\n"
        "    return one()\n",
    ) == [
        ("GM401", 2, "graphmat has no 'dagster.PipesSubprocessClient'"),
        ("GM401", 11, "graphmat has no 'dagster.build_time_partition_freshness_checks'"),
    ]


def test_unknown_name_in_an_imported_file(folder) -> None:
    """The line is that of the file which says the name."""
    folder.write("\n\nfrom dagster import nonsense\n", "more.py")
    folder.write("import more\nimport graphmat as dg\n\n\n@dg.asset\ndef a():\n    return 1\n")

    (fault,) = json.loads(folder.run("validate", "--json").out)["faults"]

    assert fault["file"] == "/p/more.py"
    assert fault["line"] == 3


def test_nearest_name(folder) -> None:
    """A name that is nearly there is answered with the right one."""
    folder.write("import dagster as dg\n\n\n@dg.graph_aset\ndef a():\n    return 1\n")

    done = folder.run("validate")

    assert done.code == 3
    assert "did you mean 'graph_asset'" in done.err


@pytest.mark.parametrize("use", ["@dg.opp", "@dg.opp()", "@dg.opp(out=1)"])
def test_only_the_cause(folder, use) -> None:
    """What is made with a missing decorator brings no faults of its own."""
    assert faults(
        folder,
        f"import dagster as dg\n\n\n{use}\ndef one():\n    return 1\n\n\n"
        "@dg.graph_asset\ndef a():\n    return one()\n\n\n"
        "@dg.asset\ndef b(a):\n    return a\n",
    ) == [("GM401", 4, "graphmat has no 'dagster.opp'")]


def test_asset_of_a_missing_decorator(folder) -> None:
    """An asset downstream of what a missing decorator should have made is not blamed."""
    assert faults(
        folder,
        "import dagster as dg\n\n\n@dg.asset_from_space\ndef a():\n    return 1\n\n\n"
        "@dg.asset\ndef b(a):\n    return a\n\n\n"
        "defs = dg.Definitions(assets=[a, b])\n",
    ) == [("GM401", 4, "graphmat has no 'dagster.asset_from_space'")]


def test_run_is_refused(folder) -> None:
    """A module with unknown names does not run in part."""
    folder.write(
        "import dagster as dg\n\nx = dg.nonsense\n\n\n@dg.asset\ndef a():\n"
        "    open('ran', 'w').close()\n"
    )

    done = folder.run("materialize")

    assert done.code == 3
    assert "graphmat has no 'dagster.nonsense'" in done.err
    assert not (folder.folder / "ran").exists()


def test_schedules_and_sensors(folder) -> None:
    """Schedules, sensors and automation are accepted; the assets run as ever."""
    folder.write(
        "import dagster as dg\n\n\n"
        "@dg.asset(automation_condition=dg.AutomationCondition.eager()"
        " & ~dg.AutomationCondition.in_progress())\n"
        "def a():\n    return 1\n\n\n"
        "job = dg.define_asset_job('all', selection='*')\n\n\n"
        "@dg.schedule(cron_schedule='0 0 * * *', job=job)\n"
        "def nightly(context):\n    return dg.RunRequest()\n\n\n"
        "@dg.sensor(job=job)\n"
        "def watch(context):\n    yield dg.SkipReason('nothing')\n\n\n"
        "defs = dg.Definitions(assets=[a], jobs=[job], sensors=[watch],\n"
        "    schedules=[nightly, dg.ScheduleDefinition(job=job, cron_schedule='@daily')])\n"
    )

    done = folder.run("materialize")

    assert done.code == 0, done.err
