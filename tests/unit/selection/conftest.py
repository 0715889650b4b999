"""A graph of assets written as one mapping, for the tests of this room."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from graphmat.keys import AssetCheckKey, AssetKey


def key(text):
    """The key that is written so."""
    return AssetKey.from_user_string(text)


class WrittenGraph:
    """Assets by name: their parents, and whatever else is said of them.

    Args:
        parents: Key → keys it is made from, separated by spaces.
        external: Keys made elsewhere, separated by spaces.
        checks: Checks, as ``asset:name``, separated by spaces.
        together: Keys that one definition makes, and only all at once.
        facts: Key → ``group_name``, ``tags``, ``kinds``, ``owners``.
    """

    def __init__(self, parents, *, external="", checks="", together="", facts=None):
        edges = {
            key(child): {key(name) for name in text.split()} for child, text in parents.items()
        }
        self.external_keys = frozenset(map(key, external.split()))
        self.asset_keys = frozenset(edges) - self.external_keys
        pairs = [text.split(":") for text in checks.split()]
        self.check_keys = [AssetCheckKey(key(asset), name) for asset, name in pairs]
        self._parents = edges
        self._children = {}
        for child, above in edges.items():
            for parent in above:
                self._children.setdefault(parent, set()).add(child)
        group = frozenset(map(key, together.split()))
        self.definition_by_key = {
            name: SimpleNamespace(
                keys=group if name in group else {name}, can_subset=name not in group
            )
            for name in self.asset_keys
        }
        self._facts = {key(name): said for name, said in (facts or {}).items()}
        self.lookups = 0

    def spec(self, asset_key):
        """What is said of one asset."""
        said = {"group_name": None, "tags": {}, "kinds": set(), "owners": []}
        return SimpleNamespace(**{**said, **self._facts.get(asset_key, {})})

    def parents(self, asset_key):
        """The keys right above; each question is counted."""
        self.lookups += 1
        return frozenset(self._parents.get(asset_key, ()))

    def children(self, asset_key):
        """The keys right below; each question is counted."""
        self.lookups += 1
        return frozenset(self._children.get(asset_key, ()))


class WrittenStates:
    """What an event log would know, written down."""

    words = ("materialized", "failed", "unexpected")

    def __init__(self, states=None, runs=None):
        self._states = states or {}
        self._runs = runs or {}

    def in_state(self, word):
        """The keys in a state."""
        return {key(name) for name in self._states.get(word, "").split()}

    def of_run(self, which):
        """The keys of a run, None where there is none."""
        found = self._runs.get(which)
        return None if found is None else [key(name) for name in found.split()]


@pytest.fixture(scope="session")
def written_graph():
    """A graph from a mapping; see :class:`WrittenGraph`."""
    return WrittenGraph


@pytest.fixture(scope="session")
def written_states():
    """What an event log knows; see :class:`WrittenStates`."""
    return WrittenStates


@pytest.fixture(scope="session")
def shop():
    """A small graph with everything that selections speak of.

    src → raw/orders → clean → report; raw/items → clean; clean → pair_a, pair_b (made together);
    clean → feed (external) → audit.
    """
    return WrittenGraph(
        {
            "src": "",
            "raw/orders": "src",
            "raw/items": "",
            "clean": "raw/orders raw/items",
            "report": "clean",
            "pair_a": "clean",
            "pair_b": "clean",
            "feed": "clean",
            "audit": "feed",
        },
        external="src feed",
        checks="clean:no_nulls clean:fresh report:no_nulls",
        together="pair_a pair_b",
        facts={
            "raw/orders": {"group_name": "ingest", "kinds": {"csv"}, "tags": {"team": "core"}},
            "raw/items": {"group_name": "ingest", "kinds": {"csv", "s3"}, "tags": {"pii": ""}},
            "clean": {"owners": ["team:data", "ann@example.com"], "tags": {"team": "data"}},
            "report": {"group_name": "sales", "owners": ["team:sales"]},
            "src": {"group_name": "elsewhere"},
            "feed": {"group_name": "sales"},
        },
    )
