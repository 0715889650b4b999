"""`graphmat validate`: every fault at once, and what subsets would do."""

from __future__ import annotations

import json
import re

GOOD = """import graphmat as dg


@dg.op(out={"c": dg.Out(is_required=False), "d": dg.Out(is_required=False)})
def asks(context):
    for name in ("c", "d"):
        if name in context.selected_output_names:
            yield dg.Output(1, name)


@dg.graph_multi_asset(outs={"c": dg.AssetOut(), "d": dg.AssetOut()}, can_subset=True)
def good():
    c, d = asks()
    return {"c": c, "d": d}
"""
BAD = """import graphmat as dg


@dg.op(out={"a": dg.Out(), "b": dg.Out()})
def two():
    yield dg.Output(1, "a")
    yield dg.Output(2, "b")


@dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
def bad():
    a, b = two()
    return {"a": a, "b": b}


@dg.graph_multi_asset(outs={"e": dg.AssetOut(), "f": dg.AssetOut()})
def together():
    a, b = two()
    return {"e": a, "f": b}
"""
FAULTY = """import graphmat as dg


@dg.op
def one():
    return 1


@dg.op
def plus(n):
    return n + 1


@dg.graph_asset
def unused_input(x):
    return one()


@dg.op(required_resource_keys={"db"})
def reads(context):
    return 1


@dg.graph_asset
def first():
    return plus(reads())


@dg.asset(key="first")
def again():
    return 1


@dg.asset(owners=["nobody"])
def owned():
    return 1


@dg.asset
def follows(owned):
    return owned
"""


def line_of(text: str, part: str) -> int:
    """The first line with some text."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_valid(project) -> None:
    """A module without fault is valid: how large it is, exit code 0, nothing runs."""
    done = project.run("validate")

    assert done.code == 0
    assert re.search(r"^valid: \d+ assets, \d+ ops", done.out, re.MULTILINE)
    assert json.loads(project.run("runs", "list", "--json").out)["runs"] == []


def test_json_of_a_valid_module(folder) -> None:
    """`--json` gives the sizes and no faults."""
    folder.write(GOOD)

    done = folder.run("validate", "--json")

    assert done.code == 0
    assert json.loads(done.out) == {
        "schema": "graphmat/validate/1",
        "target": "definitions.py",
        "faults": [],
        "summary": {"assets": 2, "ops": 1, "checks": 0, "jobs": 0},
        "definitions": [],
        "findings": [],
    }


def test_all_faults(folder) -> None:
    """All faults are told at once, each with code, file and line, in the order of the file."""
    folder.write(FAULTY)

    done = folder.run("validate", "--json")

    assert done.code == 3
    faults = json.loads(done.out)["faults"]
    assert {fault["file"] for fault in faults} == {"/p/definitions.py"}
    found = [(fault["code"], fault["line"]) for fault in faults]
    assert found == sorted(found, key=lambda each: each[1])
    assert ("GM119", line_of(FAULTY, "def unused_input") - 1) in found
    assert ("GM105", line_of(FAULTY, "def owned") - 1) in found
    assert any(
        code == "GM201" and "'first'" in fault["message"]
        for (code, _), fault in zip(found, faults, strict=True)
    )
    # what only follows from another fault is not told
    assert not any("follows" in fault["message"] for fault in faults)


def test_the_same_keys_with_and_without_faults(folder) -> None:
    """A reader of the JSON finds the same keys whatever is found."""
    valid = json.loads(folder.write(GOOD).run("validate", "--json").out)
    faulty = json.loads(folder.write(FAULTY).run("validate", "--json").out)

    assert valid.keys() == faulty.keys()


def test_faults_as_text(folder) -> None:
    """As text each fault stands under its place and code; on standard error."""
    folder.write(FAULTY)

    done = folder.run("validate")

    assert done.code == 3
    assert f"definitions.py:{line_of(FAULTY, 'def owned') - 1} GM105" in done.err
    assert "'nobody'" in done.err


def test_missing_resource(folder) -> None:
    """A resource that nobody provides is a fault of the module, with the op's name."""
    folder.write(
        "import graphmat as dg\n\n\n"
        "@dg.op(required_resource_keys={'db'})\n"
        "def reads(context):\n    return 1\n\n\n"
        "@dg.graph_asset\n"
        "def first():\n    return reads()\n"
    )

    done = folder.run("validate", "--json")

    assert done.code == 3
    (fault,) = json.loads(done.out)["faults"]
    assert fault["code"] in {"GM203", "GM204"}
    assert "'db'" in fault["message"]
    assert "reads" in fault["message"]


def test_module_that_cannot_be_imported(folder) -> None:
    """An exception of the module is a fault with its line."""
    folder.write("import graphmat as dg\n\nnumber = 1 / 0\n")

    done = folder.run("validate", "--json")

    assert done.code == 3
    (fault,) = json.loads(done.out)["faults"]
    assert "ZeroDivisionError" in fault["message"]
    assert fault["line"] == 3


def test_subsets_of_a_good_graph(folder) -> None:
    """Each selection of a graph whose ops ask is ok: its ops and their outputs; exit code 0."""
    folder.write(GOOD)

    done = folder.run("validate", "--subsets", "--json")

    assert done.code == 0
    document = json.loads(done.out)
    (definition,) = document["definitions"]
    assert [
        (each["selected"], each["steps"], each["verdict"]) for each in definition["selections"]
    ] == [
        (["c"], {"good.asks": ["c"]}, "ok"),
        (["d"], {"good.asks": ["d"]}, "ok"),
        (["c", "d"], {"good.asks": ["c", "d"]}, "ok"),
    ]
    assert document["findings"] == []


def test_subsets_of_a_bad_graph(folder) -> None:
    """What a selection would make besides is told, with the line of each `yield`."""
    folder.write(BAD)

    done = folder.run("validate", "--subsets", "--json")

    assert done.code == 0
    document = json.loads(done.out)
    bad, together = document["definitions"]
    assert {tuple(each["selected"]): each["unexpected"] for each in bad["selections"]} == {
        ("a",): ["b"],
        ("b",): ["a"],
        ("a", "b"): [],
    }
    assert (together["can_subset"], together["selections"]) == (False, [])
    assert [(each["code"], each["line"]) for each in document["findings"]] == [
        ("GM301", line_of(BAD, 'Output(1, "a")')),
        ("GM301", line_of(BAD, 'Output(2, "b")')),
    ]


def test_subsets_as_text(folder) -> None:
    """As text: a table for each graph, and each finding with its place."""
    folder.write(BAD)

    done = folder.run("validate", "--subsets")

    assert done.code == 0
    assert re.search(r"^a +two \{a\} +also makes b$", done.out, re.MULTILINE)
    assert re.search(r"^a, b +two \{a, b\} +ok$", done.out, re.MULTILINE)
    assert "makes its 2 assets together (no can_subset=True)" in done.out
    assert f"definitions.py:{line_of(BAD, 'Output(1')}" in done.out
    assert "loads, but has 2 findings" in done.out


def test_strict(folder) -> None:
    """With `--strict` a finding ends with exit code 3; a graph without any is as good as before."""
    assert folder.write(BAD).run("validate", "--subsets", "--strict").code == 3
    assert folder.write(GOOD).run("validate", "--subsets", "--strict").code == 0


def test_subsets_only_when_asked(folder) -> None:
    """Without `--subsets` a graph that loads is valid, and no selection is tried."""
    folder.write(BAD)

    done = folder.run("validate")

    assert done.code == 0
    assert done.out == "valid: 4 assets, 2 ops\n"


CALLS = """import graphmat as dg


class Frame:
    pass


@dg.op
def one(x: Frame) -> int:
    return 1


@dg.op
def source():
    return 1


@dg.graph_asset
def wrong_keyword():
    value = source()
    return one(y=value)


@dg.graph_asset
def too_many():
    value = source()
    return one(value, value)


@dg.graph_asset
def twice():
    value = source()
    return one(value, x=value)


@dg.graph_asset
def pair():
    first = source()
    return first, source()
"""


def test_place_of_a_wrong_call(folder) -> None:
    """A wrong call in the body of a graph is told at the line of the call, in good grammar."""
    folder.write(CALLS)

    faults = json.loads(folder.run("validate", "--json").out)["faults"]

    assert [(fault["code"], fault["line"]) for fault in faults] == [
        ("GM113", line_of(CALLS, "one(y=value)")),
        ("GM113", line_of(CALLS, "one(value, value)")),
        ("GM113", line_of(CALLS, "one(value, x=value)")),
        ("GM120", line_of(CALLS, "return first, source()")),
    ]
    assert "takes 1 input, but 2 are given" in faults[1]["message"]


UNFED = """import graphmat as dg


class Frame:
    pass


@dg.op
def one(x: Frame, y: int = 2) -> int:
    return y


@dg.op
def plain(x: int) -> int:
    return x


@dg.graph
def inner(frame):
    return one(frame)


@dg.job
def unfed():
    one()
    plain()


@dg.job
def unfed_graph():
    inner()


@dg.job(input_values={"frame": Frame()})
def fed(frame):
    inner(frame)
"""


def test_inputs_that_nothing_feeds(folder) -> None:
    """An input that neither an op nor the configuration can give is a fault with its line."""
    folder.write(UNFED)

    faults = json.loads(folder.run("validate", "--json").out)["faults"]

    assert [(fault["code"], fault["line"]) for fault in faults] == [
        ("GM211", line_of(UNFED, "    one()")),
        ("GM211", line_of(UNFED, "    inner()")),
    ]
    assert "'x' of 'one'" in faults[0]["message"]


def test_input_values_of_a_job(folder) -> None:
    """The values that a job declares for its graph's inputs serve on the command line, too."""
    folder.write(UNFED)

    assert folder.run("materialize", "--job", "fed").code == 0


def test_near_names_are_the_users_or_ours(folder) -> None:
    """An unknown name is answered with names of the module, or of graphmat; never a builtin."""
    head = "import graphmat as dg\n\nsource_op = 1\n"

    for line, hint in (
        ("sorce_op", "did you mean 'source_op'?"),
        ("AssetOut()", "did you mean 'dg.AssetOut'?"),
        ("delatr", None),
        ("dg.AssetOt()", None),  # the message itself says what is near
    ):
        folder.write(f"{head}x = {line}\n")
        (fault,) = json.loads(folder.run("validate", "--json").out)["faults"]
        assert fault["hint"] == hint


def test_verdict_in_words(folder) -> None:
    """A verdict says which op gives what, where, and which asset can be deselected."""
    folder.write(BAD)

    document = json.loads(folder.run("validate", "--subsets", "--json").out)

    line = line_of(BAD, 'Output(2, "b")')
    sentence = f"two yields b unconditionally (definitions.py:{line}) although b can be deselected"
    assert document["findings"][1]["message"] == sentence
    assert document["definitions"][0]["selections"][0]["verdict"] == sentence


def test_subsets_of_a_large_graph(folder) -> None:
    """Of 40 assets a few selections show each pair together, apart and left out."""
    folder.write(
        "import graphmat as dg\n\n"
        "NAMES = [f'n{i}' for i in range(40)]\n\n\n"
        "@dg.op(out={name: dg.Out(is_required=False) for name in NAMES})\n"
        "def wide(context):\n"
        "    for name in context.selected_output_names:\n"
        "        yield dg.Output(1, name)\n\n\n"
        "@dg.graph_multi_asset(outs={n: dg.AssetOut() for n in NAMES}, can_subset=True)\n"
        "def large():\n"
        "    return tuple(wide())\n"
    )

    tried = json.loads(folder.run("validate", "--subsets", "--json").out)["definitions"][0]
    sets = [set(each["selected"]) for each in tried["selections"]]

    assert len(sets) < 100
    for left, right in (("n0", "n39"), ("n12", "n13")):
        assert len({(left in each, right in each) for each in sets}) == 4
    assert "selections tried" in folder.run("validate", "--subsets").out
