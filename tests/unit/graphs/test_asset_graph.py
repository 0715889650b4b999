"""The graph of assets: keys, lineage, names of steps, and what cannot stand side by side."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidDefinitionError, InvalidDefinitionsError, ParameterError
from graphmat.keys import AssetKey


def keys(*names):
    """Asset keys."""
    return {AssetKey(name.split("/")) for name in names}


@dg.op
def start():
    """An op without inputs."""
    return 1


@dg.op(out={"x": dg.Out(is_required=False), "y": dg.Out(is_required=False)})
def split(a):
    """An op with two outputs."""
    return a, a


@dg.op
def plus(a):
    """An op with one input."""
    return a


def test_parents_follow_the_ops(asset_graph):
    """Each asset depends on what its own ops use, siblings among it, and on nothing else."""

    @dg.graph_multi_asset(
        outs={"first": dg.AssetOut(), "second": dg.AssetOut(), "third": dg.AssetOut()}
    )
    def several(up, other):
        first = plus(up)
        return {"first": first, "second": plus(plus(first)), "third": plus(other)}

    graph = asset_graph(several)

    assert graph.parents(AssetKey("first")) == keys("up")
    assert graph.parents(AssetKey("second")) == keys("first")
    assert graph.parents(AssetKey("third")) == keys("other")
    assert graph.children(AssetKey("first")) == keys("second")


def test_what_is_said_of_internal_dependencies_counts(asset_graph):
    """``internal_asset_deps`` replaces what the wiring says."""

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        internal_asset_deps={"a": {AssetKey("up")}, "b": {AssetKey("a")}},
    )
    def pair(up):
        x, y = split(up)
        return {"a": x, "b": y}

    graph = asset_graph(pair)

    assert graph.parents(AssetKey("b")) == keys("a")


def test_dependencies_without_loading_are_lineage_too(asset_graph):
    """``deps`` and the ``deps`` of an external asset are parents like any others."""

    @dg.asset(deps=["waited"])
    def made():
        return 1

    graph = asset_graph(made, dg.AssetSpec("waited", deps=["far"]))

    assert graph.parents(AssetKey("made")) == keys("waited")
    assert graph.ancestors(keys("made")) == keys("waited", "far")
    assert graph.descendants(keys("far")) == keys("waited", "made")


def test_an_outside_asset_between_two_of_one_graph(asset_graph):
    """An asset that is made from one and feeds the other asset of one graph is no cycle."""

    @dg.graph_multi_asset(outs={"early": dg.AssetOut(), "late": dg.AssetOut()}, can_subset=True)
    def pair(between):
        return {"early": start(), "late": plus(between)}

    @dg.asset
    def between(early):
        return early

    graph = asset_graph(pair, between)

    assert [str(key) for key in graph.order()] == ["early", "between", "late"]


def test_the_order_breaks_ties_by_key(asset_graph):
    """Assets come after what they are made from, and otherwise in order of their keys."""

    @dg.asset
    def zeta():
        return 1

    @dg.asset
    def alpha(zeta):
        return 1

    @dg.asset
    def beta():
        return 1

    assert [str(key) for key in asset_graph(alpha, zeta, beta).order()] == ["beta", "zeta", "alpha"]


def test_one_key_is_made_once(asset_graph):
    """Two definitions of one key are refused, each with its name; all such pairs are told."""

    def twice(name):
        @dg.asset(name=name)
        def one():
            return 1

        @dg.asset(name=name)
        def two():
            return 2

        return one, two

    with pytest.raises(InvalidDefinitionError, match="asset key 'a' is defined twice"):
        asset_graph(*twice("a"))
    with pytest.raises(InvalidDefinitionsError) as caught:
        asset_graph(*twice("a"), *twice("b"))
    assert len(caught.value.faults) == 2


def test_one_definition_given_twice_counts_once(asset_graph):
    """A definition that lies in two lists is one definition."""

    @dg.asset
    def made():
        return 1

    assert len(asset_graph(made, made).definitions) == 1


def test_what_is_made_here_is_not_external(asset_graph):
    """A spec of an asset that another definition makes gives way to it."""

    @dg.asset
    def made():
        return 1

    graph = asset_graph(dg.AssetSpec("made"), made, dg.SourceAsset("given"))

    assert set(graph.external_keys) == keys("given")
    assert set(graph.asset_keys) == keys("made")
    assert graph.get_all_asset_keys() == keys("made", "given")
    assert graph.has(AssetKey("given"))
    assert not graph.has(AssetKey("unknown"))


def test_two_definitions_of_one_name_have_steps_apart(asset_graph):
    """Definitions whose graphs are called alike get numbers, so that no two steps are alike."""

    @dg.graph
    def same():
        return start()

    first = dg.AssetsDefinition.from_graph(same, keys_by_output_name={"result": AssetKey("a")})
    second = dg.AssetsDefinition.from_graph(same, keys_by_output_name={"result": AssetKey("b")})
    graph = asset_graph(first, second)

    steps = [op.step_key for d in graph.definitions for op in graph.flat(d).ops]
    assert steps == ["same.start", "same_2.start"]


def test_a_number_may_be_taken(asset_graph):
    """A name that looks like a numbered one is not given a second time."""

    def named(step, key):
        @dg.graph(name=step)
        def body():
            return start()

        return dg.AssetsDefinition.from_graph(body, keys_by_output_name={"result": AssetKey(key)})

    graph = asset_graph(named("s", "a"), named("s_2", "b"), named("s", "c"))

    names = [graph.name_of(definition) for definition in graph.definitions]
    assert len(set(names)) == 3


def test_checks_belong_to_their_asset(asset_graph):
    """The checks of an asset are found by its key, whoever defines them."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("own", asset="made")])
    def made():
        return 1

    @dg.asset_check(asset=made)
    def other():
        return True

    graph = asset_graph(made, checks=[other])

    assert [key.name for key in graph.checks_of(AssetKey("made"))] == ["own", "other"]
    assert graph.checks_of(AssetKey("unknown")) == []
    assert len(graph.check_keys) == 2


def test_what_is_no_asset_is_refused(asset_graph):
    """A stray object among the assets is refused and shown."""
    with pytest.raises(ParameterError, match="not 3"):
        asset_graph(3)


def test_flattening_waits_until_it_is_asked_for(asset_graph):
    """A definition is flattened once, when somebody looks at its ops."""

    @dg.graph_asset
    def made():
        return start()

    graph = asset_graph(made)

    assert made.flat is None
    assert graph.flat(made) is graph.flat(made)
