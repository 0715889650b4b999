"""Ops: what a decorated function becomes."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvalidDefinitionError, ParameterError


def test_what_a_parameter_is():
    """The context, the configuration and resources are told apart from inputs."""

    class Settings(dg.Config):
        n: int = 1

    class Db(dg.ConfigurableResource):
        url: str = ""

    @dg.op
    def body(context, a, config: Settings, db: Db, b: int = 2):
        """What it does."""

    assert list(body.ins) == ["a", "b"]
    assert body.context_param == "context"
    assert body.config_param[0] == "config"
    assert body.required_resource_keys == {"db"}
    assert body.ins["b"].default_value == 2
    assert body.description == "What it does."


def test_a_context_is_known_by_its_annotation():
    """A context parameter may have any name, at any place, where its annotation says so."""

    @dg.op
    def body(a, ctx: dg.OpExecutionContext):
        return a

    assert body.context_param == "ctx"
    assert list(body.ins) == ["a"]


@pytest.mark.parametrize("name", ["_", "_context", "context_"])
def test_other_names_of_a_context(name):
    """The first parameter is the context under these names too."""
    space = {}
    exec(f"def body({name}, a): return a", space)

    assert dg.op(space["body"]).context_param == name


def test_outputs_get_their_types_from_the_annotation():
    """A return annotation gives an undeclared type, to each output of a tuple its own."""

    @dg.op
    def single() -> int:
        return 1

    @dg.op(out={"a": dg.Out(), "b": dg.Out(str)})
    def pair() -> tuple[int, bytes]:
        return 1, b""

    @dg.op
    def wrapped() -> dg.Output[int]:
        return dg.Output(1)

    assert single.outs["result"].dagster_type is int
    assert [out.dagster_type for out in pair.outs.values()] == [int, str]
    assert wrapped.outs["result"].dagster_type is int
    assert wrapped.expects_output


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: dg.op(name="a b")(lambda: 1), "not a valid name"),
        (lambda: dg.op(name="ok")(lambda *args: 1), r"takes \*args"),
        (lambda: dg.op(name="ok")(lambda a, context: 1), "'context' must be the first"),
        (lambda: dg.op(name="ok")(lambda config: 1), "needs an annotation"),
        (lambda: dg.op(name="ok", ins={"b": dg.In()})(lambda a: 1), "no such parameter"),
        (lambda: dg.op(name="ok", ins={"a": dg.In(dg.Nothing)})(lambda a: 1), "must not have it"),
        (lambda: dg.op(name="ok", ins={"a": int})(lambda a: 1), r"with In\(\.\.\.\)"),
        (lambda: dg.op(name="ok", out={"a b": dg.Out()})(lambda: 1), "not a valid name"),
        (lambda: dg.op(name="ok", out=dg.Out(3))(lambda: 1), "not a type"),
        (lambda: dg.op(3), "not 3"),
    ],
)
def test_what_cannot_be_an_op(make, words):
    """A declaration that contradicts the function is refused where it stands."""
    with pytest.raises(GraphmatError, match=words):
        make()


def test_a_tuple_that_does_not_fit():
    """A tuple annotation of another length than there are outputs is a fault of the definition."""
    with pytest.raises(InvalidDefinitionError, match="declares 2 outputs"):

        @dg.op(out={"a": dg.Out(), "b": dg.Out()})
        def three() -> tuple[int, int, int]:
            return 1, 2, 3


def test_a_fault_has_the_place_of_its_function():
    """The error of a definition leads to the function in the user's file."""
    with pytest.raises(InvalidDefinitionError) as caught:

        @dg.op
        def bad(*args):
            pass

    assert caught.value.location.file == __file__


def test_a_fixed_configuration_makes_another_op():
    """A configured op has a name of its own, and leaves the first one as it was."""

    @dg.op(config_schema={"n": int})
    def number(context):
        return context.op_config["n"]

    seven = number.configured({"n": 7}, name="seven")

    @dg.job
    def work():
        seven()

    assert (number.name, seven.name) == ("number", "seven")
    assert work.execute_in_process().output_for_node("seven") == 7
    with pytest.raises(ParameterError, match="needs a name"):
        number.configured({"n": 7})


def test_tags_are_written_as_text():
    """A tag of an op that is no text is written as JSON."""

    @dg.op(tags={"a": {"b": 1}, "c": "d"})
    def tagged():
        pass

    assert tagged.tags == {"a": '{"b": 1}', "c": "d"}


def test_definitions_of_inputs_and_outputs():
    """The inputs and outputs of an op can be looked at, with their names and types."""

    @dg.op(out={"a": dg.Out(int), "b": dg.Out(is_required=False)})
    def body(x: str, y):
        pass

    assert [(d.name, d.dagster_type.display_name) for d in body.input_defs] == [
        ("x", "String"),
        ("y", "Any"),
    ]
    assert body.output_dict["b"].is_required is False
    assert body.output_dict["a"].dagster_type.display_name == "Int"
