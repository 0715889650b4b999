"""Annotations are promises that a run checks: what passes, what fails, and where it fails.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

from typing import Any, Dict, List, Optional, Tuple

import pytest


class Table:
    """A class of a user's own."""

    def __init__(self, rows):
        self.rows = rows


class WideTable(Table):
    """A kind of table."""


GOOD = [
    (int, 5),
    (int, True),
    (float, 2.5),
    (str, "a"),
    (bool, False),
    (list, [1, "a"]),
    (dict, {"a": 1}),
    (list[int], [1, 2]),
    (list[int], []),
    (List[str], ["a"]),
    (dict[str, int], {"a": 1}),
    (Dict[str, int], {}),
    (Optional[int], None),
    (Optional[int], 4),
    (int | None, None),
    (str | None, "x"),
    (Any, object),
    (list[list[int]], [[1], [2, 3]]),
    (dict[str, list[int]], {"a": [1]}),
    (Table, Table(3)),
    (Table, WideTable(3)),
    (Optional[Table], None),
    (set, {1}),
    (tuple, (1, 2)),
]

BAD = [
    (int, "5"),
    (int, 5.0),
    (int, None),
    (float, 2),
    (str, 5),
    (bool, 1),
    (list, (1, 2)),
    (dict, [1]),
    (list[int], [1, "2"]),
    (List[str], [1]),
    (dict[str, int], {"a": "b"}),
    (dict[str, int], {1: 1}),
    (Optional[int], "4"),
    (int | None, "4"),
    (list[list[int]], [[1], ["x"]]),
    (Table, "table"),
    (WideTable, Table(3)),
]


@pytest.mark.parametrize(("kind", "value"), GOOD, ids=[f"good{i}" for i in range(len(GOOD))])
def test_output_of_its_type_passes(dg, run_op, kind, value):
    """A value of the annotated type is accepted as output."""

    @dg.op
    def make() -> kind:
        return value

    assert run_op(make).success


@pytest.mark.parametrize(("kind", "value"), BAD, ids=[f"bad{i}" for i in range(len(BAD))])
def test_output_of_another_type_fails(dg, run_op, kind, value):
    """A value of another type fails the step that made it."""

    @dg.op
    def make() -> kind:
        return value

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="result"):
        run_op(make)


@pytest.mark.parametrize(("kind", "value"), BAD, ids=[f"bad{i}" for i in range(len(BAD))])
def test_input_of_another_type_fails_the_consumer(dg, run_graph, kind, value):
    """A value of another type fails the step that takes it, not the one that made it."""

    @dg.op
    def make():
        return value

    @dg.op
    def take(rows: kind):
        return 1

    def body():
        take(make())

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="rows"):
        run_graph(body)
    result = run_graph(body, raise_on_error=False)
    assert not result.success
    assert result.is_node_success("make")
    assert result.is_node_failed("take")


@pytest.mark.parametrize(
    ("kind", "value"), GOOD[::3], ids=[f"good{i}" for i in range(0, len(GOOD), 3)]
)
def test_input_of_its_type_passes(dg, run_graph, kind, value):
    """A value of the annotated type is accepted as input."""

    @dg.op
    def make():
        return value

    @dg.op
    def take(rows: kind):
        return 1

    def body():
        take(make())

    assert run_graph(body).success


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (int, "Int"),
        (str, "String"),
        (float, "Float"),
        (bool, "Bool"),
        (Any, "Any"),
        (list[int], "[Int]"),
        (dict[str, int], "Dict[String,Int]"),
        (Optional[int], "Int?"),
        (str | None, "String?"),
        (Table, "Table"),
    ],
)
def test_display_names(dg, kind, shown):
    """Each type has a short name to show."""

    @dg.op
    def make(x: kind) -> kind:
        return x

    assert make.output_dict["result"].dagster_type.display_name == shown
    assert make.input_dict["x"].dagster_type.display_name == shown


def test_failed_output_is_not_stored(dg, instance):
    """A value that fails its check is neither stored nor materialized."""

    @dg.asset
    def number() -> int:
        return "many"

    result = dg.materialize([number], instance=instance, raise_on_error=False)
    kinds = [event.event_type_value for event in result.all_events]
    assert not result.success
    assert "STEP_FAILURE" in kinds
    assert "HANDLED_OUTPUT" not in kinds
    assert "ASSET_MATERIALIZATION" not in kinds


def test_failed_input_was_loaded_first(dg):
    """A value that fails its check as an input was loaded before its step failed."""

    @dg.asset
    def number():
        return "many"

    @dg.asset
    def double(number: int):
        return number * 2

    result = dg.materialize([number, double], raise_on_error=False)
    kinds = [event.event_type_value for event in result.all_events if event.step_key == "double"]
    assert kinds.index("LOADED_INPUT") < kinds.index("STEP_FAILURE")


def test_none_annotation_means_nothing_is_stored(dg):
    """`-> None` declares an output that carries no value: none is stored."""

    @dg.op
    def sweep() -> None:
        return None

    @dg.job
    def j():
        sweep()

    kinds = [event.event_type_value for event in j.execute_in_process().all_events]
    assert "STEP_OUTPUT" in kinds
    assert "HANDLED_OUTPUT" not in kinds


def test_none_annotation_refuses_a_value(dg, run_op):
    """`-> None` refuses a returned value."""

    @dg.op
    def sweep() -> None:
        return 5

    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_op(sweep)


def test_nothing_orders_without_data(dg, seen):
    """An op annotated `-> None` can come before another that takes nothing from it."""
    order = []

    @dg.op
    def first() -> None:
        order.append("first")

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def a_second() -> None:
        order.append("second")

    @dg.graph
    def g():
        a_second(after=first())

    assert g.execute_in_process().success
    assert order == ["first", "second"]


def test_tuple_annotation_types_the_outputs_in_order(dg, run_op):
    """With several outputs, a tuple annotation gives each its type."""

    @dg.op(out={"n": dg.Out(), "s": dg.Out()})
    def pair() -> Tuple[int, str]:
        return 1, "a"

    @dg.op(out={"n": dg.Out(), "s": dg.Out()})
    def wrong() -> tuple[int, str]:
        return 1, 2

    assert run_op(pair).success
    assert pair.output_dict["s"].dagster_type.display_name == "String"
    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match=r"\bs\b"):
        run_op(wrong)


@pytest.mark.parametrize("kind", [tuple[int, int, int], int])
def test_annotation_that_cannot_fit_the_outputs_is_refused(dg, kind):
    """With several outputs, an annotation must be a tuple of as many types."""
    with pytest.raises((dg.DagsterInvariantViolationError, dg.DagsterInvalidDefinitionError)):

        @dg.op(out={"n": dg.Out(), "s": dg.Out()})
        def pair() -> kind:
            return 1, "a"


def test_out_type_wins_where_there_is_no_annotation(dg, run_op):
    """A type may be given on the Out or the In instead of the annotation."""

    @dg.op(out=dg.Out(dagster_type=int))
    def make():
        return "x"

    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_op(make)

    @dg.op(ins={"x": dg.In(dagster_type=str)})
    def take(x):
        return x

    @dg.op
    def five():
        return 5

    @dg.graph
    def g():
        take(five())

    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        g.execute_in_process()


def test_each_out_of_several_has_its_type(dg, run_op):
    """Types on the Outs of an op are checked one by one."""

    @dg.op(out={"a": dg.Out(int), "b": dg.Out(str)})
    def make():
        yield dg.Output(1, "a")
        yield dg.Output(2, "b")

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match=r"\bb\b"):
        run_op(make)


def test_output_annotation_types_the_value(dg, run_op):
    """`-> Output[int]` types the value inside the Output."""

    @dg.op
    def good() -> dg.Output[int]:
        return dg.Output(5)

    @dg.op
    def bad() -> dg.Output[int]:
        return dg.Output("5")

    assert run_op(good).output_for_node("good") == 5
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_op(bad)


def test_output_annotation_refuses_a_bare_value(dg, run_op):
    """`-> Output[int]` needs an Output."""

    @dg.op
    def bare() -> dg.Output[int]:
        return 5

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(bare)


def test_custom_type_with_a_predicate(dg, run_op):
    """A DagsterType checks with the function of its author."""
    Even = dg.DagsterType(name="Even", type_check_fn=lambda _, value: value % 2 == 0)

    @dg.op(out=dg.Out(Even))
    def good():
        return 4

    @dg.op(out=dg.Out(Even))
    def bad():
        return 5

    assert run_op(good).success
    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="Even"):
        run_op(bad)


def test_custom_type_may_say_why(dg, run_op):
    """A TypeCheck's description is part of the failure."""

    def check(_, value):
        if value < 0:
            return dg.TypeCheck(success=False, description=f"{value} is below zero")
        return True

    Positive = dg.DagsterType(name="Positive", type_check_fn=check)

    @dg.op(out=dg.Out(Positive))
    def debt():
        return -3

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="-3 is below zero"):
        run_op(debt)


def test_custom_check_must_answer_yes_or_no(dg, run_op):
    """A check that answers neither a bool nor a TypeCheck is an error."""
    Odd = dg.DagsterType(name="Odd", type_check_fn=lambda _, value: "yes")

    @dg.op(out=dg.Out(Odd))
    def make():
        return 1

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(make)


def test_custom_type_as_an_annotation(dg, run_op):
    """A DagsterType may stand as an annotation of an input given through In."""
    Short = dg.DagsterType(name="Short", type_check_fn=lambda _, value: len(value) < 4)

    @dg.op
    def make():
        return "long text"

    @dg.op(ins={"text": dg.In(Short)})
    def use(text):
        return text

    @dg.graph
    def g():
        use(make())

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="Short"):
        g.execute_in_process()


def test_postponed_annotations_are_understood(write_module, dg):
    """A module that postpones its annotations has its types checked all the same."""
    module = write_module(
        """
class Rows(list):
    pass

@dg.op
def make() -> "Rows":
    return [1]

@dg.op
def fine() -> "int":
    return 1

@dg.graph
def bad():
    make()

@dg.graph
def good():
    fine()
"""
    )
    assert module.good.execute_in_process().success
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        module.bad.execute_in_process()


@pytest.mark.departs("rule 14")
def test_future_annotations_module(tmp_path, monkeypatch, dg):
    """`from __future__ import annotations` changes nothing, not even for the context."""
    name = f"future_module_{abs(hash(str(tmp_path))) % 10**8}"
    (tmp_path / f"{name}.py").write_text(
        "from __future__ import annotations\n"
        f"import {dg.__name__} as dg\n"
        "@dg.op\n"
        "def make(context: dg.OpExecutionContext) -> list[int]:\n"
        "    return [1, 2]\n"
        "@dg.op\n"
        "def total(parts: list[int]) -> int:\n"
        "    return sum(parts)\n"
        "@dg.graph_asset\n"
        "def three() -> int:\n"
        "    return total(make())\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    module = __import__(name)
    assert dg.materialize([module.three]).asset_value("three") == 3


def test_untyped_takes_anything(dg, run_graph):
    """Without annotations nothing is checked."""

    @dg.op
    def make():
        return object

    @dg.op
    def take(x):
        return x

    def body():
        take(make())

    assert run_graph(body).success


def test_type_of_a_fan_in_is_checked_as_a_list(dg, run_graph):
    """A list of outputs given to one input is checked against a list type."""

    @dg.op
    def one():
        return 1

    @dg.op
    def word():
        return "w"

    @dg.op
    def total(parts: list[int]):
        return sum(parts)

    def good():
        total([one(), one()])

    def bad():
        total([one(), word()])

    assert run_graph(good).success
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_graph(bad)


def test_asset_argument_types_are_checked(dg):
    """The annotation of an asset's argument checks the value that is loaded for it."""

    @dg.asset
    def rows():
        return "not a list"

    @dg.asset
    def size(rows: list):
        return len(rows)

    with pytest.raises(dg.DagsterTypeCheckDidNotPass, match="rows"):
        dg.materialize([rows, size])


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 13")
@pytest.mark.parametrize(("made", "wanted"), [(str, int), (int, str), (list, dict), (Table, int)])
def test_types_that_can_never_agree_are_found_before_a_run(dg, made, wanted):
    """An output wired to an input whose type excludes it is found when definitions are checked."""

    @dg.op
    def make() -> made:
        return None

    @dg.op
    def take(x: wanted):
        return x

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="take"):

        @dg.graph_asset
        def g():
            return take(make())

        dg.Definitions.validate_loadable(dg.Definitions(assets=[g]))


@pytest.mark.departs("rule 13")
def test_nothing_into_a_value_is_found_before_a_run(dg):
    """An output that carries no value cannot feed an input that needs one."""

    @dg.op
    def make() -> None:
        return None

    @dg.op
    def take(x: int):
        return x

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="take"):

        @dg.graph_asset
        def g():
            return take(make())

        dg.Definitions.validate_loadable(dg.Definitions(assets=[g]))


@pytest.mark.departs("rule 13")
@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (bool, int),
        (int, Any),
        (Any, int),
        (WideTable, Table),
        (Table, WideTable),
        (int, Optional[int]),
        (Optional[int], int),
        (list[int], list),
        (list, list[int]),
    ],
)
def test_types_that_may_agree_are_let_through(dg, made, wanted):
    """Types of which one could be the other are no fault of the definitions."""

    @dg.op
    def make() -> made:
        return None

    @dg.op
    def take(x: wanted):
        return x

    @dg.graph_asset
    def g():
        return take(make())

    dg.Definitions.validate_loadable(dg.Definitions(assets=[g]))
