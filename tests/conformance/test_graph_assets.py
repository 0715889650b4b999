"""One asset made by a graph of ops: its key, upstream, options, and what its run records."""

import pytest


@pytest.fixture
def inc(dg):
    """An op that adds one."""

    @dg.op
    def inc(n):
        return n + 1

    return inc


@pytest.fixture
def one(dg):
    """An op that makes one."""

    @dg.op
    def one():
        return 1

    return one


# --- the definition -----------------------------------------------------------------------------


def test_key_is_the_functions_name(dg, one):
    """A graph asset has the name of its function as its key."""

    @dg.graph_asset
    def counts():
        """How many there are."""
        return one()

    assert isinstance(counts, dg.AssetsDefinition)
    assert counts.key == dg.AssetKey("counts")
    assert counts.keys == {dg.AssetKey("counts")}
    assert counts.keys_by_output_name == {"result": dg.AssetKey("counts")}
    assert counts.keys_by_input_name == {}
    assert counts.can_subset is False
    assert counts.group_names_by_key == {dg.AssetKey("counts"): "default"}
    assert "How many there are." in counts.descriptions_by_key[counts.key]
    assert counts.node_def.name == "counts"


def test_decorator_with_parentheses(dg, one):
    """The decorator may be called without arguments."""

    @dg.graph_asset()
    def counts():
        return one()

    assert dg.materialize([counts]).asset_value("counts") == 1


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"name": "n"}, ["n"]),
        ({"key_prefix": "p"}, ["p", "f"]),
        ({"key_prefix": ["p", "q"]}, ["p", "q", "f"]),
        ({"name": "n", "key_prefix": ["p"]}, ["p", "n"]),
        ({"key": "k"}, ["k"]),
        ({"key": ["p", "k"]}, ["p", "k"]),
        ({"name": "with-dash"}, ["with-dash"]),
        ({"name": "with.dot"}, ["with.dot"]),
    ],
)
def test_key_options(dg, one, options, path):
    """Name, prefix and key decide the asset key."""

    @dg.graph_asset(**options)
    def f():
        return one()

    assert f.key == dg.AssetKey(path)
    assert dg.materialize([f]).asset_value(path) == 1


def test_key_as_an_asset_key(dg, one):
    """The key may be an AssetKey."""

    @dg.graph_asset(key=dg.AssetKey(["a", "b"]))
    def f():
        return one()

    assert f.key.path == ["a", "b"]
    assert f.node_def.name == "a__b"


@pytest.mark.parametrize("extra", [{"name": "n"}, {"key_prefix": "p"}])
def test_key_excludes_name_and_prefix(dg, one, extra):
    """A key given whole leaves no room for a name or a prefix."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset(key="k", **extra)
        def f():
            return one()


@pytest.mark.parametrize("option", [{"name": "a/b"}, {"key": "a/b"}])
def test_slash_in_a_key_part_is_refused(dg, one, option):
    """A part of an asset key has no slash."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset(**option)
        def f():
            return one()


@pytest.mark.parametrize(
    "options",
    [
        {"group_name": "bad name"},
        {"group_name": "bad-name"},
        {"owners": ["nobody"]},
        {"tags": {"k": 5}},
        {"tags": {"bad key!": "v"}},
    ],
)
def test_bad_options_are_refused(dg, one, options):
    """Options are checked where they are written."""
    with pytest.raises(Exception) as caught:

        @dg.graph_asset(**options)
        def f():
            return one()

    assert not isinstance(caught.value, (KeyError, AttributeError, AssertionError))


def test_unknown_option_is_a_type_error(dg, one):
    """An option that there is not is a TypeError that names it."""
    with pytest.raises(TypeError, match="grup_name"):

        @dg.graph_asset(grup_name="x")
        def f():
            return one()


def test_options_can_be_read_back(dg, one):
    """Group, metadata, tags, owners, kinds, code version and description are on the spec."""

    @dg.graph_asset(
        description="d",
        group_name="g",
        metadata={"rows": 5},
        tags={"domain": "sales"},
        owners=["team:core", "me@example.com"],
        kinds={"python", "pandas"},
        code_version="3",
    )
    def f():
        return one()

    spec = f.specs_by_key[f.key]
    assert spec.description == "d"
    assert spec.group_name == "g"
    assert spec.metadata["rows"] == 5
    assert spec.tags["domain"] == "sales"
    assert set(spec.owners) == {"team:core", "me@example.com"}
    assert spec.kinds == {"python", "pandas"}
    assert spec.code_version == "3"


# --- upstream assets ----------------------------------------------------------------------------


def test_argument_is_an_upstream_asset(dg, inc):
    """An argument of the function is the asset of that name."""

    @dg.asset
    def base():
        return 10

    @dg.graph_asset
    def more(base):
        return inc(inc(base))

    @dg.asset
    def most(more):
        return more * 2

    result = dg.materialize([base, more, most])
    assert result.asset_value("more") == 12
    assert result.asset_value("most") == 24
    assert more.keys_by_input_name == {"base": dg.AssetKey("base")}
    assert more.asset_deps == {dg.AssetKey("more"): {dg.AssetKey("base")}}


def test_upstream_is_loaded_by_each_op_that_uses_it(dg, inc, memory):
    """An upstream value is loaded where it is used, once for each op."""
    store = memory()

    @dg.op
    def add(a, b):
        return a + b

    @dg.asset
    def base():
        return 10

    @dg.graph_asset
    def more(base):
        return add(inc(base), base)

    result = dg.materialize([base, more], resources={"io_manager": store})
    assert result.asset_value("more") == 21
    assert store.loaded.count("base") == 2


def test_upstream_from_an_earlier_run(dg, inc, kept_instance):
    """An upstream asset that the run does not make is loaded from an earlier run."""

    @dg.asset
    def base():
        return 10

    @dg.graph_asset
    def more(base):
        return inc(base)

    dg.materialize([base, more], instance=kept_instance, selection=["base"])
    result = dg.materialize([base, more], instance=kept_instance, selection=["more"])
    assert result.asset_value("more") == 11


@pytest.mark.parametrize("how", ["text", "key", "prefix", "list"])
def test_ins_rename_an_argument(dg, inc, how):
    """`ins` says which asset an argument is."""

    @dg.asset(key_prefix=None if how == "text" else "pre")
    def base():
        return 10

    given = {
        "text": lambda: dg.AssetIn("base"),
        "key": lambda: dg.AssetIn(key=dg.AssetKey(["pre", "base"])),
        "prefix": lambda: dg.AssetIn(key_prefix="pre"),
        "list": lambda: dg.AssetIn(key=["pre", "base"]),
    }[how]()
    name = "base" if how == "prefix" else "number"
    scope = {"inc": inc}
    exec(f"def more({name}):\n    return inc({name})\n", scope)
    more = dg.graph_asset(ins={name: given})(scope["more"])
    assert more.keys_by_input_name == {name: base.key}
    assert dg.materialize([base, more]).asset_value("more") == 11


def test_ins_leave_other_arguments_alone(dg):
    """Arguments that `ins` does not list keep their own names."""

    @dg.op
    def add(a, b):
        return a + b

    @dg.asset
    def left():
        return 1

    @dg.asset
    def right():
        return 2

    @dg.graph_asset(ins={"x": dg.AssetIn("left")})
    def both(x, right):
        return add(x, right)

    assert dg.materialize([left, right, both]).asset_value("both") == 3


def test_ins_naming_no_argument_is_refused(dg, one):
    """An `ins` entry for no argument is an error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="ghost"):

        @dg.graph_asset(ins={"ghost": dg.AssetIn("base")})
        def f():
            return one()


def test_unknown_upstream_fails_before_any_step(dg, inc):
    """An argument that no asset answers to is an error that names it."""

    @dg.graph_asset
    def more(nowhere):
        return inc(nowhere)

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="nowhere"):
        dg.materialize([more])


def test_self_dependency_is_refused(dg, inc):
    """An asset can't be its own upstream."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset
        def loop(loop):
            return inc(loop)

        dg.materialize([loop])


def test_upstream_for_order_only(dg, memory):
    """An upstream given to an ordering input is waited for and not loaded."""
    store = memory()
    order = []

    @dg.asset
    def z_base():
        order.append("base")
        return 10

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def work():
        order.append("work")
        return 5

    @dg.graph_asset
    def after(z_base):
        return work(start=z_base)

    result = dg.materialize([z_base, after], resources={"io_manager": store})
    assert order == ["base", "work"]
    assert store.loaded == []
    assert result.asset_value("after") == 5
    assert after.asset_deps[after.key] == {z_base.key}


def test_upstream_graph_asset(dg, one, inc):
    """Graph assets feed one another."""

    @dg.graph_asset
    def a():
        return inc(one())

    @dg.graph_asset
    def b(a):
        return inc(inc(a))

    @dg.op
    def add(x, y):
        return x + y

    @dg.graph_asset
    def c(a, b):
        return add(a, b)

    result = dg.materialize([c, b, a])
    assert result.asset_value("c") == 2 + 4


def test_upstream_inside_a_nested_graph(dg, inc):
    """An upstream asset may feed an op deep in a nested graph."""

    @dg.graph
    def low(n):
        return inc(n)

    @dg.graph
    def mid(n):
        return low(n)

    @dg.asset
    def base():
        return 1

    @dg.graph_asset
    def deep(base):
        return mid(base)

    result = dg.materialize([base, deep])
    assert result.asset_value("deep") == 2
    assert "deep.mid.low.inc" in [e.step_key for e in result.all_events]


@pytest.mark.departs("rule 7")
def test_fan_in_of_assets_and_outputs(dg, one, memory):
    """An op may gather upstream assets and outputs of the graph in one list."""

    @dg.op
    def total(parts):
        return sum(parts)

    @dg.asset
    def ten():
        return 10

    @dg.asset
    def hundred():
        return 100

    @dg.graph_asset
    def mix(ten, hundred):
        return total([hundred, one(), ten])

    result = dg.materialize([ten, hundred, mix], resources={"io_manager": memory()})
    assert result.asset_value("mix") == 111


@pytest.mark.departs("rule 7")
def test_fan_in_gives_each_asset_its_own_value_in_order(dg):
    """A list of assets holds each asset's own value, in the list's order."""

    @dg.asset
    def a():
        return "a"

    @dg.asset
    def b():
        return "b"

    @dg.op
    def show(parts):
        return "".join(parts)

    @dg.graph_asset
    def joined(a, b):
        return show([b, a])

    assert dg.materialize([a, b, joined]).asset_value("joined") == "ba"


# --- runs ---------------------------------------------------------------------------------------


def test_steps_bear_the_assets_name(dg, one, inc, seen):
    """Steps of a graph asset are named asset.op."""

    @dg.graph_asset
    def f():
        return inc(inc(one()))

    assert seen(dg.materialize([f])).ran == ["f.inc", "f.inc_2", "f.one"]


def test_one_materialization_per_asset(dg, one, inc, seen):
    """Only the asset is materialized, not the values between its ops."""

    @dg.graph_asset
    def f():
        return inc(inc(one()))

    result = dg.materialize([f])
    assert seen(result).made == ["f"]
    events = result.asset_materializations_for_node("f.inc_2")
    assert len(events) == 1


def test_materialization_follows_the_store(dg, one):
    """The materialization is recorded after the value was stored."""

    @dg.graph_asset
    def f():
        return one()

    kinds = [e.event_type_value for e in dg.materialize([f]).all_events if e.step_key == "f.one"]
    order = [
        k
        for k in kinds
        if k in ("STEP_START", "STEP_OUTPUT", "ASSET_MATERIALIZATION", "STEP_SUCCESS")
    ]
    assert order == ["STEP_START", "STEP_OUTPUT", "ASSET_MATERIALIZATION", "STEP_SUCCESS"]


def test_values_can_be_read_by_node(dg, one, inc):
    """`output_for_node` takes the asset's name, or the dotted path of an op."""

    @dg.graph_asset
    def f():
        return inc(one())

    result = dg.materialize([f])
    assert result.output_for_node("f") == 2
    assert result.output_for_node("f.one") == 1
    assert result.output_for_node("f.inc") == 2


def test_metadata_of_the_asset_output_is_recorded(dg):
    """Metadata of the op output that is the asset is on the materialization; other ops' is not."""

    @dg.op
    def prepare():
        return dg.Output(1, metadata={"hidden": 1})

    @dg.op
    def finish(n):
        return dg.Output(n, metadata={"rows": n, "note": "ok"})

    @dg.graph_asset
    def f():
        return finish(prepare())

    (event,) = dg.materialize([f]).asset_materializations_for_node("f.finish")
    assert event.metadata["rows"].value == 1
    assert event.metadata["note"].value == "ok"
    assert "hidden" not in event.metadata


def test_metadata_by_context(dg):
    """`add_output_metadata` puts metadata on the materialization."""

    @dg.op
    def finish(context):
        context.add_output_metadata({"rows": 3})
        context.add_output_metadata({"cols": 2})
        return 1

    @dg.graph_asset
    def f():
        return finish()

    (event,) = dg.materialize([f]).get_asset_materialization_events()
    metadata = event.step_materialization_data.materialization.metadata
    assert metadata["rows"].value == 3
    assert metadata["cols"].value == 2


def test_code_version_is_recorded(dg, one):
    """The code version of an asset, or else of the op that makes it, is on the materialization."""

    @dg.op(code_version="op7")
    def versioned():
        return 1

    @dg.graph_asset(code_version="asset3")
    def a():
        return one()

    @dg.graph_asset
    def b():
        return versioned()

    tags = {
        event.asset_key.to_user_string(): event.step_materialization_data.materialization.tags
        for event in dg.materialize([a, b]).get_asset_materialization_events()
    }
    assert tags["a"]["dagster/code_version"] == "asset3"
    assert tags["b"]["dagster/code_version"] == "op7"
    assert tags["a"]["dagster/data_version"]


def test_data_version_of_the_user(dg):
    """A data version stated by the op is the one recorded."""

    @dg.op
    def make():
        return dg.Output(1, data_version=dg.DataVersion("mine"))

    @dg.graph_asset
    def f():
        return make()

    (event,) = dg.materialize([f]).get_asset_materialization_events()
    assert event.step_materialization_data.materialization.tags["dagster/data_version"] == "mine"


def test_materialize_result_with_a_value(dg):
    """An op may return a MaterializeResult with metadata and a value."""

    @dg.op
    def make():
        return dg.MaterializeResult(metadata={"rows": 2}, value=[1, 2])

    @dg.graph_asset
    def f():
        return make()

    result = dg.materialize([f])
    (event,) = result.get_asset_materialization_events()
    assert event.step_materialization_data.materialization.metadata["rows"].value == 2
    assert result.asset_value("f") == [1, 2]


def test_nothing_asset_is_recorded_and_not_stored(dg, seen):
    """An asset whose op is annotated `-> None` is recorded; what depends on it by deps runs."""

    @dg.op
    def sweep() -> None:
        return None

    @dg.graph_asset
    def swept():
        return sweep()

    @dg.asset(deps=["swept"])
    def after():
        return 1

    result = dg.materialize([swept, after])
    assert seen(result).made == ["after", "swept"]
    assert "HANDLED_OUTPUT" not in [
        e.event_type_value for e in result.all_events if e.step_key == "swept.sweep"
    ]


def test_failure_in_an_inner_op(dg, one, seen):
    """When an inner op fails, the asset is not made, and its downstream does not run."""

    @dg.op
    def broken(n):
        raise ValueError("no luck")

    @dg.graph_asset
    def f():
        return broken(one())

    @dg.asset
    def g(f):
        return f

    @dg.asset
    def lone():
        return 1

    with pytest.raises(ValueError, match="no luck"):
        dg.materialize([f, g])
    result = dg.materialize([f, g, lone], raise_on_error=False)
    assert not result.success
    assert seen(result).made == ["lone"]
    assert result.is_node_untouched("g")
    assert result.get_failed_step_keys() == {"f.broken"}


def test_optional_asset_that_was_not_made_skips_downstream(dg, seen):
    """An asset whose op yields nothing is not made, and what needs it is skipped."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        if False:
            yield dg.Output(1)

    @dg.graph_asset
    def f():
        return maybe()

    @dg.asset
    def g(f):
        return f

    result = dg.materialize([f, g])
    assert result.success
    assert seen(result).made == []
    assert seen(result).skipped == ["g"]


def test_constant_body_is_refused(dg):
    """The body of a graph asset returns an output of an op."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_asset
        def f():
            return 5


def test_body_without_a_return_is_refused(dg, one):
    """The body of a graph asset returns something."""
    with pytest.raises(Exception) as caught:

        @dg.graph_asset
        def f():
            one()

        dg.materialize([f])
    assert not isinstance(caught.value, (KeyError, AttributeError))


@pytest.mark.departs("rule 13")
def test_leaf_that_makes_nothing_is_an_error_by_name(dg, one, inc):
    """An op of a graph asset whose output leads nowhere is a definition error that names it."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="inc"):

        @dg.graph_asset
        def f():
            x = one()
            inc(x)
            return x


def test_calling_a_graph_asset_is_refused(dg, one):
    """A graph asset is no function to call."""

    @dg.graph_asset
    def f():
        return one()

    with pytest.raises(dg.DagsterInvariantViolationError):
        f()


def test_graph_asset_with_a_graph_inside(dg, one, inc):
    """The body of a graph asset may call graphs."""

    @dg.graph
    def twice(n):
        return inc(inc(n))

    @dg.graph_asset
    def f():
        return twice(twice(one()))

    result = dg.materialize([f])
    assert result.asset_value("f") == 5
    assert result.output_for_node("f.twice") == 3


def test_same_op_in_several_graph_assets(dg, one, inc):
    """One op may serve any number of graph assets."""

    @dg.graph_asset
    def a():
        return inc(one())

    @dg.graph_asset
    def b():
        return inc(inc(one()))

    result = dg.materialize([a, b])
    assert (result.asset_value("a"), result.asset_value("b")) == (2, 3)


def test_fixed_graph_config(dg):
    """`config` on a graph asset fixes its ops' config."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    @dg.graph_asset(config={"make": {"config": {"n": 7}}})
    def f():
        return make()

    assert dg.materialize([f]).asset_value("f") == 7


def test_run_config_reaches_inner_ops(dg):
    """Run config names the ops of a graph asset under it."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    @dg.graph_asset
    def f():
        return make()

    config = {"ops": {"f": {"ops": {"make": {"config": {"n": 9}}}}}}
    assert dg.materialize([f], run_config=config).asset_value("f") == 9
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.materialize([f])


def test_resource_defs_on_the_asset(dg):
    """`resource_defs` gives a graph asset its resources."""

    @dg.op(required_resource_keys={"base"})
    def make(context):
        return context.resources.base + 1

    @dg.graph_asset(resource_defs={"base": dg.ResourceDefinition.hardcoded_resource(4)})
    def f():
        return make()

    assert dg.materialize([f]).asset_value("f") == 5


def test_retries_inside_a_graph_asset(dg):
    """An op's retry policy holds inside a graph asset."""
    tries = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def flaky():
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("again")
        return 3

    @dg.graph_asset
    def f():
        return flaky()

    result = dg.materialize([f])
    assert result.asset_value("f") == 3
    assert result.retry_attempts_for_node("f.flaky") == 2


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 12")
def test_deps_order_without_loading(dg, memory):
    """`deps` makes a graph asset wait for another asset without loading it."""
    store = memory()
    order = []

    @dg.asset
    def z_first():
        order.append("first")
        return 1

    @dg.op
    def work():
        order.append("work")
        return 2

    @dg.graph_asset(deps=[z_first])
    def after():
        return work()

    result = dg.materialize([z_first, after], resources={"io_manager": store})
    assert result.success
    assert order == ["first", "work"]
    assert store.loaded == []
    assert after.asset_deps[after.key] == {z_first.key}


@pytest.mark.departs("rule 12")
def test_deps_by_name_and_key(dg):
    """`deps` takes names, keys, assets and AssetDeps."""

    @dg.asset
    def a():
        return 1

    @dg.asset(key_prefix="p")
    def b():
        return 1

    @dg.asset
    def c():
        return 1

    @dg.op
    def work():
        return 2

    @dg.graph_asset(deps=["a", dg.AssetKey(["p", "b"]), dg.AssetDep("c")])
    def after():
        return work()

    assert after.asset_deps[after.key] == {a.key, b.key, c.key}
    assert dg.materialize([after, a, b, c]).success


@pytest.mark.departs("rule 12")
def test_deps_on_an_unknown_asset_of_another_team(dg):
    """A dependency for order only may name an asset that is defined elsewhere."""

    @dg.op
    def work():
        return 2

    @dg.graph_asset(deps=["defined_elsewhere"])
    def after():
        return work()

    assert dg.materialize([after]).asset_value("after") == 2


@pytest.mark.departs("rule 12")
def test_retry_policy_on_a_graph_asset(dg):
    """`retry_policy` of a graph asset holds for each of its ops."""
    tries = []

    @dg.op
    def flaky():
        tries.append(1)
        if len(tries) < 2:
            raise ValueError("again")
        return 3

    @dg.graph_asset(retry_policy=dg.RetryPolicy(max_retries=1))
    def f():
        return flaky()

    assert dg.materialize([f]).asset_value("f") == 3


@pytest.mark.departs("rule 12")
def test_io_manager_key_on_a_graph_asset(dg, memory):
    """`io_manager_key` of a graph asset says who stores the asset."""
    store = memory()

    @dg.op
    def make():
        return 5

    @dg.graph_asset(io_manager_key="shelf")
    def f():
        return make()

    dg.materialize([f], resources={"shelf": store})
    assert store.values == {"f": 5}


@pytest.mark.departs("rule 12")
def test_input_manager_key_of_an_asset_in(dg):
    """`AssetIn(input_manager_key=...)` of a graph asset says who loads the value."""

    @dg.input_manager
    def special(context):
        return 99

    @dg.asset
    def base():
        return 1

    @dg.op
    def inc(n):
        return n + 1

    @dg.graph_asset(ins={"base": dg.AssetIn(input_manager_key="special")})
    def f(base):
        return inc(base)

    result = dg.materialize([base, f], resources={"special": special})
    assert result.asset_value("f") == 100


@pytest.mark.departs("rule 1")
def test_asset_may_bear_its_ops_name(dg):
    """A graph asset may be called like an op of it."""

    @dg.op(name="clean")
    def clean_op():
        return 3

    @dg.graph_asset
    def clean():
        return clean_op()

    @dg.asset
    def after(clean):
        return clean + 1

    result = dg.materialize([clean, after])
    assert result.asset_value("after") == 4


@pytest.mark.departs("rule 2")
@pytest.mark.parametrize("how", ["return", "yield"])
def test_output_that_nothing_uses_is_dropped(dg, how, memory):
    """An op of a graph asset may make an output that the graph does not use."""
    store = memory()

    @dg.op(out={"kept": dg.Out(), "spare": dg.Out()})
    def returns():
        return 1, 2

    @dg.op(out={"kept": dg.Out(), "spare": dg.Out()})
    def yields():
        yield dg.Output(2, "spare")
        yield dg.Output(1, "kept")

    used = returns if how == "return" else yields

    @dg.graph_asset
    def f():
        kept, _ = used()
        return kept

    result = dg.materialize([f], resources={"io_manager": store})
    assert result.success
    assert store.values == {"f": 1}


@pytest.mark.departs("rule 2")
def test_unused_output_of_a_nested_graph(dg, one, inc):
    """A nested graph may have an output that the graph asset does not use."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def both():
        x = one()
        return {"a": x, "b": inc(x)}

    @dg.graph_asset
    def f():
        a, _b = both()
        return inc(a)

    assert dg.materialize([f]).asset_value("f") == 2


@pytest.mark.departs("rule 15")
def test_upstream_passed_through(dg):
    """A graph asset may be its upstream value as it came."""

    @dg.asset
    def base():
        return 4

    @dg.graph_asset
    def copy(base):
        return base

    result = dg.materialize([base, copy])
    assert result.asset_value("copy") == 4


@pytest.mark.departs("rule 13")
def test_plain_text_for_an_asset_in_is_a_definition_error(dg, inc):
    """What stands in `ins` must be an AssetIn; anything else is a definition error."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="base"):

        @dg.graph_asset(ins={"base": "other"})
        def f(base):
            return inc(base)


@pytest.mark.departs("rule 10")
def test_asset_never_made_is_known_to_the_result(dg, instance):
    """A selected asset that its op never yielded is in the event log as not materialized."""

    @dg.op(out=dg.Out(is_required=False))
    def maybe():
        if False:
            yield dg.Output(1)

    @dg.graph_asset
    def f():
        return maybe()

    result = dg.materialize([f], instance=instance)
    assert result.success
    said = " ".join(f"{e.event_type_value} {e.message}" for e in result.all_events).lower()
    assert "not materialized" in said or "not_materialized" in said


def test_specs_tell_what_assets_are_computed_from(dg):
    """`specs` has the assets that a graph asset takes as arguments, as `get_asset_spec` has."""

    @dg.op
    def plus(x):
        return x + 1

    @dg.graph_asset
    def total(up):
        return plus(up)

    (spec,) = total.specs
    assert [dep.asset_key for dep in spec.deps] == [dg.AssetKey("up")]
    assert total.get_asset_spec().deps == spec.deps
