"""``store verify`` finds what is missing, damaged or unnamed; ``repair`` deletes nothing."""

from __future__ import annotations

import pytest

from graphmat.api.store_check import lost_assets, verify_store
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.execution.storing import stored_document
from graphmat.io_managers.object_store import ObjectStore
from graphmat.keys import AssetKey
from graphmat.storage.opening import open_event_log


@pytest.fixture
def home(tmp_path):
    """A log and a store with an old and a new version of an asset, and a value between ops."""
    log, store = open_event_log(tmp_path), ObjectStore(tmp_path / "objects")
    stored = {name: store.put(name * 40) for name in ("old", "new", "inner")}
    for run_id, name in (("run-1", "old"), ("run-2", "new")):
        log.create_run(RunRecord(run_id=run_id, started_at=1000.0))
        told = [(kinds.ASSET_MATERIALIZATION, AssetKey(["a", "b"]), name)]
        if name == "new":
            told.append((kinds.HANDLED_OUTPUT, None, "inner"))
        log.append(
            [
                Event(
                    kind,
                    run_id,
                    1000.0,
                    "step",
                    key,
                    data={"output_name": "out", "stored": stored_document(stored[value])},
                    sequence=number,
                )
                for number, (kind, key, value) in enumerate(told, 1)
            ]
            + [Event(kinds.RUN_SUCCESS, run_id, 1001.0, sequence=9)]
        )
    yield log, store, stored
    log.close()


def flip(path):
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_whole_store(home):
    """Where all is as recorded, there are objects, bytes and no faults."""
    log, store, stored = home
    found = verify_store(log, store)

    assert (found["objects"], found["faults"], found["other_files"]) == (3, [], [])
    assert found["bytes"] == sum(each.size_bytes for each in stored.values())


def test_each_fault_is_told_with_whose_it_is(home):
    """Missing, cut and flipped objects are told apart, the newest value of an asset first."""
    log, store, stored = home
    flip(store.path(stored["new"].digest))
    store.path(stored["old"].digest).unlink()
    store.path(stored["inner"].digest).write_bytes(b"cut")

    faults = verify_store(log, store)["faults"]

    by_digest = {fault["digest"]: fault for fault in faults}
    assert faults[0]["digest"] == stored["new"].digest
    assert {
        name: (by_digest[stored[name].digest]["state"], by_digest[stored[name].digest]["needed"])
        for name in stored
    } == {"new": ("damaged", True), "old": ("missing", False), "inner": ("damaged", False)}
    place = by_digest[stored["new"].digest]["named_by"][0]
    assert (place["asset"], place["run_id"], place["step"]) == ("a/b", "run-2", "step")
    assert lost_assets(faults) == ["a/b"]


def test_repair_sets_aside_and_deletes_nothing(home):
    """A damaged object counts as missing from then on; its bytes are still there to look at."""
    log, store, stored = home
    flip(store.path(stored["new"].digest))
    data = store.path(stored["new"].digest).read_bytes()

    (fault,) = verify_store(log, store, repair=True)["faults"]

    assert not store.holds(stored["new"])
    with open(fault["set_aside"], "rb") as file:
        assert file.read() == data
    after = verify_store(log, store)
    assert [fault["state"] for fault in after["faults"]] == ["missing"]
    assert after["other_files"] == []
    assert store.holds(stored["old"])


def test_what_no_row_names_is_counted(home):
    """Orphans and files that graphmat did not make are told apart."""
    log, store, _ = home
    orphan = store.put("orphan")
    (store.folder / "notes.txt").write_text("mine")
    (store.folder / "ab").mkdir(exist_ok=True)
    (store.folder / "ab" / "short").write_text("mine")

    found = verify_store(log, store)

    assert found["orphans"] == {"objects": 1, "bytes": orphan.size_bytes}
    assert [path.rpartition("/")[2] for path in found["other_files"]] == ["short", "notes.txt"]


def test_a_link_in_the_place_of_an_object_is_no_object(home, tmp_path):
    """A link counts as missing, wherever it leads."""
    log, store, stored = home
    path = store.path(stored["new"].digest)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")

    (fault,) = verify_store(log, store)["faults"]
    assert fault["state"] == "missing"


def test_nothing_recorded(tmp_path):
    """Without a log there is nothing to compare, and nothing is made."""
    assert verify_store(None, ObjectStore(tmp_path / "objects"))["faults"] == []
    assert list(tmp_path.iterdir()) == []
