"""Ops and assets called as the functions they are, as a unit test does.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

import asyncio

import pytest


def test_call_with_positions_and_keywords(dg):
    """An op called by itself runs its body."""

    @dg.op
    def add(a, b=10):
        return a + b

    assert add(1) == 11
    assert add(1, 2) == 3
    assert add(1, b=3) == 4
    assert add(a=1, b=4) == 5


def test_call_without_inputs(dg):
    """An op without inputs is called without arguments."""

    @dg.op
    def one():
        return 1

    assert one() == 1


def test_missing_argument(dg):
    """A missing input is an error that names it."""

    @dg.op
    def add(a, missing_b):
        return a + missing_b

    with pytest.raises(dg.DagsterInvalidInvocationError, match="missing_b"):
        add(1)


def test_too_many_arguments(dg):
    """More positional arguments than inputs are an error."""

    @dg.op
    def inc(n):
        return n + 1

    with pytest.raises(dg.DagsterInvalidInvocationError):
        inc(1, 2)


@pytest.mark.departs("rule 12")
def test_unknown_keyword_in_a_call(dg):
    """A keyword that is no input is refused."""

    @dg.op
    def inc(n):
        return n + 1

    with pytest.raises((dg.DagsterInvalidInvocationError, TypeError), match="typo"):
        inc(n=1, typo=2)


def test_in_default(dg):
    """The default of an In serves a direct call."""

    @dg.op(ins={"n": dg.In(int, default_value=7)})
    def inc(n):
        return n + 1

    assert inc() == 8


def test_context_is_needed(dg):
    """An op with a context parameter needs a context."""

    @dg.op
    def peek(context, n):
        return n

    with pytest.raises(dg.DagsterInvalidInvocationError):
        peek()
    assert peek(dg.build_op_context(), 4) == 4
    assert peek(dg.build_op_context(), n=5) == 5
    assert peek(context=dg.build_op_context(), n=6) == 6


def test_none_as_context(dg):
    """None may stand for a context that the body does not use."""

    @dg.op
    def peek(context, n):
        return (context, n)

    assert peek(None, 4)[1] == 4


def test_built_context(dg):
    """A context built by hand has a run id, a log, tags and a place for metadata."""

    @dg.op
    def peek(context):
        context.log.info("fine")
        context.add_output_metadata({"rows": 2})
        return context.run_id

    with dg.build_op_context() as context:
        assert peek(context) == "EPHEMERAL"
        assert context.get_output_metadata("result") == {"rows": 2}


def test_config_in_a_call(dg):
    """Config is given by the context."""

    @dg.op(config_schema={"n": int})
    def peek(context):
        return context.op_config["n"]

    assert peek(dg.build_op_context(op_config={"n": 3})) == 3
    assert peek(dg.build_op_context(config={"n": 4})) == 4


def test_bad_config_in_a_call(dg):
    """Config of a wrong type is refused."""

    @dg.op(config_schema={"n": int})
    def peek(context):
        return context.op_config["n"]

    with pytest.raises(dg.DagsterInvalidConfigError):
        peek(dg.build_op_context(op_config={"n": "three"}))


def test_typed_config_in_a_call(dg):
    """A typed config is an argument of the call."""

    class Settings(dg.Config):
        n: int
        unit: str = "m"

    @dg.op
    def peek(config: Settings, x):
        return f"{x}{config.n}{config.unit}"

    assert peek(Settings(n=3), 1) == "13m"
    assert peek(x=1, config=Settings(n=3, unit="k")) == "13k"


def test_resources_in_a_call(dg):
    """Resources are given by the context."""

    @dg.op(required_resource_keys={"db"})
    def peek(context):
        return context.resources.db

    assert peek(dg.build_op_context(resources={"db": "d"})) == "d"
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="db"):
        peek(dg.build_op_context())


def test_resource_arguments_in_a_call(dg):
    """A resource parameter is an argument of the call."""

    class Db(dg.ConfigurableResource):
        url: str

    @dg.op
    def peek(db: Db, n):
        return f"{db.url}/{n}"

    assert peek(Db(url="u"), 1) == "u/1"
    assert peek(n=1, db=Db(url="v")) == "v/1"


def test_generator_resource_in_a_call(dg):
    """A resource that is a generator is set up and torn down with the context."""
    steps = []

    @dg.resource
    def db(_):
        steps.append("up")
        yield 5
        steps.append("down")

    @dg.op(required_resource_keys={"db"})
    def peek(context):
        steps.append("use")
        return context.resources.db

    with dg.build_op_context(resources={"db": db}) as context:
        assert peek(context) == 5
    assert steps == ["up", "use", "down"]


def test_types_are_checked_in_a_call(dg):
    """Inputs and outputs are checked against their annotations."""

    @dg.op
    def inc(n: int) -> int:
        return n + 1

    @dg.op
    def wrong() -> int:
        return "x"

    assert inc(1) == 2
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        inc("1")
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        wrong()


def test_outputs_in_a_call(dg):
    """What the op returns comes back as it is."""

    @dg.op
    def wrapped():
        return dg.Output(4, metadata={"a": 1})

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def pair():
        return 1, 2

    assert wrapped().value == 4
    assert pair() == (1, 2)


def test_generator_in_a_call(dg):
    """A generator op gives a generator of its outputs."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both():
        yield dg.Output(1, "a")
        yield dg.Output(2, "b")

    assert [(o.output_name, o.value) for o in both()] == [("a", 1), ("b", 2)]


def test_generator_without_a_required_output_in_a_call(dg):
    """A generator op that leaves a required output out fails when it is exhausted."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def half():
        yield dg.Output(1, "a")

    refused = (dg.DagsterInvariantViolationError, dg.DagsterStepOutputNotFoundError)
    with pytest.raises(refused, match="b"):
        list(half())


def test_exceptions_in_a_call(dg):
    """Exceptions come out untouched, and nothing is tried again."""
    tries = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
    def bad():
        tries.append(1)
        raise ZeroDivisionError("no")

    with pytest.raises(ZeroDivisionError, match="no"):
        bad()
    assert tries == [1]


def test_async_op_in_a_call(dg):
    """An async op called by itself gives a coroutine."""

    @dg.op
    async def fetch(n):
        return n + 1

    assert asyncio.run(fetch(1)) == 2


def test_tags_and_partition_of_a_built_context(dg):
    """A built context has the tags and the partition it was given."""

    @dg.op
    def peek(context):
        return (context.partition_key, context.run_tags.get("k"))

    assert peek(dg.build_op_context(partition_key="p", run_tags={"k": "v"})) == ("p", "v")


def test_asset_in_a_call(dg):
    """An asset called by itself runs its body."""

    @dg.asset
    def more(base, factor=2):
        return base * factor

    assert more(4) == 8
    assert more(base=5) == 10


def test_asset_with_context_in_a_call(dg):
    """An asset with a context is called with one built by hand."""

    @dg.asset
    def more(context: dg.AssetExecutionContext, base):
        context.log.info("x")
        context.add_output_metadata({"n": 1})
        return base + 1

    context = dg.build_asset_context()
    assert more(context, 4) == 5
    assert more(context=dg.build_asset_context(), base=5) == 6


def test_asset_resources_in_a_call(dg):
    """Resources of an asset are given by the context or as arguments."""

    @dg.asset(required_resource_keys={"db"})
    def a(context):
        return context.resources.db

    assert a(dg.build_asset_context(resources={"db": 3})) == 3


def test_op_in_another_ops_body(dg):
    """An op called in a plain function is a plain function."""

    @dg.op
    def inc(n):
        return n + 1

    def work():
        return inc(inc(1))

    assert work() == 3


def test_graph_asset_in_a_call(dg):
    """A graph asset can't be called."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset
    def a():
        return one()

    with pytest.raises(dg.DagsterInvariantViolationError):
        a()


# --- departures ---------------------------------------------------------------------------------


@pytest.fixture
def choosy(dg):
    """An op that yields what it is asked for."""

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def choosy(context, n):
        if "a" in context.selected_output_names:
            yield dg.Output(n + 1, "a")
        if "b" in context.selected_output_names:
            yield dg.Output(n + 2, "b")

    return choosy


@pytest.mark.departs("rule 17")
@pytest.mark.parametrize("asked", [{"a"}, {"b"}, {"a", "b"}, set()])
def test_selected_output_names_in_a_call(dg, choosy, asked):
    """A subsettable op can be tested by a call that says what is selected."""
    found = choosy(dg.build_op_context(selected_output_names=asked), 1)
    assert {o.output_name for o in found} == asked


@pytest.mark.departs("rule 17")
def test_selected_output_names_default_to_all(dg, choosy):
    """A call that does not say what is selected selects everything."""
    found = choosy(dg.build_op_context(), 1)
    assert [(o.output_name, o.value) for o in found] == [("a", 2), ("b", 3)]


@pytest.mark.departs("rule 17")
def test_selected_output_names_must_be_outputs(dg, choosy):
    """A name that is no output of the op is refused; it is named."""
    with pytest.raises(dg.DagsterError, match="ghost"):
        list(choosy(dg.build_op_context(selected_output_names={"ghost"}), 1))


@pytest.mark.departs("rule 14")
def test_annotated_context_in_a_call(dg):
    """A context known by its annotation is passed first."""

    @dg.op
    def peek(ctx: dg.OpExecutionContext, n: int):
        return (ctx.run_id, n)

    assert peek(dg.build_op_context(), 1)[1] == 1
