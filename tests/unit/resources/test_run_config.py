from __future__ import annotations

import pytest

from graphmat.errors import ParameterError
from graphmat.resources.documents import read_yaml
from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.pythonic import Config
from graphmat.resources.run_config import (
    RunConfig,
    RunConfigDocument,
    as_run_config,
    input_value,
)


class Amount(Config):
    n: int
    word: str = "w"


DOCUMENT = {
    "ops": {
        "g": {"ops": {"a": {"config": {"n": 1}}, "b": {"inputs": {"x": 3}}}},
        "top": {"config": None},
    },
    "resources": {"db": {"config": {"host": "h"}}},
    "inputs": {"y": 1},
}


def test_run_config_takes_config_objects() -> None:
    """Config objects stand for their documents, at any depth."""
    run_config = RunConfig(
        ops={
            "a": Amount(n=1),
            "g": {"ops": {"b": Amount(n=2, word=EnvVar("W"))}},
            "c": {"config": Amount(n=3)},
            "d": {"config": {"x": EnvVar.int("X")}},
        },
        resources={"r": {"config": {"host": "h"}}},
    )
    assert run_config.to_config_dict() == {
        "loggers": {},
        "resources": {"r": {"config": {"host": "h"}}},
        "ops": {
            "a": {"config": {"n": 1, "word": "w"}},
            "g": {"ops": {"b": {"config": {"n": 2, "word": {"env": "W"}}}}},
            "c": {"config": {"n": 3, "word": "w"}},
            "d": {"config": {"x": {"env": "X"}}},
        },
        "execution": {},
    }
    assert run_config == RunConfig(
        **{name: getattr(run_config, name) for name in ("ops", "resources")}
    )


def test_run_config_refuses_lists() -> None:
    """A section of another kind is refused."""
    with pytest.raises(ParameterError, match="ops"):
        RunConfig(ops=["a"])


def test_looking_up() -> None:
    """Ops find their config and inputs by the graphs around them, resources by key."""
    config = as_run_config(DOCUMENT)
    assert config.op_config(("g", "a")) == {"n": 1}
    assert config.op_config(("g", "b")) is ABSENT
    assert config.op_config(("top",)) is None
    assert config.op_config(("gone", "a", "b")) is ABSENT
    assert config.op_inputs(("g", "b")) == {"x": 3}
    assert config.resource_config("db") == {"host": "h"}
    assert config.resource_config("gone") is ABSENT
    assert config.graph_inputs() == {"y": 1}
    assert not RunConfigDocument()


def test_written_paths() -> None:
    """All ops that something is written for, outer ones first."""
    assert as_run_config(DOCUMENT).written_paths() == [("g",), ("g", "a"), ("g", "b"), ("top",)]


def test_unknown_ops_are_named_with_the_nearest() -> None:
    """A name that no op has is found at its outermost place, with file and line."""
    text = "ops:\n  g:\n    ops:\n      aa: {config: {}}\n  gg:\n    ops: {a: {}}\n"
    config = as_run_config(read_yaml(text, "run.yaml"))
    known = [("g", "a"), ("g", "b"), ("top",)]
    assert config.unknown_paths(known) == [("g", "aa"), ("gg",)]
    check = ConfigCheck(config.where)
    config.check_paths(known, check)
    assert [str(fault) for fault in check.faults] == [
        "ops.g.ops.aa (run.yaml:4): unknown op 'aa'; did you mean 'a'?",
        "ops.gg (run.yaml:5): unknown op 'gg'; did you mean 'g'?",
    ]


def test_ops_outside_the_plan_are_known() -> None:
    """Config for an op that exists is no fault, wherever the plan leads."""
    check = ConfigCheck()
    as_run_config(DOCUMENT).check_paths([("g", "a"), ("g", "b"), ("top",)], check)
    assert check.faults == []


def test_ops_and_graphs_are_told_apart() -> None:
    """An op has no ops inside; a graph without a mapping takes no config."""
    config = as_run_config({"ops": {"a": {"ops": {"x": {}}}, "g": {"config": {}}}})
    check = ConfigCheck()
    config.check_paths([("a",), ("g", "b")], check)
    assert [str(fault) for fault in check.faults] == [
        "ops.a.ops: 'a' has no ops inside",
        "ops.g.config: graph 'g' takes no config of its own; write it for an op inside: 'b'",
    ]
    check = ConfigCheck()
    config.check_paths([("a", "x"), ("g", "b")], check, configured_graphs=[("g",)])
    assert check.faults == []


def test_form() -> None:
    """Unknown sections and keys, and entries that are no mappings, are found."""
    config = as_run_config(
        {
            "opps": {},
            "ops": {"a": {"confg": 1, "ops": {"b": 3}}, "c": None, "d": {"inputs": 3}},
            "resources": {"r": {"ops": {}}},
            "execution": [],
        }
    )
    check = ConfigCheck()
    config.check_form(check)
    assert [str(fault) for fault in check.faults] == [
        "opps: unknown section 'opps'; did you mean 'ops'?",
        "execution: expected a mapping, got an empty list",
        "ops.a.confg: unknown key 'confg'; did you mean 'config'?",
        "ops.a.ops.b: expected a mapping with 'config', got the int 3",
        "ops.d.inputs: expected a mapping, got the int 3",
        "resources.r.ops: unknown key 'ops'; known here: 'config'",
    ]


def test_unknown_resources() -> None:
    """Config for a resource that does not exist is answered with the nearest."""
    check = ConfigCheck()
    as_run_config({"resources": {"dbb": {}}}).check_resources(["db", "io_manager"], check)
    assert "did you mean 'db'" in str(check.faults[0])


def test_with_ops_replaces_a_graphs_inside() -> None:
    """What a config mapping made stands in for the inner ops; all else stays."""
    config = as_run_config(DOCUMENT)
    mapped = config.with_ops(("g",), {"a": {"config": {"n": 9}}})
    assert mapped.op_config(("g", "a")) == {"n": 9}
    assert mapped.op_config(("top",)) is None
    assert config.op_config(("g", "a")) == {"n": 1}
    assert (
        config.with_ops(("new", "inner"), {"z": {"config": 1}}).op_config(("new", "inner", "z"))
        == 1
    )


def test_input_value() -> None:
    """An input is written bare or as {"value": ...}."""
    assert input_value(5) == 5
    assert input_value({"value": {"a": 1}}) == {"a": 1}
    assert input_value({"value": 1, "more": 2}) == {"value": 1, "more": 2}


def test_what_is_no_run_config() -> None:
    """Anything else is refused by its type."""
    assert as_run_config(None).document == {}
    with pytest.raises(ParameterError, match="'list'"):
        as_run_config([])
