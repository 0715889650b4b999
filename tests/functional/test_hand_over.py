"""Values that pass between ops of one process: read back once less, and never shared."""

from __future__ import annotations

from real_commands import Project

BOX = """
class Box:
    def __init__(self):
        self.items = [1]

    def __setstate__(self, state):
        with (HERE / "loads").open("a") as file:
            file.write("x")
        self.__dict__.update(state)


@dg.op
def boxed():
    return Box()


@dg.op
def grown(box):
    box.items.append(2)
    return list(box.items)


@dg.op
def together(a, b, c):
    return [a, b, c]


@dg.graph_asset
def made():
    box = boxed()
    return together(grown(box), grown(box), grown(box))
"""


def test_own_copies_and_no_needless_read(project: Project) -> None:
    """No op sees another's mutation; the last that takes a value gets it without a read."""
    project.define(BOX)

    done = project.run("materialize")

    assert done.returncode == 0, done.stderr
    value = project.run("show", "made", "--value").stdout
    assert "".join(value.split()) == "[[1,2],[1,2],[1,2]]"
    assert (project.folder / "loads").read_text() == "xx"
