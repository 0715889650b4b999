"""Names beyond ops, graphs and assets that modules import all the same."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import Any

import pytest


def test_older_generic_types(dg: Any, run_op: Any) -> None:
    """List, Dict, Optional and their like check values as the plain types do."""

    @dg.op(out={"xs": dg.Out(dg.List[dg.Int]), "d": dg.Out(dg.Dict[str, int])})
    def both():
        return [1, 2], {"a": 1}

    @dg.op(out=dg.Out(dg.List[int]))
    def wrong() -> Any:
        return ["x"]

    @dg.op(out=dg.Out(dg.Optional[dg.String]))
    def none() -> Any:
        return None

    assert run_op(both).success
    assert run_op(none).success
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_op(wrong)


def test_class_that_stands_for_a_type(dg: Any, run_op: Any) -> None:
    """A class registered with a type is checked by that type."""

    class Even(int):
        pass

    even = dg.DagsterType(lambda _c, value: isinstance(value, int) and value % 2 == 0, name="Even")
    dg.make_python_type_usable_as_dagster_type(Even, even)

    @dg.op(out=dg.Out(Even))
    def good() -> Any:
        return 4

    @dg.op(out=dg.Out(Even))
    def bad() -> Any:
        return 3

    assert run_op(good).success
    with pytest.raises(dg.DagsterTypeCheckDidNotPass):
        run_op(bad)


def test_usable_as_dagster_type(dg: Any, run_op: Any) -> None:
    """A decorated class stays a class, and is a type."""

    @dg.usable_as_dagster_type(name="Point", description="A place.")
    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

    @dg.op(out=dg.Out(Point))
    def place() -> Any:
        return Point(3)

    assert run_op(place).output_for_node("place").x == 3
    assert dg.check_dagster_type(dg.List[int], [1]).success
    assert not dg.check_dagster_type(dg.List[int], ["x"]).success


def test_loader_of_a_type(dg: Any) -> None:
    """An input that nothing feeds is made by its type's loader from the run configuration."""

    @dg.dagster_type_loader({"low": int, "high": int})
    def load(_context: Any, config: Any) -> Any:
        return range(config["low"], config["high"])

    span = dg.DagsterType(lambda _c, value: isinstance(value, range), name="Span", loader=load)

    @dg.op(ins={"span": dg.In(span)})
    def total(span: Any) -> Any:
        return sum(span)

    @dg.job
    def adds() -> None:
        total()

    result = adds.execute_in_process(
        run_config={"ops": {"total": {"inputs": {"span": {"low": 1, "high": 4}}}}}
    )

    assert result.output_for_node("total") == 6


def test_configured(dg: Any, run_graph: Any) -> None:
    """A decorated function gives a definition its config; the op bears the function's name."""

    @dg.op(config_schema={"times": int, "word": str})
    def shout(context):
        return context.op_config["word"] * context.op_config["times"]

    @dg.configured(shout, config_schema={"word": str})
    def twice(config: Any) -> Any:
        return {"word": config["word"], "times": 2}

    @dg.configured(dg.resource(config_schema={"n": int})(lambda c: c.resource_config["n"]), int)
    def number(config: Any) -> Any:
        return {"n": config + 1}

    def body() -> None:
        twice()

    result = run_graph(body, run_config={"ops": {"twice": {"config": {"word": "ab"}}}})

    assert result.output_for_node("twice") == "abab"
    with dg.build_resources({"n": number}, resource_config={"n": {"config": 4}}) as opened:
        assert opened.n == 5


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("TextMetadataValue", "x"),
        ("IntMetadataValue", 3),
        ("FloatMetadataValue", 1.5),
        ("BoolMetadataValue", True),
        ("MarkdownMetadataValue", "# x"),
        ("UrlMetadataValue", "http://x"),
        ("PathMetadataValue", "/x"),
        ("JsonMetadataValue", {"a": 1}),
    ],
)
def test_kinds_of_metadata(dg: Any, instance: Any, kind: str, value: Any) -> None:
    """A value made by the name of its kind is of that kind when it is read back."""

    @dg.asset
    def a(context):
        context.add_output_metadata({"m": getattr(dg, kind)(value)})

    dg.materialize([a], instance=instance)
    event = instance.get_latest_materialization_event(dg.AssetKey("a"))
    found = event.asset_materialization.metadata["m"]

    assert isinstance(found, getattr(dg, kind))
    assert not isinstance(found, dg.TimestampMetadataValue)
    assert found.value == value


def test_tables(dg: Any) -> None:
    """Schemas and records are equal where their parts are, and come out of metadata again."""
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(
                "id", "int", constraints=dg.TableColumnConstraints(nullable=False, unique=True)
            )
        ],
        constraints=dg.TableConstraints(other=["few"]),
    )
    table = dg.MetadataValue.table(
        [dg.TableRecord({"id": 1})], schema=dg.TableSchema([dg.TableColumn("id", "int")])
    )

    assert schema.columns[0].constraints.unique
    assert table.records == [dg.TableRecord({"id": 1})]
    assert table.schema.columns[0].name == "id"
    assert isinstance(table, dg.TableMetadataValue)
    lineage = dg.TableColumnLineage({"id": [dg.TableColumnDep(dg.AssetKey("up"), "key")]})
    assert lineage.deps_by_column["id"][0].column_name == "key"
    assert isinstance(dg.MetadataValue.column_lineage(lineage), dg.TableColumnLineageMetadataValue)


def test_schedules_and_sensors_are_called_by_tests(dg: Any) -> None:
    """The functions of schedules and sensors can be called with a context, as tests do."""

    @dg.job
    def nightly() -> None:
        pass

    @dg.schedule(cron_schedule="0 3 * * *", job=nightly, execution_timezone="UTC")
    def at_three(context: Any) -> Any:
        day = context.scheduled_execution_time.strftime("%Y-%m-%d")
        return dg.RunRequest(run_key=day, tags={"day": day})

    @dg.sensor(job=nightly, minimum_interval_seconds=60)
    def watch(context: Any) -> Any:
        if not context.cursor:
            return dg.SkipReason("nothing new")
        context.update_cursor("2")
        return dg.RunRequest(run_key=context.cursor)

    moment = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)
    asked = at_three(dg.build_schedule_context(scheduled_execution_time=moment))

    assert (asked.run_key, asked.tags["day"]) == ("2026-01-02", "2026-01-02")
    assert (at_three.name, at_three.cron_schedule) == ("at_three", "0 3 * * *")
    assert watch(dg.build_sensor_context()).skip_message == "nothing new"
    assert watch(dg.build_sensor_context(cursor="1")).run_key == "2"
    assert dg.ScheduleDefinition(job=nightly, cron_schedule="@daily").name == "nightly_schedule"
    assert dg.SensorResult(skip_reason="x").skip_reason.skip_message == "x"


def test_repository(dg: Any) -> None:
    """A repository gathers assets, jobs, schedules and sensors, and has them by name."""

    @dg.op
    def one() -> int:
        return 1

    @dg.graph_asset
    def a() -> Any:
        return one()

    @dg.job
    def lone() -> None:
        one()

    @dg.repository
    def everything() -> Any:
        return [
            a,
            lone,
            [dg.define_asset_job("all_of_it")],
            dg.ScheduleDefinition(job=lone, cron_schedule="@daily"),
        ]

    assert everything.name == "everything"
    assert everything.get_job("lone").execute_in_process().output_for_node("one") == 1
    assert everything.get_job("all_of_it").execute_in_process().asset_value("a") == 1
    assert everything.has_job("lone")


def test_observable_source_asset(dg: Any) -> None:
    """An observed source asset is an outside asset that others may depend on."""

    @dg.observable_source_asset(key_prefix="lake", group_name="raw")
    def rows(_context: Any) -> Any:
        return dg.DataVersion("1")

    @dg.asset(deps=[rows])
    def down() -> int:
        return 1

    defs = dg.Definitions(assets=[rows, down])

    assert rows.key == dg.AssetKey(["lake", "rows"])
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert result.asset_value("down") == 1


def test_records_of_materializations(dg: Any, instance: Any) -> None:
    """Records are filtered by asset, partition and number, newest first."""
    parts = dg.StaticPartitionsDefinition(["x", "y"])

    @dg.asset(partitions_def=parts)
    def a() -> int:
        return 1

    for key in ("x", "y", "x"):
        dg.materialize([a], partition_key=key, instance=instance)
    asked = dg.AssetRecordsFilter(asset_key=dg.AssetKey("a"), asset_partitions=["x"])
    found = instance.fetch_materializations(asked, limit=10).records
    older = instance.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey("a"), before_storage_id=found[0].storage_id), limit=10
    ).records

    assert [each.partition_key for each in found] == ["x", "x"]
    assert [each.partition_key for each in older] == ["y", "x"]
    events = instance.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_MATERIALIZATION, dg.AssetKey("a")), limit=2
    )
    assert [each.partition_key for each in events] == ["x", "y"]
    assert len(instance.get_run_records()) == 3


def test_map_asset_specs(dg: Any) -> None:
    """A function changes the specs of assets and of specs by themselves."""

    @dg.asset
    def a() -> int:
        return 1

    found = dg.map_asset_specs(
        lambda spec: spec.replace_attributes(group_name="g"), [a, dg.AssetSpec("b")]
    )

    assert found[0].group_names_by_key[dg.AssetKey("a")] == "g"
    assert found[1].group_name == "g"


def test_manager_of_paths(dg: Any, tmp_path: Any) -> None:
    """A manager that says how a file is written keeps partitions in folders of the asset's."""

    class JsonFiles(dg.UPathIOManager):
        extension = ".json"

        def dump_to_path(self, context: Any, obj: Any, path: Any) -> None:
            path.write_text(json.dumps(obj))

        def load_from_path(self, context: Any, path: Any) -> Any:
            return json.loads(path.read_text())

        def get_metadata(self, context: Any, obj: Any) -> Any:
            return {"size": len(obj)}

    class Files(dg.ConfigurableIOManager, dg.UPathIOManager):
        pass

    parts = dg.StaticPartitionsDefinition(["x", "y"])

    @dg.asset(partitions_def=parts, key_prefix="lake")
    def rows(context):
        return [context.partition_key]

    @dg.asset(ins={"rows": dg.AssetIn(key=["lake", "rows"])})
    def all_rows(rows: Any) -> Any:
        return sorted(rows)

    upath = pytest.importorskip("upath").UPath(tmp_path) if dg.__name__ == "dagster" else tmp_path
    with dg.DagsterInstance.ephemeral() as instance:
        for key in ("x", "y"):
            made = dg.materialize(
                [rows],
                partition_key=key,
                instance=instance,
                resources={"io_manager": JsonFiles(base_path=upath)},
            )
        result = dg.materialize(
            [rows, all_rows],
            selection=[all_rows],
            instance=instance,
            resources={"io_manager": JsonFiles(base_path=upath)},
        )

    assert json.loads((tmp_path / "lake" / "rows" / "x.json").read_text()) == ["x"]
    assert result.asset_value("all_rows") == ["x", "y"]
    (event,) = made.get_asset_materialization_events()
    assert event.materialization.metadata["size"].value == 1
    assert issubclass(Files, dg.IOManager)


def test_config_from_yaml(dg: Any, tmp_path: Any) -> None:
    """Run config is merged from texts and files; the later wins."""
    (tmp_path / "a.yaml").write_text("ops: {x: {config: {n: 1, m: 1}}}\n")
    (tmp_path / "b.yaml").write_text("ops: {x: {config: {n: 2}}}\n")

    merged = dg.config_from_files([str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")])

    assert merged == {"ops": {"x": {"config": {"n": 2, "m": 1}}}}
    assert dg.config_from_yaml_strings(["a: 1", "b: 2"]) == {"a": 1, "b": 2}
    assert dg.file_relative_path(str(tmp_path / "m.py"), "b.yaml") == str(tmp_path / "b.yaml")


def test_loggers_are_accepted(dg: Any) -> None:
    """A logger of the module's own is accepted."""

    @dg.logger({"level": str})
    def loud(_context: Any) -> Any:
        import logging

        return logging.getLogger("loud")

    @dg.op
    def one() -> int:
        return 1

    @dg.graph_asset
    def a() -> Any:
        return one()

    defs = dg.Definitions(assets=[a], loggers={"console": dg.colored_console_logger, "loud": loud})

    assert defs.resolve_implicit_global_asset_job_def().execute_in_process().success


def test_warnings(dg: Any) -> None:
    """The classes of the warnings can be silenced by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        warnings.simplefilter("ignore", dg.SupersessionWarning)
    assert issubclass(dg.BetaWarning, Warning)
