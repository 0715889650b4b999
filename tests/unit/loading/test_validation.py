from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.definitions.composition import BrokenUseError
from graphmat.errors import (
    InvalidDefinitionError,
    InvalidDefinitionsError,
    SourceLocation,
)
from graphmat.loading.validation import find_faults, raise_faults, validate_definitions


def asset(name: str, *upstream: str, **options):
    """An asset that takes others by name."""

    def body(**_values): ...

    scope: dict = {}
    exec(f"def {name}({', '.join(upstream)}): ...", scope)
    return dg.asset(**options)(scope[name])


def codes(definitions: dg.Definitions) -> list[str | None]:
    """The codes of the faults of definitions."""
    return sorted(fault.code for fault in find_faults(definitions))


def only(definitions: dg.Definitions) -> InvalidDefinitionError:
    """The only fault of definitions."""
    (fault,) = find_faults(definitions)
    return fault


def test_good_definitions() -> None:
    """Definitions without fault pass."""
    a = asset("a")
    validate_definitions(
        dg.Definitions(
            assets=[a, asset("b", "a", "e"), dg.AssetSpec("e")],
            jobs=[dg.define_asset_job("j", selection="b"), dg.define_asset_job("k")],
        )
    )


def test_unknown_upstream() -> None:
    """An input that is no known asset is a fault, with the nearest key."""
    fault = only(dg.Definitions(assets=[asset("orders"), asset("b", "order")]))

    assert fault.code == "GM205"
    assert "'order'" in fault.message
    assert "'orders'" in fault.hint
    assert fault.location is not None


def test_unknown_dependency_is_allowed() -> None:
    """What an asset only waits for may be made elsewhere without a word."""

    @dg.op(ins={"before": dg.In(dg.Nothing)})
    def starts(): ...

    @dg.graph_asset
    def g(before):
        return starts(before)

    assert codes(dg.Definitions(assets=[asset("a", deps=["elsewhere"]), g])) == []


def test_unknown_upstream_of_a_graph() -> None:
    """The input of a graph that is no known asset is a fault, also where a body names the asset."""

    @dg.op
    def add(x): ...

    @dg.graph_asset
    def g(missing):
        return add(missing)

    @dg.graph_asset
    def h():
        return add(dg.AssetKey("absent"))

    assert codes(dg.Definitions(assets=[g, h])) == ["GM205", "GM205"]


def test_key_made_twice() -> None:
    """A key that two definitions make is a fault that tells both places; all else is checked."""
    faults = find_faults(dg.Definitions(assets=[asset("a"), asset("a"), asset("b", "nope")]))

    assert sorted(fault.code for fault in faults) == ["GM201", "GM205"]
    twice = next(fault for fault in faults if fault.code == "GM201")
    assert twice.location is not None
    assert ":" in twice.message


def test_job_twice() -> None:
    """Two jobs of one name are a fault; the same job given twice is one job."""
    one = dg.define_asset_job("j")
    fault = only(dg.Definitions(assets=[asset("a")], jobs=[one, one, dg.define_asset_job("j")]))

    assert fault.code == "GM207"
    assert fault.message.count("test_validation.py") == 2


@pytest.mark.parametrize("selection", ["nope", ["a", "nope"], "group:nope", "a and and"])
def test_job_selection(selection) -> None:
    """A job's selection that names nothing or cannot be read is a fault of the module."""
    jobs = [dg.define_asset_job("j", selection=selection)]
    fault = only(dg.Definitions(assets=[asset("a")], jobs=jobs))

    assert fault.code == "GM208"
    assert fault.exit_code == 3
    assert "job 'j'" in fault.message


def test_job_selection_by_state() -> None:
    """What only the event log can tell is no fault of the module."""
    jobs = [dg.define_asset_job("j", selection="state:missing")]

    assert codes(dg.Definitions(assets=[asset("a")], jobs=jobs)) == []


def test_check_of_an_unknown_asset() -> None:
    """A check of an asset that is not there is a fault."""

    @dg.asset_check(asset="ordres")
    def complete(): ...

    fault = only(dg.Definitions(assets=[asset("orders")], asset_checks=[complete]))

    assert fault.code == "GM209"
    assert "'orders'" in fault.hint


def test_check_twice() -> None:
    """Two checks of one name for one asset are a fault."""

    def check():
        @dg.asset_check(asset="a")
        def complete(): ...

        return complete

    fault = only(dg.Definitions(assets=[asset("a")], asset_checks=[check(), check()]))

    assert "complete" in fault.message
    assert fault.code == "GM201"


def test_partition_mapping() -> None:
    """A mapping that cannot lead from one partitions definition to the other is a fault."""
    up = asset("up", partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
    down = asset(
        "down",
        "up",
        ins={"up": dg.AssetIn(partition_mapping=dg.TimeWindowPartitionMapping())},
        partitions_def=dg.StaticPartitionsDefinition(["x"]),
    )
    fault = only(dg.Definitions(assets=[up, down]))

    assert fault.code == "GM210"
    assert "from 'up' to 'down'" in fault.message


def test_missing_resource_only_where_asked() -> None:
    """Resources are demanded of a run's own ops, and of the whole module only where asked."""
    definitions = dg.Definitions(assets=[asset("a", required_resource_keys={"db"})])
    validate_definitions(definitions)

    with pytest.raises(InvalidDefinitionError, match="'db'") as caught:
        validate_definitions(definitions, with_resources=True)

    assert caught.value.code == "GM204"


def test_faults_in_order_of_their_places() -> None:
    """Several faults are raised as one error, by file and line; one fault is raised as itself."""
    first = InvalidDefinitionError("first", location=SourceLocation("a.py", 2))
    second = InvalidDefinitionError("second", location=SourceLocation("a.py", 10))
    third = InvalidDefinitionError("third")

    with pytest.raises(InvalidDefinitionsError) as caught:
        raise_faults([third, second, first])

    assert caught.value.faults == (first, second, third)
    with pytest.raises(InvalidDefinitionError) as alone:
        raise_faults([second, second])
    assert alone.value is second


def test_consequences_are_left_out() -> None:
    """A fault that only follows from another one is not told beside it."""
    cause = InvalidDefinitionError("cause")

    with pytest.raises(InvalidDefinitionError) as caught:
        raise_faults([BrokenUseError("x"), cause])

    assert caught.value is cause


def test_nothing_to_raise() -> None:
    """Without faults nothing is raised."""
    raise_faults([])
