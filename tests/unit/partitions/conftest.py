"""What the tests of this room share: a fixed time, a store, definitions from recorded data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphmat.partitions import dynamic, mappings, multi, periods, static, time_window

NOW = datetime(2024, 1, 10, 12, tzinfo=UTC)


class DictStore:
    """A store of dynamic keys that is a dict."""

    def __init__(self, **keys):
        self.keys = keys

    def get_dynamic_partitions(self, partitions_def_name):
        """The keys under a name."""
        return self.keys.get(partitions_def_name, [])


def build(spec):
    """The definition or mapping that a recorded ``[class name, arguments]`` stands for."""
    if spec is None:
        return None
    kind, args = spec
    if kind == "MultiPartitionsDefinition":
        return multi.MultiPartitionsDefinition({name: build(part) for name, part in args.items()})
    if kind == "MultiPartitionMapping":
        return mappings.MultiPartitionMapping(
            {
                upstream: mappings.DimensionPartitionMapping(name, build(mapping))
                for upstream, (name, mapping) in args.items()
            }
        )
    if kind == "StaticPartitionMapping":
        return mappings.StaticPartitionMapping(args)
    if "exclusions" in args:
        args = {**args, "exclusions": [_exclusion(item) for item in args["exclusions"]]}
    rooms = (periods, time_window, static, dynamic, mappings)
    return next(getattr(room, kind) for room in rooms if hasattr(room, kind))(**args)


def _exclusion(item):
    return datetime.fromisoformat(item[1:]) if item.startswith("@") else item


@pytest.fixture
def now():
    """A Wednesday noon."""
    return NOW


@pytest.fixture
def store():
    """A store with three fruits."""
    return DictStore(fruits=["apple", "pear", "plum"])


@pytest.fixture
def make_store():
    """Makes a store of the keys given by name."""
    return DictStore


@pytest.fixture
def built():
    """Makes what a recorded line stands for."""
    return build
