"""Partitions: kinds and their keys, runs of one partition, mappings between partitioned assets.

Annotations stay live objects here (no postponed evaluation): the classes are made inside the tests.
"""

from datetime import UTC, datetime

import pytest


def _loads(dg, asset, key, instance, partition=None):
    """The stored value of an asset, as a later reader would load it."""
    return dg.Definitions(assets=[asset]).load_asset_value(
        key, instance=instance, partition_key=partition
    )


@pytest.fixture
def letters(dg):
    """The partitions a, b and c."""
    return dg.StaticPartitionsDefinition(["a", "b", "c"])


@pytest.fixture
def days(dg):
    """The days of the first week of May 2024."""
    return dg.DailyPartitionsDefinition(start_date="2024-05-01", end_date="2024-05-08")


# --- one partition of a graph asset -------------------------------------------------------------


def test_ops_see_the_partition_key(dg, letters):
    """Every op of a partitioned graph asset reads the run's partition key."""
    seen = []

    @dg.op
    def first(context):
        seen.append(context.partition_key)
        return 1

    @dg.op
    def second(context, n):
        seen.append(context.partition_key)
        return n

    @dg.graph_asset(partitions_def=letters)
    def parted():
        return second(first())

    dg.materialize_to_memory([parted], partition_key="b")
    assert seen == ["b", "b"]


def test_has_partition_key(dg, letters):
    """context.has_partition_key tells whether the run is of a partition."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return context.has_partition_key

    @dg.asset
    def whole(context):
        return context.has_partition_key

    assert dg.materialize_to_memory([parted], partition_key="a").asset_value("parted") is True
    assert dg.materialize_to_memory([whole]).asset_value("whole") is False


def test_partition_keys_of_a_single_run(dg, letters):
    """context.partition_keys lists the one key of a run of one partition."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return list(context.partition_keys)

    assert dg.materialize_to_memory([parted], partition_key="c").asset_value("parted") == ["c"]


def test_partition_key_range_of_a_single_run(dg, letters):
    """context.partition_key_range begins and ends with the one key."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return (context.partition_key_range.start, context.partition_key_range.end)

    assert dg.materialize_to_memory([parted], partition_key="c").asset_value("parted") == ("c", "c")


def test_materialization_names_its_partition(dg, letters):
    """The materialization event carries the partition."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset(partitions_def=letters)
    def parted():
        return one()

    (event,) = dg.materialize_to_memory(
        [parted], partition_key="b"
    ).get_asset_materialization_events()
    assert event.partition == "b"


def test_unpartitioned_materialization_has_no_partition(dg):
    """The materialization of an unpartitioned asset names none."""

    @dg.asset
    def whole():
        return 1

    (event,) = dg.materialize_to_memory([whole]).get_asset_materialization_events()
    assert event.partition is None


def test_run_tags_name_the_partition(dg, letters, instance):
    """The run carries its partition as a tag."""

    @dg.asset(partitions_def=letters)
    def parted():
        return 1

    result = dg.materialize([parted], partition_key="a", instance=instance)
    assert instance.get_run_by_id(result.run_id).tags["dagster/partition"] == "a"


def test_each_partition_is_stored_apart(dg, letters, kept_instance):
    """Runs of different partitions do not overwrite each other."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return context.partition_key * 2

    for key in ("a", "b"):
        dg.materialize([parted], partition_key=key, instance=kept_instance)
    assert _loads(dg, parted, "parted", kept_instance, "a") == "aa"
    assert _loads(dg, parted, "parted", kept_instance, "b") == "bb"


def test_a_partition_is_overwritten_by_its_next_run(dg, letters, kept_instance):
    """The second run of a partition replaces its value."""
    count = []

    @dg.asset(partitions_def=letters)
    def parted():
        count.append(1)
        return len(count)

    for _ in range(2):
        dg.materialize([parted], partition_key="a", instance=kept_instance)
    assert _loads(dg, parted, "parted", kept_instance, "a") == 2


def test_materialized_partitions_are_known(dg, letters, kept_instance):
    """The log tells which partitions of an asset were made."""

    @dg.asset(partitions_def=letters)
    def parted():
        return 1

    for key in ("c", "a"):
        dg.materialize([parted], partition_key=key, instance=kept_instance)
    assert set(kept_instance.get_materialized_partitions(dg.AssetKey("parted"))) == {"a", "c"}


def test_unknown_partition_key(dg, letters):
    """A key that the definition does not have is refused by name."""

    @dg.asset(partitions_def=letters)
    def parted():
        return 1

    with pytest.raises(dg.DagsterUnknownPartitionError, match="zz"):
        dg.materialize_to_memory([parted], partition_key="zz")


def test_partition_key_for_unpartitioned_assets(dg):
    """A partition key for assets without partitions is refused."""

    @dg.asset
    def whole():
        return 1

    with pytest.raises(Exception, match="artition"):
        dg.materialize_to_memory([whole], partition_key="a")


def test_reading_the_partition_key_of_an_unpartitioned_run(dg):
    """An op that reads the partition key of a run without one fails."""

    @dg.asset
    def whole(context):
        return context.partition_key

    with pytest.raises(dg.DagsterInvariantViolationError, match="artition"):
        dg.materialize_to_memory([whole])


@pytest.mark.departs("rule 20")
def test_partitioned_asset_without_a_key_is_refused(dg, letters):
    """A partitioned asset is not run without a partition key."""
    ran = []

    @dg.asset(partitions_def=letters)
    def parted():
        ran.append(1)

    with pytest.raises(dg.DagsterError, match="parted"):
        dg.materialize_to_memory([parted])
    assert ran == []


@pytest.mark.departs("rule 20")
def test_partitioned_graph_asset_without_a_key_is_refused(dg, letters):
    """A partitioned graph asset is not run without a partition key."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset(partitions_def=letters)
    def parted():
        return one()

    with pytest.raises(dg.DagsterError, match="artition"):
        dg.materialize([parted])


def test_two_graph_assets_of_one_partition(dg, letters, seen):
    """A run of a partition makes it for every asset of the run."""

    @dg.op
    def one():
        return 1

    @dg.op
    def add(n):
        return n + 1

    @dg.graph_asset(partitions_def=letters)
    def upper():
        return one()

    @dg.graph_asset(partitions_def=letters)
    def lower(upper):
        return add(upper)

    result = dg.materialize_to_memory([upper, lower], partition_key="a")
    assert seen(result).made == ["lower", "upper"]
    assert {event.partition for event in result.get_asset_materialization_events()} == {"a"}


def test_graph_multi_asset_of_a_partition(dg, letters):
    """A graph_multi_asset takes partitions too."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def both(context):
        return context.partition_key, 2

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, partitions_def=letters)
    def pair():
        x, y = both()
        return {"x": x, "y": y}

    result = dg.materialize_to_memory([pair], partition_key="b")
    assert result.asset_value("x") == "b"


def test_subset_of_a_partitioned_graph(dg, letters, seen):
    """Selection and partition go together."""

    @dg.op
    def left(context):
        return context.partition_key

    @dg.op
    def right():
        return "r"

    @dg.graph_multi_asset(
        outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, partitions_def=letters, can_subset=True
    )
    def pair():
        return {"x": left(), "y": right()}

    result = dg.materialize_to_memory([pair], partition_key="c", selection="x")
    assert seen(result).ran == ["pair.left"]
    assert result.asset_value("x") == "c"


def test_from_graph_with_partitions(dg, letters):
    """from_graph takes partitions."""

    @dg.op
    def tell(context):
        return context.partition_key

    @dg.graph
    def told():
        return tell()

    asset = dg.AssetsDefinition.from_graph(told, partitions_def=letters)
    assert dg.materialize_to_memory([asset], partition_key="a").asset_value("told") == "a"


def test_job_infers_its_partitions(dg, letters):
    """An asset job of partitioned assets has their partitions."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return context.partition_key

    defs = dg.Definitions(assets=[parted], jobs=[dg.define_asset_job("j")])
    job = defs.resolve_job_def("j")
    assert job.partitions_def == letters
    assert job.execute_in_process(partition_key="b").output_for_node("parted") == "b"


def test_partitioned_beside_unpartitioned(dg, letters, seen):
    """Assets with and without partitions may run together."""

    @dg.asset
    def whole():
        return 1

    @dg.asset(partitions_def=letters)
    def parted():
        return 2

    result = dg.materialize_to_memory([whole, parted], partition_key="a")
    assert seen(result).made == ["parted", "whole"]


def test_different_partitions_in_one_run(dg, letters):
    """Assets of different partitions can't share a run."""

    @dg.asset(partitions_def=letters)
    def first():
        return 1

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
    def second():
        return 2

    with pytest.raises(dg.DagsterError):
        dg.materialize_to_memory([first, second], partition_key="a")


# --- static -------------------------------------------------------------------------------------


def test_static_keys_keep_their_order(dg):
    """Static keys come back as they were given."""
    assert dg.StaticPartitionsDefinition(["z", "a", "m"]).get_partition_keys() == ["z", "a", "m"]


def test_static_equality(dg):
    """Two static definitions with the same keys are equal."""
    assert dg.StaticPartitionsDefinition(["a"]) == dg.StaticPartitionsDefinition(["a"])
    assert dg.StaticPartitionsDefinition(["a"]) != dg.StaticPartitionsDefinition(["b"])


def test_static_has_partition_key(dg, letters):
    """A definition knows its keys."""
    assert letters.has_partition_key("a")
    assert not letters.has_partition_key("d")


def test_static_first_and_last(dg, letters):
    """A definition tells its first and last key."""
    assert letters.get_first_partition_key() == "a"
    assert letters.get_last_partition_key() == "c"


def test_static_empty(dg):
    """A static definition may be empty."""
    assert dg.StaticPartitionsDefinition([]).get_partition_keys() == []


@pytest.mark.parametrize("keys", [["a", "b", "a"], ["x...y"], ["a\nb"], ["tab\there"]])
def test_static_refused_keys(dg, keys):
    """Duplicate keys, ranges and control characters are refused."""
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.StaticPartitionsDefinition(keys)


def test_static_odd_but_legal_keys(dg, kept_instance):
    """Keys with spaces, dots and non-ASCII letters can be stored and loaded."""
    keys = ["two words", "v1.2", "größe", "x=y&z"]

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(keys))
    def parted(context):
        return context.partition_key

    for key in keys:
        dg.materialize([parted], partition_key=key, instance=kept_instance)
    assert [_loads(dg, parted, "parted", kept_instance, key) for key in keys] == keys


def test_keys_in_a_range(dg, letters):
    """A range of keys includes both ends."""
    found = letters.get_partition_keys_in_range(dg.PartitionKeyRange("a", "b"))
    assert list(found) == ["a", "b"]


# --- time windows -------------------------------------------------------------------------------


def test_daily_keys(dg, days):
    """Daily keys are dates; the end is not among them."""
    keys = days.get_partition_keys()
    assert (keys[0], keys[-1], len(keys)) == ("2024-05-01", "2024-05-07", 7)


def test_hourly_keys(dg):
    """Hourly keys are date, hour and minute."""
    hours = dg.HourlyPartitionsDefinition(
        start_date="2024-05-01-00:00", end_date="2024-05-01-03:00"
    )
    assert hours.get_partition_keys() == [
        "2024-05-01-00:00",
        "2024-05-01-01:00",
        "2024-05-01-02:00",
    ]


def test_weekly_keys(dg):
    """Weekly keys are the Sundays on which the weeks begin."""
    weeks = dg.WeeklyPartitionsDefinition(start_date="2024-05-01", end_date="2024-05-27")
    assert weeks.get_partition_keys() == ["2024-05-05", "2024-05-12", "2024-05-19"]


def test_weekly_day_offset(dg):
    """day_offset moves the first day of the week."""
    weeks = dg.WeeklyPartitionsDefinition(
        start_date="2024-05-01", end_date="2024-05-21", day_offset=1
    )
    assert weeks.get_partition_keys() == ["2024-05-06", "2024-05-13"]


def test_monthly_keys(dg):
    """Monthly keys are the first days of the months."""
    months = dg.MonthlyPartitionsDefinition(start_date="2024-01-15", end_date="2024-05-01")
    assert months.get_partition_keys() == ["2024-02-01", "2024-03-01", "2024-04-01"]


def test_monthly_day_offset(dg):
    """day_offset moves the first day of the month."""
    months = dg.MonthlyPartitionsDefinition(
        start_date="2024-01-01", end_date="2024-03-20", day_offset=10
    )
    assert months.get_partition_keys() == ["2024-01-10", "2024-02-10"]


def test_start_may_be_a_datetime(dg):
    """A start date may be a datetime."""
    days = dg.DailyPartitionsDefinition(
        start_date=datetime(2024, 1, 30),  # noqa: DTZ001
        end_date=datetime(2024, 2, 2),  # noqa: DTZ001
    )
    assert days.get_partition_keys() == ["2024-01-30", "2024-01-31", "2024-02-01"]


def test_custom_format(dg):
    """fmt gives the keys another form."""
    days = dg.DailyPartitionsDefinition(start_date="20240101", end_date="20240104", fmt="%Y%m%d")
    assert days.get_partition_keys() == ["20240101", "20240102", "20240103"]


def test_open_end_stops_at_the_given_time(dg):
    """Without an end the keys go up to the last full window before now."""
    days = dg.DailyPartitionsDefinition(start_date="2024-05-01")
    now = datetime(2024, 5, 4, 12, tzinfo=UTC)
    assert days.get_partition_keys(current_time=now) == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_end_offset(dg):
    """end_offset adds windows beyond the last full one."""
    days = dg.DailyPartitionsDefinition(start_date="2024-05-01", end_offset=1)
    now = datetime(2024, 5, 3, 12, tzinfo=UTC)
    assert days.get_partition_keys(current_time=now) == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_leap_day(dg):
    """The 29th of February is a day of a leap year only."""
    assert (
        "2024-02-29"
        in dg.DailyPartitionsDefinition("2024-02-27", "2024-03-02").get_partition_keys()
    )
    assert (
        "2023-03-01"
        in dg.DailyPartitionsDefinition("2023-02-27", "2023-03-02").get_partition_keys()
    )
    assert len(dg.DailyPartitionsDefinition("2023-02-27", "2023-03-02").get_partition_keys()) == 3


def test_bad_start_date(dg):
    """A start date that does not match the format is refused."""
    with pytest.raises(ValueError, match="01/05/2024"):
        dg.DailyPartitionsDefinition(start_date="01/05/2024")


def test_daily_equality(dg, days):
    """Two daily definitions with the same bounds are equal."""
    assert days == dg.DailyPartitionsDefinition(start_date="2024-05-01", end_date="2024-05-08")


def test_time_window_of_a_key(dg, days):
    """A key's window begins at its day and ends a day later, in UTC."""
    window = days.time_window_for_partition_key("2024-05-03")
    assert window.start == datetime(2024, 5, 3, tzinfo=UTC)
    assert window.end == datetime(2024, 5, 4, tzinfo=UTC)


def test_partition_time_window_in_an_op(dg, days):
    """context.partition_time_window is the window of the run's partition."""

    @dg.asset(partitions_def=days)
    def parted(context):
        window = context.partition_time_window
        return (window.start.isoformat(), (window.end - window.start).total_seconds())

    result = dg.materialize_to_memory([parted], partition_key="2024-05-02")
    start, seconds = result.asset_value("parted")
    assert start.startswith("2024-05-02T00:00:00")
    assert seconds == 86400


def test_timezone_of_the_window(dg):
    """A time zone moves the windows."""
    days = dg.DailyPartitionsDefinition("2024-01-01", "2024-01-05", timezone="Europe/Berlin")
    window = days.time_window_for_partition_key("2024-01-02")
    assert window.start.timestamp() == datetime(2024, 1, 1, 23, tzinfo=UTC).timestamp()


def test_daylight_saving_days(dg):
    """The day on which clocks go forward has 23 hours, the day back 25."""
    days = dg.DailyPartitionsDefinition("2024-03-29", "2024-11-01", timezone="Europe/Berlin")
    lengths = {}
    for key in ("2024-03-30", "2024-03-31", "2024-10-27"):
        window = days.time_window_for_partition_key(key)
        lengths[key] = (window.end.timestamp() - window.start.timestamp()) / 3600
    assert lengths == {"2024-03-30": 24, "2024-03-31": 23, "2024-10-27": 25}


def test_daylight_saving_keeps_every_day(dg):
    """No daily key is lost or doubled over both changes of the clocks."""
    days = dg.DailyPartitionsDefinition("2024-03-01", "2024-12-01", timezone="Europe/Berlin")
    keys = days.get_partition_keys()
    assert len(keys) == len(set(keys)) == 275


def test_hour_offset(dg):
    """hour_offset moves the beginning of the day, and shows in the window."""
    days = dg.DailyPartitionsDefinition("2024-05-01", "2024-05-03", hour_offset=6)
    window = days.time_window_for_partition_key("2024-05-01")
    assert window.start == datetime(2024, 5, 1, 6, tzinfo=UTC)


def test_unknown_day(dg, days):
    """A day outside the definition is refused."""

    @dg.asset(partitions_def=days)
    def parted():
        return 1

    with pytest.raises(dg.DagsterUnknownPartitionError, match="2024-06-01"):
        dg.materialize_to_memory([parted], partition_key="2024-06-01")


def test_time_window_definition_by_cron(dg):
    """TimeWindowPartitionsDefinition takes a cron schedule."""
    quarters = dg.TimeWindowPartitionsDefinition(
        start="2024-05-01-00:00",
        end="2024-05-01-01:00",
        cron_schedule="*/15 * * * *",
        fmt="%Y-%m-%d-%H:%M",
    )
    assert [key[-5:] for key in quarters.get_partition_keys()] == [
        "00:00",
        "00:15",
        "00:30",
        "00:45",
    ]


# --- several dimensions -------------------------------------------------------------------------


@pytest.fixture
def grid(dg):
    """Partitions by colour and size."""
    return dg.MultiPartitionsDefinition(
        {
            "size": dg.StaticPartitionsDefinition(["s", "l"]),
            "colour": dg.StaticPartitionsDefinition(["red", "blue"]),
        }
    )


def test_multi_keys(dg, grid):
    """A key joins its dimensions' keys in alphabetical order of the dimensions."""
    assert set(grid.get_partition_keys()) == {"red|s", "red|l", "blue|s", "blue|l"}


def test_multi_key_in_an_op(dg, grid):
    """An op reads the key whole and by dimension."""

    @dg.asset(partitions_def=grid)
    def parted(context):
        return (str(context.partition_key), dict(context.partition_key.keys_by_dimension))

    result = dg.materialize_to_memory([parted], partition_key="red|s")
    assert result.asset_value("parted") == ("red|s", {"colour": "red", "size": "s"})


def test_multi_key_object(dg, grid):
    """A MultiPartitionKey may be given in place of its string."""

    @dg.asset(partitions_def=grid)
    def parted(context):
        return context.partition_key.keys_by_dimension["size"]

    key = dg.MultiPartitionKey({"size": "l", "colour": "blue"})
    assert str(key) == "blue|l"
    assert dg.materialize_to_memory([parted], partition_key=key).asset_value("parted") == "l"


def test_multi_key_in_the_wrong_order(dg, grid):
    """A key with its dimensions swapped is unknown."""

    @dg.asset(partitions_def=grid)
    def parted():
        return 1

    with pytest.raises(dg.DagsterUnknownPartitionError):
        dg.materialize_to_memory([parted], partition_key="s|red")


def test_multi_needs_two_dimensions(dg, letters):
    """A definition of one dimension is refused."""
    with pytest.raises(dg.DagsterInvalidInvocationError):
        dg.MultiPartitionsDefinition({"only": letters})


def test_multi_of_a_time_dimension(dg, days, letters):
    """A dimension may be a time window."""
    both = dg.MultiPartitionsDefinition({"day": days, "letter": letters})
    assert len(both.get_partition_keys()) == 21
    assert both.has_partition_key("2024-05-02|b")


def test_multi_partitions_are_stored_apart(dg, grid, kept_instance):
    """Each combination has a value of its own."""

    @dg.asset(partitions_def=grid)
    def parted(context):
        return str(context.partition_key)

    for key in ("red|s", "red|l"):
        dg.materialize([parted], partition_key=key, instance=kept_instance)
    assert _loads(dg, parted, "parted", kept_instance, "red|l") == "red|l"
    assert _loads(dg, parted, "parted", kept_instance, "red|s") == "red|s"


def test_multi_run_tags(dg, grid, instance):
    """The run carries a tag for each dimension."""

    @dg.asset(partitions_def=grid)
    def parted():
        return 1

    result = dg.materialize([parted], partition_key="red|s", instance=instance)
    tags = instance.get_run_by_id(result.run_id).tags
    assert (tags["dagster/partition/colour"], tags["dagster/partition/size"]) == ("red", "s")


# --- dynamic ------------------------------------------------------------------------------------


def test_dynamic_partitions_begin_empty(dg, instance):
    """A dynamic definition has no keys until some are added."""
    cities = dg.DynamicPartitionsDefinition(name="cities")
    assert list(cities.get_partition_keys(dynamic_partitions_store=instance)) == []


def test_dynamic_partitions_are_added(dg, instance):
    """Keys added to the log are the definition's keys."""
    cities = dg.DynamicPartitionsDefinition(name="cities")
    instance.add_dynamic_partitions("cities", ["rome", "oslo"])
    assert list(cities.get_partition_keys(dynamic_partitions_store=instance)) == ["rome", "oslo"]
    assert instance.has_dynamic_partition("cities", "oslo")
    assert list(instance.get_dynamic_partitions("cities")) == ["rome", "oslo"]


def test_dynamic_partition_runs(dg, instance):
    """An added key can be run."""
    cities = dg.DynamicPartitionsDefinition(name="cities")

    @dg.asset(partitions_def=cities)
    def weather(context):
        return context.partition_key

    instance.add_dynamic_partitions("cities", ["rome"])
    result = dg.materialize([weather], partition_key="rome", instance=instance)
    assert result.output_for_node("weather") == "rome"


def test_dynamic_partition_that_was_not_added(dg, instance):
    """A key that nobody added is unknown."""

    @dg.asset(partitions_def=dg.DynamicPartitionsDefinition(name="cities"))
    def weather():
        return 1

    with pytest.raises(dg.DagsterUnknownPartitionError, match="rome"):
        dg.materialize([weather], partition_key="rome", instance=instance)


def test_dynamic_partition_is_deleted(dg, instance):
    """A deleted key is no longer there."""
    instance.add_dynamic_partitions("cities", ["rome", "oslo"])
    instance.delete_dynamic_partition("cities", "rome")
    assert list(instance.get_dynamic_partitions("cities")) == ["oslo"]


# --- between partitioned assets -----------------------------------------------------------------


def test_same_partitions_map_to_themselves(dg, letters, kept_instance):
    """A partition of the downstream asset loads the same partition upstream."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    @dg.asset(partitions_def=letters)
    def lower(upper):
        return upper + "!"

    for key in ("a", "b"):
        dg.materialize([upper], partition_key=key, instance=kept_instance)
    result = dg.materialize(
        [upper, lower], selection=[lower], partition_key="b", instance=kept_instance
    )
    assert result.output_for_node("lower") == "b!"


def test_unpartitioned_upstream_is_loaded_whole(dg, letters):
    """A partitioned asset gets an unpartitioned upstream as it is."""

    @dg.asset
    def whole():
        return [1, 2]

    @dg.op
    def pick(context, values):
        return (context.partition_key, values)

    @dg.graph_asset(partitions_def=letters)
    def part(whole):
        return pick(whole)

    result = dg.materialize([whole, part], partition_key="a")
    assert result.output_for_node("part") == ("a", [1, 2])


def test_unpartitioned_downstream_gets_all_partitions(dg, letters, kept_instance):
    """An unpartitioned asset gets a dictionary of all upstream partitions."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key * 3

    @dg.asset
    def joined(upper):
        return dict(sorted(upper.items()))

    for key in "abc":
        dg.materialize([upper], partition_key=key, instance=kept_instance)
    result = dg.materialize([upper, joined], selection=[joined], instance=kept_instance)
    assert result.output_for_node("joined") == {"a": "aaa", "b": "bbb", "c": "ccc"}


def test_offset_mapping_loads_two_days(dg, days, kept_instance):
    """start_offset=-1 loads the day before as well, as a dictionary."""

    @dg.asset(partitions_def=days)
    def daily(context):
        return context.partition_key[-2:]

    @dg.asset(
        partitions_def=days,
        ins={"daily": dg.AssetIn(partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1))},
    )
    def trend(daily):
        return dict(daily)

    for key in ("2024-05-02", "2024-05-03"):
        dg.materialize([daily], partition_key=key, instance=kept_instance)
    result = dg.materialize(
        [daily, trend], selection=[trend], partition_key="2024-05-03", instance=kept_instance
    )
    assert result.output_for_node("trend") == {"2024-05-02": "02", "2024-05-03": "03"}


def test_offset_mapping_to_the_day_before(dg, days, kept_instance):
    """Both offsets -1 load yesterday's value alone."""

    @dg.asset(partitions_def=days)
    def daily(context):
        return context.partition_key

    yesterday = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)

    @dg.asset(partitions_def=days, ins={"daily": dg.AssetIn(partition_mapping=yesterday)})
    def later(daily):
        return daily

    dg.materialize([daily], partition_key="2024-05-02", instance=kept_instance)
    result = dg.materialize(
        [daily, later], selection=[later], partition_key="2024-05-03", instance=kept_instance
    )
    assert result.output_for_node("later") == "2024-05-02"


def test_hours_of_a_day(dg, kept_instance):
    """A daily asset gets the 24 hours of its day from an hourly one."""
    hours = dg.HourlyPartitionsDefinition("2024-05-01-00:00", "2024-05-02-00:00")

    class Numbers(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            return dict.fromkeys(context.asset_partition_keys, 1)

    @dg.asset(partitions_def=hours)
    def hourly():
        return 1

    seen = []

    @dg.op
    def keep(n):
        seen.append(n)
        return n

    @dg.graph_asset(partitions_def=dg.DailyPartitionsDefinition("2024-05-01", "2024-05-02"))
    def day(hourly):
        return keep(hourly)

    result = dg.materialize(
        [hourly, day],
        selection=[day],
        partition_key="2024-05-01",
        resources={"io_manager": Numbers()},
        instance=kept_instance,
    )
    assert result.success
    assert len(seen[0]) == 24


def test_static_mapping(dg, kept_instance):
    """StaticPartitionMapping says which upstream key each key is made from."""
    countries = dg.StaticPartitionsDefinition(["fr", "it", "jp"])
    continents = dg.StaticPartitionsDefinition(["europe", "asia"])
    mapping = dg.StaticPartitionMapping({"fr": "europe", "it": "europe", "jp": "asia"})

    @dg.asset(partitions_def=countries)
    def country(context):
        return context.partition_key

    @dg.asset(partitions_def=continents, ins={"country": dg.AssetIn(partition_mapping=mapping)})
    def continent(country):
        return country

    for key in ("fr", "it", "jp"):
        dg.materialize([country], partition_key=key, instance=kept_instance)
    run = {
        key: dg.materialize(
            [country, continent], selection=[continent], partition_key=key, instance=kept_instance
        ).output_for_node("continent")
        for key in ("europe", "asia")
    }
    assert run == {"europe": {"fr": "fr", "it": "it"}, "asia": "jp"}


def test_last_mapping(dg, letters, kept_instance):
    """LastPartitionMapping loads the newest upstream partition."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    @dg.asset(ins={"upper": dg.AssetIn(partition_mapping=dg.LastPartitionMapping())})
    def newest(upper):
        return upper

    dg.materialize([upper], partition_key="c", instance=kept_instance)
    result = dg.materialize([upper, newest], selection=[newest], instance=kept_instance)
    assert result.output_for_node("newest") == "c"


def test_all_mapping(dg, letters, kept_instance):
    """AllPartitionMapping loads every upstream partition."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    @dg.asset(
        partitions_def=dg.StaticPartitionsDefinition(["x"]),
        ins={"upper": dg.AssetIn(partition_mapping=dg.AllPartitionMapping())},
    )
    def every(upper):
        return sorted(upper)

    for key in "abc":
        dg.materialize([upper], partition_key=key, instance=kept_instance)
    result = dg.materialize(
        [upper, every], selection=[every], partition_key="x", instance=kept_instance
    )
    assert result.output_for_node("every") == ["a", "b", "c"]


def test_specific_mapping(dg, letters, kept_instance):
    """SpecificPartitionsPartitionMapping loads the named upstream partition."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    only_a = dg.SpecificPartitionsPartitionMapping(["a"])

    @dg.asset(ins={"upper": dg.AssetIn(partition_mapping=only_a)})
    def chosen(upper):
        return upper

    dg.materialize([upper], partition_key="a", instance=kept_instance)
    result = dg.materialize([upper, chosen], selection=[chosen], instance=kept_instance)
    assert result.output_for_node("chosen") == "a"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("AllPartitionMapping", {"a": 1, "b": 2, "c": 3}), ("LastPartitionMapping", 3)],
)
def test_mappings_without_arguments_on_a_graph_asset(dg, letters, kept_instance, name, expected):
    """A graph asset's AssetIn keeps its partition mapping."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return "_abc".index(context.partition_key)

    @dg.op
    def keep(n):
        return n

    mapping = getattr(dg, name)()

    @dg.graph_asset(
        partitions_def=dg.StaticPartitionsDefinition(["x", "y"]),
        ins={"upper": dg.AssetIn(partition_mapping=mapping)},
    )
    def lower(upper):
        return keep(upper)

    for key in "abc":
        dg.materialize([upper], partition_key=key, instance=kept_instance)
    result = dg.materialize(
        [upper, lower], selection=[lower], partition_key="y", instance=kept_instance
    )
    assert result.output_for_node("lower") == expected


def test_offset_mapping_on_a_graph_asset(dg, days, kept_instance):
    """A graph asset may be made from the day before."""

    @dg.asset(partitions_def=days)
    def daily(context):
        return context.partition_key

    @dg.op
    def keep(n):
        return n

    yesterday = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)

    @dg.graph_asset(partitions_def=days, ins={"daily": dg.AssetIn(partition_mapping=yesterday)})
    def later(daily):
        return keep(daily)

    dg.materialize([daily], partition_key="2024-05-02", instance=kept_instance)
    result = dg.materialize(
        [daily, later], selection=[later], partition_key="2024-05-03", instance=kept_instance
    )
    assert result.output_for_node("later") == "2024-05-02"


def test_partition_mappings_of_from_graph(dg, letters, kept_instance):
    """from_graph(partition_mappings=) maps an input's partitions."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    @dg.op
    def keep(n):
        return n

    @dg.graph
    def lower(upper):
        return keep(upper)

    mapping = dg.StaticPartitionMapping({"b": "x"})
    made = dg.AssetsDefinition.from_graph(
        lower,
        partitions_def=dg.StaticPartitionsDefinition(["x"]),
        partition_mappings={"upper": mapping},
    )
    dg.materialize([upper], partition_key="b", instance=kept_instance)
    result = dg.materialize(
        [upper, made], selection=[made], partition_key="x", instance=kept_instance
    )
    assert result.output_for_node("lower") == "b"


def test_offset_beyond_the_first_day(dg, days, kept_instance):
    """The first day's mapping to the day before has nothing to load from outside the definition."""

    @dg.asset(partitions_def=days)
    def daily(context):
        return context.partition_key

    mapping = dg.TimeWindowPartitionMapping(
        start_offset=-1, allow_nonexistent_upstream_partitions=True
    )

    @dg.asset(partitions_def=days, ins={"daily": dg.AssetIn(partition_mapping=mapping)})
    def trend(daily):
        return daily

    dg.materialize([daily], partition_key="2024-05-01", instance=kept_instance)
    result = dg.materialize(
        [daily, trend], selection=[trend], partition_key="2024-05-01", instance=kept_instance
    )
    assert result.success


def test_mapping_on_a_dep(dg, letters, seen):
    """AssetDep takes a partition mapping without loading anything."""

    @dg.asset(partitions_def=letters)
    def upper():
        return 1

    @dg.asset(deps=[dg.AssetDep(upper, partition_mapping=dg.AllPartitionMapping())])
    def after():
        return 2

    result = dg.materialize_to_memory([upper, after], partition_key="a")
    assert seen(result).made == ["after", "upper"]


def test_input_context_of_an_io_manager(dg, letters, kept_instance):
    """An I/O manager sees the partition on both sides."""
    seen = []

    class Spy(dg.IOManager):
        def handle_output(self, context, obj):
            seen.append(("out", context.has_partition_key, context.partition_key))

        def load_input(self, context):
            seen.append(("in", context.asset_partition_key, context.asset_partition_keys))
            return 1

    @dg.asset(partitions_def=letters)
    def upper():
        return 1

    @dg.asset(partitions_def=letters)
    def lower(upper):
        return upper

    dg.materialize(
        [upper, lower], partition_key="b", resources={"io_manager": Spy()}, instance=kept_instance
    )
    assert seen == [("out", True, "b"), ("in", "b", ["b"]), ("out", True, "b")]


def test_asset_identifier_ends_with_the_partition(dg, letters):
    """get_asset_identifier() of an I/O manager's context ends with the partition."""
    seen = []

    class Spy(dg.IOManager):
        def handle_output(self, context, obj):
            seen.append(list(context.get_asset_identifier()))

        def load_input(self, context):
            raise AssertionError("nothing is loaded")

    @dg.asset(partitions_def=letters, key_prefix="p")
    def parted():
        return 1

    dg.materialize([parted], partition_key="c", resources={"io_manager": Spy()})
    assert seen == [["p", "parted", "c"]]


@pytest.mark.departs("rule 20")
def test_missing_upstream_partition_is_named(dg, letters, kept_instance):
    """A missing upstream partition is told with asset and partition."""

    @dg.asset(partitions_def=letters)
    def upper():
        return 1

    @dg.asset(partitions_def=letters)
    def lower(upper):
        return upper

    with pytest.raises(dg.DagsterError, match="upper") as caught:
        dg.materialize([upper, lower], selection=[lower], partition_key="b", instance=kept_instance)
    assert "b" in str(caught.value)


def test_missing_upstream_partition_fails(dg, letters, kept_instance):
    """A run whose upstream partition was never made fails."""

    @dg.asset(partitions_def=letters)
    def upper():
        return 1

    @dg.asset(partitions_def=letters)
    def lower(upper):
        return upper

    dg.materialize([upper], partition_key="a", instance=kept_instance)
    result = dg.materialize(
        [upper, lower],
        selection=[lower],
        partition_key="b",
        instance=kept_instance,
        raise_on_error=False,
    )
    assert not result.success


# --- partitioned config and direct calls --------------------------------------------------------


def test_partition_key_in_build_op_context(dg):
    """build_op_context(partition_key=) serves a direct call."""

    @dg.op
    def tell(context):
        return context.partition_key

    assert tell(dg.build_op_context(partition_key="k")) == "k"


def test_partition_key_in_build_asset_context(dg, days):
    """build_asset_context(partition_key=) serves a direct call of an asset."""

    @dg.asset(partitions_def=days)
    def tell(context):
        return context.partition_key

    assert tell(dg.build_asset_context(partition_key="2024-05-02")) == "2024-05-02"


def test_job_with_partitions(dg, letters):
    """A job of ops may have partitions of its own."""

    @dg.op
    def tell(context):
        return context.partition_key

    @dg.job(partitions_def=letters)
    def telling():
        tell()

    assert telling.execute_in_process(partition_key="b").output_for_node("tell") == "b"


# --- several partitions in one run --------------------------------------------------------------


def test_weeks_of_days(dg, kept_instance):
    """A weekly asset gets the seven days of its week from a daily one."""
    loaded = []

    class Numbers(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            loaded.append(list(context.asset_partition_keys))
            return 1

    @dg.asset(partitions_def=dg.DailyPartitionsDefinition("2024-05-01", "2024-05-31"))
    def daily():
        return 1

    @dg.asset(partitions_def=dg.WeeklyPartitionsDefinition("2024-05-01", "2024-05-31"))
    def weekly(daily):
        return daily

    dg.materialize(
        [daily, weekly],
        selection=[weekly],
        partition_key="2024-05-12",
        resources={"io_manager": Numbers()},
        instance=kept_instance,
    )
    assert loaded == [[f"2024-05-{day}" for day in range(12, 19)]]


def test_multi_to_a_single_dimension(dg, grid, kept_instance):
    """An asset of one dimension gets all combinations of its key from an asset of two."""
    loaded = []

    class Spy(dg.IOManager):
        def handle_output(self, context, obj):
            pass

        def load_input(self, context):
            loaded.append(sorted(map(str, context.asset_partition_keys)))
            return 1

    @dg.asset(partitions_def=grid)
    def both():
        return 1

    mapping = dg.MultiToSingleDimensionPartitionMapping()

    @dg.asset(
        partitions_def=dg.StaticPartitionsDefinition(["s", "l"]),
        ins={"both": dg.AssetIn(partition_mapping=mapping)},
    )
    def by_size(both):
        return both

    dg.materialize(
        [both, by_size],
        selection=[by_size],
        partition_key="l",
        resources={"io_manager": Spy()},
        instance=kept_instance,
    )
    assert loaded == [["blue|l", "red|l"]]


def test_identity_mapping_is_explicit(dg, letters, kept_instance):
    """IdentityPartitionMapping loads the partition of the same key."""

    @dg.asset(partitions_def=letters)
    def upper(context):
        return context.partition_key

    mapping = dg.IdentityPartitionMapping()

    @dg.asset(partitions_def=letters, ins={"upper": dg.AssetIn(partition_mapping=mapping)})
    def lower(upper):
        return upper

    dg.materialize([upper], partition_key="c", instance=kept_instance)
    result = dg.materialize(
        [upper, lower], selection=[lower], partition_key="c", instance=kept_instance
    )
    assert result.output_for_node("lower") == "c"


def test_different_static_partitions_without_a_mapping(dg, kept_instance):
    """Static definitions without a common key have no partition to load."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x"]))
    def upper():
        return 1

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["y"]))
    def lower(upper):
        return upper

    with pytest.raises(dg.DagsterError):
        dg.materialize([upper, lower], selection=[lower], partition_key="y", instance=kept_instance)


def test_time_window_of_a_direct_context(dg, days):
    """A direct context of a partition knows its key range."""
    context = dg.build_op_context(partition_key_range=dg.PartitionKeyRange("a", "c"))
    assert (context.partition_key_range.start, context.partition_key_range.end) == ("a", "c")


# --- what contexts tell of partitions -----------------------------------------------------------


def test_asset_partition_key_for_output(dg, letters):
    """context.asset_partition_key_for_output() is the key of the asset's partition."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return context.asset_partition_key_for_output()

    assert dg.materialize_to_memory([parted], partition_key="b").asset_value("parted") == "b"


def test_asset_partition_key_for_input(dg, days, kept_instance):
    """context.asset_partition_key_for_input() is the key of the upstream partition."""

    @dg.asset(partitions_def=days)
    def daily():
        return 1

    yesterday = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)

    @dg.asset(partitions_def=days, ins={"daily": dg.AssetIn(partition_mapping=yesterday)})
    def later(context, daily):
        return context.asset_partition_key_for_input("daily")

    dg.materialize([daily], partition_key="2024-05-04", instance=kept_instance)
    result = dg.materialize(
        [daily, later], selection=[later], partition_key="2024-05-05", instance=kept_instance
    )
    assert result.output_for_node("later") == "2024-05-04"


def test_asset_partition_keys_for_input(dg, letters, kept_instance):
    """context.asset_partition_keys_for_input() lists the keys of the upstream partitions."""

    @dg.asset(partitions_def=letters)
    def upper():
        return 1

    @dg.asset
    def joined(context, upper):
        return sorted(context.asset_partition_keys_for_input("upper"))

    for key in "abc":
        dg.materialize([upper], partition_key=key, instance=kept_instance)
    result = dg.materialize([upper, joined], selection=[joined], instance=kept_instance)
    assert result.output_for_node("joined") == ["a", "b", "c"]


def test_time_window_tags_of_a_run(dg, days, instance):
    """A run of a day carries the day as a tag."""

    @dg.asset(partitions_def=days)
    def daily():
        return 1

    result = dg.materialize([daily], partition_key="2024-05-06", instance=instance)
    assert instance.get_run_by_id(result.run_id).tags["dagster/partition"] == "2024-05-06"


def test_next_and_previous_keys(dg, days):
    """A time window definition steps from key to key."""
    assert days.get_next_partition_key("2024-05-03") == "2024-05-04"
    assert days.get_first_partition_key() == "2024-05-01"
    assert days.get_last_partition_key() == "2024-05-07"


def test_keys_in_a_day_range(dg, days):
    """A range of days includes both ends."""
    found = days.get_partition_keys_in_range(dg.PartitionKeyRange("2024-05-02", "2024-05-04"))
    assert list(found) == ["2024-05-02", "2024-05-03", "2024-05-04"]


def test_keys_in_a_time_window(dg, days):
    """The keys within a window of time are found."""
    window = dg.TimeWindow(
        start=datetime(2024, 5, 2, tzinfo=UTC),
        end=datetime(2024, 5, 4, tzinfo=UTC),
    )
    assert list(days.get_partition_keys_in_time_window(window)) == ["2024-05-02", "2024-05-03"]


def test_hourly_minute_offset(dg):
    """minute_offset moves the beginning of the hour."""
    hours = dg.HourlyPartitionsDefinition(
        start_date="2024-05-01-00:00", end_date="2024-05-01-03:00", minute_offset=30
    )
    assert [key[-5:] for key in hours.get_partition_keys()] == ["00:30", "01:30"]


def test_hourly_keys_over_a_clock_change(dg):
    """Each hour of a day on which the clocks change has a key and a window of its own."""
    hours = dg.HourlyPartitionsDefinition(
        "2024-10-27-00:00", "2024-10-28-00:00", timezone="Europe/Berlin"
    )
    keys = hours.get_partition_keys()
    assert len(keys) == len(set(keys))
    windows = [hours.time_window_for_partition_key(key) for key in keys]
    starts = [window.start.timestamp() for window in windows]
    assert starts == sorted(set(starts))


def test_multi_key_of_a_time_dimension(dg, days, letters):
    """An op of a multi-partitioned asset reads the window of its time dimension."""
    both = dg.MultiPartitionsDefinition({"day": days, "letter": letters})

    @dg.asset(partitions_def=both)
    def parted(context):
        return (
            context.partition_key.keys_by_dimension["day"],
            context.partition_time_window.start.isoformat()[:10],
        )

    result = dg.materialize_to_memory([parted], partition_key="2024-05-02|c")
    assert result.asset_value("parted") == ("2024-05-02", "2024-05-02")


def test_same_multi_partitions_map_to_themselves(dg, grid, kept_instance):
    """Assets of the same two dimensions are made from the same combination."""

    @dg.asset(partitions_def=grid)
    def upper(context):
        return str(context.partition_key)

    @dg.asset(partitions_def=grid)
    def lower(upper):
        return upper

    result = dg.materialize([upper, lower], partition_key="blue|s", instance=kept_instance)
    assert result.output_for_node("lower") == "blue|s"


def test_materializations_of_one_partition(dg, letters, kept_instance):
    """The log finds the latest materialization of one partition."""

    @dg.asset(partitions_def=letters)
    def parted(context):
        return dg.Output(1, metadata={"key": context.partition_key})

    for key in ("a", "b", "a"):
        dg.materialize([parted], partition_key=key, instance=kept_instance)
    found = kept_instance.fetch_materializations(dg.AssetKey("parted"), limit=10)
    assert [record.partition_key for record in found.records] == ["a", "b", "a"]


def test_dynamic_partitions_of_two_names(dg, instance):
    """Dynamic definitions of different names have different keys."""
    instance.add_dynamic_partitions("cities", ["rome"])
    instance.add_dynamic_partitions("rivers", ["po"])
    assert list(instance.get_dynamic_partitions("cities")) == ["rome"]
    assert list(instance.get_dynamic_partitions("rivers")) == ["po"]


def test_adding_a_dynamic_partition_twice(dg, instance):
    """A key added twice is there once."""
    instance.add_dynamic_partitions("cities", ["rome"])
    instance.add_dynamic_partitions("cities", ["rome", "oslo"])
    assert sorted(instance.get_dynamic_partitions("cities")) == ["oslo", "rome"]


def test_partitions_of_an_assets_definition(dg, letters):
    """An assets definition shows its partitions."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset(partitions_def=letters)
    def parted():
        return one()

    assert parted.partitions_def == letters


def test_partitioned_fan_out(dg, letters):
    """A partitioned graph asset may fan out; each branch sees the key."""

    @dg.op(out=dg.DynamicOut())
    def spread(context):
        for n in (1, 2):
            yield dg.DynamicOutput(f"{context.partition_key}{n}", mapping_key=f"n{n}")

    @dg.op
    def work(context, text):
        return text + context.partition_key

    @dg.op
    def join(parts):
        return ",".join(parts)

    @dg.graph_asset(partitions_def=letters)
    def parted():
        return join(spread().map(work).collect())

    result = dg.materialize([parted], partition_key="c")
    assert result.output_for_node("parted") == "c1c,c2c"


def test_partition_of_a_check(dg, letters):
    """A check inside a partitioned graph asset is evaluated in the partition's run."""

    @dg.op
    def one(context):
        return context.partition_key

    @dg.op
    def inspect(key):
        return dg.AssetCheckResult(passed=key == "b")

    @dg.graph_asset(partitions_def=letters, check_specs=[dg.AssetCheckSpec("is_b", asset="parted")])
    def parted():
        key = one()
        return {"result": key, "parted_is_b": inspect(key)}

    result = dg.materialize([parted], partition_key="b")
    assert [one.passed for one in result.get_asset_check_evaluations()] == [True]


# --- several partitions in one run ---------------------------------------------------------------


def tags_of_range(first, last):
    """The tags of a run of the partitions from one to another."""
    return {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }


@pytest.fixture
def shelf(dg):
    """An I/O manager that stores each partition of a dictionary, and loads dictionaries."""

    class Shelf(dg.IOManager):
        def __init__(self):
            self.values = {}

        def handle_output(self, context, obj):
            for key in context.asset_partition_keys:
                self.values[context.asset_key, key] = obj[key]

        def load_input(self, context):
            keys = context.asset_partition_keys
            if len(keys) == 1:
                return self.values[context.asset_key, keys[0]]
            return {key: self.values[context.asset_key, key] for key in keys}

    return Shelf()


def test_a_range_in_one_run(dg, letters, seen):
    """A run of a range of partitions gives its ops all of them, and records each."""
    keys = []

    @dg.op
    def work(context) -> None:
        keys.extend(context.partition_keys)

    @dg.graph_asset(partitions_def=letters, backfill_policy=dg.BackfillPolicy.single_run())
    def ranged():
        return work()

    result = dg.materialize([ranged], tags=tags_of_range("a", "b"))
    assert keys == ["a", "b"]
    assert sorted(e.partition for e in result.get_asset_materialization_events()) == ["a", "b"]


def test_what_a_context_tells_of_a_range(dg, shelf):
    """Keys, range and window of time of a run of several days, of its outputs and inputs."""
    days = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
    told = {}

    @dg.asset(partitions_def=days, backfill_policy=dg.BackfillPolicy.single_run())
    def up(context):
        told["keys"] = context.partition_keys
        told["range"] = tuple(context.partition_key_range)
        told["window"] = context.partition_time_window
        told["outputs"] = context.asset_partition_keys_for_output()
        told["flags"] = (context.has_partition_key, context.has_partition_key_range)
        return {key: key[-2:] for key in context.partition_keys}

    @dg.asset(partitions_def=days, backfill_policy=dg.BackfillPolicy.single_run())
    def down(context, up):
        told["inputs"] = context.asset_partition_keys_for_input("up")
        told["given"] = up
        return up

    dg.materialize(
        [up, down],
        tags=tags_of_range("2024-01-03", "2024-01-04"),
        resources={"io_manager": shelf},
    )
    both = ["2024-01-03", "2024-01-04"]
    assert (told["keys"], told["outputs"], told["inputs"]) == (both, both, both)
    assert told["range"] == ("2024-01-03", "2024-01-04")
    assert [edge.day for edge in told["window"]] == [3, 5]
    assert told["flags"] == (False, True)
    assert told["given"] == {"2024-01-03": "03", "2024-01-04": "04"}


def test_a_range_loads_all_that_a_mapping_says(dg, shelf):
    """A mapping with an offset is followed for each partition of the range."""
    days = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
    given = []

    @dg.asset(partitions_def=days)
    def up(context):
        return {key: key[-2:] for key in context.partition_keys}

    @dg.asset(
        partitions_def=days,
        ins={"up": dg.AssetIn(partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1))},
    )
    def down(context, up):
        given.append(up)
        return dict.fromkeys(context.partition_keys, 1)

    with dg.DagsterInstance.ephemeral() as instance:
        options = {"instance": instance, "resources": {"io_manager": shelf}}
        dg.materialize([up], tags=tags_of_range("2024-01-01", "2024-01-05"), **options)
        dg.materialize(
            [up, down],
            selection=[down],
            tags=tags_of_range("2024-01-03", "2024-01-04"),
            **options,
        )
    assert given == [{"2024-01-02": "02", "2024-01-03": "03", "2024-01-04": "04"}]


def test_partition_key_of_a_range(dg, letters):
    """A run of several partitions has no one partition key."""

    @dg.asset(partitions_def=letters)
    def ranged(context):
        return context.partition_key

    with pytest.raises(dg.DagsterInvariantViolationError):
        dg.materialize([ranged], tags=tags_of_range("a", "b"))


@pytest.mark.departs("the peer's store takes no several partitions at once")
def test_the_default_store_takes_several_partitions(dg, letters, instance):
    """A dictionary of partition key to value is stored partition by partition, with lineage."""

    @dg.asset(partitions_def=letters)
    def up(context):
        return {key: key * 2 for key in context.partition_keys}

    @dg.asset(partitions_def=letters)
    def down(up):
        return up

    dg.materialize([up, down], tags=tags_of_range("a", "b"), instance=instance)

    definitions = dg.Definitions([up, down])
    assert definitions.load_asset_value("down", instance=instance, partition_key="b") == "bb"
    record = instance.latest_materialization(dg.AssetKey("down"), "b")
    assert [(each["key"], each["partition"]) for each in record.upstream] == [("up", "b")]


@pytest.mark.departs("the peer's store takes no several partitions at once")
@pytest.mark.parametrize("value", [3, {"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_a_value_that_is_not_of_each_partition(dg, letters, value):
    """What is no dictionary of just the run's partitions is refused, in words."""

    @dg.asset(partitions_def=letters)
    def up():
        return value

    with pytest.raises(dg.DagsterInvariantViolationError, match="makes 2 partitions"):
        dg.materialize([up], tags=tags_of_range("a", "b"))


# --- configuration made of the partition ---------------------------------------------------------


@pytest.fixture
def tell(dg):
    """An op that gives the word of its configuration."""

    @dg.op(config_schema={"word": str})
    def tell(context):
        return context.op_config["word"]

    return tell


def word(text):
    """The run configuration that gives an op `tell` its word."""
    return {"ops": {"tell": {"config": {"word": text}}}}


def test_static_partitioned_config(dg, tell):
    """static_partitioned_config makes a job's run config and tags from the key."""

    @dg.static_partitioned_config(
        partition_keys=["x", "y"], tags_for_partition_key_fn=lambda key: {"letter": key}
    )
    def by_key(partition_key):
        return word(partition_key * 2)

    @dg.job(config=by_key)
    def telling():
        tell()

    result = telling.execute_in_process(partition_key="y")
    assert result.output_for_node("tell") == "yy"
    assert result.dagster_run.tags["letter"] == "y"
    assert by_key("x") == by_key.get_run_config_for_partition_key("x") == word("xx")
    assert list(telling.partitions_def.get_partition_keys()) == ["x", "y"]
    given = telling.execute_in_process(partition_key="y", run_config=word("given"))
    assert given.output_for_node("tell") == "given"
    with pytest.raises(dg.DagsterUnknownPartitionError):
        telling.execute_in_process(partition_key="z")
    with pytest.raises(dg.DagsterInvalidConfigError):
        telling.execute_in_process()


def test_time_partitioned_configs(dg, tell):
    """The configs of periods of time take start and end of the partition."""

    def texts(start, end):
        return word(f"{start:%m-%d %H}/{end:%m-%d %H}")

    configs = {
        "2024-03-01-05:00": dg.hourly_partitioned_config("2024-03-01-00:00")(texts),
        "2024-03-01": dg.daily_partitioned_config("2024-03-01", hour_offset=2)(texts),
        "2024-03-03": dg.weekly_partitioned_config("2024-03-01")(texts),
        "2024-04-01": dg.monthly_partitioned_config("2024-03-01", timezone="UTC")(texts),
    }
    told = []
    for key, config in configs.items():

        @dg.job(config=config)
        def telling():
            tell()

        told.append(telling.execute_in_process(partition_key=key).output_for_node("tell"))
    assert told == [
        "03-01 05/03-01 06",
        "03-01 02/03-02 02",
        "03-03 00/03-10 00",
        "04-01 00/05-01 00",
    ]


def test_dynamic_partitioned_config(dg, tell):
    """dynamic_partitioned_config takes its keys from a function."""

    @dg.dynamic_partitioned_config(partition_fn=lambda _now=None: ["p", "q"])
    def listed(key):
        return word(key)

    @dg.job(config=listed)
    def telling():
        tell()

    assert telling.execute_in_process(partition_key="q").output_for_node("tell") == "q"


def test_partitioned_config_of_a_job_of_assets(dg):
    """A job of partitioned assets takes its config from the partition as well."""
    config = dg.PartitionedConfig(
        partitions_def=dg.StaticPartitionsDefinition(["x", "y"]),
        run_config_for_partition_key_fn=lambda key: dg.RunConfig(
            ops={"made": {"config": {"word": key}}}
        ),
    )

    @dg.asset(partitions_def=config.partitions_def, config_schema={"word": str})
    def made(context):
        return context.op_execution_context.op_config["word"]

    definitions = dg.Definitions([made], jobs=[dg.define_asset_job("j", config=config)])
    result = definitions.get_job_def("j").execute_in_process(partition_key="x")
    assert result.asset_value("made") == "x"
