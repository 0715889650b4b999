"""``Instance``: where runs are recorded and values are kept."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.api.instance import Instance, NullEventLog
from graphmat.keys import AssetKey


@dg.asset
def made():
    """An asset."""
    return [1]


@pytest.fixture(params=["on disk", "in memory"])
def instance(request, tmp_path):
    """An empty instance of each kind."""
    opened = Instance.at(tmp_path / "home") if request.param == "on disk" else Instance.ephemeral()
    with opened as made_now:
        yield made_now


def test_an_empty_instance_knows_nothing(instance):
    """Before the first run there are no runs and no assets."""
    assert instance.get_runs() == []
    assert instance.all_asset_keys() == []
    assert not instance.has_asset_key(AssetKey("made"))
    assert instance.get_latest_materialization_event(AssetKey("made")) is None
    assert instance.get_run_by_id("nobody") is None


def test_what_a_run_leaves(instance):
    """After a run, its assets, events and steps can be asked for."""
    result = dg.materialize([made], instance=instance, tags={"who": "me"})

    assert instance.all_asset_keys() == [AssetKey("made")]
    run = instance.get_run_by_id(result.run_id)
    assert run.is_success
    assert run.tags["who"] == "me"
    assert [run.run_id for run in instance.get_runs(dg.RunsFilter(tags={"who": "me"}))] == [
        result.run_id
    ]
    assert instance.get_runs(dg.RunsFilter(tags={"who": "you"})) == []
    assert instance.get_runs_count() == 1
    (stats,) = instance.get_run_step_stats(result.run_id)
    assert (stats.step_key, stats.status.value, stats.attempts) == ("made", "SUCCESS", 1)


def test_the_newest_materialization_counts(instance):
    """Of several, the last one is the latest, and all are listed newest first."""
    results = [dg.materialize([made], instance=instance) for _ in range(3)]

    event = instance.get_latest_materialization_event(AssetKey("made"))
    assert event.run_id == results[-1].run_id
    found = instance.fetch_materializations(AssetKey("made"), limit=2)
    assert [record.run_id for record in found.records] == [
        result.run_id for result in reversed(results[1:])
    ]


def test_forgetting_an_asset(instance):
    """A wiped asset has no materialization; its runs stay."""
    dg.materialize([made], instance=instance)
    instance.wipe_assets([AssetKey("made")])

    assert not instance.has_asset_key(AssetKey("made"))
    assert instance.get_runs_count() == 1


def test_dynamic_partitions(instance):
    """Keys are added once, in order, and taken away again."""
    instance.add_dynamic_partitions("people", ["ann", "bob"])
    instance.add_dynamic_partitions("people", ["bob", "cy"])
    instance.delete_dynamic_partition("people", "ann")

    assert instance.get_dynamic_partitions("people") == ["bob", "cy"]
    assert instance.has_dynamic_partition("people", "cy")
    assert not instance.has_dynamic_partition("people", "ann")


def test_an_instance_lasts(tmp_path):
    """What one process recorded, the next one finds."""
    with Instance.at(tmp_path) as first:
        run_id = dg.materialize([made], instance=first).run_id

    with Instance.at(tmp_path) as second:
        assert second.get_run_by_id(run_id).is_success
        record = second.latest_materialization(AssetKey("made"))
        assert second.store_manager.store.get(record.stored) == [1]
        assert not second.is_ephemeral


def test_the_home_of_the_environment(tmp_path, monkeypatch):
    """GRAPHMAT_HOME names the folder; without it, it is .graphmat in the current one."""
    monkeypatch.chdir(tmp_path)
    with Instance.get() as here:
        assert here.home.resolve() == (tmp_path / ".graphmat").resolve()

    monkeypatch.setenv("GRAPHMAT_HOME", str(tmp_path / "else"))
    with Instance.get() as there:
        assert there.home == tmp_path / "else"


def test_a_temporary_instance_is_removed():
    """An instance for a test leaves nothing behind."""
    with Instance.local_temp() as instance:
        home = instance.home
        dg.materialize([made], instance=instance)
        assert home.exists()

    assert not home.exists()


def test_a_log_that_keeps_nothing():
    """The log of a run that is recorded nowhere answers every question with nothing."""
    log = NullEventLog()
    log.append([object()])

    assert log.run("r") is None
    assert list(log.runs()) == list(log.events("r")) == list(log.outputs("r")) == []
    assert dict(log.latest_materializations([1])) == {}
    assert log.materialized_partitions(AssetKey("a")) == frozenset()


def test_a_temporary_instance_without_with(tmp_path):
    """`local_temp` gives an instance that serves as it is, as well as in a `with`."""
    instance = Instance.local_temp(str(tmp_path))

    assert dg.materialize([made], instance=instance).success
    assert instance.get_latest_materialization_event(dg.AssetKey("made")) is not None
    instance.dispose()
    assert tmp_path.exists()
