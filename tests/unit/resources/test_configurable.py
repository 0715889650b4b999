# pydantic copies the defaults of fields
# ruff: noqa: RUF012
from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import PrivateAttr, ValidationError

from graphmat.errors import (
    InvalidConfigDefinitionError,
    InvalidConfigError,
    InvalidDefinitionError,
    InvalidInvocationError,
    ResourceInitError,
)
from graphmat.resources.base import resource
from graphmat.resources.configurable import ConfigurableResource, ConfigurableResourceFactory
from graphmat.resources.env import EnvVar
from graphmat.resources.masking import Secrets
from graphmat.resources.opening import (
    build_init_resource_context,
    build_resources,
    open_resources,
)
from graphmat.resources.params import ResourceDependency
from graphmat.resources.run_config import RunConfig, as_run_config


class Tank(ConfigurableResource):
    size: int
    name: str | None = None


class Login(ConfigurableResource):
    user: str = "me"
    password: str = "none"


class Client(ConfigurableResource):
    login: Login
    host: str = "h"

    def url(self) -> str:
        """What a user of the client sees."""
        return f"{self.login.user}:{self.login.password}@{self.host}"


SAID: list[str] = []


class Line(ConfigurableResource):
    name: str
    inner: Line | None = None
    _wire: list[str] = PrivateAttr(default_factory=list)

    def setup_for_execution(self, context: Any) -> None:
        """Say that it opens."""
        self._wire.append(self.name)
        SAID.append(f"open {self.name}")

    def teardown_after_execution(self, context: Any) -> None:
        """Say that it closes."""
        SAID.append(f"close {self.name}")


@pytest.fixture(autouse=True)
def _silence() -> None:
    SAID.clear()


def opened(definitions, config=None, look=lambda resources: resources._asdict(), **options):
    """Open resources, look at them, close them."""
    run_config = as_run_config(config)
    with open_resources(definitions, list(definitions), run_config, **options) as resources:
        return look(resources.resources)


def config_for(key, **values):
    """Run config for one resource."""
    return {"resources": {key: {"config": values}}}


def test_fields_are_the_config() -> None:
    """A resource has the values that it was made with."""
    assert opened({"tank": Tank(size=3)}) == {"tank": Tank(size=3)}


def test_run_config_wins_over_the_constructor() -> None:
    """Run config replaces single values; the others stay."""
    made = opened({"tank": Tank(size=3, name="t")}, config_for("tank", size=5))
    assert made["tank"] == Tank(size=5, name="t")


def test_bad_run_config() -> None:
    """Faults of all resources are told with their paths."""
    with pytest.raises(InvalidConfigError) as caught:
        opened(
            {"a": Tank(size=1), "b": Tank.configure_at_launch(), "c": Tank(size=1)},
            {"resources": {"a": {"config": {"size": "x", "nmae": 1}}, "c": {"config": 3}}},
        )
    assert [str(fault) for fault in caught.value.config_faults] == [
        "resources.a.config.size: expected an int, got the string 'x'",
        "resources.a.config.nmae: unknown key 'nmae'; did you mean 'name'?",
        "resources.b.config: required, but missing: it must give 'size' (an int)",
        "resources.c.config: expected a mapping, got the int 3",
    ]


def test_configure_at_launch() -> None:
    """Fields left to the launch come from the run config, or from a RunConfig's object."""
    definitions = {"tank": Tank.configure_at_launch(name="t")}
    assert opened(definitions, config_for("tank", size=8))["tank"] == Tank(size=8, name="t")
    run_config = RunConfig(resources={"tank": Tank(size=4, name="u")})
    assert opened(definitions, run_config)["tank"] == Tank(size=4, name="u")


def test_environment_fields() -> None:
    """EnvVar fields are read when the resource is opened, and kept secret."""
    secrets = Secrets()
    definitions = {"tank": Tank(size=EnvVar.int("SIZE"), name=EnvVar("NAME"))}
    environment = {"SIZE": "7", "NAME": "open sesame"}
    made = opened(definitions, secrets=secrets, environment=environment)
    assert made["tank"] == Tank(size=7, name="open sesame")
    assert secrets.mask("open sesame") == "*****"
    with pytest.raises(InvalidConfigError) as caught:
        opened(definitions, environment={"SIZE": "many"})
    assert "'SIZE' does not hold an int" in str(caught.value)
    assert "'NAME' is not set" in str(caught.value)


def test_secret_values_from_the_constructor() -> None:
    """A field named like a secret is masked wherever its value came from."""
    secrets = Secrets()
    opened({"login": Login(password="hunter2")}, secrets=secrets)
    assert secrets.mask("hunter2") == "*****"


def test_nested_resources() -> None:
    """A resource may hold another; both read their environment, and take run config."""
    client = Client(login=Login(user=EnvVar("WHO")))
    look = lambda resources: resources.client.url()  # noqa: E731  # used thrice
    environment = {"WHO": "you"}
    assert opened({"client": client}, look=look, environment=environment) == "you:none@h"
    config = config_for("client", host="g", login={"password": "p"})
    assert opened({"client": client}, config, look, environment=environment) == "you:p@g"
    with pytest.raises(InvalidConfigError, match=r"resources.client.config.login.usr"):
        opened({"client": client}, config_for("client", login={"usr": "x"}))


def test_shared_nested_resource_is_opened_once() -> None:
    """A held resource with a key of its own is the same open object, opened first."""
    line = Line(name="in")
    out = Line(name="out", inner=line)

    def look(resources):
        return resources.out.inner is resources.line

    assert opened({"out": out, "line": line}, look=look)
    assert SAID == ["open in", "open out", "close out", "close in"]


def test_twice_held_resource_is_opened_once() -> None:
    """A resource that two others hold is opened once."""
    line = Line(name="in")
    opened({"a": Line(name="a", inner=line), "b": Line(name="b", inner=line)})
    assert SAID == ["open in", "open a", "open b", "close b", "close a", "close in"]


def test_nested_left_to_the_launch() -> None:
    """A held resource left to the launch is configured by its own key, and must have one."""
    login = Login.configure_at_launch()
    client = Client(login=login)
    config = config_for("login", user="zz")

    def look(resources):
        return resources.client.url()

    assert opened({"login": login, "client": client}, config, look) == "zz:none@h"
    with pytest.raises(InvalidDefinitionError, match="resource 'client' holds a Login"):
        opened({"client": client})


def test_lists_of_resources() -> None:
    """Resources in a list or dictionary are opened too."""

    class Fleet(ConfigurableResource):
        tanks: list[Tank]
        lines: dict[str, Line] = {}

    fleet = Fleet(tanks=[Tank(size=1), Tank(size=EnvVar.int("N"))], lines={"a": Line(name="a")})
    made = opened({"fleet": fleet}, environment={"N": "2"})["fleet"]
    assert [tank.size for tank in made.tanks] == [1, 2]
    assert SAID == ["open a", "close a"]


def test_dependencies_of_any_kind() -> None:
    """A ResourceDependency is a plain object, a function's resource, or a factory's."""

    @resource
    def word():
        yield "from function"
        SAID.append("closed")

    class Factory(ConfigurableResourceFactory[str]):
        text: str

        def create_resource(self, context):
            return self.text * 2

    class Holder(ConfigurableResource):
        a: ResourceDependency[str]
        b: ResourceDependency[str]
        c: ResourceDependency[Any]

    holder = Holder(a=word, b=Factory(text="x"), c=len)
    made = opened({"holder": holder})["holder"]
    assert (made.a, made.b, made.c) == ("from function", "xx", len)
    assert SAID == ["closed"]


def test_factory_gives_what_it_creates() -> None:
    """The resource of a factory is what it creates."""

    class Factory(ConfigurableResourceFactory[str]):
        text: str

        def create_resource(self, context):
            return self.text * 2

    assert opened({"f": Factory(text="ab")}) == {"f": "abab"}


def test_setup_and_teardown_on_a_copy() -> None:
    """Each opening works on a copy: private attributes of the original stay as they were."""
    line = Line(name="l")

    def look(resources):
        assert SAID == ["open l"]
        return resources.line._wire

    assert opened({"line": line}, look=look) == ["l"]
    assert opened({"line": line}, look=look) if SAID.clear() is None else False
    assert line._wire == []
    assert SAID == ["open l", "close l"]


@pytest.mark.parametrize(
    "decorate", [contextmanager, lambda function: function], ids=["cm", "bare"]
)
def test_yield_for_execution(decorate) -> None:
    """yield_for_execution frames the run, decorated or as a bare generator."""

    class Framed(ConfigurableResource):
        @decorate
        def yield_for_execution(self, context):
            SAID.append("in")
            try:
                yield self
            finally:
                SAID.append("out")

    opened({"framed": Framed()})
    assert SAID == ["in", "out"]


def test_failing_setup() -> None:
    """A set-up that raises names the resource; its own teardown is not called."""

    class Broken(Line):
        def setup_for_execution(self, context):
            raise OSError("no tone")

    with pytest.raises(ResourceInitError, match=r"'z' .*OSError: no tone") as caught:
        opened({"a": Line(name="a"), "z": Broken(name="z")})
    assert isinstance(caught.value.__cause__, OSError)
    assert SAID == ["open a", "close a"]


def test_failing_create_after_setup() -> None:
    """Where creating fails after the set-up, the teardown is called."""

    class Broken(Line):
        def create_resource(self, context):
            raise OSError("no tone")

    with pytest.raises(ResourceInitError, match="no tone"):
        opened({"z": Broken(name="z")})
    assert SAID == ["open z", "close z"]


def test_context_of_an_open_resource() -> None:
    """An open resource knows its run; one that is not open says so."""
    made = opened({"tank": Tank(size=1)}, run_id="r1")["tank"]
    context = made.get_resource_context()
    assert (context.run_id, context.resource_config) == ("r1", {"size": 1, "name": None})
    with pytest.raises(InvalidInvocationError, match="Tank has no context"):
        Tank(size=1).get_resource_context()


def test_resources_are_frozen() -> None:
    """Fields of a resource can't be assigned; private attributes can."""
    tank = Tank(size=1)
    with pytest.raises(InvalidInvocationError, match="'size' of Tank"):
        tank.size = 2
    line = Line(name="l")
    line._wire = ["x"]
    assert line._wire == ["x"]


def test_constructor_checks() -> None:
    """A value of the wrong type is refused at once; an unknown one is warned of."""
    with pytest.raises(ValidationError, match="size"):
        Tank(size="wide")
    with pytest.warns(UserWarning, match="no field 'sise'"):
        Tank(size=1, sise=2)


def test_unsupported_field() -> None:
    """A field that is neither config nor a resource is refused, by class and field."""

    class Odd(ConfigurableResource):
        x: set[int]

    with pytest.raises(InvalidConfigDefinitionError, match="field 'x' of Odd"):
        Odd(x={1})


def test_constructor_of_its_own() -> None:
    """A class may have a constructor of its own."""

    class Site(ConfigurableResource):
        url: str

        def __init__(self, url: str):
            super().__init__(url=url)

    made = opened({"site": Site(EnvVar("U"))}, environment={"U": "u"})["site"]
    assert made.url == "u"


def test_open_outside_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resource opens on its own, with its environment; one with a teardown needs a context."""
    monkeypatch.setenv("ROOM_SIZE", "7")
    tank = Tank(size=EnvVar.int("ROOM_SIZE"))
    assert tank.process_config_and_initialize().size == 7
    with pytest.raises(InvalidInvocationError, match="Line has to be closed"):
        Line(name="l").process_config_and_initialize()
    SAID.clear()
    with Line(name="l").process_config_and_initialize_cm() as line:
        assert line._wire == ["l"]
    assert SAID == ["open l", "close l"]


def test_from_a_context() -> None:
    """A resource is made from the config of a context."""
    context = build_init_resource_context(config={"size": 3})
    assert Tank.from_resource_context(context) == Tank(size=3)
    with Line.from_resource_context_cm(build_init_resource_context(config={"name": "n"})) as line:
        assert line.name == "n"
    assert SAID == ["open n", "close n"]


def test_as_a_resource_definition() -> None:
    """A resource can be had as a definition of the function kind."""
    with build_resources({"line": Line(name="l").get_resource_definition()}) as resources:
        assert resources.line.name == "l"
    assert SAID == ["open l", "close l"]


def test_generic_classes_may_be_subscripted() -> None:
    """ConfigurableResourceFactory[T] is for type checkers."""
    assert ConfigurableResourceFactory[str] is ConfigurableResourceFactory


def test_factories_are_abstract() -> None:
    """A factory without create_resource cannot be made."""

    class Half(ConfigurableResourceFactory):
        pass

    with pytest.raises(TypeError, match="create_resource"):
        Half()


def test_nested_resources_of_a_resource() -> None:
    """A resource tells which others it holds."""
    client = Client(login=Login())
    assert client.nested_resources == {"login": Login()}
