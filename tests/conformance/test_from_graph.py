"""Assets made of a graph that stands by itself: `AssetsDefinition.from_graph` and `from_op`."""

import pytest


@pytest.fixture
def inc(dg):
    """An op that adds one."""

    @dg.op
    def inc(n):
        return n + 1

    return inc


@pytest.fixture
def one_graph(dg, inc):
    """A graph without inputs and with one output."""

    @dg.op
    def base():
        return 1

    @dg.graph
    def one_graph():
        return inc(base())

    return one_graph


@pytest.fixture
def pair_graph(dg, inc):
    """A graph with an input and two outputs."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def pair_graph(n):
        a = inc(n)
        return {"a": a, "b": inc(inc(n))}

    return pair_graph


def test_one_output_has_the_graphs_name(dg, one_graph):
    """A graph with one output is an asset of the graph's name."""
    made = dg.AssetsDefinition.from_graph(one_graph)
    assert made.key == dg.AssetKey("one_graph")
    assert dg.materialize([made]).asset_value("one_graph") == 2


def test_several_outputs_have_their_names(dg, pair_graph):
    """A graph with several outputs is assets of their names; its inputs are upstream assets."""

    @dg.asset
    def n():
        return 5

    made = dg.AssetsDefinition.from_graph(pair_graph)
    assert made.keys == {dg.AssetKey("a"), dg.AssetKey("b")}
    assert made.keys_by_input_name == {"n": dg.AssetKey("n")}
    result = dg.materialize([n, made])
    assert (result.asset_value("a"), result.asset_value("b")) == (6, 7)


def test_keys_by_name(dg, pair_graph):
    """Keys may be given for inputs and outputs."""

    @dg.asset(key_prefix="raw")
    def number():
        return 5

    made = dg.AssetsDefinition.from_graph(
        pair_graph,
        keys_by_input_name={"n": dg.AssetKey(["raw", "number"])},
        keys_by_output_name={"a": dg.AssetKey("x"), "b": dg.AssetKey(["y", "z"])},
    )
    result = dg.materialize([number, made])
    assert result.asset_value("x") == 6
    assert result.asset_value(["y", "z"]) == 7


@pytest.mark.parametrize("names", [{"a": "x"}, {"a": "x", "b": "y", "c": "z"}])
def test_keys_by_output_name_must_be_complete(dg, pair_graph, names):
    """Keys are given for all outputs or for none."""
    with pytest.raises(Exception) as caught:
        dg.AssetsDefinition.from_graph(
            pair_graph, keys_by_output_name={k: dg.AssetKey(v) for k, v in names.items()}
        )
    assert not isinstance(caught.value, (KeyError, AttributeError))


def test_key_prefix_for_outputs_only(dg, pair_graph):
    """A prefix goes before the keys of the outputs, not of the inputs."""
    made = dg.AssetsDefinition.from_graph(pair_graph, key_prefix="pre")
    assert made.keys == {dg.AssetKey(["pre", "a"]), dg.AssetKey(["pre", "b"])}
    assert made.keys_by_input_name == {"n": dg.AssetKey("n")}
    listed = dg.AssetsDefinition.from_graph(pair_graph, key_prefix=["p", "q"])
    assert dg.AssetKey(["p", "q", "a"]) in listed.keys


def test_key_prefix_before_given_keys(dg, one_graph):
    """A prefix goes before keys that were given too."""
    made = dg.AssetsDefinition.from_graph(
        one_graph, keys_by_output_name={"result": dg.AssetKey("k")}, key_prefix="pre"
    )
    assert made.key == dg.AssetKey(["pre", "k"])


def test_group_names(dg, pair_graph):
    """A group may be given for all outputs or for each."""
    made = dg.AssetsDefinition.from_graph(pair_graph, group_name="g")
    assert set(made.group_names_by_key.values()) == {"g"}
    each = dg.AssetsDefinition.from_graph(
        pair_graph, group_names_by_output_name={"a": "g1", "b": "g2"}
    )
    assert each.group_names_by_key[dg.AssetKey("b")] == "g2"
    with pytest.raises(Exception):  # noqa: B017
        dg.AssetsDefinition.from_graph(
            pair_graph, group_name="g", group_names_by_output_name={"a": "g1"}
        )


def test_options_by_output_name(dg, pair_graph):
    """Descriptions, metadata, tags, owners and code versions may be given by output."""
    made = dg.AssetsDefinition.from_graph(
        pair_graph,
        descriptions_by_output_name={"a": "the first"},
        metadata_by_output_name={"a": {"rows": 2}},
        tags_by_output_name={"a": {"k": "v"}},
        owners_by_output_name={"a": ["team:x"]},
        code_versions_by_output_name={"a": "5"},
    )
    spec = made.specs_by_key[dg.AssetKey("a")]
    assert spec.description == "the first"
    assert spec.metadata["rows"] == 2
    assert spec.tags["k"] == "v"
    assert list(spec.owners) == ["team:x"]
    assert spec.code_version == "5"


def test_internal_asset_deps(dg, pair_graph):
    """`internal_asset_deps` states what each output depends on."""
    made = dg.AssetsDefinition.from_graph(
        pair_graph,
        internal_asset_deps={"a": {dg.AssetKey("n")}, "b": {dg.AssetKey("a"), dg.AssetKey("n")}},
    )
    assert made.asset_deps[dg.AssetKey("b")] == {dg.AssetKey("a"), dg.AssetKey("n")}
    assert made.asset_deps[dg.AssetKey("a")] == {dg.AssetKey("n")}


def test_internal_asset_deps_of_an_unknown_output(dg, pair_graph):
    """`internal_asset_deps` for an output that there is not is an error."""
    with pytest.raises(Exception) as caught:
        dg.AssetsDefinition.from_graph(pair_graph, internal_asset_deps={"zzz": {dg.AssetKey("n")}})
    assert "zzz" in str(caught.value)


def test_one_graph_backs_several_definitions(dg, pair_graph):
    """One graph may power several sets of assets in one run."""

    @dg.asset
    def small():
        return 1

    @dg.asset
    def large():
        return 100

    def build(name):
        return dg.AssetsDefinition.from_graph(
            pair_graph,
            keys_by_input_name={"n": dg.AssetKey(name)},
            key_prefix=f"from_{name}",
        )

    result = dg.materialize([small, large, build("small"), build("large")])
    assert result.asset_value(["from_small", "a"]) == 2
    assert result.asset_value(["from_large", "b"]) == 102


def test_can_subset(dg, pair_graph, seen, kept_instance):
    """`can_subset=True` lets part of the outputs be selected."""

    @dg.asset
    def n():
        return 5

    made = dg.AssetsDefinition.from_graph(pair_graph, can_subset=True)
    assert made.can_subset
    dg.materialize([n], instance=kept_instance)
    result = dg.materialize([n, made], selection=["b"], instance=kept_instance)
    assert seen(result).made == ["b"]
    assert seen(result).ran == ["pair_graph.inc_2", "pair_graph.inc_3"]


def test_default_is_no_subset(dg, pair_graph):
    """Without `can_subset` part of the outputs can't be selected."""

    @dg.asset
    def n():
        return 5

    made = dg.AssetsDefinition.from_graph(pair_graph)
    with pytest.raises(dg.DagsterError) as caught:
        dg.materialize([n, made], selection=["n", "a"])
    assert "pair_graph" in str(caught.value) + str(caught.value.__cause__)


def test_resource_defs(dg):
    """`resource_defs` gives the graph its resources."""

    @dg.op(required_resource_keys={"k"})
    def use(context):
        return context.resources.k

    @dg.graph
    def g():
        return use()

    made = dg.AssetsDefinition.from_graph(
        g, resource_defs={"k": dg.ResourceDefinition.hardcoded_resource("v")}
    )
    assert dg.materialize([made]).asset_value("g") == "v"


def test_from_op(dg):
    """`from_op` makes an asset of one op."""

    @dg.op
    def lone(up):
        return up + 1

    @dg.asset
    def up():
        return 1

    made = dg.AssetsDefinition.from_op(lone)
    assert made.key == dg.AssetKey("lone")
    assert dg.materialize([up, made]).asset_value("lone") == 2


def test_from_op_with_keys(dg):
    """`from_op` takes keys for inputs and outputs."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def two(n):
        return n, n * 2

    @dg.asset(key=["raw", "n"])
    def source():
        return 3

    made = dg.AssetsDefinition.from_op(
        two,
        keys_by_input_name={"n": dg.AssetKey(["raw", "n"])},
        keys_by_output_name={"x": dg.AssetKey("X"), "y": dg.AssetKey("Y")},
        group_name="g",
    )
    result = dg.materialize([source, made])
    assert (result.asset_value("X"), result.asset_value("Y")) == (3, 6)
    assert made.group_names_by_key[dg.AssetKey("X")] == "g"


def test_from_graph_accepts_an_op(dg):
    """`from_graph` may be given an op."""

    @dg.op
    def lone():
        return 4

    assert dg.materialize([dg.AssetsDefinition.from_graph(lone)]).asset_value("lone") == 4


def test_unknown_keyword_is_a_type_error(dg, one_graph):
    """A keyword that there is not is a TypeError."""
    with pytest.raises(TypeError):
        dg.AssetsDefinition.from_graph(one_graph, grup_name="x")


def test_with_attributes_gives_a_copy(dg, one_graph):
    """`with_attributes` leaves the definition as it was."""
    made = dg.AssetsDefinition.from_graph(one_graph)
    other = made.with_attributes(asset_key_replacements={made.key: dg.AssetKey("renamed")})
    assert made.key == dg.AssetKey("one_graph")
    assert other.key == dg.AssetKey("renamed")
    assert dg.materialize([other]).asset_value("renamed") == 2


def test_map_asset_specs(dg, one_graph):
    """`map_asset_specs` changes the spec of each asset in a copy."""
    made = dg.AssetsDefinition.from_graph(one_graph)
    other = made.map_asset_specs(lambda spec: spec.replace_attributes(group_name="g9"))
    assert other.group_names_by_key[other.key] == "g9"
    assert made.group_names_by_key[made.key] == "default"


@pytest.mark.departs("rule 7")
def test_two_subsets_of_one_graph_side_by_side(dg, pair_graph, seen):
    """Two definitions of one graph may be subset differently in one run."""

    @dg.asset
    def n():
        return 1

    left = dg.AssetsDefinition.from_graph(pair_graph, key_prefix="l", can_subset=True)
    right = dg.AssetsDefinition.from_graph(pair_graph, key_prefix="r", can_subset=True)
    result = dg.materialize(
        [n, left, right], selection=["n", dg.AssetKey(["l", "a"]), dg.AssetKey(["r", "b"])]
    )
    assert result.success
    assert seen(result).made == ["l/a", "n", "r/b"]


@pytest.mark.departs("rule 8")
def test_lineage_is_found_without_being_told(dg, inc):
    """What depends on what is read from the wiring."""

    @dg.op
    def base():
        return 1

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def chain():
        a = base()
        return {"a": a, "b": inc(a)}

    made = dg.AssetsDefinition.from_graph(chain)
    assert made.asset_deps == {dg.AssetKey("a"): set(), dg.AssetKey("b"): {dg.AssetKey("a")}}


@pytest.mark.departs("rule 12")
def test_from_graph_takes_deps(dg, one_graph):
    """`from_graph` takes `deps` for order only."""
    order = []

    @dg.asset
    def zz():
        order.append("zz")

    made = dg.AssetsDefinition.from_graph(one_graph, deps=["zz"])
    assert made.asset_deps[made.key] == {zz.key}
    assert dg.materialize([made, zz]).success
