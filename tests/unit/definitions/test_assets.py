"""``AssetsDefinition``: what is read of it, copies of it, and ``from_graph``."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvariantViolationError, ParameterError
from graphmat.keys import AssetKey


@dg.op
def plus(x):
    """An op with one input."""
    return x


@dg.graph(out={"small": dg.GraphOut(), "large": dg.GraphOut()})
def numbers(start):
    """A graph with two outputs."""
    return {"small": plus(start), "large": plus(plus(start))}


def test_names_stand_for_keys():
    """Without keys, inputs and outputs bear their own names; a single output the graph's."""

    @dg.graph
    def single(start):
        return plus(start)

    several = dg.AssetsDefinition.from_graph(numbers)

    assert several.keys == {AssetKey("small"), AssetKey("large")}
    assert several.dependency_keys == {AssetKey("start")}
    assert dg.AssetsDefinition.from_graph(single).key == AssetKey("single")


def test_one_graph_can_power_several_definitions():
    """The same graph makes other assets under other keys."""

    def of(name):
        return dg.AssetsDefinition.from_graph(
            numbers,
            keys_by_input_name={"start": AssetKey(f"{name}_start")},
            keys_by_output_name={
                "small": AssetKey([name, "small"]),
                "large": AssetKey([name, "large"]),
            },
            group_name=name,
        )

    @dg.asset
    def a_start():
        return 1

    @dg.asset
    def b_start():
        return 2

    result = dg.materialize([a_start, b_start, of("a"), of("b")])

    assert result.asset_value(["a", "large"]) == 1
    assert result.asset_value(["b", "large"]) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"keys_by_output_name": {"small": AssetKey("a")}}, "must name exactly"),
        ({"keys_by_input_name": {"begin": AssetKey("a")}}, "must name exactly"),
        ({"keys_by_input_name": {"start": "a"}}, "must be an AssetKey"),
        ({"descriptions_by_output_name": {"smal": "x"}}, "'smal'"),
        ({"internal_asset_deps": {"smal": set()}}, "not an output"),
        ({"partition_mappings": {"begin": dg.AllPartitionMapping()}}, "not an input"),
        ({"group_name": "g", "group_names_by_output_name": {}}, "not both"),
    ],
)
def test_names_that_do_not_fit_the_graph(options, words):
    """Names of inputs and outputs that the graph has not are refused."""
    with pytest.raises(GraphmatError, match=words):
        dg.AssetsDefinition.from_graph(numbers, **options)


def test_only_a_graph_or_op_can_be_made_assets_of():
    """Something else in the place of the graph is refused and shown."""
    with pytest.raises(ParameterError, match="not 3"):
        dg.AssetsDefinition.from_graph(3)


def test_attributes_by_output():
    """Each output can have its own attributes."""
    made = dg.AssetsDefinition.from_graph(
        numbers,
        group_names_by_output_name={"small": "g"},
        descriptions_by_output_name={"large": "d"},
        tags_by_output_name={"small": {"t": "1"}},
        kinds_by_output_name={"large": {"csv"}},
        code_versions_by_output_name={"small": "2"},
        owners_by_output_name={"small": ["team:x"]},
        metadata_by_output_name={"large": {"m": 1}},
    )

    small, large = AssetKey("small"), AssetKey("large")
    assert made.group_names_by_key == {small: "g", large: "default"}
    assert made.descriptions_by_key[large] == "d"
    assert made.tags_by_key[small] == {"t": "1"}
    assert made.code_versions_by_key == {small: "2", large: None}
    assert made.owners_by_key[small] == ["team:x"]
    assert made.metadata_by_key[large] == {"m": 1}


def test_copies_leave_the_original():
    """Renaming, regrouping and giving resources make a new definition."""
    made = dg.AssetsDefinition.from_graph(numbers)
    renamed = made.with_attributes(
        asset_key_replacements={
            AssetKey("small"): AssetKey("tiny"),
            AssetKey("start"): AssetKey("s"),
        },
        group_name="g",
    )

    assert renamed.keys == {AssetKey("tiny"), AssetKey("large")}
    assert renamed.dependency_keys == {AssetKey("s")}
    assert set(renamed.group_names_by_key.values()) == {"g"}
    assert made.keys == {AssetKey("small"), AssetKey("large")}


def test_specs_can_be_mapped():
    """A function over the specs changes what is said, keys among it."""
    made = dg.AssetsDefinition.from_graph(numbers).map_asset_specs(
        lambda spec: spec.replace_attributes(key=spec.key.with_prefix("p"), tags={"t": "1"})
    )

    assert made.keys == {AssetKey(["p", "small"]), AssetKey(["p", "large"])}
    assert all(spec.tags == {"t": "1"} for spec in made.specs)


def test_questions_to_several():
    """A definition of several has no single key, and no op where it is a graph."""
    made = dg.AssetsDefinition.from_graph(numbers)

    with pytest.raises(InvariantViolationError, match="has 2 assets"):
        _ = made.key
    with pytest.raises(InvariantViolationError, match="is a graph"):
        _ = made.op
    with pytest.raises(InvariantViolationError, match="materialize"):
        made()


def test_an_asset_is_one_value():
    """A fan-out cannot be an asset as it is; collected it can."""

    @dg.op(out=dg.DynamicOut())
    def spread():
        yield dg.DynamicOutput(1, "a")

    with pytest.raises(GraphmatError, match="fans out"):
        dg.graph_asset(name="made")(lambda: spread())
    made = dg.graph_asset(name="made")(lambda: spread().collect())
    assert dg.materialize([made]).asset_value("made") == [1]


def test_lineage_within_a_definition():
    """What each asset depends on is told by the wiring."""
    assert dg.AssetsDefinition.from_graph(numbers).asset_deps == {
        AssetKey("small"): {AssetKey("start")},
        AssetKey("large"): {AssetKey("start")},
    }
