"""How ops are put together: names, aliases, nesting, fan-in, what a body may return, and order."""

import pytest


@pytest.fixture
def ops(dg):
    """A handful of small ops."""

    class Ops:
        @staticmethod
        @dg.op
        def one():
            return 1

        @staticmethod
        @dg.op
        def two():
            return 2

        @staticmethod
        @dg.op
        def inc(n):
            return n + 1

        @staticmethod
        @dg.op
        def add(a, b):
            return a + b

        @staticmethod
        @dg.op(out={"lo": dg.Out(), "hi": dg.Out()})
        def split(n):
            return n // 2, n - n // 2

        @staticmethod
        @dg.op
        def total(parts):
            return sum(parts)

    return Ops


# --- names --------------------------------------------------------------------------------------


def test_repeated_calls_get_numbered_names(dg, ops, seen):
    """Calls of one op are named op, op_2, op_3 in the order of the calls."""

    @dg.graph
    def g():
        ops.inc(ops.inc(ops.inc(ops.one())))

    result = g.execute_in_process()
    assert seen(result).ran == ["inc", "inc_2", "inc_3", "one"]
    assert [result.output_for_node(n) for n in ("inc", "inc_2", "inc_3")] == [2, 3, 4]


def test_inner_calls_are_numbered_first(dg, ops):
    """In a nested expression, the call that is evaluated first has the lower number."""

    @dg.graph
    def g():
        return ops.add(ops.inc(ops.one()), ops.inc(ops.inc(ops.two())))

    result = g.execute_in_process()
    assert result.output_for_node("inc") == 2
    assert result.output_for_node("inc_2") == 3
    assert result.output_for_node("inc_3") == 4
    assert result.output_value() == 6


def test_alias_names_the_call(dg, ops, seen):
    """`alias` gives one call a name of its own."""

    @dg.graph
    def g():
        ops.inc.alias("first")(ops.one.alias("seed")())

    assert seen(g.execute_in_process()).ran == ["first", "seed"]


def test_alias_does_not_count_as_an_unnamed_call(dg, ops, seen):
    """An aliased call leaves the plain name to the next call."""

    @dg.graph
    def g():
        ops.one.alias("uno")()
        ops.one()

    assert seen(g.execute_in_process()).ran == ["one", "uno"]


def test_alias_that_collides_is_refused(dg, ops):
    """Two calls under one name are an error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="same"):

        @dg.graph
        def g():
            ops.one.alias("same")()
            ops.two.alias("same")()


def test_alias_that_collides_with_an_automatic_name_is_refused(dg, ops):
    """An alias must not take the name that a later call would get."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="one_2"):

        @dg.graph
        def g():
            ops.one.alias("one_2")()
            ops.one()
            ops.one()


def test_chained_invocation_settings(dg, ops, seen):
    """`tag`, `with_retry_policy`, `with_hooks` and `alias` chain before the call."""

    @dg.graph
    def g():
        ops.one.tag({"team": "x"}).with_retry_policy(dg.RetryPolicy(max_retries=1)).alias(
            "chained"
        )()
        ops.two.alias("second").tag({"a": "b"}).with_hooks(set())()

    assert seen(g.execute_in_process()).ran == ["chained", "second"]


def test_two_different_ops_of_one_name_in_one_graph(dg):
    """Two ops that share a definition name can't stand in one graph."""

    def first():
        @dg.op
        def same():
            return 1

        return same

    a, b = first(), first()
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="same"):

        @dg.graph
        def g():
            a()
            b.alias("other")()


# --- outputs of calls ---------------------------------------------------------------------------


def test_unpacking_several_outputs(dg, ops):
    """A call of an op with several outputs unpacks in the order of declaration."""

    @dg.graph
    def g():
        lo, hi = ops.split(ops.two())
        return ops.add(lo, hi)

    assert g.execute_in_process().output_value() == 2


def test_outputs_by_attribute(dg, ops):
    """The outputs of a call are attributes of it."""

    @dg.graph
    def g():
        parts = ops.split(ops.two())
        return ops.add(parts.lo, parts.hi)

    assert g.execute_in_process().output_value() == 2


def test_outputs_by_position(dg, ops):
    """The outputs of a call can be indexed by number."""

    @dg.graph
    def g():
        parts = ops.split(ops.two())
        return ops.add(parts[0], parts[1])

    assert g.execute_in_process().output_value() == 2


def test_outputs_by_text_index_are_refused(dg, ops):
    """The outputs of a call are not indexed by name."""
    with pytest.raises(TypeError):

        @dg.graph
        def g():
            parts = ops.split(ops.two())
            ops.inc(parts["lo"])


def test_unknown_attribute_is_refused(dg, ops):
    """An output name that the op has not is an AttributeError."""
    with pytest.raises(AttributeError):

        @dg.graph
        def g():
            ops.inc(ops.split(ops.two()).middle)


def test_unpacking_the_wrong_count_is_refused(dg, ops):
    """Unpacking into another number of names fails."""
    with pytest.raises((ValueError, dg.DagsterInvariantViolationError)):

        @dg.graph
        def g():
            _a, _b, _c = ops.split(ops.two())


def test_unpacking_a_single_output_is_refused(dg, ops):
    """The one output of an op can't be unpacked."""
    with pytest.raises(dg.DagsterInvariantViolationError):

        @dg.graph
        def g():
            _a, _b = ops.one()


def test_whole_of_several_outputs_as_one_input_is_refused(dg, ops):
    """All outputs of an op together are no input; the message names them."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="hi"):

        @dg.graph
        def g():
            ops.inc(ops.split(ops.two()))


def test_arithmetic_on_an_output_is_refused(dg, ops):
    """An output is not a number while a graph is being put together."""
    with pytest.raises((TypeError, dg.DagsterInvalidDefinitionError)):

        @dg.graph
        def g():
            ops.inc(ops.one() + 1)


@pytest.mark.departs("rule 13")
@pytest.mark.parametrize(
    "use",
    [
        bool,
        lambda x: not x,
        lambda x: x == 1,
        lambda x: 5 if x else 6,
        lambda x: x < 3,
        lambda x: x and 1,
    ],
    ids=["bool", "not", "eq", "if", "less", "and"],
)
def test_deciding_on_an_output_is_refused(dg, ops, use):
    """A graph body can't branch on a value that no run has made yet."""
    with pytest.raises((dg.DagsterInvalidDefinitionError, TypeError)):

        @dg.graph
        def g():
            x = ops.one()
            use(x)
            return x


@pytest.mark.departs("rule 13")
def test_looping_over_an_output_is_refused(dg, ops):
    """A graph body can't loop over a value that no run has made yet."""
    with pytest.raises((dg.DagsterInvalidDefinitionError, dg.DagsterInvariantViolationError)):

        @dg.graph
        def g():
            for item in ops.one():
                ops.inc(item)


# --- inputs of calls ----------------------------------------------------------------------------


def test_inputs_by_keyword_and_position(dg, ops):
    """Inputs are given by position or by keyword."""

    @dg.graph
    def g():
        return ops.add(b=ops.two(), a=ops.inc(ops.two.alias("other")()))

    assert g.execute_in_process().output_value() == 5


@pytest.mark.parametrize("value", [5, "abc", None, {"a": 1}, (1, 2)])
def test_python_values_are_no_inputs(dg, ops, value):
    """A plain value is no input of an op in a graph body."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            ops.inc(value)


def test_too_many_inputs_are_refused(dg, ops):
    """More positional inputs than the op has is an error."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            ops.inc(ops.one(), ops.two())


def test_unknown_input_is_refused(dg, ops):
    """An input that the op has not is an error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="wrong"):

        @dg.graph
        def g():
            ops.inc(wrong=ops.one())


def test_one_output_feeds_many(dg, ops):
    """One output may feed any number of inputs, even twice the same op."""

    @dg.graph
    def g():
        x = ops.two()
        return ops.add(ops.add(x, x), x)

    assert g.execute_in_process().output_value() == 6


def test_fan_in_keeps_the_order_of_the_list(dg, ops):
    """A list of outputs becomes one list in that order."""

    @dg.op
    def show(parts):
        return "-".join(str(part) for part in parts)

    @dg.graph
    def g():
        return show([ops.two(), ops.one(), ops.inc(ops.two.alias("t")())])

    assert g.execute_in_process().output_value() == "2-1-3"


def test_fan_in_may_mix_graph_inputs_and_outputs(dg, ops):
    """A list may hold the graph's inputs beside outputs of ops."""

    @dg.graph
    def inner(x):
        return ops.total([x, ops.one(), x])

    @dg.graph
    def outer():
        return inner(ops.two())

    assert outer.execute_in_process().output_value() == 5


def test_fan_in_of_nothing_is_an_empty_list(dg, ops):
    """An empty list is a legal input."""

    @dg.graph
    def g():
        return ops.total([])

    assert g.execute_in_process().output_value() == 0


def test_fan_in_with_a_constant_is_refused(dg, ops):
    """A list with anything but outputs is refused."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            ops.total([ops.one(), 5])


def test_fan_in_of_selected_outputs(dg, ops):
    """Single outputs of an op with several may be members of a list."""

    @dg.op
    def five():
        return 5

    @dg.graph
    def g():
        lo, hi = ops.split(five())
        return ops.total([hi, lo])

    assert g.execute_in_process().output_value() == 5


def test_fan_in_to_several_inputs(dg):
    """An op may have several list inputs beside a plain one."""

    @dg.op
    def n(context):
        return int(context.op_handle.name[1:])

    @dg.op
    def combine(left, mid, right):
        return left, mid, right

    @dg.graph
    def g():
        return combine([n.alias("n1")(), n.alias("n2")()], n.alias("n3")(), [n.alias("n4")()])

    assert g.execute_in_process().output_value() == ([1, 2], 3, [4])


# --- order without data -------------------------------------------------------------------------


def test_ordering_by_keyword(dg):
    """An input of type Nothing orders two ops without passing data."""
    order = []

    @dg.op
    def z_first():
        order.append("z")

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def a_second():
        order.append("a")

    @dg.graph
    def g():
        a_second(start=z_first())

    assert g.execute_in_process().success
    assert order == ["z", "a"]


def test_ordering_by_a_list(dg):
    """An ordering input accepts a list of outputs."""
    order = []

    @dg.op
    def mark(context):
        order.append(context.op_handle.name)

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def a_last():
        order.append("a_last")

    @dg.graph
    def g():
        a_last(start=[mark.alias("y")(), mark.alias("z")()])

    assert g.execute_in_process().success
    assert order == ["y", "z", "a_last"]


def test_ordering_beside_data(dg, ops):
    """Positional inputs fill the function's parameters first, then the ordering inputs."""
    order = []

    @dg.op
    def z_gate():
        order.append("gate")

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def use(n):
        order.append(n)
        return n

    @dg.graph
    def g():
        return use(ops.one(), z_gate())

    assert g.execute_in_process().output_value() == 1
    assert order == ["gate", 1]


# --- nesting ------------------------------------------------------------------------------------


def test_nested_graph_has_dotted_steps(dg, ops, seen):
    """The steps of a nested graph bear its name before theirs."""

    @dg.graph
    def twice(n):
        return ops.inc(ops.inc(n))

    @dg.graph
    def g():
        return twice(ops.one())

    result = g.execute_in_process()
    assert seen(result).ran == ["one", "twice.inc", "twice.inc_2"]
    assert result.output_value() == 3
    assert result.output_for_node("twice") == 3
    assert result.output_for_node("twice.inc") == 2


def test_same_graph_called_twice(dg, ops, seen):
    """Calls of one graph are numbered as calls of an op are."""

    @dg.graph
    def twice(n):
        return ops.inc(ops.inc(n))

    @dg.graph
    def g():
        return twice(twice(ops.one()))

    result = g.execute_in_process()
    assert result.output_value() == 5
    assert "twice_2.inc" in seen(result).ran


def test_three_levels(dg, ops, seen):
    """Graphs nest to any depth."""

    @dg.graph
    def a(n):
        return ops.inc(n)

    @dg.graph
    def b(n):
        return a(a.alias("pre")(n))

    @dg.graph
    def c(n):
        return b(n)

    @dg.graph
    def g():
        return c(ops.one())

    result = g.execute_in_process()
    assert result.output_value() == 3
    assert seen(result).ran == ["c.b.a.inc", "c.b.pre.inc", "one"]


def test_nested_graph_with_several_outputs(dg, ops):
    """A nested graph's outputs unpack like an op's."""

    @dg.graph(out={"low": dg.GraphOut(), "high": dg.GraphOut()})
    def halves(n):
        lo, hi = ops.split(n)
        return {"low": lo, "high": ops.inc(hi)}

    @dg.graph
    def g():
        low, high = halves(ops.two())
        return ops.add(low, high)

    @dg.graph
    def by_name():
        parts = halves(ops.two())
        return ops.add(parts.low, parts.high)

    assert g.execute_in_process().output_value() == 3
    assert by_name.execute_in_process().output_value() == 3


def test_graph_input_feeds_several_ops(dg, ops):
    """One input of a graph may feed several ops in it."""

    @dg.graph
    def both(n):
        return ops.add(ops.inc(n), n)

    @dg.graph
    def g():
        return both(ops.two())

    assert g.execute_in_process().output_value() == 5


def test_unused_graph_input_is_refused(dg, ops):
    """A parameter of a graph that nothing uses is an error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="idle"):

        @dg.graph
        def g(idle):
            return ops.one()


def test_context_in_a_graph_is_refused(dg, ops):
    """A graph body runs before there is any context."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g(context):
            return ops.one()


def test_input_values_feed_a_graphs_inputs(dg, ops):
    """`execute_in_process(input_values=...)` gives a graph its inputs."""

    @dg.graph
    def g(n):
        return ops.inc(n)

    assert g.execute_in_process(input_values={"n": 41}).output_value() == 42


# --- what a body returns ------------------------------------------------------------------------


@pytest.mark.parametrize("value", [5, "x", [1], object()])
def test_returning_a_constant_is_refused(dg, ops, value):
    """A graph body returns outputs, not values."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            ops.one()
            return value


def test_returning_an_op_that_was_not_called_is_refused(dg, ops):
    """A graph body returns the output of a call, not the op."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            return ops.one


def test_dict_return_maps_names(dg, ops):
    """A returned dict gives each output of the graph by its name."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def g():
        return {"b": ops.two(), "a": ops.one()}

    result = g.execute_in_process()
    assert result.output_value("a") == 1
    assert result.output_value("b") == 2


@pytest.mark.parametrize("names", [("a",), ("a", "b", "c"), ("a", "z")])
def test_dict_return_must_have_the_declared_names(dg, ops, names):
    """A dict with a name too few, too many or other is refused."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
        def g():
            x = ops.one()
            return dict.fromkeys(names, x)


def test_dict_return_without_declared_outputs_is_named_result(dg, ops):
    """Without declared outputs the only name is result."""

    @dg.graph
    def g():
        return {"result": ops.one()}

    assert g.execute_in_process().output_value() == 1
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def h():
            return {"other": ops.one()}


def test_tuple_return_maps_by_position(dg, ops):
    """A returned tuple gives the declared outputs in order."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def g():
        return ops.two(), ops.one()

    result = g.execute_in_process()
    assert result.output_value("a") == 2
    assert result.output_value("b") == 1


def test_whole_result_of_an_op_maps_by_position(dg, ops):
    """All outputs of an op may be returned together, whatever their names."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def g():
        return ops.split(ops.inc(ops.two()))

    result = g.execute_in_process()
    assert (result.output_value("a"), result.output_value("b")) == (1, 2)


@pytest.mark.departs("rule 13")
def test_tuple_with_too_many_members_is_refused(dg, ops):
    """No member of a returned tuple is dropped in silence."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
        def g():
            return ops.one(), ops.two(), ops.inc(ops.one())


@pytest.mark.departs("rule 13")
def test_tuple_without_declared_outputs_is_refused(dg, ops):
    """A graph that returns several outputs has to declare them."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph
        def g():
            return ops.one(), ops.two()


@pytest.mark.departs("rule 15")
def test_input_passed_through(dg, ops):
    """A graph may return its input as it came."""

    @dg.graph(out={"same": dg.GraphOut(), "more": dg.GraphOut()})
    def keep(n):
        return {"same": n, "more": ops.inc(n)}

    @dg.graph
    def g():
        same, more = keep(ops.two())
        return ops.add(same, more)

    assert g.execute_in_process().output_value() == 5


def test_empty_body_is_legal(dg):
    """A graph may be empty."""

    @dg.graph
    def g():
        pass

    assert g.execute_in_process().success


# --- order of execution -------------------------------------------------------------------------


def _started(result):
    return [e.step_key for e in result.all_events if e.event_type_value == "STEP_START"]


def test_order_is_by_level_then_by_name(dg):
    """Steps run level by level, by step key within a level."""

    @dg.op
    def root():
        return 1

    @dg.op
    def use(x):
        return x

    @dg.graph
    def g():
        z = use.alias("z")(root.alias("q")())
        use.alias("a")(z)
        use.alias("b")(root.alias("p")())
        root.alias("r")()

    assert _started(g.execute_in_process()) == ["p", "q", "r", "b", "z", "a"]


def test_priority_orders_within_a_level(dg):
    """A higher priority goes first among steps that are ready."""

    @dg.op
    def root():
        return 1

    @dg.graph
    def g():
        root.alias("a")()
        root.tag({"dagster/priority": "5"}).alias("b")()
        root.tag({"dagster/priority": "-1"}).alias("c")()
        root.tag({"dagster/priority": "10"}).alias("d")()

    assert _started(g.execute_in_process()) == ["d", "b", "a", "c"]


# --- jobs ---------------------------------------------------------------------------------------


def test_job_decorator_runs(dg, ops):
    """A job is a graph that is ready to run."""

    @dg.job
    def daily():
        ops.inc(ops.one())

    result = daily.execute_in_process()
    assert result.success
    assert result.output_for_node("inc") == 2
    assert daily.name == "daily"


def test_graph_to_job(dg, ops):
    """`to_job` makes a job of a graph, by the graph's name or another."""

    @dg.graph
    def g():
        ops.one()

    assert g.to_job().name == "g"
    named = g.to_job(name="other", description="d", tags={"a": "b"})
    assert named.name == "other"
    assert named.execute_in_process().output_for_node("one") == 1


def test_graph_describes_itself(dg, ops):
    """A graph has the name and description of its function unless told otherwise."""

    @dg.graph
    def documented():
        """Make one."""
        ops.one()

    @dg.graph(name="n", description="d")
    def other():
        ops.one()

    assert documented.name == "documented"
    assert "Make one." in documented.description
    assert (other.name, other.description) == ("n", "d")


def test_graph_shows_its_inputs_and_outputs(dg, ops):
    """A graph's inputs and outputs can be read from it."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def g(n, m):
        return {"a": ops.inc(n), "b": ops.inc(m)}

    assert sorted(g.input_dict) == ["m", "n"]
    assert sorted(g.output_dict) == ["a", "b"]


def test_op_body_calling_another_op_runs_it_inline(dg):
    """An op called in another op's body is a plain function call."""

    @dg.op
    def helper(x):
        return x * 10

    @dg.op
    def main():
        return helper(4)

    @dg.graph
    def g():
        return main()

    result = g.execute_in_process()
    assert result.output_value() == 40
    assert _started(result) == ["main"]


def test_calling_a_graph_outside_composition_is_refused(dg, ops):
    """A graph can't be called like a function outside another graph's body."""

    @dg.graph
    def g():
        return ops.one()

    with pytest.raises(dg.DagsterInvariantViolationError):
        g()


def test_body_may_use_plain_python(dg, ops):
    """Loops, comprehensions and functions of the module may build the graph."""

    def chain(x, times):
        for _ in range(times):
            x = ops.inc(x)
        return x

    @dg.graph
    def g():
        return ops.total([chain(ops.one.alias(f"start_{i}")(), i) for i in range(3)])

    result = g.execute_in_process()
    assert result.output_value() == 1 + 2 + 3
    assert len(_started(result)) == 3 + 3 + 1


def test_error_in_a_body_is_the_authors(dg, ops):
    """An exception raised by a graph body comes out as it is."""
    with pytest.raises(ZeroDivisionError):

        @dg.graph
        def g():
            ops.one()
            1 / 0


def test_composing_after_an_error_in_a_body(dg, ops):
    """A body that failed leaves no trace in the next one."""
    with pytest.raises(ZeroDivisionError):

        @dg.graph
        def bad():
            ops.one()
            1 / 0

    assert ops.inc(1) == 2

    @dg.graph
    def good():
        return ops.one()

    assert good.execute_in_process().output_value() == 1


@pytest.mark.departs("rule 1")
def test_same_name_at_two_depths(dg, ops):
    """An op may be called by one name at the top and inside a nested graph."""

    @dg.graph
    def nested(n):
        return ops.inc(n)

    @dg.graph_asset
    def a():
        return ops.inc(nested(ops.inc(ops.one())))

    assert dg.materialize([a]).asset_value("a") == 4


@pytest.mark.departs("rule 1")
def test_different_ops_of_one_name_in_different_graphs(dg):
    """Names of ops matter only within their graph."""

    def maker(value):
        @dg.op(name="make")
        def make():
            return value

        return make

    first, second = maker(1), maker(2)

    @dg.graph_asset
    def a():
        return first()

    @dg.graph_asset
    def b():
        return second()

    result = dg.materialize([a, b])
    assert (result.asset_value("a"), result.asset_value("b")) == (1, 2)


# --- inputs that nothing feeds ------------------------------------------------------------------


def test_unconnected_input_comes_from_the_run_config(dg):
    """A typed input that nothing feeds is given in the run config."""

    @dg.op
    def double(n: int) -> int:
        return 2 * n

    @dg.job
    def j():
        double()

    config = {"ops": {"double": {"inputs": {"n": 4}}}}
    assert j.execute_in_process(run_config=config).output_for_node("double") == 8
    with pytest.raises(dg.DagsterInvalidConfigError):
        j.execute_in_process()


def test_unconnected_untyped_input_comes_from_the_run_config(dg):
    """An untyped input that nothing feeds is given under `value`."""

    @dg.op
    def show(x):
        return repr(x)

    @dg.job
    def j():
        show()

    config = {"ops": {"show": {"inputs": {"x": {"value": 5}}}}}
    assert j.execute_in_process(run_config=config).output_for_node("show") == "5"


def test_unconnected_input_of_a_nested_graph(dg):
    """In a nested graph, such an input is given under the graph."""

    @dg.op
    def double(n: int) -> int:
        return 2 * n

    @dg.graph
    def inner():
        return double()

    @dg.job
    def j():
        inner()

    config = {"ops": {"inner": {"ops": {"double": {"inputs": {"n": 4}}}}}}
    assert j.execute_in_process(run_config=config).output_for_node("inner.double") == 8


def test_input_that_no_config_can_give(dg):
    """An input of a class that nothing feeds and no config can give is a definition error."""

    class Table:
        pass

    @dg.op
    def size(table: Table) -> int:
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="table"):

        @dg.job
        def j():
            size()

        j.execute_in_process()


def test_default_of_an_unconnected_input(dg):
    """An input with a default needs nothing."""

    @dg.op
    def double(n: int = 5) -> int:
        return 2 * n

    @dg.job
    def j():
        double()

    assert j.execute_in_process().output_for_node("double") == 10


def test_unused_default_when_connected(dg, ops):
    """A connected input does not take its default."""

    @dg.op
    def double(n: int = 5) -> int:
        return 2 * n

    @dg.graph
    def g():
        return double(ops.one())

    assert g.execute_in_process().output_value() == 2


def test_a_graph_of_graphs_only(dg, ops):
    """A graph may hold nothing but graphs."""

    @dg.graph
    def start():
        return ops.one()

    @dg.graph
    def step(n):
        return ops.inc(n)

    @dg.graph
    def g():
        return step.alias("last")(step(step(start())))

    result = g.execute_in_process()
    assert result.output_value() == 4
    assert result.output_for_node("last.inc") == 4


def test_graph_alias(dg, ops, seen):
    """A graph's call may be aliased, and its steps bear the alias."""

    @dg.graph
    def twice(n):
        return ops.inc(ops.inc(n))

    @dg.graph
    def g():
        return twice.alias("both")(ops.one())

    assert seen(g.execute_in_process()).ran == ["both.inc", "both.inc_2", "one"]


def test_tags_of_a_call_reach_its_step(dg):
    """Tags of an op and of its call can be read while it runs."""
    got = []

    @dg.op(tags={"a": "op", "b": "op"})
    def peek(context):
        got.append(dict(context.op.tags))

    @dg.graph
    def g():
        peek.tag({"b": "call"})()

    assert g.execute_in_process().success
    assert got[0]["a"] == "op"
    assert got[0]["b"] == "call"


# --- graphs that are given as data ---------------------------------------------------------------


@pytest.fixture
def data_graph(dg):
    """A graph of nodes and dependencies: one number, incremented twice, beside the first."""

    @dg.op
    def one():
        return 1

    @dg.op
    def plus(n):
        return n + 1

    @dg.op
    def both(items):
        return items

    return dg.GraphDefinition(
        name="data_graph",
        node_defs=[both, plus, one],
        dependencies={
            "both": {
                "items": dg.MultiDependencyDefinition(
                    [dg.DependencyDefinition("again"), dg.DependencyDefinition("one")]
                )
            },
            dg.NodeInvocation("plus", alias="again"): {"n": dg.DependencyDefinition("plus")},
            "plus": {"n": dg.DependencyDefinition(node="one", output="result")},
        },
        output_mappings=[
            dg.OutputMapping(
                graph_output_name="result",
                mapped_node_name="both",
                mapped_node_output_name="result",
            )
        ],
    )


def test_a_graph_given_as_data(dg, data_graph):
    """Nodes and dependencies make a graph, in whatever order they are given."""
    result = data_graph.execute_in_process()

    assert result.output_value() == [3, 1]
    assert result.output_for_node("again") == 3
    assert dg.JobDefinition(graph_def=data_graph, name="j").execute_in_process().success


def test_a_graph_given_as_data_in_a_graph(dg, data_graph):
    """A graph given as data is used as any other, and takes its inputs through mappings."""

    @dg.op
    def plus(n):
        return n + 1

    inner = dg.GraphDefinition(
        "inner",
        node_defs=[plus],
        input_mappings=[
            dg.InputMapping(
                graph_input_name="start", mapped_node_name="plus", mapped_node_input_name="n"
            )
        ],
        output_mappings=[
            dg.OutputMapping(
                graph_output_name="result",
                mapped_node_name="plus",
                mapped_node_output_name="result",
            )
        ],
    )

    @dg.op
    def two():
        return 2

    @dg.graph
    def outer():
        return inner(two())

    assert outer.execute_in_process().output_value() == 3


@pytest.mark.parametrize("which", ["node", "output", "input"])
def test_an_unknown_name_in_a_graph_given_as_data(dg, which):
    """A dependency on, or of, what is not there is refused."""

    @dg.op
    def one():
        return 1

    @dg.op
    def plus(n):
        return n + 1

    node, output, name = {
        "node": ("won", "result", "n"),
        "output": ("one", "results", "n"),
        "input": ("one", "result", "m"),
    }[which]
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.GraphDefinition(
            "g",
            node_defs=[one, plus],
            dependencies={"plus": {name: dg.DependencyDefinition(node, output)}},
        )


@pytest.mark.departs("rule 13")
def test_a_circle_in_a_graph_given_as_data(dg):
    """Nodes that wait for each other are named."""

    @dg.op
    def plus(n):
        return n + 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="wait for each other: 'plus', 'p'"):
        dg.GraphDefinition(
            "g",
            node_defs=[plus],
            dependencies={
                "plus": {"n": dg.DependencyDefinition("p")},
                dg.NodeInvocation("plus", alias="p"): {"n": dg.DependencyDefinition("plus")},
            },
        )
