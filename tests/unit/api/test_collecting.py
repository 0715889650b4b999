"""What ``gc`` takes away and what it leaves, on a real log and a real store."""

from __future__ import annotations

import os

import pytest

from graphmat.api.collecting import collect
from graphmat.api.log_check import check_log
from graphmat.api.store_check import verify_store
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.execution.storing import stored_document
from graphmat.io_managers.object_store import ObjectStore
from graphmat.keys import AssetKey
from graphmat.storage.opening import open_event_log
from graphmat.storage.upkeep import COLLECTED_TAG

DAY = 86400.0
NOW = 1_900_000_000.0
END = {"success": kinds.RUN_SUCCESS, "failure": kinds.RUN_FAILURE}


class Home:
    """A log and a store that are filled by hand."""

    def __init__(self, folder):
        self.log = open_event_log(folder)
        self.store = ObjectStore(folder / "objects")
        self.digests = {}

    def run(self, name, *, days, asset=None, status="success", parent=None, process=True):
        """A run of so many days ago, with a value between ops and perhaps an asset's."""
        began = NOW - days * DAY
        root = parent or name
        self.log.create_run(
            RunRecord(
                run_id=name,
                started_at=began,
                parent_run_id=parent,
                root_run_id=root,
                tags={"team": "x"},
                process={"pid": 1} if process else None,
            )
        )
        told = [(kinds.STEP_START, None, {"attempt": 1})]
        inner = self._put(f"{name} inner", days)
        told.append((kinds.HANDLED_OUTPUT, None, {"output_name": "a", "stored": inner}))
        if asset is not None:
            value = self._put(f"{name} {asset}", days)
            told.append((kinds.ASSET_MATERIALIZATION, asset, {"output_name": "b", "stored": value}))
        told.append((kinds.STEP_SUCCESS, None, {}))
        if status in END:
            told.append((END[status], None, {}))
        self.log.append(
            [
                Event(
                    kind,
                    name,
                    began + number,
                    None if kind in kinds.RUN_ENDS else "step",
                    AssetKey(key) if key else None,
                    None,
                    "",
                    data,
                    number,
                )
                for number, (kind, key, data) in enumerate(told, 1)
            ]
        )

    def _put(self, text, days):
        stored = self.store.put(text)
        when = NOW - days * DAY
        os.utime(self.store.path(stored.digest), (when, when))
        self.digests[text] = stored
        return stored_document(stored)

    def collect(self, **options):
        """Collect what is older than 30 days."""
        return collect(self.log, self.store, now=NOW, **{"keep_s": 30 * DAY, **options})

    @property
    def runs(self):
        """The runs that are in the log."""
        return sorted(run.run_id for run in self.log.runs())

    @property
    def values(self):
        """The values that are in the store."""
        return sorted(text for text, stored in self.digests.items() if self.store.holds(stored))


@pytest.fixture
def home(tmp_path):
    """An empty home."""
    home = Home(tmp_path)
    yield home
    home.log.close()


def test_nothing_recorded_nothing_removed(tmp_path):
    """A home without a log is no fault, and is not made."""
    assert collect(None, ObjectStore(tmp_path / "objects"), keep_s=0)["runs"] == 0
    assert list(tmp_path.iterdir()) == []


def test_the_newest_value_stays_however_old(home):
    """Of an asset's runs the old ones go, but for the one that made its newest value."""
    for name, days in (("first", 90), ("second", 80), ("third", 70)):
        home.run(name, days=days, asset="made")

    counts = home.collect()

    assert home.runs == ["third"]
    assert home.values == ["third made"]
    assert (counts["runs"], counts["runs_without_values"], counts["objects"]) == (2, 1, 5)
    assert home.log.run("third").tags == {"team": "x", COLLECTED_TAG: "values"}
    assert check_log(home.log) == []
    assert verify_store(home.log, home.store)["faults"] == []


def test_young_runs_stay_with_all_they_have(home):
    """What ended within the time is left alone."""
    home.run("old", days=40, asset="made")
    home.run("young", days=20, asset="made")

    home.collect()

    assert home.runs == ["young"]
    assert home.values == ["young inner", "young made"]


def test_a_dry_run_counts_the_same_and_removes_nothing(home):
    """The figures of a dry run are those of the collection that follows."""
    for name, days in (("first", 90), ("second", 80)):
        home.run(name, days=days, asset="made")
    before = home.runs, home.values

    foreseen = home.collect(dry_run=True)

    assert (home.runs, home.values) == before
    assert {**foreseen, "dry_run": False} == home.collect()
    assert home.collect() == {**foreseen, "dry_run": False, "runs": 0, "bytes": 0} | {
        "runs_without_values": 0,
        "objects": 0,
    }


def test_the_newest_good_value_stays(home):
    """Where the newest value is damaged, the one before it is kept, too."""
    home.run("first", days=90, asset="made")
    home.run("second", days=80, asset="made")
    home.run("third", days=70, asset="made")
    home.store.path(home.digests["third made"].digest).unlink()

    home.collect()

    assert home.runs == ["second", "third"]
    assert home.values == ["second made"]


def test_a_young_run_keeps_the_chain_that_it_resumed(home):
    """A run that failed lately may be resumed from what its old ancestors made."""
    home.run("root", days=60, status="failure")
    home.run("again", days=5, status="failure", parent="root")

    home.collect()

    assert home.runs == ["again", "root"]
    assert home.values == ["again inner", "root inner"]


def test_a_failed_run_goes_when_it_is_old(home):
    """A run that nobody resumed in time is removed like any other."""
    home.run("failed", days=60, status="failure")

    home.collect()

    assert (home.runs, home.values) == ([], [])


def test_a_run_that_is_going_on_loses_nothing(home):
    """What a live run made, what was newest when it began, and what it stores now all stay."""
    home.run("source", days=60, asset="read")
    home.run("live", days=50, status="started")
    home.run("newer", days=40, asset="read")
    home._put("not recorded yet", days=45)

    home.collect()

    assert "live inner" in home.values
    assert "source read" in home.values
    assert "not recorded yet" in home.values
    assert home.runs == ["live", "newer", "source"]


def test_a_run_that_told_no_process_is_not_believed_for_ever(home):
    """A run from Python whose process died long ago does not keep everything."""
    home.run("abandoned", days=60, status="started", process=False)

    home.collect()

    assert (home.runs, home.values) == ([], [])


def test_the_newest_runs_may_be_kept_however_old(home):
    """``keep_runs`` counts back from the newest."""
    for number in range(4):
        home.run(f"run {number}", days=60 - number)

    home.collect(keep_runs=2)

    assert home.runs == ["run 2", "run 3"]


def test_orphans_go_when_they_are_old_and_strangers_stay(home):
    """Objects of no row and files of dead processes go; what graphmat did not make stays."""
    home._put("old orphan", days=1)
    home._put("young orphan", days=0)
    stranger = home.store.folder / "README"
    stranger.write_text("mine")
    left = home.store.folder / "aside-1-00000000-x-1"
    left.write_text("half")
    os.utime(left, (NOW - 3 * DAY, NOW - 3 * DAY))

    counts = home.collect()

    assert home.values == ["young orphan"]
    assert stranger.exists()
    assert not left.exists()
    assert counts["unfinished_files"] == 1


def test_an_object_that_is_stored_again_meanwhile_stays(home, monkeypatch):
    """A run that stores the bytes of an old orphan at this very moment finds them afterwards."""
    home._put("orphan", days=1)
    digest = home.digests["orphan"].digest
    rename = os.rename

    def stored_again(source, target):
        os.utime(source, (NOW, NOW))
        rename(source, target)

    monkeypatch.setattr(os, "rename", stored_again)
    assert not home.store.objects.delete(digest, older_than=NOW - DAY / 2)
    assert home.values == ["orphan"]


def test_a_kill_in_the_middle_of_a_removal_loses_nothing(home):
    """An object that a killed collection had in its hands is given its name again."""
    home._put("orphan", days=0)
    digest = home.digests["orphan"].digest
    home.store.path(digest).rename(home.store.folder / f"taken-{digest}")
    assert home.values == []

    home.collect()

    assert home.values == ["orphan"]


def test_the_run_of_the_newest_check_stays(home):
    """What is known of an asset's checks is not forgotten."""
    home.run("checked", days=60, status="started")
    home.log.append(
        [
            Event(
                kinds.ASSET_CHECK_EVALUATION,
                "checked",
                NOW - 60 * DAY,
                "step",
                AssetKey("made"),
                data={"check_name": "is_whole", "passed": True},
                sequence=10,
            ),
            Event(kinds.RUN_SUCCESS, "checked", NOW - 60 * DAY, sequence=11),
        ]
    )

    home.collect()

    assert home.runs == ["checked"]
    assert home.values == []
