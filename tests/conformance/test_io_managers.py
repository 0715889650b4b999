"""Managed loading: who stores a value, who loads it, and what an I/O manager is told.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

from pathlib import Path

import pytest


@pytest.fixture
def one(dg):
    """An op that makes one."""

    @dg.op
    def one():
        return 1

    return one


@pytest.fixture
def inc(dg):
    """An op that adds one."""

    @dg.op
    def inc(n):
        return n + 1

    return inc


# --- the default store --------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 0, "", [], {"a": [1, (2, 3)]}, {1, 2}, b"bytes", 1.5])
def test_values_survive_the_store(dg, kept_instance, value):
    """A stored value is loaded as it was, None and empty values too."""

    @dg.asset
    def kept():
        return value

    got = []

    @dg.op
    def look(x):
        got.append(x)
        return len(got)

    @dg.graph_asset
    def looked(kept):
        return look(kept)

    dg.materialize([kept, looked], selection="kept", instance=kept_instance)
    dg.materialize([kept, looked], selection="looked", instance=kept_instance)
    assert got == [value]


def test_class_of_a_module_survives_the_store(dg, write_module, kept_instance):
    """Objects of a module's own classes can be stored and loaded."""
    module = write_module(
        """
class Table:
    def __init__(self, rows):
        self.rows = rows

@dg.asset
def table():
    return Table(3)

@dg.asset
def size(table: Table):
    return table.rows
"""
    )
    both = [module.table, module.size]
    dg.materialize(both, selection="table", instance=kept_instance)
    assert dg.materialize(both, selection="size", instance=kept_instance).asset_value("size") == 3


def test_newer_value_replaces_the_older(dg, kept_instance):
    """What is loaded is the value made last."""
    count = []

    @dg.asset
    def n():
        count.append(1)
        return len(count)

    @dg.asset
    def m(n):
        return n * 10

    for _ in range(3):
        dg.materialize([n, m], selection="n", instance=kept_instance)
    assert dg.materialize([n, m], selection="m", instance=kept_instance).asset_value("m") == 30


def test_consumers_do_not_share_a_value(dg):
    """A consumer that changes a value in place changes its own copy."""

    @dg.asset
    def rows():
        return [1]

    @dg.asset
    def a(rows):
        rows.append(2)
        return rows

    @dg.asset
    def b(rows):
        rows.append(3)
        return rows

    result = dg.materialize([rows, a, b])
    assert result.asset_value("a") == [1, 2]
    assert result.asset_value("b") == [1, 3]
    assert result.asset_value("rows") == [1]


def test_unpicklable_value_of_an_asset(dg):
    """A value that can't be stored fails its step with an error that says so."""

    @dg.asset
    def fn():
        return lambda: 1

    with pytest.raises(Exception, match=r"(?i)pickl"):
        dg.materialize([fn])


def test_nothing_is_not_stored(dg, memory):
    """An output that carries no value never reaches an I/O manager."""
    store = memory()

    @dg.op
    def sweep() -> None:
        return None

    @dg.graph_asset
    def swept():
        return sweep()

    dg.materialize([swept], resources={"io_manager": store})
    assert store.stored == []


# --- a manager of one's own ---------------------------------------------------------------------


def test_own_manager_stores_and_loads_everything(dg, memory, one, inc):
    """The manager under `io_manager` handles assets and what passes between ops."""
    store = memory()

    @dg.graph_asset
    def a():
        return inc(one())

    @dg.graph_asset
    def b(a):
        return inc(a)

    result = dg.materialize([a, b], resources={"io_manager": store})
    assert store.stored == [("a.one", "result"), "a", "b"]
    assert store.loaded == [("a.one", "result"), "a"]
    assert result.asset_value("b") == 3


def test_manager_by_key_on_an_op(dg, memory, one, inc):
    """`Out(io_manager_key=...)` says who stores that output; its consumers load from there."""
    store, shelf = memory(), memory()

    @dg.op(out=dg.Out(io_manager_key="shelf"))
    def middle(n):
        return n * 10

    @dg.graph_asset
    def a():
        return inc(middle(one()))

    result = dg.materialize([a], resources={"io_manager": store, "shelf": shelf})
    assert result.asset_value("a") == 11
    assert shelf.stored == [("a.middle", "result")]
    assert shelf.loaded == [("a.middle", "result")]
    assert store.loaded == [("a.one", "result")]


def test_manager_by_key_of_the_output_that_is_the_asset(dg, memory, one):
    """The op whose output is the asset decides who stores the asset."""
    shelf = memory()

    @dg.op(out=dg.Out(io_manager_key="shelf"))
    def last(n):
        return n + 4

    @dg.graph_asset
    def a():
        return last(one())

    @dg.asset
    def b(a):
        return a * 2

    result = dg.materialize([a, b], resources={"shelf": shelf})
    assert shelf.values == {"a": 5}
    assert shelf.loaded == ["a"]
    assert result.asset_value("b") == 10


def test_each_output_of_an_op_may_have_its_manager(dg, memory):
    """Outputs of one op may go to different managers."""
    left, right = memory(), memory()

    @dg.op(out={"l": dg.Out(io_manager_key="left"), "r": dg.Out(io_manager_key="right")})
    def both():
        return 1, 2

    @dg.graph_multi_asset(outs={"L": dg.AssetOut(), "R": dg.AssetOut()})
    def g():
        lo, ro = both()
        return {"L": lo, "R": ro}

    dg.materialize([g], resources={"left": left, "right": right})
    assert (left.values, right.values) == ({"L": 1}, {"R": 2})


def test_unknown_manager_is_found_before_any_step(dg, one):
    """An I/O manager that there is not is an error that names it."""
    ran = []

    @dg.op(out=dg.Out(io_manager_key="warehouse"))
    def last():
        ran.append(1)
        return 1

    @dg.graph_asset
    def a():
        return last()

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="warehouse"):
        dg.materialize([a])
    assert ran == []


def test_decorated_io_manager(dg, memory, one):
    """`@io_manager` makes a manager of a function; it may have config."""
    store = memory()

    @dg.io_manager(config_schema={"suffix": str})
    def configured(context):
        store.suffix = context.resource_config["suffix"]
        return store

    @dg.graph_asset
    def a():
        return one()

    dg.materialize([a], resources={"io_manager": configured.configured({"suffix": "x"})})
    assert store.values == {"a": 1}
    assert store.suffix == "x"


def test_configurable_io_manager(dg, tmp_path):
    """A ConfigurableIOManager has typed fields."""

    class TextFiles(dg.ConfigurableIOManager):
        folder: str
        suffix: str = ".txt"

        def _path(self, context):
            name = "_".join(context.get_identifier()[-2:])
            return Path(self.folder) / f"{name}{self.suffix}"

        def handle_output(self, context, obj):
            self._path(context).write_text(str(obj), encoding="utf-8")

        def load_input(self, context):
            return self._path(context.upstream_output).read_text(encoding="utf-8")

    @dg.op
    def make():
        return "text"

    @dg.op
    def shout(text):
        return text.upper()

    @dg.graph_asset
    def words():
        return shout(make())

    result = dg.materialize([words], resources={"io_manager": TextFiles(folder=str(tmp_path))})
    assert result.success
    assert any(p.suffix == ".txt" and p.read_text() == "TEXT" for p in tmp_path.iterdir())


def test_filesystem_io_manager(dg, tmp_path, one):
    """FilesystemIOManager keeps values below its folder, across runs without a common log."""
    folder = tmp_path / "values"

    @dg.graph_asset
    def a():
        return one()

    @dg.asset
    def b(a):
        return a + 1

    resources = {"io_manager": dg.FilesystemIOManager(base_dir=str(folder))}
    dg.materialize([a, b], selection="a", resources=resources)
    assert [p for p in folder.rglob("*") if p.is_file()]
    result = dg.materialize([a, b], selection="b", resources=resources)
    assert result.asset_value("b") == 2


def test_in_memory_io_manager(dg):
    """`mem_io_manager` hands objects on as they are."""

    @dg.op
    def fn():
        return lambda: 7

    @dg.op
    def call(f):
        return f()

    @dg.graph_asset
    def a():
        return call(fn())

    assert dg.materialize([a], resources={"io_manager": dg.mem_io_manager}).asset_value("a") == 7


def test_error_while_storing(dg, one, seen):
    """An I/O manager that fails to store fails the step; the asset is not made."""

    class Full(dg.IOManager):
        def handle_output(self, context, obj):
            raise OSError("disk full")

        def load_input(self, context):
            raise NotImplementedError

    @dg.graph_asset
    def a():
        return one()

    with pytest.raises(OSError, match="disk full"):
        dg.materialize([a], resources={"io_manager": Full()})
    result = dg.materialize([a], resources={"io_manager": Full()}, raise_on_error=False)
    assert seen(result).made == []
    assert result.failure_data_for_node("a.one").error.cause.cls_name == "OSError"


def test_error_while_loading(dg, one, inc):
    """An I/O manager that fails to load fails the step that wanted the value."""

    class Lost(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            raise LookupError("lost")

    @dg.graph_asset
    def a():
        return inc(one())

    with pytest.raises(LookupError, match="lost"):
        dg.materialize([a], resources={"io_manager": Lost()})
    result = dg.materialize([a], resources={"io_manager": Lost()}, raise_on_error=False)
    assert result.is_node_success("a.one")
    assert result.is_node_failed("a.inc")


def test_handle_output_may_yield_metadata(dg, one):
    """An I/O manager may yield metadata, which lands on the materialization."""

    class Telling(dg.IOManager):
        def handle_output(self, context, obj):
            yield {"table": "t1", "rows": 4}

        def load_input(self, context):
            raise NotImplementedError

    @dg.graph_asset
    def a():
        return one()

    (event,) = dg.materialize(
        [a], resources={"io_manager": Telling()}
    ).get_asset_materialization_events()
    assert event.materialization.metadata["table"].value == "t1"
    assert event.materialization.metadata["rows"].value == 4


def test_add_output_metadata_of_a_manager(dg, one):
    """An I/O manager may add metadata through its context."""

    class Telling(dg.IOManager):
        def handle_output(self, context, obj):
            context.add_output_metadata({"bytes": 12})

        def load_input(self, context):
            raise NotImplementedError

    @dg.graph_asset
    def a():
        return one()

    (event,) = dg.materialize(
        [a], resources={"io_manager": Telling()}
    ).get_asset_materialization_events()
    assert event.materialization.metadata["bytes"].value == 12


# --- what a manager is told ---------------------------------------------------------------------


@pytest.fixture
def told(dg):
    """A manager that keeps what its contexts say."""

    class Told(dg.IOManager):
        def __init__(self):
            self.outputs = {}
            self.inputs = {}
            self.values = {}

        def handle_output(self, context, obj):
            key = context.asset_key.to_user_string() if context.has_asset_key else None
            self.outputs[context.step_key, context.name] = {
                "asset": key,
                "run_id": context.run_id,
                "job": context.job_name,
                "partitioned": context.has_partition_key,
                "type": context.dagster_type.display_name,
                "op": context.op_def.name,
                "identifier": list(context.get_identifier()),
                "asset_identifier": list(context.get_asset_identifier()) if key else None,
                "definition_metadata": dict(context.definition_metadata),
                "output_metadata": dict(context.output_metadata or {}),
            }
            self.values[key or (context.step_key, context.name)] = obj

        def load_input(self, context):
            up = context.upstream_output
            key = context.asset_key.to_user_string() if context.has_asset_key else None
            self.inputs[context.op_def.name, context.name] = {
                "asset": key,
                "up_step": up.step_key,
                "up_name": up.name,
                "type": context.dagster_type.display_name,
                "definition_metadata": dict(context.definition_metadata),
                "partitioned": context.has_partition_key,
            }
            return self.values[key or (up.step_key, up.name)]

    return Told()


def test_output_context(dg, told):
    """An I/O manager is told of which step, output, run, job and asset a value is."""

    @dg.op(out={"rows": dg.Out(int, metadata={"unit": "rows"})})
    def count():
        return dg.Output(3, "rows", metadata={"n": 3})

    @dg.op
    def double(n: int) -> int:
        return n * 2

    @dg.graph_asset(key_prefix="pre", metadata={"layer": "gold"})
    def total():
        return double(count())

    result = dg.materialize([total], resources={"io_manager": told})
    inner = told.outputs["pre__total.count", "rows"]
    outer = told.outputs["pre__total.double", "result"]
    assert inner["asset"] is None
    assert outer["asset"] == "pre/total"
    assert inner["run_id"] == outer["run_id"] == result.run_id
    assert inner["job"] == result.dagster_run.job_name
    assert inner["partitioned"] is False
    assert (inner["type"], outer["type"]) == ("Int", "Int")
    assert (inner["op"], outer["op"]) == ("count", "double")
    assert inner["identifier"] == [result.run_id, "pre__total.count", "rows"]
    assert outer["asset_identifier"] == ["pre", "total"]
    assert inner["definition_metadata"]["unit"] == "rows"
    assert outer["definition_metadata"]["layer"] == "gold"
    assert "n" in inner["output_metadata"]


def test_input_context(dg, told):
    """An I/O manager is told for which input of which op it loads, and from which output."""

    @dg.asset
    def base():
        return 1

    @dg.op
    def one():
        return 1

    @dg.op(ins={"b": dg.In(int, metadata={"hint": "x"})})
    def add(a, b):
        return a + b

    @dg.graph_asset
    def total(base):
        return add(base, one())

    dg.materialize([base, total], resources={"io_manager": told})
    a, b = told.inputs["add", "a"], told.inputs["add", "b"]
    assert (a["asset"], a["up_step"], a["up_name"]) == ("base", "base", "result")
    assert (b["asset"], b["up_step"], b["up_name"]) == (None, "total.one", "result")
    assert b["type"] == "Int"
    assert b["definition_metadata"]["hint"] == "x"
    assert a["partitioned"] is False


def test_input_context_of_an_upstream_outside_the_run(dg, told):
    """For an upstream asset that this run does not make, the manager is told its key."""

    @dg.asset(key_prefix="p")
    def base():
        return 1

    @dg.op
    def inc(n):
        return n + 1

    @dg.graph_asset(ins={"base": dg.AssetIn(key_prefix="p")})
    def more(base):
        return inc(base)

    told.values["p/base"] = 41
    result = dg.materialize([base, more], selection="more", resources={"io_manager": told})
    assert told.inputs["inc", "n"]["asset"] == "p/base"
    assert result.asset_value("more") == 42


def test_asset_consumer_loads_from_inside_a_graph_asset(dg, told, one, inc):
    """A consumer of a graph asset is told the step and output that made it."""

    @dg.graph_asset
    def a():
        return inc(one())

    @dg.asset
    def b(a):
        return a

    dg.materialize([a, b], resources={"io_manager": told})
    found = told.inputs["b", "a"]
    assert (found["asset"], found["up_step"], found["up_name"]) == ("a", "a.inc", "result")


# --- input managers -----------------------------------------------------------------------------


def test_input_manager(dg, one):
    """`In(input_manager_key=...)` says who loads that input."""

    @dg.input_manager
    def special(context):
        return 40

    @dg.op(ins={"n": dg.In(input_manager_key="special")})
    def use(n):
        return n + 2

    @dg.graph_asset
    def a():
        return use(one())

    assert dg.materialize([a], resources={"special": special}).asset_value("a") == 42


def test_io_manager_as_an_input_manager(dg, one, memory):
    """An I/O manager may serve as an input manager."""
    store = memory({("a.one", "result"): 10})

    @dg.op(ins={"n": dg.In(input_manager_key="other")})
    def use(n):
        return n + 2

    @dg.graph_asset
    def a():
        return use(one())

    assert dg.materialize([a], resources={"other": store}).asset_value("a") == 12


def test_external_asset_through_its_manager(dg, memory, inc):
    """A source outside is loaded by the manager that it names."""
    shelf = memory({"raw/rows": 4})

    @dg.graph_asset(ins={"rows": dg.AssetIn(key=["raw", "rows"])})
    def more(rows):
        return inc(rows)

    outside = dg.AssetSpec(["raw", "rows"]).with_io_manager_key("shelf")
    defs = dg.Definitions(assets=[outside, more], resources={"shelf": shelf})
    result = defs.get_implicit_global_asset_job_def().execute_in_process()
    assert result.asset_value("more") == 5
    assert shelf.loaded == ["raw/rows"]


# --- departures ---------------------------------------------------------------------------------


@pytest.mark.departs("rule 20")
def test_missing_upstream_names_the_asset(dg, kept_instance, inc, said):
    """A value that was never stored is missed by the asset's name, with what would make it."""

    @dg.asset
    def customer_rows():
        return 1

    @dg.graph_asset
    def more(customer_rows):
        return inc(customer_rows)

    with pytest.raises(dg.DagsterError) as caught:
        dg.materialize([customer_rows, more], selection="more", instance=kept_instance)
    assert "customer_rows" in str(caught.value)
    assert "materialize" in said(caught.value)


@pytest.mark.departs("rule 20")
def test_missing_upstream_is_missed_before_any_step(dg, kept_instance, seen):
    """A missing upstream value is noticed before the ops that do not need it have run in vain."""
    ran = []

    @dg.asset
    def up():
        return 1

    @dg.op
    def slow():
        ran.append(1)
        return 1

    @dg.op
    def add(a, b):
        return a + b

    @dg.graph_asset
    def total(up):
        return add(slow(), up)

    with pytest.raises(dg.DagsterError, match="up"):
        dg.materialize([up, total], selection="total", instance=kept_instance)
    assert ran == []


@pytest.mark.departs("rule 4")
def test_own_manager_may_tell_that_it_has_nothing(dg, memory, one, inc):
    """With an empty log, a sibling that is not stored is made, whoever stores it."""
    store = memory()

    @dg.graph_multi_asset(outs={"A": dg.AssetOut(), "B": dg.AssetOut()}, can_subset=True)
    def g():
        a = one()
        return {"A": a, "B": inc(a)}

    result = dg.materialize([g], selection="B", resources={"io_manager": store})
    assert result.asset_value("B") == 2
    assert sorted(store.values) == ["A", "B"]
