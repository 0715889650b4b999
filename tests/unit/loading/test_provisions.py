from __future__ import annotations

import graphmat as dg
from graphmat.loading.validation import find_faults


def told(definitions: dg.Definitions) -> list[tuple[str | None, str]]:
    """Code and message of what is not provided."""
    faults = find_faults(definitions, with_resources=True)
    return [(fault.code, fault.message) for fault in faults]


def test_resource_of_an_op_deep_within() -> None:
    """A resource that an op of a nested graph asks for is told once, with its op."""

    @dg.op(required_resource_keys={"warehouse"})
    def load(): ...

    @dg.graph
    def inner():
        return load()

    @dg.graph_asset
    def outer():
        return inner()

    ((code, message),) = told(dg.Definitions(assets=[outer], resources={"warehouses": 1}))

    assert code == "GM204"
    assert "'load' asks for the resource 'warehouse'" in message
    assert told(dg.Definitions(assets=[outer], resources={"warehouse": 1})) == []


def test_io_manager_of_an_asset() -> None:
    """An I/O manager that no resource is, is told once."""

    @dg.asset(io_manager_key="lake")
    def a(): ...

    ((code, message),) = told(dg.Definitions(assets=[a]))

    assert code == "GM203"
    assert "'lake'" in message


def test_own_resources_count() -> None:
    """What a definition or a job brings along is provided."""

    @dg.asset(required_resource_keys={"db"}, resource_defs={"db": 1})
    def a(): ...

    @dg.op(required_resource_keys={"db"})
    def use(): ...

    @dg.job(resource_defs={"db": 1})
    def j():
        use()

    assert told(dg.Definitions(assets=[a], jobs=[j])) == []
