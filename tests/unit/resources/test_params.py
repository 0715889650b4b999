from __future__ import annotations

import pytest

from graphmat.resources.configurable import ConfigurableResource
from graphmat.resources.params import ResourceDependency, ResourceParam, is_resource_hint


class Store(ConfigurableResource):
    root: str = ""


@pytest.mark.parametrize("hint", [Store, ResourceParam[int], ResourceParam[list[str]]], ids=str)
def test_hints_that_ask_for_resources(hint) -> None:
    """Resource classes and ResourceParam ask for a resource."""
    assert is_resource_hint(hint)


@pytest.mark.parametrize("hint", [int, list[Store], "Store", None], ids=str)
def test_hints_that_do_not(hint) -> None:
    """Other hints are those of inputs."""
    assert not is_resource_hint(hint)


def test_dependency_takes_anything() -> None:
    """A field that is a ResourceDependency takes any object, unchecked until it is open."""

    class Holder(ConfigurableResource):
        store: ResourceDependency[str]

    marker = object()
    assert Holder(store=marker).store is marker
