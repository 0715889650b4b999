"""What an op may return or yield, how it is declared, and what becomes of what it makes.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

from collections import namedtuple

import pytest

# --- one output ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, 5, "text", [1, 2], {"a": 1}, (1, 2), False, 2.5])
def test_bare_value_is_the_output_result(dg, run_op, value):
    """A bare value that an op returns becomes its output named result."""

    @dg.op
    def source():
        return value

    result = run_op(source)
    assert result.success
    assert result.output_for_node("source") == value
    assert result.output_for_node("source", "result") == value


def test_single_named_output_takes_the_bare_value(dg, run_op):
    """With one named output declared, a bare value becomes that output."""

    @dg.op(out={"rows": dg.Out()})
    def count():
        return 12

    assert run_op(count).output_for_node("count", "rows") == 12


def test_none_is_a_value(dg):
    """A returned None is passed on like any value."""
    got = []

    @dg.op
    def nothing_found():
        return None

    @dg.op
    def look(found):
        got.append(found)

    @dg.graph
    def search():
        look(nothing_found())

    assert search.execute_in_process().success
    assert got == [None]


def test_optional_output_returned_as_none_is_still_made(dg):
    """Returning None from an op whose only output is optional makes the output, with value None."""
    got = []

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        return None

    @dg.op
    def after(x):
        got.append(x)

    @dg.graph
    def g():
        after(maybe())

    assert g.execute_in_process().success
    assert got == [None]


def test_single_out_given_without_a_mapping_is_named_result(dg, run_op):
    """`out=Out()` declares one output named result."""

    @dg.op(out=dg.Out(description="a number"))
    def number():
        return 3

    assert list(number.output_dict) == ["result"]
    assert run_op(number).output_for_node("number") == 3


def test_output_object_carries_the_value(dg, run_op):
    """Returning an Output is the same as returning its value."""

    @dg.op
    def wrapped():
        return dg.Output(41, metadata={"rows": 1})

    assert run_op(wrapped).output_for_node("wrapped") == 41


def test_list_holding_outputs_is_one_value(dg, run_op):
    """A list that an op with one output returns is that output's value, whatever it holds."""

    @dg.op
    def listing():
        return [dg.Output(1), 2]

    value = run_op(listing).output_for_node("listing")
    assert len(value) == 2
    assert value[1] == 2


def test_single_output_under_another_name_is_refused(dg, run_op):
    """An Output that names an output the op has not declared is an error."""

    @dg.op
    def misnamed():
        return dg.Output(1, "other")

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(misnamed)


# --- several outputs ----------------------------------------------------------------------------


def test_tuple_matches_outputs_by_declaration_order(dg, run_op):
    """The members of a returned tuple become the outputs in the order of their declaration."""

    @dg.op(out={"low": dg.Out(), "high": dg.Out(), "mean": dg.Out()})
    def stats():
        return 1, 9, 5

    result = run_op(stats)
    assert result.output_for_node("stats", "low") == 1
    assert result.output_for_node("stats", "high") == 9
    assert result.output_for_node("stats", "mean") == 5


def test_namedtuple_matches_outputs(dg, run_op):
    """A named tuple serves as a tuple."""
    Pair = namedtuple("Pair", ["left", "right"])

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def halves():
        return Pair("l", "r")

    result = run_op(halves)
    assert (result.output_for_node("halves", "a"), result.output_for_node("halves", "b")) == (
        "l",
        "r",
    )


@pytest.mark.parametrize("returned", [(1,), (1, 2, 3), ()])
def test_tuple_of_another_length_is_refused(dg, run_op, returned):
    """A tuple whose length is not the number of outputs is an error."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def two():
        return returned

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(two)


@pytest.mark.parametrize("returned", [{"a": 1, "b": 2}, [1, 2], 7, None, "ab"])
@pytest.mark.parametrize("required", [True, False])
def test_several_outputs_need_a_tuple(dg, run_op, returned, required):
    """An op with several outputs returns a tuple or yields: nothing else is unpacked."""

    @dg.op(out={"a": dg.Out(is_required=required), "b": dg.Out(is_required=required)})
    def two():
        return returned

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(two)


def test_several_outputs_refuse_one_bare_output(dg, run_op):
    """One Output returned where several are declared is an error."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def two():
        return dg.Output(1, "a")

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(two)


def test_tuple_may_mix_outputs_and_bare_values(dg, run_op):
    """Members of a returned tuple may be Output objects, named or left at the default name."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out(), "c": dg.Out()})
    def mixed():
        return dg.Output(1), 2, dg.Output(3, "c")

    result = run_op(mixed)
    assert [result.output_for_node("mixed", name) for name in "abc"] == [1, 2, 3]


def test_tuple_member_named_for_another_place_is_refused(dg, run_op):
    """An Output in a tuple whose name is not that of its place is an error."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def swapped():
        return dg.Output(1, "b"), dg.Output(2, "a")

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(swapped)


def test_nothing_outputs_need_no_return(dg, run_op):
    """An op whose required outputs are all of type Nothing may return None."""

    @dg.op(out={"a": dg.Out(dg.Nothing), "b": dg.Out(dg.Nothing)})
    def signals():
        return None

    result = run_op(signals)
    names = [
        e.event_specific_data.step_output_handle.output_name
        for e in result.all_events
        if e.event_type_value == "STEP_OUTPUT"
    ]
    assert sorted(names) == ["a", "b"]


# --- generators ---------------------------------------------------------------------------------


def test_generator_yields_outputs_in_any_order(dg, run_op):
    """A generator op may yield its outputs in any order."""

    @dg.op(out={"first": dg.Out(), "second": dg.Out()})
    def produce():
        yield dg.Output("2", output_name="second")
        yield dg.Output("1", output_name="first")

    result = run_op(produce)
    assert result.output_for_node("produce", "first") == "1"
    assert result.output_for_node("produce", "second") == "2"


@pytest.mark.parametrize("item", [5, None, "text", [1]])
def test_yielding_a_bare_value_is_refused(dg, run_op, item):
    """What a generator op yields must be wrapped in an Output."""

    @dg.op
    def careless():
        yield item

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(careless)


def test_unknown_output_name_is_refused_and_named(dg, run_op):
    """Yielding an output that was never declared fails and names it."""

    @dg.op(out={"left": dg.Out(), "right": dg.Out()})
    def produce():
        yield dg.Output(1, "left")
        yield dg.Output(1, "rigth")

    with pytest.raises(dg.DagsterInvariantViolationError, match="rigth"):
        run_op(produce)


def test_same_output_twice_is_refused(dg, run_op):
    """An op yields each of its outputs once."""

    @dg.op
    def stutter():
        yield dg.Output(1)
        yield dg.Output(2)

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(stutter)


def test_missing_required_output_fails(dg, run_graph):
    """A generator that ends without an output that another op needs fails its step."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def half():
        yield dg.Output(1, "a")

    @dg.op
    def use(b):
        return b

    def body():
        _, b = half()
        use(b)

    with pytest.raises(dg.DagsterStepOutputNotFoundError, match="half"):
        run_graph(body)


def test_missing_nothing_output_is_made_for_the_op(dg):
    """A required output of type Nothing needs no yield."""

    @dg.op(out={"data": dg.Out(), "done": dg.Out(dg.Nothing)})
    def load():
        yield dg.Output(1, "data")

    ran = []

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def after():
        ran.append(True)

    @dg.graph
    def g():
        _, done = load()
        after(done)

    assert g.execute_in_process().success
    assert ran == [True]


def test_empty_generator_with_optional_output_is_fine(dg, run_op):
    """A generator op that yields nothing succeeds if its outputs are optional."""

    @dg.op(out={"x": dg.Out(is_required=False)})
    def quiet():
        if False:
            yield dg.Output(1, "x")

    result = run_op(quiet)
    assert result.success
    assert result.is_node_success("quiet")


@pytest.mark.parametrize("kind", ["AssetMaterialization", "AssetObservation"])
def test_generator_may_yield_events(dg, run_op, kind):
    """Materializations and observations may be yielded beside outputs."""

    @dg.op
    def reporting():
        yield getattr(dg, kind)(asset_key="elsewhere", metadata={"rows": 3})
        yield dg.Output(1)

    result = run_op(reporting)
    assert result.output_for_node("reporting") == 1
    name = {
        "AssetMaterialization": "ASSET_MATERIALIZATION",
        "AssetObservation": "ASSET_OBSERVATION",
    }
    assert name[kind] in [event.event_type_value for event in result.all_events]


def test_expectation_results_may_be_yielded(dg, run_op):
    """An op may yield an ExpectationResult."""

    @dg.op
    def checking():
        yield dg.ExpectationResult(success=True, label="rows")
        yield dg.Output(1)

    result = run_op(checking)
    assert "STEP_EXPECTATION_RESULT" in [event.event_type_value for event in result.all_events]


# --- outputs that were not made -----------------------------------------------------------------


def test_consumer_of_an_unmade_output_is_skipped(dg, seen):
    """What needs an optional output that was not yielded is skipped, and so on down the line."""

    @dg.op(out={"rows": dg.Out(is_required=False)})
    def extract():
        if False:
            yield dg.Output(1, "rows")

    @dg.op
    def transform(rows):
        return rows

    @dg.op
    def publish(rows):
        return rows

    @dg.graph
    def g():
        publish(transform(extract()))

    result = g.execute_in_process()
    assert result.success
    assert seen(result).ran == ["extract"]
    assert seen(result).skipped == ["publish", "transform"]
    assert result.is_node_skipped("transform")
    assert not result.is_node_success("transform")


def test_branch_follows_the_output_that_was_yielded(dg, seen):
    """An op with two optional outputs steers the run by what it yields."""

    @dg.op(out={"small": dg.Out(is_required=False), "large": dg.Out(is_required=False)})
    def route():
        yield dg.Output(3, "small")

    @dg.op
    def by_hand(x):
        return x

    @dg.op
    def by_machine(x):
        return x

    @dg.graph
    def g():
        small, large = route()
        by_hand(small)
        by_machine(large)

    result = g.execute_in_process()
    assert seen(result).ran == ["by_hand", "route"]
    assert seen(result).skipped == ["by_machine"]


def test_default_value_does_not_replace_an_unmade_output(dg, seen):
    """A parameter's default does not stand in for an output that was not yielded."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        if False:
            yield dg.Output(1)

    @dg.op
    def use(x=5):
        return x

    @dg.graph
    def g():
        use(maybe())

    result = g.execute_in_process()
    assert seen(result).skipped == ["use"]


def test_ordering_edge_from_an_unmade_output_skips_too(dg, seen):
    """An op that only waits for an output is skipped when it was not yielded."""

    @dg.op(out={"ok": dg.Out(is_required=False)})
    def gate():
        if False:
            yield dg.Output(1, "ok")

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def late():
        return 1

    @dg.graph
    def g():
        late(start=gate())

    assert seen(g.execute_in_process()).skipped == ["late"]


def test_fan_in_drops_members_that_were_not_made(dg):
    """A list input gets the members that were made, in order."""
    got = []

    @dg.op(out=dg.Out(is_required=False))
    def absent():
        if False:
            yield dg.Output(0)

    @dg.op
    def one():
        return 1

    @dg.op
    def three():
        return 3

    @dg.op
    def gather(parts):
        got.append(parts)

    @dg.graph
    def g():
        gather([three(), absent(), one()])

    assert g.execute_in_process().success
    assert got == [[3, 1]]


def test_fan_in_without_any_member_is_skipped(dg, seen):
    """A list input none of whose members was made skips its op."""

    @dg.op(out=dg.Out(is_required=False))
    def absent():
        if False:
            yield dg.Output(0)

    @dg.op
    def gather(parts):
        return parts

    @dg.graph
    def g():
        gather([absent.alias("a")(), absent.alias("b")()])

    assert seen(g.execute_in_process()).skipped == ["gather"]


def test_fan_in_needs_its_other_inputs(dg, seen):
    """A list input with members does not save an op whose other input is missing."""

    @dg.op(out=dg.Out(is_required=False))
    def absent():
        if False:
            yield dg.Output(0)

    @dg.op
    def one():
        return 1

    @dg.op
    def gather(parts, extra):
        return parts

    @dg.graph
    def g():
        gather([one()], absent())

    assert seen(g.execute_in_process()).skipped == ["gather"]


# --- no outputs ---------------------------------------------------------------------------------


def test_op_without_outputs(dg, run_op):
    """`out={}` declares an op that makes nothing."""
    ran = []

    @dg.op(out={})
    def notify():
        ran.append(1)

    assert run_op(notify).success
    assert ran == [1]


def test_op_without_outputs_may_not_return_a_value(dg, run_op):
    """An op that declares no outputs must not return a value."""

    @dg.op(out={})
    def notify():
        return 5

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(notify)


# --- declaration --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["context", "input", "output", "config", "type", "yield"])
def test_reserved_output_names_are_refused(dg, name):
    """Words that mean something to the library are no names for outputs."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.op(out={name: dg.Out()})
        def bad():
            return 1


@pytest.mark.parametrize("name", ["has space", "da-sh", "do.t", "sl/ash", "é!", ""])
def test_bad_op_names_are_refused(dg, name):
    """Op names are letters, digits and underscores."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.op(name=name)
        def fine():
            return 1

        # An empty name may count as no name at all, in which case there is nothing to refuse.
        if name == "":
            raise dg.DagsterInvalidDefinitionError


@pytest.mark.parametrize("name", ["inputs", "result", "op", "step", "conditional", "a1", "_x"])
def test_ordinary_words_are_good_names(dg, run_op, name):
    """Words near the reserved ones are allowed."""

    @dg.op(name=name, out={name: dg.Out()})
    def fine():
        return 1

    assert fine.name == name
    assert run_op(fine).output_for_node(name, name) == 1


def test_lambda_needs_a_name(dg):
    """A lambda is no op without a name given."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.op(lambda: 1)


def test_name_is_the_functions(dg):
    """An op is named after its function unless told otherwise."""

    @dg.op
    def clean_rows():
        return 1

    @dg.op(name="scrub")
    def clean_columns():
        return 1

    assert clean_rows.name == "clean_rows"
    assert clean_columns.name == "scrub"


def test_description_is_the_docstring_unless_given(dg):
    """An op's description comes from its docstring, or from the argument."""

    @dg.op
    def documented():
        """Count the rows."""
        return 1

    @dg.op(description="given")
    def described():
        """Count the rows."""
        return 1

    assert "Count the rows." in documented.description
    assert described.description == "given"


def test_tags_become_text(dg):
    """Tag values that are not text are kept as JSON text."""

    @dg.op(tags={"team": "core", "limits": {"cpu": 2}})
    def tagged():
        return 1

    assert tagged.tags["team"] == "core"
    assert tagged.tags["limits"].replace(" ", "") == '{"cpu":2}'


@pytest.mark.parametrize("name", ["context", "_context", "context_", "_"])
def test_context_is_known_by_name(dg, run_op, name):
    """The first parameter is the context if it bears one of the context's names."""
    seen_ids = []
    scope = {"keep": seen_ids.append}
    exec(f"def peek({name}):\n    keep({name}.run_id)\n", scope)
    assert run_op(dg.op(scope["peek"])).success
    assert len(seen_ids[0]) == 36


@pytest.mark.departs("rule 14")
def test_context_is_known_by_annotation(dg, run_op):
    """A first parameter annotated as a context is one, whatever its name."""
    got = []

    @dg.op
    def peek(ctx: dg.OpExecutionContext):
        got.append(ctx.run_id)

    assert run_op(peek).success
    assert len(got[0]) == 36


@pytest.mark.departs("rule 14")
def test_context_by_annotation_leaves_the_other_inputs(dg):
    """Behind an annotated context, the remaining parameters are the inputs."""

    @dg.op
    def one():
        return 1

    @dg.op
    def add(run: dg.OpExecutionContext, x: int, y: int) -> int:
        assert run.op_config is None
        return x + y

    @dg.graph
    def g():
        return add(one(), one())

    assert list(add.input_dict) == ["x", "y"]
    assert g.execute_in_process().output_value() == 2


def test_context_not_first_is_refused(dg):
    """The context parameter comes first."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.op
        def late(x, context):
            return x


def test_star_args_are_refused(dg):
    """An op's inputs have names, so it takes no *args."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.op
        def starry(*args):
            return args


def test_star_kwargs_are_allowed(dg, run_op):
    """An op may have **kwargs."""

    @dg.op
    def open_ended(**kwargs):
        return sorted(kwargs)

    assert run_op(open_ended).output_for_node("open_ended") == []


def test_ins_naming_no_parameter_is_refused(dg):
    """An input that the function does not take is an error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="missing_one"):

        @dg.op(ins={"missing_one": dg.In()})
        def short(x):
            return x


def test_nothing_input_is_no_parameter(dg):
    """An input of type Nothing must not be a parameter."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.op(ins={"start": dg.In(dg.Nothing)})
        def confused(start):
            return start


def test_ins_and_outs_can_be_read(dg):
    """A definition shows its inputs and outputs."""

    @dg.op(
        ins={"rows": dg.In(int, description="how many", default_value=3)},
        out={"ok": dg.Out(bool, description="all well"), "rest": dg.Out(int, is_required=False)},
    )
    def check(rows):
        return rows > 0, rows

    assert list(check.ins) == ["rows"]
    assert check.ins["rows"].description == "how many"
    assert check.ins["rows"].default_value == 3
    assert list(check.outs) == ["ok", "rest"]
    assert check.outs["ok"].description == "all well"
    assert check.outs["ok"].is_required is True
    assert check.outs["rest"].is_required is False


def test_input_defaults_come_from_the_function_or_from_in(dg, run_op):
    """An unconnected input takes the default of the parameter or of its In."""

    @dg.op(ins={"b": dg.In(int, default_value=20)})
    def add(b, a=1):
        return a + b

    @dg.op
    def plain(a=1, b=2):
        return a + b

    assert run_op(plain).output_for_node("plain") == 3
    assert add(b=20) == 21


def test_decorator_with_and_without_parentheses(dg):
    """The decorator may stand bare or be called."""

    @dg.op
    def bare():
        return 1

    @dg.op()
    def called():
        return 1

    assert isinstance(bare, dg.OpDefinition)
    assert isinstance(called, dg.OpDefinition)


def test_unknown_keyword_is_refused(dg):
    """A keyword that op does not know is a TypeError."""
    with pytest.raises(TypeError):
        dg.op(outs={"a": dg.Out()})


# --- Out, In and Output as values ---------------------------------------------------------------


def test_out_defaults(dg):
    """An Out is required, undescribed and stored by the default manager by default."""
    out = dg.Out()
    assert out.is_required is True
    assert out.description is None
    assert out.code_version is None
    assert dg.Out(io_manager_key="warehouse").io_manager_key == "warehouse"


def test_out_takes_its_type_first(dg):
    """The first positional argument of Out and In is the type."""

    @dg.op(out=dg.Out(int, "how many"))
    def count():
        return 1

    assert count.output_dict["result"].description == "how many"
    assert count.output_dict["result"].dagster_type.display_name == "Int"


def test_output_attributes(dg):
    """An Output shows what it was made of."""
    out = dg.Output(5, "rows", {"a": 1})
    assert out.value == 5
    assert out.output_name == "rows"
    assert set(out.metadata) == {"a"}
    assert dg.Output(1).output_name == "result"
    assert dg.Output(value=1, output_name="x", metadata={"k": "v"}).output_name == "x"


def test_with_metadata_replaces(dg):
    """`Output.with_metadata` gives a copy with that metadata and no other."""
    first = dg.Output(5, metadata={"a": 1})
    second = first.with_metadata({"b": 2})
    assert set(second.metadata) == {"b"}
    assert set(first.metadata) == {"a"}
    assert second.value == 5


def test_output_keeps_a_data_version(dg):
    """An Output may state the version of its data."""
    assert dg.Output(1, data_version=dg.DataVersion("v1")).data_version == dg.DataVersion("v1")


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 13")
def test_generator_return_value_is_not_lost_in_silence(dg, run_op):
    """A generator op that returns a value is refused or fails; it does not drop the value."""
    with pytest.raises((dg.DagsterInvalidDefinitionError, dg.DagsterInvariantViolationError)):

        @dg.op
        def both():
            yield dg.Output(1)
            return 2

        run_op(both)


@pytest.mark.departs("rule 5")
def test_required_output_that_nobody_needs_may_be_left_out_of_an_asset(dg):
    """Inside a graph asset, a required output that nothing consumes may go unyielded."""

    @dg.op(out={"used": dg.Out(), "unused": dg.Out()})
    def half():
        yield dg.Output(4, "used")

    @dg.graph_asset
    def four():
        used, _unused = half()
        return used

    result = dg.materialize([four])
    assert result.success
    assert result.asset_value("four") == 4


def test_op_equality_of_runs(dg, run_op):
    """One definition may run any number of times, each run with an id of its own."""

    @dg.op
    def one():
        return 1

    ids = {run_op(one).run_id for _ in range(3)}
    assert len(ids) == 3


def test_async_op_is_awaited(dg, run_op):
    """An async op is awaited."""

    @dg.op
    async def fetch():
        return 8

    assert run_op(fetch).output_for_node("fetch") == 8


def test_async_generator_op(dg, run_op):
    """An async generator op yields its outputs."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    async def fetch():
        yield dg.Output(1, "a")
        yield dg.Output(2, "b")

    result = run_op(fetch)
    assert (result.output_for_node("fetch", "a"), result.output_for_node("fetch", "b")) == (1, 2)


def test_generator_function_may_be_wrapped_iterator(dg, run_op):
    """An op may return a generator that another function made."""

    def parts():
        yield dg.Output(1, "a")
        yield dg.Output(2, "b")

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def delegate():
        yield from parts()

    result = run_op(delegate)
    assert result.output_for_node("delegate", "b") == 2
