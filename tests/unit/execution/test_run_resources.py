"""The resources of a run: opened for what needs them, closed whatever happens."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import ResourceInitError
from graphmat.events import kinds


def tracked(log, name, *, fails=None):
    """A resource that tells when it is opened and closed."""

    @dg.resource
    def body(_context):
        log.append(f"open {name}")
        if fails == "opening":
            raise RuntimeError("cannot open")
        yield name
        log.append(f"close {name}")
        if fails == "closing":
            raise RuntimeError("cannot close")

    return body


@dg.asset(required_resource_keys={"used"})
def asks(context):
    """An asset that asks for a resource."""
    return context.resources.used


def test_only_what_the_plan_asks_for_is_opened(carry_out):
    """A resource that no step of the plan needs is not touched."""
    log = []
    resources = {name: tracked(log, name) for name in ("used", "unused")}

    ended = carry_out([asks], resources=resources)

    assert log == ["open used", "close used"]
    assert ended.value("asks") == "used"


def test_resources_are_closed_after_a_failure(carry_out):
    """A step that fails does not leave a resource open."""
    log = []

    @dg.asset(required_resource_keys={"used"})
    def fails():
        raise ValueError

    carry_out([fails], resources={"used": tracked(log, "used")})

    assert log == ["open used", "close used"]


def test_a_resource_that_cannot_be_opened_fails_the_run(carry_out, instance):
    """No step starts without its resource; the run is recorded as failed."""
    log = []

    with pytest.raises(ResourceInitError, match="used"):
        carry_out([asks], resources={"used": tracked(log, "used", fails="opening")})

    (run,) = instance.get_runs()
    events = [event.kind for event in instance.event_log.events(run.run_id)]
    assert kinds.RESOURCE_INIT_FAILURE in events
    assert kinds.STEP_START not in events
    assert run.status.value == "FAILURE"


def test_a_resource_that_cannot_be_closed_is_recorded(carry_out, instance):
    """A fault of a tear-down fails no run, and is in the log."""
    ended = carry_out([asks], resources={"used": tracked([], "used", fails="closing")})

    assert ended.outcome.success
    texts = [event.message for event in instance.event_log.events(ended.run.run_id)]
    assert any("teardown of resource 'used' failed" in text for text in texts)
