"""Calls in the body of a graph are recorded; nothing runs."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidDefinitionError, InvariantViolationError


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def pair(a, b):
    """An op with two inputs."""
    return a, b


@dg.op(out={"x": dg.Out(), "y": dg.Out()})
def split():
    """An op with two outputs."""
    return 1, 2


def traced(body):
    """The error of tracing a body."""
    with pytest.raises(InvalidDefinitionError) as caught:
        dg.graph(name="traced")(body)
    return caught.value


def test_names_of_calls():
    """The first call has the op's name, later ones a number, aliases their own."""

    @dg.graph
    def body():
        one()
        one()
        one.alias("uno")()
        one()

    assert list(body.node_dict) == ["one", "one_2", "uno", "one_3"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda: pair(one()) and pair(1, 2), "cannot be used as a condition"),
        (lambda: pair(1, 2), "given the value 1"),
        (lambda: pair(one(), one(), one()), "takes 2 inputs, but 3 are given"),
        (lambda: pair(one(), a=one()), "'a' of 'pair' is given twice"),
        (lambda: pair(one(), c=one()), "has no input 'c'"),
        (lambda: pair(one(), one), "'one' itself (not called)"),
        (lambda: pair(one(), [one(), 3]), "a list with the value 3 in it"),
        (lambda: pair(one(), split()), "has several outputs ('x', 'y')"),
        (lambda: (one.alias("same")(), one.alias("same")()), "called twice"),
        (lambda: one.alias("not valid")(), "not a valid name"),
        (lambda: (one(), dg.op(name="one")(lambda: 2)()), "two different ops or graphs"),
    ],
)
def test_calls_that_cannot_be(body, words):
    """Whatever cannot be wired is refused, naming op, input, and what was given."""
    assert words in str(traced(body))


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda ref: 1 if ref else 2, "used as a condition"),
        (list, "iterated over or unpacked"),
        (lambda ref: ref[0], "indexed"),
        (len, "measured"),
        (lambda ref: ref + 1, "calculated with"),
        (lambda ref: 1 + ref, "calculated with"),
        (lambda ref: -ref, "calculated with"),
        (lambda ref: ref > 1, "compared"),
        (lambda ref: ref == 1, "compared"),
        (lambda ref: ref != 1, "compared"),
        (lambda ref: ref in [1, 2], "compared"),
    ],
)
def test_what_only_a_value_could_do(use, words):
    """A branch, loop or sum over an output would be decided once, while tracing: it is refused."""
    error = traced(lambda: use(one()))

    assert words in str(error)
    assert "output 'result' of 'one'" in str(error)
    assert error.location.file == __file__


def test_a_graphs_input_is_no_value_either():
    """The inputs of a graph refuse what its ops' outputs refuse."""

    def body(up):
        return one() if up else split().x

    assert "input 'up'" in str(traced(body))


def test_outputs_are_taken_by_position_or_name():
    """Several outputs can be unpacked, indexed, and named; nothing else."""

    @dg.graph
    def body():
        x, y = split()
        again = split()
        pair(x, again[1])
        pair(again.x, y)

    assert len(body.nodes) == 4


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda outputs: outputs.z, "no output 'z'"),
        (lambda outputs: outputs["x"], "by position"),
        (lambda outputs: 1 if outputs else 2, "used as a condition"),
    ],
)
def test_what_there_is_not_among_several_outputs(use, words):
    """An output that there is not, and other ways to take one, are refused."""
    with pytest.raises((AttributeError, TypeError, InvariantViolationError), match=words):
        dg.graph(name="traced")(lambda: use(split()))


def test_a_failed_body_leaves_nothing_open():
    """After the body of a graph failed, an op that is called runs as usual."""
    with pytest.raises(ZeroDivisionError):
        dg.graph(name="broken")(lambda: 1 / 0)

    assert one() == 1


def test_names_and_hooks_need_a_body():
    """An alias, a tag or a retry policy is for a call in a body: outside it is refused."""
    with pytest.raises(InvariantViolationError, match="inside the body of a graph"):
        one.alias("uno")()


def test_changes_of_a_call_do_not_change_the_op():
    """Tags and hooks of one call are its own, and add up."""

    @dg.graph
    def body():
        one.tag({"a": "1"}).tag({"b": "2"}).alias("tagged")()
        one()

    assert body.node_dict["tagged"].tags == {"a": "1", "b": "2"}
    assert not body.node_dict["one"].tags


def test_a_definition_that_could_not_be_made(tmp_path):
    """While a module loads, a broken op does not hide the faults of what uses it."""
    from graphmat.errors import FaultCollector

    with FaultCollector() as collector:
        broken = dg.op(name="not valid")(lambda: 1)

        @dg.graph_asset
        def user():
            return broken()

        @dg.asset(key=["a/b"])
        def other():
            return 1

    texts = [str(fault) for fault in collector.faults]
    assert any("not valid" in text for text in texts)
    assert any("'a/b'" in text for text in texts)
    assert repr(user)
