"""Several assets made by one graph of ops, or by one function."""

import pytest


@pytest.fixture
def split(dg):
    """An op with two outputs."""

    @dg.op(out={"lo": dg.Out(), "hi": dg.Out()})
    def split():
        return 3, 4

    return split


@pytest.fixture
def inc(dg):
    """An op that adds one."""

    @dg.op
    def inc(n):
        return n + 1

    return inc


# --- graph_multi_asset --------------------------------------------------------------------------


def test_each_out_is_an_asset(dg, split, inc, seen):
    """Each name in `outs` is an asset, and the body returns a dict of them."""

    @dg.graph_multi_asset(outs={"low": dg.AssetOut(), "high": dg.AssetOut()})
    def ends():
        lo, hi = split()
        return {"low": lo, "high": inc(hi)}

    result = dg.materialize([ends])
    assert ends.keys == {dg.AssetKey("low"), dg.AssetKey("high")}
    assert ends.keys_by_output_name == {"low": dg.AssetKey("low"), "high": dg.AssetKey("high")}
    assert ends.can_subset is False
    assert ends.node_def.name == "ends"
    assert seen(result).made == ["high", "low"]
    assert (result.asset_value("low"), result.asset_value("high")) == (3, 5)
    assert result.output_for_node("ends", "high") == 5


def test_upstream_argument(dg):
    """Arguments are upstream assets, as in a graph asset."""

    @dg.op(out={"one": dg.Out(), "two": dg.Out()})
    def two_outputs(n):
        return n + 1, n + 2

    @dg.asset
    def upstream_asset():
        return 10

    @dg.graph_multi_asset(outs={"first_asset": dg.AssetOut(), "second_asset": dg.AssetOut()})
    def two_assets(upstream_asset):
        one, two = two_outputs(upstream_asset)
        return {"first_asset": one, "second_asset": two}

    result = dg.materialize([upstream_asset, two_assets])
    assert result.asset_value("first_asset") == 11
    assert result.asset_value("second_asset") == 12
    assert two_assets.keys_by_input_name == {"upstream_asset": dg.AssetKey("upstream_asset")}


def test_tuple_return(dg, split, inc):
    """The body may return a tuple in the order of `outs`."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def ends():
        lo, hi = split()
        return inc(hi), lo

    result = dg.materialize([ends])
    assert (result.asset_value("a"), result.asset_value("b")) == (5, 3)


def test_whole_result_return(dg, split):
    """The body may return all outputs of one op."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def ends():
        return split()

    result = dg.materialize([ends])
    assert (result.asset_value("a"), result.asset_value("b")) == (3, 4)


@pytest.mark.parametrize("names", [("a",), ("a", "b", "c"), ("a", "x")])
def test_dict_must_match_outs(dg, split, names):
    """A returned dict has the names of `outs`, no more and no fewer."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):

        @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
        def ends():
            lo, _ = split()
            return dict.fromkeys(names, lo)


def test_outs_are_required(dg, split):
    """`graph_multi_asset` needs parentheses and `outs`."""
    with pytest.raises(TypeError):

        @dg.graph_multi_asset
        def bare():
            return split()

    with pytest.raises(TypeError):

        @dg.graph_multi_asset()
        def empty():
            return split()


def test_unknown_option_is_a_type_error(dg, split):
    """An option that there is not is a TypeError that names it."""
    with pytest.raises(TypeError, match="can_subsett"):

        @dg.graph_multi_asset(outs={"a": dg.AssetOut()}, can_subsett=True)
        def ends():
            return split().lo


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, ["a"]),
        ({"key": "k"}, ["k"]),
        ({"key": ["p", "k"]}, ["p", "k"]),
        ({"key_prefix": "p"}, ["p", "a"]),
        ({"key_prefix": ["p", "q"]}, ["p", "q", "a"]),
    ],
)
def test_asset_out_keys(dg, split, options, path):
    """An AssetOut may give the key or a prefix."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(**options), "b": dg.AssetOut()})
    def ends():
        return split()

    assert ends.keys == {dg.AssetKey(path), dg.AssetKey("b")}
    assert dg.materialize([ends]).asset_value(path) == 3


def test_asset_out_refuses_key_and_prefix(dg):
    """An AssetOut takes a key or a prefix, not both."""
    with pytest.raises(Exception) as caught:
        dg.AssetOut(key="k", key_prefix="p")
    assert not isinstance(caught.value, (KeyError, AttributeError))
    assert "key_prefix" in str(caught.value)


def test_asset_out_options_are_on_the_spec(dg, split):
    """Description, metadata, owners, tags, kinds and code version of an AssetOut are kept."""

    @dg.graph_multi_asset(
        outs={
            "a": dg.AssetOut(
                description="the low end",
                metadata={"m": 1},
                owners=["team:x"],
                tags={"t": "v"},
                kinds={"python"},
                code_version="2",
            ),
            "b": dg.AssetOut(),
        }
    )
    def ends():
        return split()

    spec = ends.specs_by_key[dg.AssetKey("a")]
    assert spec.description == "the low end"
    assert spec.metadata["m"] == 1
    assert list(spec.owners) == ["team:x"]
    assert spec.tags["t"] == "v"
    assert spec.kinds == {"python"}
    assert spec.code_version == "2"


def test_group_name_of_all(dg, split):
    """`group_name` groups all assets of the definition."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, group_name="grp")
    def ends():
        return split()

    assert set(ends.group_names_by_key.values()) == {"grp"}


def test_name_of_the_node(dg, split, seen):
    """`name` names the node under which the steps stand."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, name="renamed")
    def ends():
        return split()

    assert seen(dg.materialize([ends])).ran == ["renamed.split"]


def test_optional_asset_out(dg, seen):
    """An asset that may be left out is not materialized when its op does not yield it."""

    @dg.op(out={"x": dg.Out(is_required=False), "y": dg.Out(is_required=False)})
    def some():
        yield dg.Output(1, "y")

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(is_required=False), "b": dg.AssetOut(is_required=False)}
    )
    def ends():
        x, y = some()
        return {"a": x, "b": y}

    result = dg.materialize([ends])
    assert result.success
    assert seen(result).made == ["b"]


def test_downstream_of_one_of_them(dg, split):
    """Each asset of the definition can be an upstream of its own."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def ends():
        return split()

    @dg.asset
    def after(b):
        return b * 10

    @dg.op
    def plus(n):
        return n + 1

    @dg.graph_multi_asset(outs={"c": dg.AssetOut(), "d": dg.AssetOut()})
    def more(a, b):
        return {"c": plus(a), "d": plus(b)}

    result = dg.materialize([ends, after, more])
    assert result.asset_value("after") == 40
    assert (result.asset_value("c"), result.asset_value("d")) == (4, 5)


def test_ins_rename_arguments(dg):
    """`ins` renames the arguments of a graph multi-asset."""

    @dg.op
    def twice(n):
        return 2 * n

    @dg.asset(key_prefix="raw")
    def numbers():
        return 4

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        ins={"x": dg.AssetIn(key=["raw", "numbers"])},
    )
    def ends(x):
        return {"a": twice(x), "b": twice(twice(x))}

    result = dg.materialize([numbers, ends])
    assert (result.asset_value("a"), result.asset_value("b")) == (8, 16)


def test_several_keys_have_no_single_key(dg, split):
    """`.key` is for definitions of one asset."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def ends():
        return split()

    with pytest.raises(Exception) as caught:
        _ = ends.key
    assert not isinstance(caught.value, (AttributeError, KeyError))


def test_nested_graph_gives_several_assets(dg, inc):
    """A nested graph may make several of the assets."""

    @dg.op
    def base():
        return 1

    @dg.graph(out={"p": dg.GraphOut(), "q": dg.GraphOut()})
    def inner(n):
        p = inc(n)
        return {"p": p, "q": inc(p)}

    @dg.graph_multi_asset(outs={"P": dg.AssetOut(), "Q": dg.AssetOut()})
    def both():
        p, q = inner(base())
        return {"P": p, "Q": q}

    result = dg.materialize([both])
    assert (result.asset_value("P"), result.asset_value("Q")) == (2, 3)


def test_asset_that_feeds_its_sibling(dg, inc, split, memory):
    """Inside one run, an asset's sibling is computed from it; the store holds each once."""
    store = memory()

    @dg.op
    def base():
        return 1

    @dg.graph_multi_asset(outs={"A": dg.AssetOut(), "B": dg.AssetOut(), "C": dg.AssetOut()})
    def chain():
        a = base()
        b = inc(a)
        return {"A": a, "B": b, "C": inc(b)}

    result = dg.materialize([chain], resources={"io_manager": store})
    assert store.values == {"A": 1, "B": 2, "C": 3}
    assert result.asset_value("C") == 3


# --- multi_asset --------------------------------------------------------------------------------


def test_multi_asset_with_outs(dg):
    """A function may make several assets: by a tuple, or by yielding Outputs."""

    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def both():
        return 1, 2

    @dg.multi_asset(outs={"c": dg.AssetOut(), "d": dg.AssetOut()})
    def lazy():
        yield dg.Output(4, output_name="d")
        yield dg.Output(3, output_name="c")

    result = dg.materialize([both, lazy])
    assert [result.asset_value(k) for k in "abcd"] == [1, 2, 3, 4]


def test_multi_asset_with_specs(dg, seen):
    """A function may state the specs of its assets and yield MaterializeResults."""

    @dg.multi_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b", deps=["a"])])
    def both():
        yield dg.MaterializeResult(asset_key="a", metadata={"rows": 1})
        yield dg.MaterializeResult(asset_key="b")

    result = dg.materialize([both])
    assert seen(result).made == ["a", "b"]
    assert both.asset_deps[dg.AssetKey("b")] == {dg.AssetKey("a")}


def test_multi_asset_subset(dg, seen):
    """A subsettable function makes the assets that are selected."""

    @dg.multi_asset(
        outs={n: dg.AssetOut(is_required=False) for n in ("a", "b", "c")}, can_subset=True
    )
    def some(context):
        for name in sorted(context.op_execution_context.selected_output_names):
            yield dg.Output(name, output_name=name)

    result = dg.materialize([some], selection=["a", "c"])
    assert seen(result).made == ["a", "c"]
    assert result.asset_value("c") == "c"


def test_multi_asset_subset_by_keys(dg, seen):
    """`selected_asset_keys` tells a subsettable function what to make."""

    @dg.multi_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b")], can_subset=True)
    def some(context: dg.AssetExecutionContext):
        for key in sorted(context.selected_asset_keys):
            yield dg.MaterializeResult(asset_key=key)

    assert seen(dg.materialize([some], selection="b")).made == ["b"]
    assert seen(dg.materialize([some])).made == ["a", "b"]


def test_multi_asset_without_can_subset(dg):
    """A function that can't be subset refuses a partial selection."""

    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def both():
        return 1, 2

    with pytest.raises(dg.DagsterError) as caught:
        dg.materialize([both], selection=["a"])
    assert "both" in str(caught.value) + str(caught.value.__cause__)


def test_multi_asset_arguments_and_deps(dg):
    """Arguments, `ins` and `deps` of a function that makes several assets."""
    order = []

    @dg.asset
    def x():
        return 5

    @dg.asset
    def z_before():
        order.append("before")

    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, deps=["z_before"])
    def both(x):
        order.append("both")
        return x, x + 1

    result = dg.materialize([x, z_before, both])
    assert result.asset_value("b") == 6
    assert order == ["before", "both"]
    assert both.asset_deps[dg.AssetKey("a")] == {dg.AssetKey("x"), dg.AssetKey("z_before")}


def test_multi_asset_unknown_key_is_refused(dg):
    """A MaterializeResult for an asset that is not of this definition fails."""

    @dg.multi_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b")])
    def both():
        yield dg.MaterializeResult(asset_key="a")
        yield dg.MaterializeResult(asset_key="elsewhere")

    result = dg.materialize([both], raise_on_error=False)
    assert not result.success


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 7")
def test_one_output_as_two_assets(dg, inc, seen):
    """One op output returned under two names materializes both assets."""

    @dg.op
    def make():
        return 6

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def twins():
        x = make()
        return {"a": x, "b": x}

    result = dg.materialize([twins])
    assert seen(result).made == ["a", "b"]
    assert (result.asset_value("a"), result.asset_value("b")) == (6, 6)


@pytest.mark.departs("rule 7")
@pytest.mark.parametrize("key", ["a", "b"])
def test_one_of_two_assets_of_one_output(dg, key, seen):
    """Of two assets that share an op output, one alone can be selected."""

    @dg.op
    def make():
        return 6

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def twins():
        x = make()
        return {"a": x, "b": x}

    result = dg.materialize([twins], selection=[key])
    assert result.success
    assert result.asset_value(key) == 6


@pytest.mark.departs("rule 7")
def test_asset_between_two_assets_of_one_graph(dg, inc):
    """An outside asset computed from one asset of a graph may feed another of the same graph."""

    @dg.op
    def make():
        return 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "c": dg.AssetOut()}, can_subset=True)
    def ends(b):
        return {"a": make(), "c": inc(b)}

    @dg.asset
    def b(a):
        return a + 10

    result = dg.materialize([ends, b])
    assert result.success
    assert result.asset_value("c") == 12


@pytest.mark.departs("rule 8")
def test_siblings_have_lineage(dg, inc):
    """An asset computed from a sibling depends on it, and on nothing that it does not use."""

    @dg.asset
    def ua():
        return 1

    @dg.asset
    def ub():
        return 2

    @dg.op
    def add(x, y):
        return x + y

    @dg.graph_multi_asset(outs={"A": dg.AssetOut(), "B": dg.AssetOut()})
    def both(ua, ub):
        a = inc(ua)
        return {"A": a, "B": add(a, ub)}

    assert both.asset_deps[dg.AssetKey("A")] == {dg.AssetKey("ua")}
    assert both.asset_deps[dg.AssetKey("B")] == {dg.AssetKey("A"), dg.AssetKey("ub")}


@pytest.mark.departs("rule 8")
def test_upstream_selection_follows_siblings(dg, inc, seen):
    """`+B` takes the sibling that B is made of."""

    @dg.op
    def make():
        return 1

    @dg.graph_multi_asset(
        outs={"A": dg.AssetOut(), "B": dg.AssetOut(), "C": dg.AssetOut()}, can_subset=True
    )
    def chain():
        a = make()
        return {"A": a, "B": inc(a), "C": make.alias("again")()}

    assert seen(dg.materialize([chain], selection="+B")).made == ["A", "B"]


@pytest.mark.departs("rule 12")
def test_options_of_each_asset_out_hold(dg, split, memory):
    """An AssetOut's I/O manager and group are kept, beside a group for the rest."""
    store, shelf = memory(), memory()

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(io_manager_key="shelf", group_name="own"), "b": dg.AssetOut()},
        group_name="rest",
    )
    def ends():
        return split()

    dg.materialize([ends], resources={"io_manager": store, "shelf": shelf})
    assert shelf.values == {"a": 3}
    assert store.values == {"b": 4}
    assert ends.group_names_by_key[dg.AssetKey("a")] == "own"
    assert ends.group_names_by_key[dg.AssetKey("b")] == "rest"


@pytest.mark.departs("rule 12")
def test_group_of_an_asset_out(dg, split):
    """An AssetOut's group holds without a group for the rest."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(group_name="own"), "b": dg.AssetOut()})
    def ends():
        return split()

    assert ends.group_names_by_key[dg.AssetKey("a")] == "own"
    assert ends.group_names_by_key[dg.AssetKey("b")] == "default"


@pytest.mark.departs("rule 12")
def test_asset_out_type_is_checked(dg, split):
    """An AssetOut's type is checked on the output that is the asset."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(dagster_type=str), "b": dg.AssetOut()})
    def ends():
        return split()

    with pytest.raises((dg.DagsterTypeCheckDidNotPass, dg.DagsterInvalidDefinitionError)):
        dg.materialize([ends])


@pytest.mark.departs("rule 12")
def test_deps_of_a_graph_multi_asset(dg, split):
    """`deps` makes the whole graph wait for another asset."""
    order = []

    @dg.asset
    def z_first():
        order.append("first")

    @dg.op(out={"lo": dg.Out(), "hi": dg.Out()})
    def parts():
        order.append("parts")
        return 1, 2

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, deps=[z_first])
    def ends():
        return parts()

    assert dg.materialize([ends, z_first]).success
    assert order == ["first", "parts"]


@pytest.mark.departs("rule 12")
def test_retry_policy_of_a_graph_multi_asset(dg):
    """`retry_policy` of a graph multi-asset holds for its ops."""
    tries = []

    @dg.op(out={"lo": dg.Out(), "hi": dg.Out()})
    def flaky():
        tries.append(1)
        if len(tries) < 2:
            raise ValueError("again")
        return 1, 2

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, retry_policy=dg.RetryPolicy(max_retries=1)
    )
    def ends():
        return flaky()

    assert dg.materialize([ends]).success


@pytest.mark.departs("rule 13")
@pytest.mark.parametrize("bad", [None, "text", 5])
def test_outs_of_another_kind_are_a_definition_error(dg, split, bad):
    """What stands in `outs` must be an AssetOut."""
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="a"):

        @dg.graph_multi_asset(outs={"a": bad, "b": dg.AssetOut()})
        def ends():
            return split()


@pytest.mark.departs("rule 15")
def test_input_passed_through_as_an_asset(dg, inc):
    """An asset of a graph may be its upstream value as it came."""

    @dg.asset
    def base():
        return 4

    @dg.graph_multi_asset(outs={"same": dg.AssetOut(), "more": dg.AssetOut()})
    def both(base):
        return {"same": base, "more": inc(base)}

    result = dg.materialize([base, both])
    assert (result.asset_value("same"), result.asset_value("more")) == (4, 5)


def test_dependent_before_its_dependency_is_refused(dg):
    """A function yields an asset before those of its own that depend on it."""

    @dg.multi_asset(specs=[dg.AssetSpec("a"), dg.AssetSpec("b", deps=["a"])])
    def both():
        yield dg.MaterializeResult(asset_key="b")
        yield dg.MaterializeResult(asset_key="a")

    with pytest.raises(dg.DagsterInvariantViolationError):
        dg.materialize([both])


def test_multi_asset_internal_deps(dg):
    """`internal_asset_deps` states which of its assets depend on which."""

    @dg.multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        internal_asset_deps={"a": {dg.AssetKey("x")}, "b": {dg.AssetKey("a")}},
    )
    def both(x):
        return x, x + 1

    assert both.asset_deps[dg.AssetKey("a")] == {dg.AssetKey("x")}
    assert both.asset_deps[dg.AssetKey("b")] == {dg.AssetKey("a")}


def test_multi_asset_optional_output(dg, seen):
    """A function may leave an optional asset out, and what needs it is skipped."""

    @dg.multi_asset(outs={"a": dg.AssetOut(is_required=False), "b": dg.AssetOut(is_required=False)})
    def some():
        yield dg.Output(1, output_name="a")

    @dg.asset
    def after(b):
        return b

    result = dg.materialize([some, after])
    assert seen(result).made == ["a"]
    assert seen(result).skipped == ["after"]


def test_multi_asset_missing_required_output(dg):
    """A function that leaves a required asset out fails."""

    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def some():
        yield dg.Output(1, output_name="a")

    with pytest.raises(dg.DagsterStepOutputNotFoundError, match="some"):
        dg.materialize([some])


@pytest.mark.departs("rule 7")
def test_the_stored_one_of_two_assets_of_one_output(dg, instance, inc, seen):
    """An asset on an output that two others share is made of whichever of them is stored."""

    @dg.op
    def make():
        return 6

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut(), "c": dg.AssetOut()}, can_subset=True
    )
    def twins():
        x = make()
        return {"a": x, "b": x, "c": inc(x)}

    dg.materialize([twins], selection=["b"], instance=instance)
    result = dg.materialize([twins], selection=["c"], instance=instance)
    assert seen(result).made == ["c"]
    assert result.asset_value("c") == 7
