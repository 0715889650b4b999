"""Dynamic outputs: fan-out, mapping, collecting, chains of them, their faults."""

import pytest


@pytest.fixture
def spread(dg):
    """An op that fans a list out, one output per element, keyed k0, k1 and so on."""

    @dg.op(out=dg.DynamicOut())
    def spread(context, items: list):
        for number, item in enumerate(items):
            yield dg.DynamicOutput(item, mapping_key=f"k{number}")

    return spread


@pytest.fixture
def three(dg):
    """An op that fans out 1, 2 and 3 under the keys a, b and c."""

    @dg.op(out=dg.DynamicOut(int))
    def three():
        for key, value in zip("abc", (1, 2, 3), strict=True):
            yield dg.DynamicOutput(value, mapping_key=key)

    return three


@pytest.fixture
def double(dg):
    """An op that doubles."""

    @dg.op
    def double(n):
        return n * 2

    return double


@pytest.fixture
def total(dg):
    """An op that adds up a list."""

    @dg.op
    def total(parts):
        return sum(parts)

    return total


# --- map and collect ----------------------------------------------------------------------------


def test_map_and_collect(dg, three, double, total, run_graph):
    """Each element is mapped by its own step, and collect gathers the results."""

    def fan():
        total(three().map(double).collect())

    assert run_graph(fan).output_for_node("total") == 12


def test_steps_carry_the_mapping_key(dg, three, double, total, run_graph, seen):
    """A mapped step is named op[key]."""

    def fan():
        total(three().map(double).collect())

    result = run_graph(fan)
    assert seen(result).ran == ["double[a]", "double[b]", "double[c]", "three", "total"]


def test_output_of_a_mapped_node_is_a_dict(dg, three, double, run_graph):
    """output_for_node of a mapped op gives its outputs by mapping key."""

    def fan():
        three().map(double)

    assert run_graph(fan).output_for_node("double") == {"a": 2, "b": 4, "c": 6}


def test_output_of_the_fan_out_itself(dg, three, run_graph):
    """output_for_node of the op that fans out gives its values by mapping key."""

    def fan():
        three()

    assert run_graph(fan).output_for_node("three") == {"a": 1, "b": 2, "c": 3}


def test_collect_keeps_the_order(dg, three, run_graph):
    """collect() gives the list in the order of the fan-out."""

    @dg.op
    def listed(parts):
        return list(parts)

    def fan():
        listed(three().collect())

    assert run_graph(fan).output_for_node("listed") == [1, 2, 3]


def test_map_chains(dg, three, double, total, run_graph):
    """A mapped output can be mapped on, branch by branch."""

    @dg.op
    def plus_one(n):
        return n + 1

    def fan():
        total(three().map(double).map(plus_one).collect())

    assert run_graph(fan).output_for_node("total") == 15


def test_map_over_a_lambda(dg, three, double, total, run_graph):
    """map takes any function that composes, such as a lambda of several ops."""

    @dg.op
    def plus_one(n):
        return n + 1

    def fan():
        total(three().map(lambda n: plus_one(double(n))).collect())

    assert run_graph(fan).output_for_node("total") == 15


def test_map_with_another_input(dg, three, total, run_graph):
    """A mapped op may take a second input that is the same for all branches."""

    @dg.op
    def factor():
        return 10

    @dg.op
    def scale(n, by):
        return n * by

    def fan():
        by = factor()
        total(three().map(lambda n: scale(n, by)).collect())

    assert run_graph(fan).output_for_node("total") == 60


def test_two_maps_of_one_fan_out(dg, three, double, total, run_graph):
    """One fan-out may be mapped twice, apart."""

    @dg.op
    def negate(n):
        return -n

    def fan():
        numbers = three()
        total.alias("up")(numbers.map(double).collect())
        total.alias("down")(numbers.map(negate).collect())

    result = run_graph(fan)
    assert (result.output_for_node("up"), result.output_for_node("down")) == (12, -6)


def test_mapped_branches_of_one_op_meet(dg, three, double, run_graph):
    """Within a branch, an op may take two values of that branch."""

    @dg.op
    def pair(a, b):
        return (a, b)

    def fan():
        three().map(lambda n: pair(n, double(n)))

    assert run_graph(fan).output_for_node("pair") == {"a": (1, 2), "b": (2, 4), "c": (3, 6)}


@pytest.mark.departs("issue 3")
def test_list_inside_a_branch(dg, three, double, total, run_graph):
    """Within a branch, an op may take a list of values of that branch."""

    def fan():
        three().map(lambda n: total([n, double(n)]))

    assert run_graph(fan).output_for_node("total") == {"a": 3, "b": 6, "c": 9}


def test_map_into_a_graph(dg, three, double, total, run_graph):
    """A fan-out may be mapped over a whole graph."""

    @dg.op
    def plus_one(n):
        return n + 1

    @dg.graph
    def both(n):
        return plus_one(double(n))

    def fan():
        total(three().map(both).collect())

    assert run_graph(fan).output_for_node("total") == 15


def test_fan_out_depends_on_input(dg, spread, total, run_graph):
    """The number of branches follows the value at run time."""

    @dg.op
    def numbers():
        return [5, 6, 7, 8]

    def fan():
        total(spread(numbers()).collect())

    assert run_graph(fan).output_for_node("total") == 26


def test_returned_list_of_dynamic_outputs(dg, double, total, run_graph):
    """A fan-out may return a list of DynamicOutput."""

    @dg.op(out=dg.DynamicOut())
    def many():
        return [dg.DynamicOutput(n, mapping_key=f"n{n}") for n in (1, 2)]

    def fan():
        total(many().map(double).collect())

    assert run_graph(fan).output_for_node("total") == 6


def test_named_dynamic_output_beside_a_plain_one(dg, double, total, run_graph):
    """An op may have a dynamic and a plain output."""

    @dg.op(out={"parts": dg.DynamicOut(), "count": dg.Out()})
    def split():
        yield dg.DynamicOutput(1, mapping_key="x", output_name="parts")
        yield dg.DynamicOutput(2, mapping_key="y", output_name="parts")
        yield dg.Output(2, "count")

    @dg.op
    def check(parts, count):
        return len(parts) == count

    def fan():
        parts, count = split()
        check(parts.map(double).collect(), count)

    assert run_graph(fan).output_for_node("check") is True


def test_two_dynamic_outputs_of_one_op(dg, total, run_graph):
    """An op may fan out twice, under two names."""

    @dg.op(out={"odd": dg.DynamicOut(), "even": dg.DynamicOut()})
    def sort():
        for n in range(1, 6):
            name = "odd" if n % 2 else "even"
            yield dg.DynamicOutput(n, mapping_key=f"n{n}", output_name=name)

    def fan():
        odd, even = sort()
        total.alias("odds")(odd.collect())
        total.alias("evens")(even.collect())

    result = run_graph(fan)
    assert (result.output_for_node("odds"), result.output_for_node("evens")) == (9, 6)


def test_mapping_key_in_the_context(dg, three, run_graph):
    """A mapped op reads its mapping key from the context."""

    @dg.op
    def tell(context, n):
        return f"{context.get_mapping_key()}{n}"

    def fan():
        three().map(tell)

    assert run_graph(fan).output_for_node("tell") == {"a": "a1", "b": "b2", "c": "c3"}


def test_metadata_of_a_dynamic_output(dg, run_graph):
    """Each element of a fan-out has metadata of its own."""

    @dg.op(out=dg.DynamicOut())
    def many():
        yield dg.DynamicOutput(1, mapping_key="x", metadata={"rows": 10})
        yield dg.DynamicOutput(2, mapping_key="y", metadata={"rows": 20})

    def fan():
        many()

    events = [e for e in run_graph(fan).all_events if e.event_type_value == "STEP_OUTPUT"]
    assert [e.event_specific_data.metadata["rows"].value for e in events] == [10, 20]


@pytest.mark.parametrize("key", ["a", "A1", "with_underscore", "0", "x" * 60])
def test_legal_mapping_keys(dg, key, run_graph):
    """Letters, digits and underscores make a mapping key."""

    @dg.op(out=dg.DynamicOut())
    def one():
        yield dg.DynamicOutput(1, mapping_key=key)

    def fan():
        one()

    assert run_graph(fan).output_for_node("one") == {key: 1}


@pytest.mark.parametrize("key", ["a-b", "a b", "a.b", "", "ä/ö"])
def test_illegal_mapping_keys(dg, key):
    """Any other mapping key is refused when the output is made."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.DynamicOutput(1, mapping_key=key)


# --- nothing, too little, failures --------------------------------------------------------------


def test_empty_fan_out_collects_an_empty_list(dg, spread, double, run_graph):
    """A fan-out of nothing gives its collector an empty list."""

    @dg.op
    def nothing():
        return []

    @dg.op
    def listed(parts):
        return list(parts)

    def fan():
        listed(spread(nothing()).map(double).collect())

    assert run_graph(fan).output_for_node("listed") == []


def test_empty_fan_out_runs_no_branch(dg, spread, double, run_graph, seen):
    """A fan-out of nothing runs no mapped step."""

    @dg.op
    def nothing():
        return []

    def fan():
        spread(nothing()).map(double)

    result = run_graph(fan)
    assert result.success
    assert seen(result).ran == ["nothing", "spread"]


def test_branch_without_its_optional_output_is_dropped(dg, three, run_graph):
    """A branch that yields nothing is missing from the collected list."""

    @dg.op(out=dg.Out(is_required=False))
    def odd_only(n):
        if n % 2:
            yield dg.Output(n)

    @dg.op
    def listed(parts):
        return list(parts)

    def fan():
        listed(three().map(odd_only).collect())

    assert run_graph(fan).output_for_node("listed") == [1, 3]


def test_failed_branch_stops_the_collector(dg, three, total, run_graph, seen):
    """When a branch fails, the others run and the collector does not."""

    @dg.op
    def fragile(n):
        if n == 2:
            raise ValueError("two")
        return n

    def fan():
        total(three().map(fragile).collect())

    result = run_graph(fan, raise_on_error=False)
    assert set(result.get_failed_step_keys()) == {"fragile[b]"}
    assert "fragile[c]" in seen(result).done
    assert "total" not in seen(result).ran


def test_failed_fan_out_runs_no_branch(dg, double, run_graph, seen):
    """When the fan-out itself fails, no branch runs."""

    @dg.op(out=dg.DynamicOut())
    def breaks():
        yield dg.DynamicOutput(1, mapping_key="a")
        raise ValueError("half")

    def fan():
        breaks().map(double)

    result = run_graph(fan, raise_on_error=False)
    assert seen(result).ran == ["breaks"]


# --- faults -------------------------------------------------------------------------------------


def test_duplicate_mapping_key(dg, run_graph):
    """A mapping key given twice fails the step."""

    @dg.op(out=dg.DynamicOut())
    def twice():
        yield dg.DynamicOutput(1, mapping_key="same")
        yield dg.DynamicOutput(2, mapping_key="same")

    def fan():
        twice()

    with pytest.raises(dg.DagsterInvariantViolationError, match="same"):
        run_graph(fan)


def test_plain_output_on_a_dynamic_out(dg, run_graph):
    """A plain Output for a dynamic out fails the step."""

    @dg.op(out=dg.DynamicOut())
    def wrong():
        yield dg.Output(1)

    def fan():
        wrong()

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_graph(fan)


def test_dynamic_output_on_a_plain_out(dg, run_graph):
    """A DynamicOutput for a plain out fails the step."""

    @dg.op
    def wrong():
        yield dg.DynamicOutput(1, mapping_key="a")

    def fan():
        wrong()

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_graph(fan)


def test_unmapped_fan_out_into_an_op(dg, three, double):
    """A fan-out handed to an op without map or collect is refused at composition."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def fan():
            double(three())


def test_dynamic_and_other_dynamic_in_one_op(dg, three):
    """An op can't take elements of two different fan-outs."""

    @dg.op
    def pair(a, b):
        return (a, b)

    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.job
        def fan():
            other = three.alias("other")()
            three().map(lambda n: pair(n, other))


def test_map_of_a_plain_output(dg, double):
    """A plain output has no map."""

    @dg.op
    def one():
        return 1

    with pytest.raises((dg.DagsterError, AttributeError)):

        @dg.graph
        def fan():
            one().map(double)


def test_dynamic_output_type_is_checked(dg, run_graph):
    """Each element of a typed fan-out is checked."""

    @dg.op(out=dg.DynamicOut(int))
    def wrong():
        yield dg.DynamicOutput("text", mapping_key="a")

    def fan():
        wrong()

    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_graph(fan)


# --- assets -------------------------------------------------------------------------------------


def test_fan_out_inside_a_graph_asset(dg, three, double, total):
    """A graph asset may fan out and collect inside."""

    @dg.graph_asset
    def summed():
        return total(three().map(double).collect())

    assert dg.materialize_to_memory([summed]).asset_value("summed") == 12


def test_fan_out_on_the_file_store(dg, three, double, total):
    """The values of the branches travel through the default store."""

    @dg.graph_asset
    def summed():
        return total(three().map(double).collect())

    result = dg.materialize([summed])
    assert result.output_for_node("summed") == 12
    assert result.output_for_node("summed.double") == {"a": 2, "b": 4, "c": 6}


def test_fan_out_of_an_upstream_asset(dg, spread, double, total):
    """A graph asset may fan out over an upstream asset's value."""

    @dg.asset
    def numbers():
        return [1, 2]

    @dg.graph_asset
    def summed(numbers):
        return total(spread(numbers).map(double).collect())

    assert dg.materialize_to_memory([numbers, summed]).asset_value("summed") == 6


def test_step_keys_inside_a_graph_asset(dg, three, double, total, seen):
    """Mapped steps of a graph asset have dotted names with their key."""

    @dg.graph_asset
    def summed():
        return total(three().map(double).collect())

    ran = seen(dg.materialize_to_memory([summed])).ran
    assert ran == [
        "summed.double[a]",
        "summed.double[b]",
        "summed.double[c]",
        "summed.three",
        "summed.total",
    ]


def test_one_materialization_of_a_collected_asset(dg, three, double, total, seen):
    """An asset behind a collected fan-out is materialized once."""

    @dg.graph_asset
    def summed():
        return total(three().map(double).collect())

    assert seen(dg.materialize_to_memory([summed])).made == ["summed"]


def test_subset_beside_a_fan_out(dg, three, total, seen):
    """Selecting one asset leaves the fan-out of its sibling alone, and the other way round."""

    @dg.op
    def plain():
        return "p"

    @dg.graph_multi_asset(outs={"s": dg.AssetOut(), "p": dg.AssetOut()}, can_subset=True)
    def both():
        return {"s": total(three().collect()), "p": plain()}

    assert seen(dg.materialize_to_memory([both], selection="p")).ran == ["both.plain"]
    assert seen(dg.materialize_to_memory([both], selection="s")).ran == ["both.three", "both.total"]


def test_fan_out_inside_a_nested_graph(dg, three, double, total, run_graph):
    """A nested graph may fan out and collect inside."""

    @dg.graph
    def inner():
        return total(three().map(double).collect())

    def outer():
        double.alias("again")(inner())

    assert run_graph(outer).output_for_node("again") == 24


@pytest.mark.departs("rule 15")
def test_collected_fan_out_is_a_graph_output(dg, three, double, total, run_graph):
    """A graph may return a collected fan-out; it arrives as a list."""

    @dg.graph
    def inner():
        return three().map(double).collect()

    def outer():
        total(inner())

    assert run_graph(outer).output_for_node("total") == 12


@pytest.mark.departs("rule 15")
def test_collected_fan_out_is_an_asset(dg, three, double):
    """A graph asset may return a collected fan-out; its value is the list."""

    @dg.graph_asset
    def doubled():
        return three().map(double).collect()

    assert dg.materialize_to_memory([doubled]).asset_value("doubled") == [2, 4, 6]


@pytest.mark.departs("rule 15")
def test_uncollected_fan_out_is_no_asset(dg, three, double):
    """A graph asset that returns an uncollected fan-out is refused at definition."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset
        def doubled():
            return three().map(double)


@pytest.mark.departs("issue 3")
def test_fan_out_of_a_fan_out(dg, spread, double, total, run_graph):
    """A branch of a fan-out may fan out again and collect its own."""

    @dg.op(out=dg.DynamicOut())
    def rows():
        yield dg.DynamicOutput([1, 2], mapping_key="x")
        yield dg.DynamicOutput([3], mapping_key="y")

    def fan():
        total(
            rows().map(lambda row: total.alias("row")(spread(row).map(double).collect())).collect()
        )

    assert run_graph(fan).output_for_node("total") == 12


# --- direct calls -------------------------------------------------------------------------------


def test_direct_call_of_a_fan_out(dg, three):
    """A direct call of a generator fan-out yields its DynamicOutputs."""
    made = list(three())
    assert [(one.mapping_key, one.value) for one in made] == [("a", 1), ("b", 2), ("c", 3)]


def test_mapping_key_in_a_direct_context(dg):
    """build_op_context(mapping_key=) serves a direct call of a mapped op."""

    @dg.op
    def tell(context, n):
        return f"{context.get_mapping_key()}{n}"

    assert tell(dg.build_op_context(mapping_key="q"), 4) == "q4"


def test_dynamic_output_equality_and_fields(dg):
    """A DynamicOutput shows its value, key and name."""
    one = dg.DynamicOutput(5, mapping_key="k", output_name="parts")
    assert (one.value, one.mapping_key, one.output_name) == (5, "k", "parts")


def test_dynamic_out_is_dynamic(dg):
    """An output definition knows whether it is dynamic."""

    @dg.op(out={"parts": dg.DynamicOut(), "one": dg.Out()})
    def both():
        yield dg.Output(1, "one")

    assert both.output_dict["parts"].is_dynamic
    assert not both.output_dict["one"].is_dynamic


# --- more of what users build -------------------------------------------------------------------


def test_fan_out_and_two_collectors(dg, three, double, total, run_graph):
    """One mapped fan-out may be collected twice."""

    @dg.op
    def largest(parts):
        return max(parts)

    def fan():
        doubled = three().map(double)
        total(doubled.collect())
        largest(doubled.collect())

    result = run_graph(fan)
    assert (result.output_for_node("total"), result.output_for_node("largest")) == (12, 6)


def test_collected_list_beside_a_plain_input(dg, three, double, run_graph):
    """A collector may take a plain input too."""

    @dg.op
    def offset():
        return 100

    @dg.op
    def add(parts, extra):
        return sum(parts) + extra

    def fan():
        add(three().map(double).collect(), offset())

    assert run_graph(fan).output_for_node("add") == 112


def test_mapped_op_with_two_outputs(dg, three, total, run_graph):
    """The outputs of a mapped op are collected apart."""

    @dg.op(out={"plus": dg.Out(), "minus": dg.Out()})
    def both(n):
        return n, -n

    def fan():
        plus, minus = three().map(both)
        total.alias("up")(plus.collect())
        total.alias("down")(minus.collect())

    result = run_graph(fan)
    assert (result.output_for_node("up"), result.output_for_node("down")) == (6, -6)


def test_collector_feeds_another_fan_out(dg, three, double, spread, total, run_graph):
    """What was collected may be fanned out again."""

    @dg.op
    def listed(parts):
        return list(parts)

    def fan():
        again = spread(listed(three().map(double).collect()))
        total(again.map(double.alias("twice")).collect())

    assert run_graph(fan).output_for_node("total") == 24


def test_nothing_dependency_of_a_mapped_op(dg, three, run_graph):
    """A mapped op may wait for an op without taking its value."""
    ran = []

    @dg.op
    def z_setup():
        ran.append("setup")

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def work(n):
        ran.append(n)

    def fan():
        ready = z_setup()
        three().map(lambda n: work(n, after=ready))

    run_graph(fan)
    assert ran[0] == "setup"
    assert sorted(ran[1:]) == [1, 2, 3]


def test_mapped_op_that_returns_nothing(dg, three, run_graph):
    """A collector may wait for all branches without their values."""
    ran = []

    @dg.op(out=dg.Out(dg.Nothing))
    def work(n):
        ran.append(n)

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def finish():
        ran.append("done")

    def fan():
        finish(after=three().map(work).collect())

    run_graph(fan)
    assert ran == [1, 2, 3, "done"]


def test_large_fan_out(dg, spread, double, total, run_graph):
    """A fan-out of many elements gives them all back, in order."""

    @dg.op
    def numbers():
        return list(range(60))

    @dg.op
    def listed(parts):
        return list(parts)

    def fan():
        listed(spread(numbers()).map(double).collect())

    assert run_graph(fan).output_for_node("listed") == [n * 2 for n in range(60)]


def test_tags_of_a_mapped_op(dg, three, run_graph):
    """An alias and tags may be set on a mapped op."""

    @dg.op
    def work(context, n):
        return str(context.op_handle)

    def fan():
        three().map(work.alias("job").tag({"kind": "x"}))

    assert run_graph(fan).output_for_node("job")["a"] == "job"


def test_events_of_a_fan_out(dg, three, double, run_graph):
    """Each element of a fan-out is an output event with its mapping key."""

    def fan():
        three().map(double)

    keys = [
        event.event_specific_data.step_output_handle.mapping_key
        for event in run_graph(fan).all_events
        if event.event_type_value == "STEP_OUTPUT" and event.step_key == "three"
    ]
    assert keys == ["a", "b", "c"]


def test_output_context_of_a_mapped_step(dg, three, double):
    """An I/O manager sees the mapping key of a fan-out's element."""
    seen = []

    class Spy(dg.IOManager):
        def __init__(self):
            self.values = {}

        def handle_output(self, context, obj):
            seen.append((context.step_key, context.mapping_key))
            self.values[tuple(context.get_identifier())] = obj

        def load_input(self, context):
            return self.values[tuple(context.upstream_output.get_identifier())]

    @dg.job(resource_defs={"io_manager": dg.IOManagerDefinition.hardcoded_io_manager(Spy())})
    def fan():
        three().map(double)

    fan.execute_in_process()
    assert ("three", "a") in seen
    assert ("double[a]", None) in seen


@pytest.mark.parametrize("required", [True, False])
def test_fan_out_of_nothing(dg, required) -> None:
    """An optional fan-out without items skips its collector; a required one gives an empty list."""

    @dg.op(out=dg.DynamicOut(int, is_required=required))
    def numbers():
        return
        yield

    @dg.op
    def double(number):
        return number * 2

    @dg.op
    def total(numbers):
        return sum(numbers)

    @dg.graph_asset
    def a():
        return total(numbers().map(double).collect())

    result = dg.materialize([a])

    assert len(result.get_asset_materialization_events()) == (1 if required else 0)
