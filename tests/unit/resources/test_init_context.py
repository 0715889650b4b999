from __future__ import annotations

import logging

from graphmat.resources.base import resource
from graphmat.resources.init_context import InitResourceContext
from graphmat.resources.opening import build_init_resource_context, open_resources


def test_a_resource_is_told_of_its_run() -> None:
    """The context holds the run, its log, its event log and all definitions."""
    seen = {}

    @resource
    def spy(context):
        seen.update(
            run_id=context.run_id,
            log=context.log,
            log_manager=context.log_manager,
            instance=context.instance,
            run=context.run,
            definition=context.resource_def,
            all=set(context.all_resource_defs),
        )

    log, instance, run = logging.getLogger("x"), object(), object()
    with open_resources(
        {"spy": spy, "other": 1}, ["spy"], log=log, run_id="r1", instance=instance, dagster_run=run
    ):
        assert seen == {
            "run_id": "r1",
            "log": log,
            "log_manager": log,
            "instance": instance,
            "run": run,
            "definition": spy,
            "all": {"spy", "other"},
        }


def test_log_outside_a_run() -> None:
    """Outside a run there is a log to write to all the same."""
    context = InitResourceContext({"n": 1})
    assert context.log.name == "graphmat"
    assert context.replace_config({"n": 2}).resource_config == {"n": 2}


def test_built_context_opens_and_closes() -> None:
    """A built context opens the resources it is given, and closes them when it is left."""
    said = []

    @resource
    def line(_):
        yield "line"
        said.append("closed")

    with build_init_resource_context(resources={"line": line}) as context:
        assert context.resources.line == "line"
        assert said == []
    assert said == ["closed"]
