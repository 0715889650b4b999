"""Whatever is given in the place of an argument, the library's own error answers."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphmat as dg
from graphmat.errors import GraphmatError


@dg.op
def source():
    """An op without inputs."""
    return 1


@dg.op
def passing(x):
    """An op with an input."""
    return x


@dg.graph
def wired():
    """A graph of one op."""
    return source()


@dg.asset
def made():
    """An asset."""
    return 1


JUNK = [
    lambda: 0,
    lambda: -1,
    lambda: 3.5,
    lambda: float("nan"),
    lambda: "",
    lambda: "x",
    lambda: "a b/c",
    lambda: b"x",
    list,
    lambda: [1],
    lambda: [None],
    lambda: ["a"],
    lambda: [["a"]],
    tuple,
    dict,
    lambda: {"a": 1},
    lambda: {1: 2},
    lambda: {"x": None},
    lambda: {"x": "y"},
    lambda: {"x": ["k"]},
    lambda: {"result": 5},
    lambda: {"": dg.Out()},
    lambda: {"x": dg.In()},
    lambda: {"x": dg.AssetIn()},
    lambda: {"x": dg.AssetOut()},
    lambda: {"x": made},
    lambda: {1},
    lambda: frozenset([None]),
    object,
    lambda: int,
    lambda: ...,
    lambda: ValueError("x"),
    lambda: iter([1]),
    lambda: dg.AssetKey("k"),
    dg.In,
    dg.Out,
    dg.AssetIn,
    dg.AssetOut,
    lambda: source,
    lambda: wired,
    lambda: made,
    lambda: [made],
    lambda: [source],
    lambda: dg.AssetSpec("s"),
    dg.RetryPolicy,
]


def give(x):
    """A function that can be an op or an asset."""
    return x


def wire(x):
    """A function that can be the body of a graph."""
    return passing(x)


def wire_all(x):
    """A function that can be the body of a graph of assets."""
    return {"x": passing(x)}


def decorated(decorator, function, **base):
    """Use a decorator with its options."""
    return decorator, lambda options: decorator(**{**base, **options})(function)


def called(function, **base):
    """Call a function or class with its options."""
    return function, lambda options: function(**{**base, **options})


def within(inner, outer):
    """Make a part with its options, and use it."""
    return inner, lambda options: outer(inner(**options))


USES = {
    "op": decorated(dg.op, give),
    "graph": decorated(dg.graph, wire),
    "job": decorated(dg.job, lambda: source(), name="one"),
    "asset": decorated(dg.asset, give),
    "multi_asset": decorated(dg.multi_asset, give, outs={"x": dg.AssetOut()}),
    "graph_asset": decorated(dg.graph_asset, wire),
    "graph_multi_asset": decorated(dg.graph_multi_asset, wire_all, outs={"x": dg.AssetOut()}),
    "from_graph": called(dg.AssetsDefinition.from_graph, graph_def=wired),
    "asset_check": decorated(dg.asset_check, give, asset="k"),
    "multi_asset_check": decorated(
        dg.multi_asset_check, give, specs=[dg.AssetCheckSpec("c", asset="k")]
    ),
    "define_asset_job": called(dg.define_asset_job, name="j"),
    "AssetSpec": called(dg.AssetSpec, key="k"),
    "SourceAsset": called(dg.SourceAsset, key="k"),
    "AssetCheckSpec": called(dg.AssetCheckSpec, name="c", asset="k"),
    "AssetDep": called(dg.AssetDep, asset="k"),
    "AssetIn": within(dg.AssetIn, lambda part: dg.asset(ins={"x": part})(give)),
    "AssetOut": within(dg.AssetOut, lambda part: dg.multi_asset(outs={"x": part})(give)),
    "AssetOut of a graph": within(
        dg.AssetOut, lambda part: dg.graph_multi_asset(outs={"x": part})(wire_all)
    ),
    "In": within(dg.In, lambda part: dg.op(ins={"x": part})(give)),
    "Out": within(dg.Out, lambda part: dg.op(out=part)(give)),
    "Definitions": called(dg.Definitions),
    "RetryPolicy": called(dg.RetryPolicy),
    "Output": called(dg.Output, value=1),
    "DynamicOutput": called(dg.DynamicOutput, value=1, mapping_key="a"),
    "AssetCheckResult": called(dg.AssetCheckResult, passed=True),
    "MaterializeResult": called(dg.MaterializeResult),
    "AssetMaterialization": called(dg.AssetMaterialization, asset_key="k"),
    "DagsterType": called(dg.DagsterType, type_check_fn=lambda _context, _value: True, name="n"),
    "build_op_context": called(dg.build_op_context),
    "materialize": called(dg.materialize, assets=[made]),
    "load_assets_from_modules": called(dg.load_assets_from_modules, modules=[dg]),
    "a function for @op": (dg.op, lambda given: dg.op(given["compute_fn"])),
    "a function for @asset": (dg.asset, lambda given: dg.asset(given["compute_fn"])),
    "a function for @graph": (dg.graph, lambda given: dg.graph(given["compose_fn"])),
    "a function for @graph_asset": (
        dg.graph_asset,
        lambda given: dg.graph_asset(given["compose_fn"]),
    ),
}


def options_of(name):
    """The options of a use: the function to decorate only where that is what is tried."""
    functions = {"compute_fn", "compose_fn"}
    names = [
        parameter.name
        for parameter in inspect.signature(USES[name][0]).parameters.values()
        if parameter.kind in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}
    ]
    wanted = name.startswith("a function")
    return [option for option in names if (option in functions) == wanted]


def settle(found):
    """Go on with what was made, as a command does: load, validate, flatten, describe."""
    definitions = None
    if isinstance(found, dg.AssetsDefinition) and found.specs_by_key:
        definitions = dg.Definitions(assets=[found])
    elif isinstance(found, dg.AssetsDefinition):
        definitions = dg.Definitions(assets=[dg.AssetSpec("k")], asset_checks=[found])
    elif isinstance(found, dg.AssetSpec | dg.SourceAsset):
        definitions = dg.Definitions(assets=[found])
    elif isinstance(found, dg.JobDefinition):
        definitions = dg.Definitions(assets=[made], jobs=[found])
    elif isinstance(found, dg.Definitions):
        definitions = found
    if definitions is not None:
        definitions.validate()
        graph = definitions.asset_graph
        for definition in graph.definitions:
            graph.flat(definition)
        for key in graph.all_keys():
            graph.parents(key)
            repr(graph.spec(key))
    repr(found)


@settings(max_examples=400)
@given(data=st.data())
def test_a_wrong_argument_is_refused_by_the_library(data):
    """Any value for any option is taken, or refused with an error that the library words."""
    name = data.draw(st.sampled_from(sorted(USES)))
    option = data.draw(st.sampled_from(options_of(name)))
    value = data.draw(st.sampled_from(JUNK))()

    try:
        settle(USES[name][1]({option: value}))
    except GraphmatError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: dg.op(required_resource_keys="db"), "'required_resource_keys' must be a list"),
        (lambda: dg.op(tags=["a"]), "'tags' must be a dictionary"),
        (lambda: dg.op(ins=[1]), "'ins' must be a dictionary"),
        (lambda: dg.asset(kinds="python"), "'kinds' must be a list"),
        (lambda: dg.asset(deps=3), "'deps' must be a list"),
        (lambda: dg.asset(owners="team:a"), "'owners' must be a list"),
        (lambda: dg.asset(resource_defs=[1]), "'resource_defs' must be a dictionary"),
        (lambda: dg.asset(hooks=[1]), "'hooks' must hold hooks"),
        (lambda: dg.asset(key_prefix=1), "'key_prefix' must be a list"),
        (lambda: dg.asset(key=[]), "at least one component"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_argument_is_named(use, message):
    """The error says which argument is wrong, and what it should be."""
    with pytest.raises(GraphmatError) as caught:
        use()(give)
    assert message in str(caught.value)
