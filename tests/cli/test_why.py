"""`graphmat why` and `why-not`: a witness that an op runs, or what keeps it from running."""

from __future__ import annotations

import json


def test_why_shows_the_shortest_way(project):
    """From what is selected back to the op, each output with the input that takes it."""
    done = project.run("why", "bar", "-s", "baz_asset")

    assert done.code == 0
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines == [
        "bar runs:",
        "baz_asset selected",
        "← my_graph_assets.baz.result is baz_asset",
        "← my_graph_assets.bar.bar_2 input bar_2 of my_graph_assets.baz",
    ]


def test_why_of_an_output(project):
    """An output is explained by itself, also where the shortest way takes another one."""
    document = json.loads(project.run("why", "bar.bar_1", "-s", "baz_asset", "--json").out)

    assert [(each["step_key"], each["output"]) for each in document["path"]] == [
        ("my_graph_assets.baz", "result"),
        ("my_graph_assets.foo", "foo_2"),
        ("my_graph_assets.bar", "bar_1"),
    ]
    assert document["schema"] == "graphmat/why/1"


def test_why_of_what_does_not_run(project):
    """What does not run has no witness; the other command is named."""
    done = project.run("why", "my_graph_assets.baz", "-s", "foo_asset")

    assert done.code == 4
    assert "graphmat why-not my_graph_assets.baz -s foo_asset" in done.err


def test_why_not_names_what_would_pull_it_in(project):
    """An op that nothing selected is made from; the asset named does make it run."""
    document = json.loads(project.run("why-not", "baz", "-s", "foo_asset", "--json").out)
    assert document["pulled_in_by"] == ["baz_asset"]
    assert document["cut"] == []

    done = project.run("why", "my_graph_assets.baz", "-s", "foo_asset", "-s", "baz_asset")
    assert done.code == 0


def test_why_not_shows_the_cut(project):
    """An op behind an asset that is loaded: the asset, and the step that loads it."""
    document = json.loads(
        project.run("why-not", "my_graph_assets.bar", "-s", "report", "--json").out
    )

    assert {(each["asset"], each["step_key"]) for each in document["cut"]} == {
        ("baz_asset", "report"),
        ("foo_asset", "report"),
    }
    assert set(document["pulled_in_by"]) == {"baz_asset", "foo_asset"}
    assert (
        "report loads baz_asset"
        in project.run("why-not", "my_graph_assets.bar", "-s", "report").out
    )


def test_why_not_of_an_output_of_an_op_that_runs(project):
    """An output that is not in selected_output_names, and the asset that would put it there."""
    done = project.run("why-not", "bar.bar_2", "-s", "foo_asset")

    assert "'my_graph_assets.bar' runs for bar_1 only" in done.out
    assert "selecting baz_asset too would pull it in" in done.out


def test_unknown_names(project):
    """A name that nothing has is refused, with the nearest."""
    done = project.run("why", "my_graph_assets.bra", "-s", "baz_asset")

    assert done.code == 4
    assert "'my_graph_assets.bar'" in done.err
