# pydantic copies the defaults of fields
# ruff: noqa: RUF012
from __future__ import annotations

from graphmat.resources.configurable import ConfigurableResource
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.params import ResourceDependency
from graphmat.resources.preparing import config_fields, parts_of, prepare_resource, resource_fields
from graphmat.resources.run_config import RunConfigDocument
from graphmat.resources.scope import ResourceScope


class Login(ConfigurableResource):
    user: str = "me"


class Client(ConfigurableResource):
    login: Login
    spare: list[Login] = []
    clock: ResourceDependency[object] = None
    host: str

    model_config = {"extra": "allow"}


def test_fields_are_sorted() -> None:
    """Fields that hold resources are told from those that are config."""
    assert list(resource_fields(Client)) == ["login", "spare", "clock"]
    assert list(config_fields(Client)) == ["host"]


def test_parts() -> None:
    """Resources are found in lists and dictionaries, other values passed over."""
    one, two = Login(), Login()
    assert parts_of([one, {"a": two}, 3]) == [one, two]
    assert parts_of("text") == []


def test_known_and_written_values_together() -> None:
    """What is known, what run config gives, and fields beside the declared ones come together."""
    scope = ResourceScope({}, RunConfigDocument(), ConfigCheck())
    login = Login()
    prepared = prepare_resource(
        Client, {"login": login}, {"login"}, scope, {"host": "h", "more": 1}, ("at",)
    )
    scope.check.raise_faults()
    assert (prepared.made.host, prepared.made.more) == ("h", 1)
    assert prepared.parts == {"login": login}
    assert prepared.config == {"host": "h"}


def test_nothing_written() -> None:
    """Where run config is missing altogether, the required fields are named once."""
    scope = ResourceScope({}, RunConfigDocument(), ConfigCheck())
    prepared = prepare_resource(Client, {"login": Login()}, {"login"}, scope, ABSENT, ("at",))
    assert prepared.made is None
    assert [str(fault) for fault in scope.check.faults] == [
        "at: required, but missing: it must give 'host' (a string)"
    ]
