"""Open bug reports of the peer about selection, runs, config and stores, each as a module.

The number in brackets is that of the report.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import json
from typing import Any

import pytest

pytestmark = pytest.mark.departs("open bug reports of the peer")


def test_transitive_outputs_of_a_subset(dg: Any, instance: Any) -> None:
    """A subsettable asset of several need not make what lies between two selected ones (#33648)."""
    asked = []

    @dg.multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut(), "c": dg.AssetOut()},
        internal_asset_deps={
            "a": set(),
            "b": {dg.AssetKey("a")},
            "c": {dg.AssetKey("b")},
        },
        can_subset=True,
    )
    def tables(context):  # type: ignore[no-untyped-def]  # the peer refuses other hints
        asked.append(sorted(context.selected_output_names))
        for name in ("a", "b", "c"):
            if name in context.selected_output_names:
                yield dg.Output(name, name)

    @dg.asset
    def report(a: str, c: str) -> str:
        return a + c

    result = dg.materialize([tables, report], selection=["a", "c", "report"], instance=instance)

    assert result.success
    assert asked == [["a", "c"]]


def test_direct_call_of_a_subset(dg: Any) -> None:
    """A subsettable asset is called in a test with the names it should make (#23633)."""

    @dg.multi_asset(outs={name: dg.AssetOut(is_required=False) for name in "ab"}, can_subset=True)
    def letters(context):  # type: ignore[no-untyped-def]  # the peer refuses other hints
        for name in sorted(context.selected_output_names):
            yield dg.Output(name, name)

    found = list(letters(dg.build_asset_context(selected_output_names={"b"})))

    assert [each.output_name for each in found] == ["b"]


def test_direct_call_with_config_alone(dg: Any) -> None:
    """An asset whose one parameter is config is called with it (#13420)."""

    class Wanted(dg.Config):
        text: str
        number: int

    @dg.asset
    def a(config: Wanted) -> str:
        return config.text * config.number

    assert a(config=Wanted(text="x", number=2)) == "xx"
    assert a(Wanted(text="y", number=3)) == "yyy"


def test_retry_before_the_fan_out(dg: Any, kept_instance: Any) -> None:
    """Re-execution of a run that failed before its fan-out runs all of the fan-out (#30248)."""
    tries = []

    @dg.op(out=dg.DynamicOut())
    def pieces() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        yield dg.DynamicOutput(1, "a")
        yield dg.DynamicOutput(2, "b")

    @dg.op
    def double(x: int) -> int:
        return x * 2

    @dg.op
    def total(xs: Any) -> int:
        return sum(xs)

    @dg.job
    def fan() -> None:
        total(pieces().map(double).collect())

    first = fan.execute_in_process(instance=kept_instance, raise_on_error=False)
    options = dg.ReexecutionOptions.from_failure(first.run_id, kept_instance)
    second = dg.execute_job(
        fan,
        instance=kept_instance,
        reexecution_options=options,
    )

    assert second.success
    assert second.output_for_node("total") == 6


def test_retry_inside_the_fan_out(dg: Any, kept_instance: Any) -> None:
    """Re-execution of a run that failed inside its fan-out goes on behind it as well (#20925)."""
    tries = []

    @dg.op(out=dg.DynamicOut())
    def pieces() -> Any:
        for number in range(3):
            yield dg.DynamicOutput(number, f"n{number}")

    @dg.op
    def double(x: int) -> int:
        tries.append(x)
        if x == 1 and tries.count(1) == 1:
            raise ValueError("not yet")
        return x * 2

    @dg.op
    def total(xs: Any) -> int:
        return sum(xs)

    @dg.job
    def fan() -> None:
        total(pieces().map(double).collect())

    first = fan.execute_in_process(instance=kept_instance, raise_on_error=False)
    options = dg.ReexecutionOptions.from_failure(first.run_id, kept_instance)
    second = dg.execute_job(fan, instance=kept_instance, reexecution_options=options)

    assert not first.success
    assert second.success
    assert second.output_for_node("total") == 6
    assert sorted(tries) == [0, 1, 1, 2]


def test_optional_outputs_of_several_upstream_assets(dg: Any) -> None:
    """An asset is skipped where its own upstream is missing, and its sibling is not (#9408)."""

    @dg.multi_asset(
        outs={"x": dg.AssetOut(is_required=False), "y": dg.AssetOut(is_required=False)},
    )
    def sources() -> Any:
        yield dg.Output(1, "x")

    @dg.op
    def add(n: int) -> int:
        return n + 1

    @dg.graph_multi_asset(outs={"dx": dg.AssetOut(), "dy": dg.AssetOut()})
    def derived(x: Any, y: Any) -> Any:
        return {"dx": add(x), "dy": add(y)}

    result = dg.materialize([sources, derived])
    made = {e.asset_key.to_user_string() for e in result.get_asset_materialization_events()}

    assert made == {"x", "dx"}


def test_unpartitioned_asset_takes_all_partitions(dg: Any) -> None:
    """An asset without partitions gets those of its upstream as a dictionary (#15507)."""

    @dg.asset(partitions_def=dg.WeeklyPartitionsDefinition("2026-01-04", end_date="2026-01-18"))
    def weeks(context) -> int:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return int(context.partition_key[-2:])

    @dg.asset
    def total(weeks: dict[str, int]) -> int:
        return sum(weeks.values())

    with dg.DagsterInstance.ephemeral() as instance:
        for key in ("2026-01-04", "2026-01-11"):
            dg.materialize([weeks], partition_key=key, instance=instance)
        result = dg.materialize([weeks, total], selection=[total], instance=instance)

    assert result.asset_value("total") == 15


def test_unpartitioned_asset_beside_its_partitions(dg: Any) -> None:
    """In one run with a partition key, the other partitions are read from the store (#15507)."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
    def parts(context) -> str:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.partition_key

    @dg.asset
    def whole(parts: dict[str, str]) -> str:
        return "".join(sorted(parts.values()))

    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize([parts], partition_key="x", instance=instance)
        result = dg.materialize([parts, whole], partition_key="y", instance=instance)

    assert result.asset_value("whole") == "xy"


def test_no_mapping_between_unlike_partitions(dg: Any) -> None:
    """Partitions that do not fit stop the asset downstream, not the one upstream (#13365)."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["1", "2", "3"]))
    def x() -> int:
        return 1

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["A", "B"]))
    def y(x: Any) -> Any:
        return x

    try:
        defs = dg.Definitions(assets=[x, y])
        job = defs.resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(partition_key="1", asset_selection=[dg.AssetKey("x")])
    except dg.DagsterInvalidDefinitionError as error:
        assert "y" in str(error)  # refused at load, with the culprit's name
    else:
        assert result.success


def test_one_upstream_with_two_mappings(dg: Any) -> None:
    """An upstream asset may be taken twice, by two mappings (#29747)."""
    days = dg.DailyPartitionsDefinition("2026-01-01", end_date="2026-01-20")

    @dg.asset(partitions_def=days)
    def up(context) -> str:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.partition_key

    @dg.asset(
        partitions_def=days,
        ins={
            "current": dg.AssetIn(key="up"),
            "previous": dg.AssetIn(
                key="up",
                partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-7, end_offset=-7),
            ),
        },
    )
    def change(current: str, previous: str) -> str:
        return f"{previous} {current}"

    with dg.DagsterInstance.ephemeral() as instance:
        for key in ("2026-01-03", "2026-01-10"):
            dg.materialize([up], partition_key=key, instance=instance)
        result = dg.materialize(
            [up, change], selection=[change], partition_key="2026-01-10", instance=instance
        )

    assert result.asset_value("change") == "2026-01-03 2026-01-10"


def test_metadata_of_an_input_of_several_partitions(dg: Any) -> None:
    """An I/O manager may add metadata where it loads several partitions (#27940)."""

    class Files(dg.IOManager):
        kept: dict[Any, Any] = {}  # noqa: RUF012  # one for all

        def handle_output(self, context: Any, obj: Any) -> None:
            self.kept[context.asset_partition_key] = obj

        def load_input(self, context: Any) -> Any:
            context.add_input_metadata({"parts": len(context.asset_partition_keys)})
            return {key: self.kept[key] for key in context.asset_partition_keys}

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]), io_manager_key="files")
    def parts() -> int:
        return 1

    @dg.asset
    def total(parts: Any) -> int:
        return sum(parts.values())

    with dg.DagsterInstance.ephemeral() as instance:
        files = Files()
        for key in ("x", "y"):
            dg.materialize(
                [parts], partition_key=key, instance=instance, resources={"files": files}
            )
        result = dg.materialize(
            [parts, total], selection=[total], instance=instance, resources={"files": files}
        )

    assert result.asset_value("total") == 2


def test_partitioned_asset_in_a_partitioned_job(dg: Any) -> None:
    """An op of a partitioned job takes the asset's partition of that key (#21130, #12575)."""
    parts = dg.StaticPartitionsDefinition(["1", "2"])

    @dg.asset(partitions_def=parts)
    def numbers(context) -> int:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return int(context.partition_key) * 10

    @dg.op
    def double(number: int) -> int:
        return number * 2

    @dg.job(partitions_def=parts)
    def doubles() -> None:
        double(numbers.to_source_asset())

    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize([numbers], partition_key="2", instance=instance)
        result = doubles.execute_in_process(partition_key="2", instance=instance)

    assert result.output_for_node("double") == 40


def test_resources_of_hooks(dg: Any) -> None:
    """A hook of an asset job gets its resources from the definitions (#14970)."""
    seen = []

    @dg.success_hook(required_resource_keys={"channel"})
    def tell(context: Any) -> None:
        seen.append(context.resources.channel)

    @dg.asset
    def a() -> int:
        return 1

    defs = dg.Definitions(
        assets=[a],
        jobs=[dg.define_asset_job("nightly", "a", hooks={tell})],
        resources={"channel": "#data"},
    )
    defs.resolve_job_def("nightly").execute_in_process()

    assert seen == ["#data"]


def test_reason_of_a_retry_is_not_hidden(dg: Any, kept_instance: Any) -> None:
    """The error of each attempt that is tried again is in the record (#7061)."""
    tries = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def flaky() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("the socket was shut")
        return 1

    @dg.job
    def once() -> None:
        flaky()

    result = once.execute_in_process(instance=kept_instance)
    (event,) = [e for e in result.all_events if e.event_type_value == "STEP_UP_FOR_RETRY"]

    assert "the socket was shut" in json.dumps(event.event.data)


def test_last_error_after_retries(dg: Any) -> None:
    """When retries are exhausted, the user's own exception is raised."""

    class SocketShut(Exception):  # a user's name
        pass

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=1))
    def flaky() -> int:
        raise SocketShut("shut")

    @dg.graph_asset
    def a() -> Any:
        return flaky()

    with pytest.raises(SocketShut, match="shut"):
        dg.materialize([a])


@pytest.mark.parametrize("given", [None, "PLAIN"])
def test_enum_as_a_default_of_config(dg: Any, given: Any) -> None:
    """A member of an enum is a fine default of a field (#15123, #17004)."""

    class Kind(enum.Enum):
        PLAIN = "p"
        FANCY = "f"

    class Wanted(dg.Config):
        kind: Kind = Kind.FANCY

    class Store(dg.ConfigurableResource):
        kind: Kind = Kind.FANCY

    @dg.asset
    def a(config: Wanted, store: Store) -> str:
        return config.kind.value + store.kind.value

    config = {} if given is None else {"ops": {"a": {"config": {"kind": given}}}}
    result = dg.materialize([a], resources={"store": Store()}, run_config=config)

    assert result.asset_value("a") == ("pf" if given else "ff")


def test_config_classes_in_lists_as_defaults(dg: Any) -> None:
    """A list or dictionary of Config objects is a fine default of a field (#17452)."""

    class Inner(dg.Config):
        name: str

    class Outer(dg.Config):
        several: list[Inner] = [Inner(name="x")]  # noqa: RUF012  # as users write it
        named: dict[str, Inner] = {"k": Inner(name="y")}  # noqa: RUF012  # as above

    @dg.asset
    def a(config: Outer) -> str:
        return config.several[0].name + config.named["k"].name

    assert dg.materialize([a]).asset_value("a") == "xy"


@pytest.mark.filterwarnings("ignore:Field name:UserWarning")
def test_field_called_validate(dg: Any) -> None:
    """A field of a config class may be called validate (#31599)."""

    class Wanted(dg.Config):
        validate: bool = True  # type: ignore[assignment]  # pydantic has a method of that name

    @dg.asset
    def a(config: Wanted) -> bool:
        return config.validate is True

    assert dg.materialize([a]).asset_value("a") is True


def test_nested_resource_with_defaults_at_launch(dg: Any) -> None:
    """A resource inside another gets its own config at launch, defaults or not (#27223)."""

    class Day(dg.ConfigurableResource):
        date: str = "2026-01-01"

    class Report(dg.ConfigurableResource):
        day: Day

    @dg.asset
    def a(report: Report) -> str:
        return report.day.date

    day = Day.configure_at_launch()
    result = dg.materialize(
        [a],
        resources={"day": day, "report": Report.configure_at_launch(day=day)},
        run_config={"resources": {"day": {"config": {"date": "2026-02-02"}}}},
    )

    assert result.asset_value("a") == "2026-02-02"


def test_list_of_resources_is_set_up(dg: Any) -> None:
    """Each resource in a list of another one keeps its class and is set up (#29741)."""
    seen = []

    class Producer(dg.ConfigurableResource):
        def setup_for_execution(self, context: Any) -> None:
            seen.append(type(self).__name__)

    class First(Producer):
        pass

    class Second(Producer):
        pass

    class Consumer(dg.ConfigurableResource):
        producers: list[Producer]

    @dg.asset
    def a(consumer: Consumer) -> list[str]:
        return [type(each).__name__ for each in consumer.producers]

    result = dg.materialize([a], resources={"consumer": Consumer(producers=[First(), Second()])})

    assert result.asset_value("a") == ["First", "Second"]
    assert seen == ["First", "Second"]


def test_environment_in_a_nested_resource(dg: Any, monkeypatch: Any) -> None:
    """A variable of the environment is read in a nested resource, too (#19629)."""
    monkeypatch.setenv("DUCK_FILE", "/tmp/duck.db")  # a name only

    class Duck(dg.ConfigurableResource):
        file: str

    class Chooser(dg.ConfigurableResource):
        duck: Duck

    @dg.asset
    def a(chooser: Chooser) -> str:
        return chooser.duck.file

    result = dg.materialize(
        [a], resources={"chooser": Chooser(duck=Duck(file=dg.EnvVar("DUCK_FILE")))}
    )

    assert result.asset_value("a") == "/tmp/duck.db"  # a name only


def test_unused_resource_needs_no_environment(dg: Any) -> None:
    """A variable that only an unused resource names need not be there (#4123)."""

    class Mail(dg.ConfigurableResource):
        password: str

    @dg.asset
    def a() -> int:
        return 1

    defs = dg.Definitions(
        assets=[a], resources={"mail": Mail(password=dg.EnvVar("NOWHERE_TO_BE_FOUND"))}
    )

    assert defs.resolve_implicit_global_asset_job_def().execute_in_process().success


def test_async_tasks_in_an_op(dg: Any) -> None:
    """An async op gathers tasks of its own (#14011)."""

    async def fetch(number: int) -> int:
        await asyncio.sleep(0)
        return number

    @dg.op
    async def gather() -> list[int]:
        return list(await asyncio.gather(*[asyncio.create_task(fetch(n)) for n in range(5)]))

    @dg.graph_asset
    def a() -> Any:
        return gather()

    assert dg.materialize([a]).asset_value("a") == [0, 1, 2, 3, 4]


def test_async_graph_is_refused(dg: Any) -> None:
    """An async body of a graph is refused with a sentence about it (#14989)."""

    @dg.op
    async def five() -> int:
        return 5

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="async"):

        @dg.graph
        async def g() -> Any:
            return five()


def test_asyncio_run_in_an_op(dg: Any) -> None:
    """A plain op may start a loop of its own (#14011)."""

    async def fetch() -> int:
        return 3

    @dg.op
    def plain() -> int:
        return asyncio.run(fetch())

    @dg.graph_asset
    def a() -> Any:
        return plain()

    assert dg.materialize([a]).asset_value("a") == 3


def test_multi_asset_of_nothing(dg: Any) -> None:
    """Assets of type Nothing need no returned values (#15417)."""

    @dg.multi_asset(
        outs={
            "a": dg.AssetOut(dagster_type=dg.Nothing),
            "b": dg.AssetOut(dagster_type=dg.Nothing),
        }
    )
    def files() -> None:
        pass

    result = dg.materialize([files])

    assert len(result.get_asset_materialization_events()) == 2


def test_single_key_of_a_static_partition(dg: Any) -> None:
    """All partitions are a dictionary also where there is one, if the hint says so (#15538)."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["only"]))
    def parts() -> int:
        return 7

    @dg.asset
    def total(parts: dict[str, int]) -> int:
        return sum(parts.values())

    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize([parts], partition_key="only", instance=instance)
        result = dg.materialize([parts, total], selection=[total], instance=instance)

    assert result.asset_value("total") == 7


def test_failed_check_is_retried_from_failure(dg: Any, kept_instance: Any) -> None:
    """Re-execution from failure makes the asset anew whose blocking check failed (#30105)."""
    rows = [[1, 1], [1, 2]]

    @dg.asset(check_specs=[dg.AssetCheckSpec("unique", asset="ids", blocking=True)])
    def ids() -> Any:
        found = rows.pop(0)
        yield dg.Output(found)
        yield dg.AssetCheckResult(passed=len(set(found)) == len(found), check_name="unique")

    @dg.asset
    def down(ids: Any) -> int:
        return len(ids)

    job = dg.Definitions(assets=[ids, down]).resolve_implicit_global_asset_job_def()
    first = job.execute_in_process(instance=kept_instance, raise_on_error=False)
    options = dg.ReexecutionOptions.from_failure(first.run_id, kept_instance)
    second = dg.execute_job(job, instance=kept_instance, reexecution_options=options)

    assert not first.success
    assert second.success
    made = {e.asset_key.to_user_string() for e in second.get_asset_materialization_events()}
    assert made == {"ids", "down"}


def test_hook_of_an_asset_job_sees_the_failure(dg: Any) -> None:
    """A failure hook of an asset job gets the exception of the op inside a graph (#8577)."""
    seen = []

    @dg.failure_hook
    def tell(context: Any) -> None:
        seen.append((context.step_key, str(context.op_exception)))

    @dg.op
    def broken() -> int:
        raise ValueError("oh")

    @dg.graph_asset
    def a() -> Any:
        return broken()

    job = dg.define_asset_job("nightly", "a", hooks={tell})
    defs = dg.Definitions(assets=[a], jobs=[job])
    defs.resolve_job_def("nightly").execute_in_process(raise_on_error=False)

    assert seen == [("a.broken", "oh")]


def test_offset_window_at_the_start(dg: Any) -> None:
    """The first partition of a window that looks back is made without the missing one."""
    days = dg.DailyPartitionsDefinition("2026-01-01", end_date="2026-01-10")

    @dg.asset(
        partitions_def=days,
        ins={
            "running": dg.AssetIn(
                partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
            )
        },
    )
    def running(running: Any) -> int:
        return (running or 0) + 1

    with dg.DagsterInstance.ephemeral() as instance:
        first = dg.materialize([running], partition_key="2026-01-01", instance=instance)
        second = dg.materialize([running], partition_key="2026-01-02", instance=instance)

    assert (first.asset_value("running"), second.asset_value("running")) == (1, 2)


def test_time_window_of_a_partition(dg: Any) -> None:
    """An op inside a graph asset knows the time window of its partition."""

    @dg.op
    def window(context) -> Any:  # type: ignore[no-untyped-def]  # the peer refuses other hints
        return context.partition_time_window.start.date()

    @dg.graph_asset(
        partitions_def=dg.DailyPartitionsDefinition("2026-01-01", end_date="2026-02-01")
    )
    def a() -> Any:
        return window()

    found = dg.materialize([a], partition_key="2026-01-03").asset_value("a")

    assert found == dt.date(2026, 1, 3)
