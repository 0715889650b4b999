"""Open bug reports of the peer, each as a module of its own: what its reporter expected happens.

The number in brackets is that of the report.
"""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.departs("open bug reports of the peer")


def values(dg: Any, assets: Any, **options: Any) -> dict[str, Any]:
    """Materialize assets, and give back the value of each that was made."""
    result = dg.materialize(assets, **options)
    return {
        event.asset_key.to_user_string(): result.asset_value(event.asset_key)
        for event in result.get_asset_materialization_events()
    }


# ---------------------------------------------------------------- graph-backed assets


def test_one_output_under_two_names(dg: Any) -> None:
    """Two assets that are given the same output of an op are both made (#13667)."""

    @dg.op
    def number() -> int:
        return 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(key_prefix="x"), "b": dg.AssetOut(key_prefix="y")})
    def both() -> Any:
        one = number()
        return {"a": one, "b": one}

    assert values(dg, [both]) == {"x/a": 1, "y/b": 1}


def test_io_manager_of_an_asset_out(dg: Any, memory: Any) -> None:
    """The I/O manager that an AssetOut of a graph names stores the asset (#15001)."""

    @dg.op
    def number() -> int:
        return 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(io_manager_key="mine"), "b": dg.AssetOut()})
    def both() -> Any:
        return {"a": number(), "b": number()}

    mine = memory()
    dg.materialize([both], resources={"mine": mine})

    assert mine.stored == ["a"]


def test_io_manager_that_nothing_uses(dg: Any, memory: Any) -> None:
    """Only the I/O managers that the outputs name are needed, if it is run alone (#32862)."""

    @dg.op(out=dg.Out(io_manager_key="mine"))
    def number() -> int:
        return 1

    @dg.graph_asset(partitions_def=dg.StaticPartitionsDefinition(["p"]))
    def a() -> Any:
        return number()

    defs = dg.Definitions(assets=[a], resources={"mine": memory()})
    job = defs.resolve_implicit_global_asset_job_def()

    assert job.execute_in_process(partition_key="p").success


def test_unused_output_inside_a_graph(dg: Any) -> None:
    """An op may make an output that no other op of the graph takes (#24481, #25805)."""

    @dg.op(out={"used": dg.Out(), "kept": dg.Out()})
    def split() -> Any:
        return 1, 2

    @dg.op
    def add(x: int) -> int:
        return x + 1

    @dg.graph_asset
    def a() -> Any:
        used, _ = split()
        return add(used)

    assert values(dg, [a]) == {"a": 2}


def test_assets_depend_on_what_they_use(dg: Any) -> None:
    """An asset of a graph depends on the inputs that its own ops take alone (#11963, #23504)."""

    @dg.asset
    def up_a() -> int:
        return 1

    @dg.asset
    def up_b() -> int:
        return 2

    @dg.op
    def add(x: int) -> int:
        return x + 1

    @dg.graph_multi_asset(outs={"down_a": dg.AssetOut(), "down_b": dg.AssetOut()})
    def both(up_a: Any, up_b: Any) -> Any:
        return {"down_a": add(up_a), "down_b": add(up_b)}

    deps = both.asset_deps

    assert deps[dg.AssetKey("down_a")] == {dg.AssetKey("up_a")}
    assert deps[dg.AssetKey("down_b")] == {dg.AssetKey("up_b")}


def test_lineage_between_siblings(dg: Any) -> None:
    """An asset made of another one of the same graph depends on it (#33773)."""

    @dg.op
    def first() -> int:
        return 1

    @dg.op
    def add(x: int) -> int:
        return x + 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def both() -> Any:
        a = first()
        return {"a": a, "b": add(a)}

    assert both.asset_deps[dg.AssetKey("b")] == {dg.AssetKey("a")}


def test_deps_on_graph_assets(dg: Any) -> None:
    """Graph-backed assets take deps that are not loaded (#15419)."""
    order = []

    @dg.asset
    def table() -> None:
        order.append("table")

    @dg.op
    def number() -> int:
        order.append("number")
        return 1

    @dg.graph_asset(deps=[table])
    def a() -> Any:
        return number()

    @dg.graph_multi_asset(outs={"b": dg.AssetOut()}, deps=["table"])
    def many() -> Any:
        return {"b": number.alias("again")()}

    dg.materialize([a, many, table])

    assert order == ["table", "number", "number"]


def test_retry_policy_of_a_graph_asset(dg: Any) -> None:
    """A graph asset takes a retry policy; its ops are tried again (#16964)."""
    tries = []

    @dg.op
    def flaky() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("not yet")
        return len(tries)

    @dg.graph_asset(retry_policy=dg.RetryPolicy(max_retries=3))
    def a() -> Any:
        return flaky()

    assert values(dg, [a]) == {"a": 3}


def test_a_leaf_op_that_makes_nothing(dg: Any) -> None:
    """An op of a graph asset that leads to no asset is refused with its name (#8707)."""

    @dg.op
    def number() -> int:
        return 1

    @dg.op
    def notify(x: int) -> None:
        del x

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="notify"):

        @dg.graph_asset
        def a() -> Any:
            one = number()
            notify(one)
            return one


def test_dynamic_output_as_the_asset(dg: Any) -> None:
    """A graph asset that returns a dynamic output is refused with a sentence (#13087)."""

    @dg.op(out=dg.DynamicOut())
    def many() -> Any:
        yield dg.DynamicOutput(1, "a")

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="collect"):

        @dg.graph_asset
        def a() -> Any:
            return many()


def test_dynamic_graph_that_ends_in_nothing(dg: Any) -> None:
    """A fan-out whose collector returns nothing still materializes the asset (#17340)."""

    @dg.op(out=dg.DynamicOut())
    def pieces() -> Any:
        yield dg.DynamicOutput(1, "a")
        yield dg.DynamicOutput(2, "b")

    @dg.op
    def load(piece: int) -> int:
        return piece

    @dg.op(ins={"done": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
    def finish() -> None:
        pass

    @dg.graph_asset
    def table() -> Any:
        return finish(pieces().map(load).collect())

    result = dg.materialize([table])

    assert [event.asset_key for event in result.get_asset_materialization_events()] == [table.key]


def test_same_op_name_in_two_assets(dg: Any) -> None:
    """Two graph assets may each have an op of the same name (#12406)."""

    def asset_of(name: str, number: int) -> Any:
        @dg.op(name="fetch")
        def fetch() -> int:
            return number

        @dg.graph_asset(name=name)
        def made() -> Any:
            return fetch()

        return made

    assert values(dg, [asset_of("a", 1), asset_of("b", 2)]) == {"a": 1, "b": 2}


def test_same_asset_name_under_two_prefixes(dg: Any, write_module: Any) -> None:
    """Modules that each have an asset of one name load under two prefixes (#12406, #17190)."""
    modules = [
        write_module(
            f"@dg.op\ndef fetch():\n    return {number}\n\n\n"
            "@dg.graph_asset\ndef orders():\n    return fetch()\n",
            f"store_{number}",
        )
        for number in (1, 2)
    ]
    assets = [
        asset
        for number, module in enumerate(modules)
        for asset in dg.load_assets_from_modules([module], key_prefix=f"store_{number}")
    ]

    assert values(dg, assets) == {"store_0/orders": 1, "store_1/orders": 2}


def test_prefix_on_load_spares_specs(dg: Any, write_module: Any) -> None:
    """A prefix at load leaves the outside assets of the module under their keys (#27051)."""
    module = write_module(
        "source = dg.AssetSpec('source_asset')\n\n\n"
        "@dg.asset\ndef mine():\n    return 1\n\n\n"
        "@dg.asset(deps=['source_asset'])\ndef uses(mine):\n    return mine\n"
    )
    assets = dg.load_assets_from_modules([module], key_prefix="base")

    defs = dg.Definitions(assets=[module.source, *assets])

    assert defs.resolve_implicit_global_asset_job_def().execute_in_process().success
    deps = {dep.asset_key for dep in defs.get_assets_def(["base", "uses"]).get_asset_spec().deps}
    assert deps == {dg.AssetKey("source_asset"), dg.AssetKey(["base", "mine"])}


def test_check_of_an_asset_with_a_prefix(dg: Any) -> None:
    """The parameter of a check is its asset, whatever the asset's prefix (#23049)."""

    @dg.asset(key_prefix="lake")
    def rows() -> list[int]:
        return [1, 2]

    @dg.asset_check(asset=["lake", "rows"])
    def has_rows(rows: Any) -> Any:
        return dg.AssetCheckResult(passed=len(rows) == 2)

    result = dg.materialize([rows, has_rows])

    assert [found.passed for found in result.get_asset_check_evaluations()] == [True]


def test_checks_of_a_subset_of_a_graph(dg: Any) -> None:
    """A subset of a graph that has checks runs those of the selected assets (#19915)."""

    @dg.op(out={"a": dg.Out(), "a_fine": dg.Out()})
    def make_a() -> Any:
        return 1, dg.AssetCheckResult(passed=True, check_name="fine", asset_key="a")

    @dg.op
    def make_b() -> int:
        return 2

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
        can_subset=True,
        check_specs=[dg.AssetCheckSpec("fine", asset="a")],
    )
    def both() -> Any:
        a, fine = make_a()
        return {"a": a, "a_fine": fine, "b": make_b()}

    only_b = dg.materialize([both], selection=["b"])
    only_a = dg.materialize([both], selection=["a"])

    assert [e.asset_key.to_user_string() for e in only_b.get_asset_materialization_events()] == [
        "b"
    ]
    assert not only_b.get_asset_check_evaluations()
    assert [found.check_name for found in only_a.get_asset_check_evaluations()] == ["fine"]


def test_check_specs_of_from_graph(dg: Any) -> None:
    """from_graph takes the specs of checks for the assets it makes (#17968)."""

    @dg.op(out={"result": dg.Out(), "rows_fine": dg.Out()})
    def make() -> Any:
        return [1], dg.AssetCheckResult(passed=True, check_name="fine", asset_key="rows")

    @dg.graph(out={"result": dg.GraphOut(), "rows_fine": dg.GraphOut()})
    def rows() -> Any:
        made, fine = make()
        return {"result": made, "rows_fine": fine}

    asset = dg.AssetsDefinition.from_graph(
        rows,
        keys_by_output_name={"result": dg.AssetKey("rows")},
        check_specs=[dg.AssetCheckSpec("fine", asset="rows")],
    )
    result = dg.materialize([asset])

    assert [found.passed for found in result.get_asset_check_evaluations()] == [True]


def test_partitions_of_one_graph_asset_stay_its_own(dg: Any) -> None:
    """A graph asset without partitions has none beside one that has (#17226)."""
    found = {}

    @dg.op
    def look(context) -> bool:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        found[context.asset_key.to_user_string()] = context.has_partition_key
        return context.has_partition_key

    @dg.graph_asset
    def plain() -> Any:
        return look()

    @dg.graph_asset(partitions_def=dg.StaticPartitionsDefinition(["p"]))
    def parted() -> Any:
        return look.alias("look_there")()

    defs = dg.Definitions(assets=[plain, parted])
    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize([parted], partition_key="p", instance=instance)
        dg.materialize([plain], instance=instance)

    assert found == {"plain": False, "parted": True}
    assert defs.get_assets_def("plain").partitions_def is None


def test_mapping_to_all_partitions_on_a_graph_asset(dg: Any) -> None:
    """A graph asset without partitions takes all partitions of another one (#30787, #31185)."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
    def parts(context) -> str:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.partition_key

    @dg.op
    def joined(parts: Any) -> str:
        return "".join(sorted(parts))

    @dg.graph_asset(
        ins={"parts": dg.AssetIn(partition_mapping=dg.AllPartitionMapping())},
    )
    def whole(parts: Any) -> Any:
        return joined(parts)

    dg.Definitions.validate_loadable(dg.Definitions(assets=[parts, whole]))
    with dg.DagsterInstance.ephemeral() as instance:
        for key in ("x", "y"):
            dg.materialize([parts], partition_key=key, instance=instance)
        result = dg.materialize([parts, whole], selection=[whole], instance=instance)

    assert result.asset_value("whole") == "xy"


def test_graph_asset_configured_by_a_mapping(dg: Any) -> None:
    """A graph asset takes a config mapping (#14944)."""

    @dg.op(config_schema={"n": int})
    def number(context) -> int:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.op_config["n"]

    @dg.config_mapping(config_schema={"half": int})
    def doubled(value: Any) -> Any:
        return {"number": {"config": {"n": value["half"] * 2}}}

    @dg.graph_asset(config=doubled)
    def a() -> Any:
        return number()

    assert values(dg, [a], run_config={"ops": {"a": {"config": {"half": 4}}}}) == {"a": 8}


def test_configured_on_graphs(dg: Any) -> None:
    """A graph can be configured, and so made an asset (#8597)."""

    @dg.op(config_schema={"n": int})
    def number(context) -> int:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.op_config["n"]

    @dg.config_mapping(config_schema={"n": int})
    def passed_on(value: Any) -> Any:
        return {"number": {"config": {"n": value["n"]}}}

    @dg.graph(config=passed_on)
    def numbers() -> Any:
        return number()

    three = numbers.configured({"n": 3}, name="three")

    assert values(dg, [dg.AssetsDefinition.from_graph(three)]) == {"three": 3}


def test_descriptions_and_tags_of_asset_outs(dg: Any) -> None:
    """Description, metadata and tags of an AssetOut are those of the asset (#15027, #22239)."""

    @dg.op
    def number() -> int:
        return 1

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(description="mine", metadata={"m": 1}, tags={"tier": "gold"})}
    )
    def many() -> Any:
        return {"a": number()}

    spec = many.get_asset_spec("a")
    defs = dg.Definitions(assets=[many])

    assert (spec.description, spec.metadata["m"], spec.tags["tier"]) == ("mine", 1, "gold")
    chosen = dg.AssetSelection.tag("tier", "gold").resolve(defs.assets)
    assert chosen == {dg.AssetKey("a")}


def test_group_of_a_graph_asset_with_a_prefix(dg: Any) -> None:
    """A graph-backed asset with a prefix keeps its group (#9114)."""

    @dg.op
    def number() -> int:
        return 1

    @dg.graph
    def numbers() -> Any:
        return number()

    made = dg.AssetsDefinition.from_graph(numbers, key_prefix="lake", group_name="raw")

    assert made.group_names_by_key == {dg.AssetKey(["lake", "numbers"]): "raw"}


def test_same_nested_graph_at_two_depths(dg: Any) -> None:
    """An op may stand at the top and in a nested graph of one asset."""

    @dg.op
    def add(x: int) -> int:
        return x + 1

    @dg.op
    def one() -> int:
        return 1

    @dg.graph
    def inner(x: Any) -> Any:
        return add(add(x))

    @dg.graph_asset
    def a() -> Any:
        return add(inner(one()))

    assert values(dg, [a]) == {"a": 4}
