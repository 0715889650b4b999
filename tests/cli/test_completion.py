"""What the shells are offered behind TAB."""

from __future__ import annotations

import pytest


def offered(project, line: str) -> list[str]:
    """The words that bash is offered for a line, of which the last word is incomplete."""
    words = line.split(" ")
    done = project.run(
        _GRAPHMAT_COMPLETE="complete_bash",
        _TYPER_COMPLETE_ARGS=line,
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    assert done.err == ""
    return [line for line in done.out.splitlines() if line]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("graphmat mat", ["materialize"]),
        ("graphmat materialize -s ba", ["baz_asset"]),
        ("graphmat materialize -s +ba", ["+baz_asset"]),
        ("graphmat materialize -x fo", ["foo_asset"]),
        ("graphmat list ea", ["eager_baz_asset", "eager_foo_asset"]),
        ("graphmat show re", ["report"]),
        ("graphmat materialize --job on", ["only_foo"]),
        ("graphmat resume --from my_graph_assets.ba", ["my_graph_assets.bar"]),
        ("graphmat why my_graph_assets.ba", ["my_graph_assets.bar"]),
        ("graphmat why-not ba", ["baz_asset"]),
        ("graphmat replay last my_graph_assets.fo", ["my_graph_assets.foo"]),
        ("graphmat list nothing_such", []),
    ],
)
def test_words(project, line: str, words: list[str]) -> None:
    """Commands, asset keys, jobs and ops are offered, as far as they fit."""
    found = offered(project, line)

    assert found[: len(words)] == words
    assert bool(found) == bool(words)


def test_runs(project) -> None:
    """Runs are offered by the beginning of their ids."""
    project.run("materialize", "-q", "-s", "foo_asset")

    (run_id,) = offered(project, "graphmat runs show ")

    assert project.run("runs", "show", run_id).code == 0
    for command in ("runs logs", "report", "diff", "diff last", "replay"):
        assert offered(project, f"graphmat {command} ") == [run_id]


def test_broken_definitions_offer_nothing(folder) -> None:
    """A module that prints and cannot be loaded leaves the terminal alone."""
    folder.write("import sys\nprint('x', file=sys.stderr)\nraise RuntimeError\n")

    assert offered(folder, "graphmat materialize -s a") == []
    assert offered(folder, "graphmat resume a") == []
