from __future__ import annotations

from contextlib import closing

import pytest

from graphmat.errors import StorageError, UsageError
from graphmat.events.records import RunRecord
from graphmat.storage.opening import existing_event_log, memory_event_log, open_event_log


def test_looking_creates_nothing(home):
    """Where nothing was recorded, asking for the log makes neither folder nor file."""
    assert existing_event_log(home) is None
    assert not home.exists()


def test_looking_finds_what_is_there(home):
    """A log that exists is opened, and one that is no log is told about."""
    with closing(open_event_log(home)) as log:
        log.create_run(RunRecord(run_id="x", started_at=1.0))
    with closing(existing_event_log(home)) as log:
        assert log.run("x") is not None

    (home.parent / "file").write_text("mine")
    with pytest.raises(StorageError, match="is not a directory"):
        existing_event_log(home.parent / "file")


def test_log_in_memory_is_alone():
    """Each log in memory is its own and leaves nothing."""
    with closing(memory_event_log()) as one, closing(memory_event_log()) as other:
        one.create_run(RunRecord(run_id="x", started_at=1.0))
        assert other.runs() == []
        assert (one.name, one.is_read_only) == ("in memory", False)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://me:secret@host/db", "an event log cannot be kept in 'mysql'"),
        ("://", "the URL of the event log is not one that can be read"),
    ],
)
def test_unusable_url_is_refused_without_its_password(url, message):
    """A URL of a database that cannot hold a log is the user's mistake, told in words."""
    with pytest.raises(UsageError) as raised:
        open_event_log(url)

    assert raised.value.message == message
    assert "secret" not in f"{raised.value.message}{raised.value.hint}"
