"""What every event log promises, whatever database it is on."""

from __future__ import annotations

import math

import pytest

from graphmat.errors import StorageError, UsageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import OutputRecord, RunRecord, StepAttempt, StoredObject
from graphmat.keys import AssetAddress, AssetKey
from graphmat.storage.opening import memory_event_log, open_event_log

RUN = "0c9d3f5e-1111-4a4a-8888-000000000001"
OTHER = "0c9d3f5e-1111-4a4a-8888-000000000002"
T = 1_800_000_000.5
STORED = {"digest": "ab" * 32, "size_bytes": 120, "serializer": "pickle"}


@pytest.fixture(params=["file", "memory", "sqlalchemy", "postgresql"])
def log(request, tmp_path):
    """An empty event log on each of the databases."""
    opened = {
        "file": lambda: open_event_log(tmp_path / "home"),
        "memory": memory_event_log,
        "sqlalchemy": lambda: open_event_log(f"sqlite:///{tmp_path / 'log.sqlite'}"),
        "postgresql": lambda: open_event_log(request.getfixturevalue("server_url")),
    }[request.param]()
    yield opened
    opened.close()


class Story:
    """Events of one run, numbered in the order they are told."""

    def __init__(self, log, run_id=RUN, **facts):
        self.log = log
        self.run_id = run_id
        self.told = 0
        log.create_run(RunRecord(run_id=run_id, started_at=facts.pop("started_at", T), **facts))

    def event(self, kind, step_key=None, asset=None, partition=None, message="", **data):
        """The next event, not yet stored."""
        self.told += 1
        return Event(
            kind,
            self.run_id,
            T + self.told,
            step_key,
            AssetKey(asset.split("/")) if asset else None,
            partition,
            message,
            data,
            self.told,
        )

    def tell(self, kind, *place, **data):
        """Store the next event."""
        event = self.event(kind, *place, **data)
        self.log.append([event])
        return event

    def made(self, asset, partition=None, **data):
        """The event of a materialization."""
        return self.event(kinds.ASSET_MATERIALIZATION, "graph.op", asset, partition, **data)

    def make(self, asset, partition=None, **data):
        """Store a materialization."""
        event = self.made(asset, partition, **data)
        self.log.append([event], durable=True)
        return event


def address(asset, partition=None):
    """The address of an asset."""
    return AssetAddress(AssetKey(asset.split("/")), partition)


# ---------------------------------------------------------------------- runs


def test_run_comes_back_as_it_was_recorded(log):
    """Every fact of a run is kept, and absent ones stay apart from empty ones."""
    full = RunRecord(
        run_id=RUN,
        started_at=T,
        job_name="nightly",
        target="definitions.py",
        asset_selection=["a", "b/c"],
        partition_key="2026-01-01",
        tags={"team": "köln", "n": "1"},
        run_config={"ops": {"a": {"config": {"limit": 3}}}},
        parent_run_id=OTHER,
        root_run_id=OTHER,
        process={"pid": 12, "host": "here"},
        step_keys_to_execute=[],
    )
    plain = RunRecord(run_id=OTHER, started_at=T)
    log.create_run(full)
    log.create_run(plain)

    assert log.run(RUN) == full
    assert log.run(OTHER) == plain
    assert log.run("nobody") is None


def test_run_cannot_be_created_twice(log):
    """A second run of the same id is refused, and the first stays."""
    Story(log, job_name="first")

    with pytest.raises(StorageError, match="already in the event log"):
        log.create_run(RunRecord(run_id=RUN, started_at=T, job_name="second"))

    assert log.run(RUN).job_name == "first"


@pytest.mark.parametrize(
    ("kind", "data", "status", "error"),
    [
        (kinds.RUN_SUCCESS, {}, "success", None),
        (kinds.RUN_FAILURE, {"error": "2 steps failed"}, "failure", "2 steps failed"),
        (kinds.RUN_CANCELED, {"signal": "SIGINT"}, "canceled", "SIGINT"),
    ],
)
def test_end_of_a_run_follows_from_its_event(log, kind, data, status, error):
    """The event that ends a run sets its status, its end and its error."""
    story = Story(log)
    assert (log.run(RUN).status, log.run(RUN).ended_at) == ("started", None)

    end = story.tell(kind, **data)

    run = log.run(RUN)
    assert (run.status, run.ended_at, run.error) == (status, end.time, error)


def test_runs_come_newest_first_in_the_order_of_their_creation(log):
    """The order does not depend on clocks, which may be set back."""
    for number in range(5):
        Story(log, f"run-{number}", started_at=T - number)

    assert [run.run_id for run in log.runs()] == [f"run-{n}" for n in (4, 3, 2, 1, 0)]
    assert [run.run_id for run in log.runs(limit=2)] == ["run-4", "run-3"]
    assert log.runs(limit=0) == []


def test_runs_are_found_by_status_tags_and_job(log):
    """Each filter narrows the answer, and together they narrow it further."""
    for number in range(120):
        story = Story(
            log,
            f"run-{number}",
            job_name="even" if number % 2 == 0 else "odd",
            tags={"shard": str(number % 3), "all": "yes"},
        )
        if number % 4 == 0:
            story.tell(kinds.RUN_SUCCESS)
        elif number % 4 == 1:
            story.tell(kinds.RUN_FAILURE, error="x")

    def found(**filters):
        return [int(run.run_id[4:]) for run in log.runs(**filters)]

    newest = list(reversed(range(120)))
    assert found(statuses=["success"]) == [n for n in newest if n % 4 == 0]
    assert found(statuses=["failure", "success"]) == [n for n in newest if n % 4 < 2]
    assert found(job_name="odd", limit=3) == [119, 117, 115]
    assert found(tags={"shard": "1", "all": "yes"}, limit=2) == [118, 115]
    assert found(tags={"shard": "1", "all": "no"}) == []
    assert found(statuses=["started"], job_name="even", tags={"shard": "0"}, limit=1) == [114]
    assert found(statuses=["canceled"]) == []


def test_dead_runs_are_settled_once(log):
    """A run that never ended becomes interrupted, with its open attempts; ended ones stay."""
    story, ended = Story(log), Story(log, OTHER)
    ended.tell(kinds.RUN_SUCCESS)
    story.tell(kinds.STEP_START, "done", attempt=1)
    story.tell(kinds.STEP_SUCCESS, "done", duration_s=1.0)
    last = story.tell(kinds.STEP_START, "open", attempt=1)

    assert log.mark_interrupted([RUN, OTHER, "nobody"]) == [RUN]
    assert log.mark_interrupted([RUN]) == []

    assert (log.run(RUN).status, log.run(RUN).ended_at) == ("interrupted", last.time)
    assert log.run(OTHER).status == "success"
    assert {each.step_key: each.status for each in log.step_attempts(RUN)} == {
        "done": "success",
        "open": "interrupted",
    }


# ---------------------------------------------------------------------- events


def test_events_come_back_as_they_were_appended(log):
    """Every fact of an event survives, whatever characters it is made of."""
    story = Story(log)
    told = [
        story.event(kinds.RUN_START),
        story.event(kinds.STEP_START, "g.op[1]", attempt=1),
        story.event(
            kinds.ASSET_OBSERVATION,
            "g.op",
            "wäre/haus",
            "2026-01-01|de",
            "'; DROP TABLE events; --\x1b[31m\n\0end",
            metadata={"rows": {"type": "int", "value": 2**60}, "share": 0.1},
            tags={"ключ": "☃"},
        ),
        story.event(kinds.LOG_MESSAGE, "g.op", message="hello", level=20),
    ]
    log.append(told)

    assert log.events(RUN) == told
    assert log.events("nobody") == []


def test_infinite_and_missing_numbers_are_kept(log):
    """A metadata value that JSON has no number for does not lose its event."""
    story = Story(log)
    story.tell(kinds.ASSET_OBSERVATION, None, "a", metadata={"x": math.inf, "y": math.nan})

    metadata = log.events(RUN)[0].data["metadata"]
    assert metadata["x"] == math.inf
    assert math.isnan(metadata["y"])


def test_text_that_is_no_text_is_recorded_with_escapes(log):
    """Half a surrogate pair, as in the name of a broken file, costs no event."""
    log.create_run(RunRecord(run_id=RUN, started_at=T, target="caf\udce9.py", tags={"\ud800": "x"}))
    bad = Event(
        kinds.STEP_FAILURE,
        RUN,
        T,
        "g.op",
        AssetKey("b\udcff"),
        None,
        "no such file: 'caf\udce9'",
        {"error": {"class": "OSError", "message": "caf\udce9", "frames": [["a\udce9.py", 1]]}},
        1,
    )
    log.append([bad])

    (event,) = log.events(RUN)
    assert event.message == "no such file: 'caf\\udce9'"
    assert event.data["error"]["frames"] == [["a\\udce9.py", 1]]
    assert event.asset_key == AssetKey("b\udcff")
    assert log.run(RUN).target == "caf\\udce9.py"
    assert log.run(RUN).tags == {"\\ud800": "x"}
    assert log.step_attempts(RUN)[0].error == "OSError: caf\\udce9"


def test_events_are_read_from_a_place_by_kind_and_up_to_a_limit(log):
    """A reader can follow a run, and look only for what matters to it."""
    story = Story(log)
    other = Story(log, OTHER)
    for number in range(10):
        kind = kinds.STEP_START if number % 2 else kinds.LOG_MESSAGE
        story.tell(kind, f"s{number}")
        other.tell(kind, "elsewhere")

    def sequences(**filters):
        return [event.sequence for event in log.events(RUN, **filters)]

    assert sequences() == list(range(1, 11))
    assert sequences(after=7) == [8, 9, 10]
    assert sequences(after=3, limit=2) == [4, 5]
    assert sequences(kinds=[kinds.STEP_START]) == [2, 4, 6, 8, 10]
    assert sequences(kinds=[kinds.STEP_START, kinds.LOG_MESSAGE], after=4, limit=3) == [5, 6, 7]
    assert sequences(kinds=[f"KIND_{n}" for n in range(70)] + [kinds.STEP_START], limit=1) == [2]
    assert sequences(kinds=["UNHEARD_OF"]) == []


def test_event_of_the_same_number_is_refused_with_its_whole_batch(log):
    """Of two writers of one run the second fails, and nothing of its batch is stored."""
    story = Story(log)
    first = story.tell(kinds.STEP_START, "a", attempt=1)
    batch = [story.made("new/asset"), Event(kinds.STEP_START, RUN, T, "b", sequence=1)]

    with pytest.raises(StorageError, match="already"):
        log.append(batch)

    assert log.events(RUN) == [first]
    assert log.all_latest_materializations() == []
    # what the failed batch would have begun is not remembered either
    log.append([story.made("new/asset"), story.event(kinds.STEP_SUCCESS, "a")])
    assert [each.asset_key for each in log.all_latest_materializations()] == [
        AssetKey(["new", "asset"])
    ]


def test_events_need_a_run_and_a_number(log):
    """An event of an unknown run or without a number is refused."""
    with pytest.raises(StorageError, match="'nobody' is not in the event log"):
        log.append([Event(kinds.RUN_START, "nobody", T, sequence=1)])
    Story(log)
    with pytest.raises(StorageError, match="no number"):
        log.append([Event(kinds.RUN_START, RUN, T)])
    log.append([])

    assert log.events(RUN) == []


# ---------------------------------------------------------------------- steps


def test_attempt_in_one_batch_and_in_many_is_the_same(log):
    """Whether a step's events come together or one by one, its attempt reads the same."""
    together, apart = Story(log), Story(log, OTHER)
    events = [
        together.event(kinds.STEP_START, "s", attempt=1),
        together.event(kinds.STEP_SUCCESS, "s", duration_s=0.25),
    ]
    log.append(events)
    apart.tell(kinds.STEP_START, "s", attempt=1)
    assert log.step_attempts(OTHER)[0].status == "started"
    apart.tell(kinds.STEP_SUCCESS, "s", duration_s=0.25)

    expected = {"step_key": "s", "attempt": 1, "status": "success"}
    expected |= {"started_at": T + 1, "ended_at": T + 2}
    assert log.step_attempts(RUN) == [StepAttempt(run_id=RUN, **expected)]
    assert log.step_attempts(OTHER) == [StepAttempt(run_id=OTHER, **expected)]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_retries_failures_and_skips_are_attempts(log, size):
    """Each attempt has its own row, in the order of their start, however events are batched."""
    story = Story(log)
    failed = {"class": "ValueError", "message": "bad rows\nin line 3", "frames": [], "cause": None}
    told = [
        story.event(kinds.STEP_START, "a", attempt=1),
        story.event(kinds.STEP_START, "b", attempt=1),
        story.event(kinds.STEP_UP_FOR_RETRY, "a", error=failed, delay_s=0.1),
        story.event(kinds.STEP_SUCCESS, "b"),
        story.event(kinds.STEP_RESTARTED, "a", attempt=2),
        story.event(kinds.STEP_START, "a", attempt=2),
        story.event(kinds.STEP_FAILURE, "a", error=failed, duration_s=1.0),
        story.event(
            kinds.STEP_SKIPPED, "c", message="a failed", reason="upstream_failed", because="a"
        ),
        story.event(kinds.STEP_FAILURE, "d", error={"class": "InitError", "message": ""}),
    ]
    for start in range(0, len(told), size):
        log.append(told[start : start + size])

    facts = [
        (each.step_key, each.attempt, each.status, each.started_at, each.ended_at, each.error)
        for each in log.step_attempts(RUN)
    ]
    assert facts == [
        ("a", 1, "retried", T + 1, T + 3, "ValueError: bad rows"),
        ("b", 1, "success", T + 2, T + 4, None),
        ("a", 2, "failure", T + 5, T + 7, "ValueError: bad rows"),
        ("c", 1, "skipped", None, T + 8, "a failed"),
        ("d", 1, "failure", T + 9, T + 9, "InitError"),
    ]


def test_canceled_run_leaves_no_attempt_open(log):
    """What was running when a run was canceled counts as interrupted."""
    story = Story(log)
    story.tell(kinds.STEP_START, "s", attempt=1)
    end = story.tell(kinds.RUN_CANCELED, signal="SIGTERM")

    (attempt,) = log.step_attempts(RUN)
    assert (attempt.status, attempt.ended_at) == ("interrupted", end.time)


def test_outputs_are_those_of_steps_that_succeeded(log):
    """A failed attempt's output does not count; of an output stored twice the last does."""
    story = Story(log)
    again = {**STORED, "digest": "cd" * 32}
    story.tell(kinds.STEP_START, "s", attempt=1)
    story.tell(kinds.HANDLED_OUTPUT, "s", output_name="x", stored=STORED, io_manager_key="io")
    story.tell(kinds.STEP_UP_FOR_RETRY, "s", error={"class": "E", "message": ""}, delay_s=0)
    story.tell(kinds.STEP_RESTARTED, "s", attempt=2)
    story.tell(kinds.HANDLED_OUTPUT, "s", output_name="x", stored=again, io_manager_key="io")
    story.tell(kinds.HANDLED_OUTPUT, "s", output_name="y", mapping_key="1", stored=None)
    story.tell(kinds.STEP_SUCCESS, "s")
    story.tell(kinds.STEP_START, "f", attempt=1)
    story.tell(kinds.HANDLED_OUTPUT, "f", output_name="x", stored=STORED, io_manager_key="io")
    story.tell(kinds.STEP_FAILURE, "f", error={"class": "E", "message": ""})

    assert log.outputs(RUN) == [
        OutputRecord(
            run_id=RUN,
            step_key="s",
            output_name="x",
            stored=StoredObject(**again),
            io_manager_key="io",
        ),
        OutputRecord(run_id=RUN, step_key="s", output_name="y", mapping_key="1"),
    ]


def test_usual_durations_are_medians_of_recent_successes(log):
    """Estimates come from the newest successes; a step without one has none."""
    for number, seconds in enumerate([100.0, 1.0, 2.0, 3.0, 10.0, 2.5]):
        story = Story(log, f"run-{number}")
        story.tell(kinds.STEP_SUCCESS, "s", duration_s=seconds)
        story.tell(kinds.STEP_FAILURE, "f", duration_s=9.0)

    assert log.step_durations(["s", "f", "unknown"]) == {"s": 2.5}
    assert log.step_durations(["s"], samples=2) == {"s": 6.25}
    assert log.step_durations(["s"], depth=1) == {"s": 2.5}
    assert log.step_durations([]) == {}


# ---------------------------------------------------------------------- materializations


def test_materialization_keeps_all_its_facts(log):
    """What the event says of a materialization is what its record says."""
    story = Story(log)
    upstream = [
        {"key": "raw/x", "partition": None, "data_version": "v", "materialization_id": 12},
        {"key": "raw\\/y", "partition": "p", "data_version": None, "materialization_id": None},
    ]
    event = story.make(
        "warehouse/table",
        "2026-01-01",
        output_name="result",
        metadata={"rows": {"type": "int", "value": 3}},
        tags={"k": "v"},
        code_version="1",
        data_version="abc",
        upstream=upstream,
        expected=False,
        stored=STORED,
        io_manager_key="io_manager",
    )

    (record,) = log.run_materializations(RUN)
    assert record.asset_key == event.asset_key
    assert record.partition_key == "2026-01-01"
    assert (record.run_id, record.step_key, record.output_name) == (RUN, "graph.op", "result")
    assert record.time == event.time
    assert record.metadata == {"rows": {"type": "int", "value": 3}}
    assert record.tags == {"k": "v"}
    assert (record.code_version, record.data_version) == ("1", "abc")
    assert record.upstream == tuple(upstream)
    assert record.is_expected is False
    assert record.stored == StoredObject(**STORED)
    assert record.io_manager_key == "io_manager"
    assert repr(record).startswith(f"MaterializationRecord(asset_key={event.asset_key!r}")


def test_materialization_with_little_said_has_defaults(log):
    """An event that says only which asset was made is enough."""
    Story(log).make("a")

    (record,) = log.run_materializations(RUN)
    assert (record.partition_key, record.stored, record.io_manager_key) == (None, None, None)
    assert (record.metadata, record.tags, record.upstream) == ({}, {}, ())
    assert (record.is_expected, record.code_version, record.data_version) == (True, None, None)


def test_latest_is_the_one_recorded_last(log):
    """Of overlapping runs the later record counts, not the later run nor the later clock."""
    first, second = Story(log), Story(log, OTHER)
    second.make("a", data_version="by second")
    first.make("a", data_version="by first")

    latest = log.latest_materializations([address("a")])
    assert latest[address("a")].data_version == "by first"
    history = log.materializations(AssetKey("a"))
    assert [each.data_version for each in history] == ["by first", "by second"]
    assert [each.id for each in history] == sorted((each.id for each in history), reverse=True)


def test_latest_is_asked_by_asset_and_partition(log):
    """Each address has its own latest; those never made are absent from the answer."""
    story = Story(log)
    story.make("a", data_version="whole")
    for number in range(200):
        story.make("p", f"part-{number}", data_version=str(number))
    story.make("p", "part-7", data_version="again")
    story.make("p", data_version="unpartitioned")

    wanted = [
        address("a"),
        address("a", "none"),
        address("p"),
        *(address("p", f"part-{number}") for number in range(0, 300, 2)),
        address("p", "part-7"),
        address("never"),
    ]
    latest = log.latest_materializations(iter(wanted))
    assert latest[address("a")].data_version == "whole"
    assert latest[address("p")].data_version == "unpartitioned"
    assert latest[address("p", "part-7")].data_version == "again"
    assert set(latest) == {
        address("a"),
        address("p"),
        address("p", "part-7"),
        *(address("p", f"part-{number}") for number in range(0, 200, 2)),
    }
    assert (
        log.latest_materializations([address("p", "part-3")])[address("p", "part-3")].data_version
        == "3"
    )
    assert log.latest_materializations([]) == {}


def test_latest_of_many_assets_at_once(log):
    """Asking for hundreds of assets gives each its own, and needs no order."""
    story = Story(log)
    log.append([story.made(f"many/{n}", data_version=str(n)) for n in range(300)])
    log.append([story.made(f"many/{n}", data_version=f"{n}b") for n in range(0, 300, 3)])

    latest = log.latest_materializations(address(f"many/{n}") for n in range(350))
    expected = {address(f"many/{n}"): f"{n}b" if n % 3 == 0 else str(n) for n in range(300)}
    assert {key: record.data_version for key, record in latest.items()} == expected


def test_all_latest_come_in_the_order_of_keys_and_partitions(log):
    """The list of everything is sorted by components, then by partition."""
    story = Story(log)
    for asset, partition in [("b", None), ("a/z", None), ("a", "2"), ("a", "1"), ("a!", None)]:
        story.make(asset, partition)
    story.make("b")

    assert [
        (record.asset_key.path, record.partition_key)
        for record in log.all_latest_materializations()
    ] == [(["a"], "1"), (["a"], "2"), (["a", "z"], None), (["a!"], None), (["b"], None)]


def test_history_is_narrowed_by_partition_run_and_limit(log):
    """An asset's history is newest first, and can be asked for in part."""
    story, other = Story(log), Story(log, OTHER)
    for number in range(6):
        teller = story if number % 2 == 0 else other
        teller.make("a", f"p{number % 3}", data_version=str(number))
    story.make("b")

    def versions(**filters):
        found = log.materializations(AssetKey("a"), **filters)
        return "".join(record.data_version for record in found)

    assert versions() == "543210"
    assert versions(limit=2) == "54"
    assert versions(partition_key="p1") == "41"
    assert versions(partition_key="p1", limit=1) == "4"
    assert versions(run_id=RUN) == "420"
    assert versions(run_id=RUN, partition_key="p2") == "2"
    assert versions(run_id=OTHER, limit=1) == "5"
    assert versions(run_id="nobody") == ""
    assert log.materializations(AssetKey("never")) == []
    assert [record.data_version for record in log.run_materializations(OTHER)] == ["1", "3", "5"]


def test_partitions_of_an_asset_that_were_made(log):
    """The unpartitioned value is no partition."""
    story = Story(log)
    for partition in ["x", "y", "x", None]:
        story.make("a", partition)

    assert log.materialized_partitions(AssetKey("a")) == {"x", "y"}
    assert log.materialized_partitions(AssetKey("never")) == frozenset()


def test_keys_that_look_alike_are_different_assets(log):
    """A slash inside a component is not a boundary of components."""
    story = Story(log)
    keys = [["a", "b"], ["a/b"], ["a\\", "b"], ["a\\/b"], ["A", "b"], ["a", "b", ""], ["a", "b "]]
    for number, path in enumerate(keys):
        event = story.event(kinds.ASSET_MATERIALIZATION, "s", "x", data_version=str(number))
        event.asset_key = AssetKey(path)
        log.append([event])

    latest = log.latest_materializations(AssetAddress(AssetKey(path)) for path in keys)
    assert [latest[AssetAddress(AssetKey(path))].data_version for path in keys] == list("0123456")


def test_wiped_assets_are_forgotten_and_their_numbers_not_reused(log):
    """After a wipe an asset has no materialization, others keep theirs, ids go on rising."""
    story = Story(log)
    for asset, partition in [("a", "x"), ("b", None), ("a", "x"), ("a", "y")]:
        story.make(asset, partition)
    greatest = log.materializations(AssetKey("a"))[0].id

    log.wipe([AssetKey("a"), AssetKey("never")])
    log.wipe([])

    assert log.materializations(AssetKey("a")) == []
    assert log.materialized_partitions(AssetKey("a")) == frozenset()
    assert [each.asset_key for each in log.all_latest_materializations()] == [AssetKey("b")]
    story.make("a", "x")
    assert log.materializations(AssetKey("a"))[0].id > greatest
    assert len(log.events(RUN)) == 5


# ---------------------------------------------------------------------- checks, partitions


def test_check_evaluations_are_found_by_asset_and_by_run(log):
    """Evaluations are answered newest first, with what was said of them."""
    story, other = Story(log), Story(log, OTHER)
    facts = {"severity": "WARN", "blocking": True, "description": "too few", "metadata": {"n": 1}}
    check = kinds.ASSET_CHECK_EVALUATION
    story.tell(check, "s", "a", "p", check_name="rows", passed=False, **facts)
    story.tell(check, "s", "b", check_name="rows", passed=True)
    other.tell(check, "s", "a", check_name="dates", passed=True)

    of_asset = log.asset_checks(asset_key=AssetKey("a"))
    assert [(each.check_name, each.run_id) for each in of_asset] == [
        ("dates", OTHER),
        ("rows", RUN),
    ]
    failed = of_asset[1]
    assert (failed.passed, failed.severity, failed.blocking) == (False, "WARN", True)
    assert (failed.partition_key, failed.step_key) == ("p", "s")
    assert (failed.description, failed.metadata) == ("too few", {"n": 1})
    assert [each.asset_key.path for each in log.asset_checks(run_id=RUN)] == [["b"], ["a"]]
    both = log.asset_checks(run_id=RUN, asset_key=AssetKey("a"))
    assert [each.check_name for each in both] == ["rows"]
    assert len(log.asset_checks(asset_key=AssetKey("a"), limit=1)) == 1
    assert log.asset_checks(asset_key=AssetKey("never")) == []
    assert log.asset_checks(run_id="nobody") == []


def test_dynamic_partitions_keep_their_order(log):
    """Keys are added once, in order, per definition, and can be taken away."""
    log.add_dynamic_partitions("customers", ["b", "a"])
    log.add_dynamic_partitions("customers", ["a", "c", "b"])
    log.add_dynamic_partitions("cities", ["a"])
    assert log.dynamic_partitions("customers") == ["b", "a", "c"]

    log.delete_dynamic_partition("customers", "a")
    log.delete_dynamic_partition("customers", "unknown")
    log.add_dynamic_partitions("customers", ["a"])

    assert log.dynamic_partitions("customers") == ["b", "c", "a"]
    assert log.dynamic_partitions("cities") == ["a"]
    assert log.dynamic_partitions("unknown") == []


# ---------------------------------------------------------------------- questions in SQL


def test_questions_are_answered_and_changes_refused(log):
    """A user's SELECT gets columns and rows; nothing else gets through."""
    Story(log, job_name="nightly")

    answer = log.query("SELECT run_id, job_name FROM v_runs WHERE job_name = ?", ["nightly"])

    assert (answer.columns, answer.rows) == (("run_id", "job_name"), ((RUN, "nightly"),))
    for change in ["DELETE FROM runs", "DROP VIEW v_runs", "PRAGMA user_version=9", "VACUUM"]:
        with pytest.raises(UsageError):
            log.query(change)
    with pytest.raises(UsageError) as raised:
        log.query("SELECT * FROM v_run")
    assert raised.value.hint == "did you mean 'v_runs'?"
    story = Story(log, OTHER)
    story.make("still/writable")
    assert len(log.runs()) == 2


# ---------------------------------------------------------------------- the object itself


def test_closed_log_says_so(log):
    """A log can be closed twice; after that it refuses, in words."""
    log.close()
    log.close()

    with pytest.raises(StorageError, match="is closed"):
        log.runs()
    with pytest.raises(StorageError, match="is closed"):
        log.create_run(RunRecord(run_id=RUN, started_at=T))


def test_log_can_be_written_after_any_refusal(log):
    """An error undoes its transaction and leaves the log in working order."""
    story = Story(log)
    with pytest.raises(TypeError):
        log.append([story.event(kinds.LOG_MESSAGE, value=object())])
    with pytest.raises(StorageError):
        log.append([story.event(kinds.ASSET_MATERIALIZATION)])

    event = story.tell(kinds.LOG_MESSAGE, message="still here")

    assert log.events(RUN) == [event]
