from __future__ import annotations

import graphmat as dg
from graphmat.loading.yields import given_unconditionally

OUT = {"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)}


def names(op: object) -> list[str]:
    """The outputs that an op gives without asking."""
    return [each.output_name for each in given_unconditionally(op)]


def test_plain_yields() -> None:
    """A `yield` without a condition gives its output, named by position or by keyword."""

    @dg.op(out=OUT)
    def plain():
        yield dg.Output(1, "a")
        yield dg.Output(1, output_name="b")

    assert names(plain) == ["a", "b"]


def test_place() -> None:
    """The place is the line of the `yield`, in the file of the op."""

    @dg.op(out=OUT)
    def plain():
        yield dg.Output(1, "a")

    (given,) = given_unconditionally(plain)

    assert given.location.file == __file__
    assert given.location.line == plain.compute_fn.__code__.co_firstlineno + 2


def test_under_a_condition_that_asks() -> None:
    """What stands under a condition on the selection is asked for; beside it is not."""

    @dg.op(out=OUT)
    def asks(context):
        if "a" in context.selected_output_names:
            yield dg.Output(1, "a")
        yield dg.Output(1, "b")

    assert names(asks) == ["b"]


def test_under_another_condition() -> None:
    """A condition on something else, a `with` and a `try` do not ask."""

    @dg.op(out=OUT)
    def other(context, n):
        if n:
            yield dg.Output(1, "a")
        try:
            yield dg.Output(1, "b")
        finally:
            pass

    assert names(other) == ["a", "b"]


def test_through_a_name() -> None:
    """A name that was made from the selection asks, with a type or without."""

    @dg.op(out=OUT)
    def named(context):
        wanted = set(context.selected_output_names)
        both: bool = len(wanted) == 2
        if "a" in wanted:
            yield dg.Output(1, "a")
        if both:
            yield dg.Output(1, "b")

    assert names(named) == []


def test_loop_over_the_selection() -> None:
    """A loop over what is selected asks."""

    @dg.op(out=OUT)
    def loops(context):
        for _ in context.selected_output_names:
            yield dg.Output(1, "a")

    assert names(loops) == []


def test_leaving_early() -> None:
    """Behind a condition on the selection that leaves the op, all is asked for."""

    @dg.op(out=OUT)
    def leaves(context):
        yield dg.Output(1, "a")
        if "b" not in context.selected_output_names:
            return
        yield dg.Output(1, "b")

    assert names(leaves) == ["a"]


def test_returned_tuple() -> None:
    """A returned tuple gives all outputs; a bare `return` gives none."""

    @dg.op(out=OUT)
    def returns(context):
        if context is None:
            return None
        return 1, 2

    assert names(returns) == ["a", "b"]


def test_inner_function() -> None:
    """What a function inside the op yields is no output of it."""

    @dg.op(out=OUT)
    def outer():
        def inner():
            yield dg.Output(1, "a")

        list(inner())
        yield dg.Output(1, "b")

    assert names(outer) == ["b"]


def test_unreadable_source() -> None:
    """Of an op without source nothing is said."""
    scope: dict = {"dg": dg}
    exec("@dg.op\ndef made():\n    return 1\n", scope)

    assert given_unconditionally(scope["made"]) is None
