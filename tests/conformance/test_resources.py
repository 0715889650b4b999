"""Resources: how ops ask for them, their set-up and tear-down, their configuration.

Annotations stay live objects here (no postponed evaluation): the classes are made inside the tests.
"""

import pytest


def _types(result):
    """The kinds of a result's events, in order."""
    return [event.event_type_value for event in result.all_events]


def _single_job(dg, op_def, **resources):
    """A job of one op, with resources."""

    @dg.job(resource_defs=resources)
    def single():
        op_def()

    return single


# --- asking for a resource ----------------------------------------------------------------------


def test_required_resource_keys(dg):
    """An op that names a resource finds it on context.resources."""

    @dg.resource
    def store(_):
        return {"a": 1}

    @dg.op(required_resource_keys={"store"})
    def read(context):
        return context.resources.store["a"]

    result = _single_job(dg, read, store=store).execute_in_process()
    assert result.output_for_node("read") == 1


def test_resource_by_annotated_parameter(dg):
    """A parameter annotated with a ConfigurableResource class receives the resource of its name."""

    class Store(dg.ConfigurableResource):
        root: str

        def path(self, name):
            return f"{self.root}/{name}"

    @dg.op
    def locate(store: Store):
        return store.path("x")

    result = _single_job(dg, locate, store=Store(root="/data")).execute_in_process()
    assert result.output_for_node("locate") == "/data/x"


def test_resource_parameter_is_no_input(dg):
    """A resource parameter is not one of the op's inputs."""

    class Store(dg.ConfigurableResource):
        root: str = ""

    @dg.op
    def locate(store: Store, name: str):
        return name

    assert list(locate.input_dict) == ["name"]
    assert set(locate.required_resource_keys) == {"store"}


def test_resource_in_a_graph_asset(dg):
    """An op inside a graph asset receives resources given to materialize."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.op
    def locate(store: Store):
        return store.root

    @dg.graph_asset
    def place():
        return locate()

    result = dg.materialize_to_memory([place], resources={"store": Store(root="r")})
    assert result.asset_value("place") == "r"


def test_resources_from_definitions(dg):
    """Definitions(resources=) serve every asset of the module."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.op
    def locate(store: Store):
        return store.root

    @dg.graph_asset
    def place():
        return locate()

    @dg.asset
    def other(store: Store):
        return store.root * 2

    defs = dg.Definitions(assets=[place, other], resources={"store": Store(root="q")})
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert result.output_for_node("place") == "q"
    assert result.output_for_node("other") == "qq"


def test_resource_defs_on_a_graph_asset(dg):
    """A graph asset may bring its own resources."""

    @dg.resource
    def store(_):
        return "own"

    @dg.op(required_resource_keys={"store"})
    def locate(context):
        return context.resources.store

    @dg.graph_asset(resource_defs={"store": store})
    def place():
        return locate()

    assert dg.materialize([place]).output_for_node("place") == "own"


def test_resource_defs_conflict(dg):
    """A resource brought by the asset and given to materialize as well is refused."""

    @dg.resource
    def store(_):
        return "own"

    @dg.op(required_resource_keys={"store"})
    def locate(context):
        return context.resources.store

    @dg.graph_asset(resource_defs={"store": store})
    def place():
        return locate()

    with pytest.raises(dg.DagsterInvalidInvocationError, match="store"):
        dg.materialize([place], resources={"store": "other"})


def test_resource_defs_on_an_asset(dg):
    """An asset may bring a configurable resource of its own."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.asset(resource_defs={"store": Store(root="own")})
    def place(store: Store):
        return store.root

    assert dg.materialize([place]).output_for_node("place") == "own"


def test_any_object_is_a_resource(dg):
    """A plain object is a resource as it is."""
    shelf = ["book"]

    @dg.op(required_resource_keys={"shelf"})
    def first(context):
        return context.resources.shelf[0]

    @dg.graph_asset
    def pick():
        return first()

    assert (
        dg.materialize_to_memory([pick], resources={"shelf": shelf}).asset_value("pick") == "book"
    )


def test_resource_param_annotation(dg):
    """ResourceParam[T] marks a parameter as a resource that is a plain object."""

    @dg.op
    def first(shelf: dg.ResourceParam[list]):
        return shelf[0]

    @dg.graph_asset
    def pick():
        return first()

    assert dg.materialize_to_memory([pick], resources={"shelf": ["b"]}).asset_value("pick") == "b"


def test_resource_shared_by_two_ops_is_one_object(dg):
    """Ops of one run share one resource object."""

    @dg.resource
    def bag(_):
        return []

    @dg.op(required_resource_keys={"bag"})
    def put(context):
        context.resources.bag.append("put")
        return 1

    @dg.op(required_resource_keys={"bag"})
    def look(context, after):
        return list(context.resources.bag)

    @dg.job(resource_defs={"bag": bag})
    def sharing():
        look(put())

    assert sharing.execute_in_process().output_for_node("look") == ["put"]


def test_context_and_resource_parameter_together(dg):
    """An op may take context, a resource and inputs at once."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.op
    def one():
        return 1

    @dg.op
    def place(context, store: Store, n):
        return (context.resources.store.root, store.root, n)

    @dg.job(resource_defs={"store": Store(root="r")})
    def placing():
        place(one())

    assert placing.execute_in_process().output_for_node("place") == ("r", "r", 1)


def test_resource_in_an_asset_check(dg):
    """An asset check may ask for a resource too."""

    class Limit(dg.ConfigurableResource):
        top: int

    @dg.asset
    def number():
        return 3

    @dg.asset_check(asset=number)
    def small(number, limit: Limit):
        return dg.AssetCheckResult(passed=number < limit.top)

    defs = dg.Definitions(assets=[number], asset_checks=[small], resources={"limit": Limit(top=5)})
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert [one.passed for one in result.get_asset_check_evaluations()] == [True]


# --- what is missing ----------------------------------------------------------------------------


def test_missing_resource_is_refused_before_running(dg):
    """An op whose resource nobody gives is refused by name, before anything runs."""
    ran = []

    @dg.op(required_resource_keys={"vault"})
    def open_it(context):
        ran.append(1)

    @dg.graph_asset
    def opened():
        return open_it()

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="vault"):
        dg.materialize_to_memory([opened])
    assert ran == []


def test_missing_annotated_resource_is_refused(dg):
    """A missing resource parameter is refused by name."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.op
    def locate(vault: Store):
        return vault.root

    @dg.graph_asset
    def place():
        return locate()

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="vault"):
        dg.materialize_to_memory([place])


def test_undeclared_access_fails(dg):
    """A resource that the op did not ask for is not on its context."""

    @dg.op
    def peek(context):
        return context.resources.vault

    @dg.op(required_resource_keys={"vault"})
    def proper(context, n):
        return n

    @dg.job(resource_defs={"vault": dg.ResourceDefinition.hardcoded_resource(1)})
    def peeking():
        proper(peek())

    with pytest.raises(dg.DagsterUnknownResourceError, match="vault"):
        peeking.execute_in_process()


def test_unknown_resource_error_is_an_attribute_error(dg):
    """hasattr on context.resources answers False for a resource not asked for."""

    @dg.op
    def peek(context):
        return hasattr(context.resources, "vault")

    assert _single_job(dg, peek).execute_in_process().output_for_node("peek") is False


@pytest.mark.departs("rule 9")
def test_resource_of_an_unselected_op_is_not_demanded(dg):
    """A resource that only an unselected op needs need not be given."""

    @dg.op(required_resource_keys={"vault"})
    def heavy(context):
        return context.resources.vault

    @dg.op
    def light():
        return "light"

    @dg.graph_multi_asset(outs={"h": dg.AssetOut(), "l": dg.AssetOut()}, can_subset=True)
    def both():
        return {"h": heavy(), "l": light()}

    assert dg.materialize_to_memory([both], selection="l").asset_value("l") == "light"


# --- opening and closing ------------------------------------------------------------------------


def test_generator_resource_is_closed_after_the_run(dg):
    """The code after a resource's yield runs at the end of the run."""
    said = []

    @dg.resource
    def line(_):
        said.append("open")
        yield "line"
        said.append("close")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        said.append("talk")

    _single_job(dg, talk, line=line).execute_in_process()
    assert said == ["open", "talk", "close"]


def test_resource_is_closed_after_a_failure(dg):
    """A resource is torn down although an op failed."""
    said = []

    @dg.resource
    def line(_):
        try:
            yield "line"
        finally:
            said.append("close")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        raise RuntimeError("cut off")

    result = _single_job(dg, talk, line=line).execute_in_process(raise_on_error=False)
    assert not result.success
    assert said == ["close"]


def test_configurable_resource_setup_and_teardown(dg):
    """setup_for_execution and teardown_after_execution frame the run."""
    said = []

    class Line(dg.ConfigurableResource):
        def setup_for_execution(self, context):
            said.append("open")

        def teardown_after_execution(self, context):
            said.append("close")

    @dg.op
    def talk(line: Line):
        said.append("talk")

    _single_job(dg, talk, line=Line()).execute_in_process()
    assert said == ["open", "talk", "close"]


def test_teardown_after_failure_of_a_configurable_resource(dg):
    """teardown_after_execution runs although an op failed."""
    said = []

    class Line(dg.ConfigurableResource):
        def teardown_after_execution(self, context):
            said.append("close")

    @dg.op
    def talk(line: Line):
        raise RuntimeError("cut off")

    _single_job(dg, talk, line=Line()).execute_in_process(raise_on_error=False)
    assert said == ["close"]


def test_yield_for_execution(dg):
    """yield_for_execution frames the run as one context manager."""
    from contextlib import contextmanager

    said = []

    class Line(dg.ConfigurableResource):
        @contextmanager
        def yield_for_execution(self, context):
            said.append("open")
            try:
                yield self
            finally:
                said.append("close")

    @dg.op
    def talk(line: Line):
        said.append("talk")

    _single_job(dg, talk, line=Line()).execute_in_process()
    assert said == ["open", "talk", "close"]


def test_private_attributes_hold_the_open_thing(dg):
    """A resource may keep its connection in a private attribute made at set-up."""
    from pydantic import PrivateAttr

    class Line(dg.ConfigurableResource):
        number: int
        _wire: list = PrivateAttr()

        def setup_for_execution(self, context):
            self._wire = [self.number]

        def wire(self):
            return self._wire

    @dg.op
    def talk(line: Line):
        return line.wire()

    result = _single_job(dg, talk, line=Line(number=7)).execute_in_process()
    assert result.output_for_node("talk") == [7]


def test_resource_is_opened_once_per_run(dg):
    """Two ops that need a resource open it once."""
    opened = []

    @dg.resource
    def line(_):
        opened.append(1)
        return "line"

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return 1

    @dg.job(resource_defs={"line": line})
    def talking():
        talk()
        talk()

    talking.execute_in_process()
    assert opened == [1]
    talking.execute_in_process()
    assert opened == [1, 1]


def test_unneeded_resource_is_not_opened(dg):
    """A resource that no op needs is not opened."""
    opened = []

    @dg.resource
    def line(_):
        opened.append(1)

    @dg.op
    def talk():
        return 1

    _single_job(dg, talk, line=line).execute_in_process()
    assert opened == []


def test_resource_of_an_unselected_op_is_not_opened(dg):
    """Only the plan's resources are opened in a subset run."""
    opened = []

    @dg.resource
    def line(_):
        opened.append("line")

    @dg.op(required_resource_keys={"line"})
    def heavy(context):
        return 1

    @dg.op
    def light():
        return 2

    @dg.graph_multi_asset(outs={"h": dg.AssetOut(), "l": dg.AssetOut()}, can_subset=True)
    def both():
        return {"h": heavy(), "l": light()}

    dg.materialize_to_memory([both], selection="l", resources={"line": line})
    assert opened == []


def test_failing_init_fails_the_run(dg):
    """A resource that fails to open fails the run before any op runs."""
    ran = []

    @dg.resource
    def line(_):
        raise OSError("no dial tone")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        ran.append(1)

    result = _single_job(dg, talk, line=line).execute_in_process(raise_on_error=False)
    assert not result.success
    assert ran == []
    assert "RESOURCE_INIT_FAILURE" in _types(result)


def test_failing_init_raises_with_its_cause(dg):
    """The error of a resource that cannot open names the resource and keeps the cause."""

    @dg.resource
    def line(_):
        raise OSError("no dial tone")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return 1

    with pytest.raises(dg.DagsterResourceFunctionError, match="line") as caught:
        _single_job(dg, talk, line=line).execute_in_process()
    assert isinstance(caught.value.__cause__, OSError)


def test_resource_events_of_a_good_run(dg):
    """A run with resources records that they were opened."""

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return 1

    types = _types(
        _single_job(dg, talk, line=dg.ResourceDefinition.hardcoded_resource(1)).execute_in_process()
    )
    assert types.index("RESOURCE_INIT_STARTED") < types.index("RESOURCE_INIT_SUCCESS")
    assert types.index("RESOURCE_INIT_SUCCESS") < types.index("STEP_START")


def test_failing_teardown_leaves_the_outcome(dg):
    """A resource that fails to close does not undo what the ops did."""

    @dg.resource
    def line(_):
        yield 1
        raise OSError("will not hang up")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return "said"

    result = _single_job(dg, talk, line=line).execute_in_process(raise_on_error=False)
    assert result.output_for_node("talk") == "said"
    assert "STEP_SUCCESS" in _types(result)


def test_failing_teardown_is_recorded(dg):
    """The failure of a teardown stands in the run's events, with the resource's name."""

    @dg.resource
    def line(_):
        yield 1
        raise OSError("will not hang up")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return "said"

    result = _single_job(dg, talk, line=line).execute_in_process(raise_on_error=False)
    messages = [event.message or "" for event in result.all_events]
    assert any("eardown" in text and "line" in text for text in messages)


# --- configuring --------------------------------------------------------------------------------


def test_resource_config_schema(dg):
    """A function resource reads its config from context.resource_config."""

    @dg.resource(config_schema={"size": int})
    def tank(context):
        return context.resource_config["size"] * 10

    @dg.op(required_resource_keys={"tank"})
    def fill(context):
        return context.resources.tank

    result = _single_job(dg, fill, tank=tank).execute_in_process(
        run_config={"resources": {"tank": {"config": {"size": 4}}}}
    )
    assert result.output_for_node("fill") == 40


def test_configured_resource(dg):
    """configured() fixes the config of a function resource."""

    @dg.resource(config_schema={"size": int})
    def tank(context):
        return context.resource_config["size"]

    @dg.op(required_resource_keys={"tank"})
    def fill(context):
        return context.resources.tank

    result = _single_job(dg, fill, tank=tank.configured({"size": 3})).execute_in_process()
    assert result.output_for_node("fill") == 3


def test_missing_resource_config_is_refused(dg):
    """A required resource config that nobody gave is refused."""

    @dg.resource(config_schema={"size": int})
    def tank(context):
        return 1

    @dg.op(required_resource_keys={"tank"})
    def fill(context):
        return 1

    with pytest.raises(dg.DagsterInvalidConfigError, match="tank"):
        _single_job(dg, fill, tank=tank).execute_in_process()


def test_configure_at_launch(dg):
    """configure_at_launch() leaves a resource's fields to the run config."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    result = _single_job(dg, fill, tank=Tank.configure_at_launch()).execute_in_process(
        run_config={"resources": {"tank": {"config": {"size": 8}}}}
    )
    assert result.output_for_node("fill") == 8


def test_configure_at_launch_without_config_is_refused(dg):
    """A resource left to the launch needs its config there."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    with pytest.raises(dg.DagsterInvalidConfigError, match="tank"):
        _single_job(dg, fill, tank=Tank.configure_at_launch()).execute_in_process()


def test_run_config_overrides_the_constructor(dg):
    """Run config for a resource wins over the values it was made with."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    result = _single_job(dg, fill, tank=Tank(size=1)).execute_in_process(
        run_config={"resources": {"tank": {"config": {"size": 2}}}}
    )
    assert result.output_for_node("fill") == 2


def test_run_config_object_for_resources(dg):
    """RunConfig(resources={...}) takes resource objects as config."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    result = _single_job(dg, fill, tank=Tank.configure_at_launch()).execute_in_process(
        run_config=dg.RunConfig(resources={"tank": Tank(size=5)})
    )
    assert result.output_for_node("fill") == 5


def test_wrong_field_type_in_the_constructor(dg):
    """A resource made with a value of the wrong type is refused at once."""

    class Tank(dg.ConfigurableResource):
        size: int

    with pytest.raises(ValueError, match="size"):
        Tank(size="wide")


def test_resource_is_frozen(dg):
    """The fields of a resource can't be assigned."""

    class Tank(dg.ConfigurableResource):
        size: int

    with pytest.raises(dg.DagsterInvalidInvocationError):
        Tank(size=1).size = 2


def test_env_var_in_a_resource(dg, monkeypatch):
    """EnvVar in a constructor is read when the run starts."""

    class Door(dg.ConfigurableResource):
        code: str

    @dg.op
    def knock(door: Door):
        return door.code

    job = _single_job(dg, knock, door=Door(code=dg.EnvVar("CONFORMANCE_DOOR")))
    monkeypatch.setenv("CONFORMANCE_DOOR", "sesame")
    assert job.execute_in_process().output_for_node("knock") == "sesame"


def test_env_var_int_in_a_resource(dg, monkeypatch):
    """EnvVar.int gives an int."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size + 1

    monkeypatch.setenv("CONFORMANCE_SIZE", "41")
    job = _single_job(dg, fill, tank=Tank(size=dg.EnvVar.int("CONFORMANCE_SIZE")))
    assert job.execute_in_process().output_for_node("fill") == 42


def test_unset_env_var_in_a_resource(dg, monkeypatch):
    """An unset environment variable is named before any op runs."""

    class Door(dg.ConfigurableResource):
        code: str

    @dg.op
    def knock(door: Door):
        return door.code

    monkeypatch.delenv("CONFORMANCE_DOOR", raising=False)
    with pytest.raises(dg.DagsterInvalidConfigError, match="CONFORMANCE_DOOR"):
        _single_job(dg, knock, door=Door(code=dg.EnvVar("CONFORMANCE_DOOR"))).execute_in_process()


def test_env_var_not_an_int(dg, monkeypatch):
    """EnvVar.int refuses a value that is no number."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    monkeypatch.setenv("CONFORMANCE_SIZE", "plenty")
    with pytest.raises(dg.DagsterInvalidConfigError, match="CONFORMANCE_SIZE"):
        _single_job(
            dg, fill, tank=Tank(size=dg.EnvVar.int("CONFORMANCE_SIZE"))
        ).execute_in_process()


# --- nesting ------------------------------------------------------------------------------------


def test_nested_resource(dg):
    """A resource may hold another resource."""

    class Login(dg.ConfigurableResource):
        user: str

    class Client(dg.ConfigurableResource):
        login: Login
        host: str

        def url(self):
            return f"{self.login.user}@{self.host}"

    @dg.op
    def call(client: Client):
        return client.url()

    job = _single_job(dg, call, client=Client(login=Login(user="me"), host="h"))
    assert job.execute_in_process().output_for_node("call") == "me@h"


def test_nested_resource_is_opened_first_and_closed_last(dg):
    """The inner resource is open as long as the outer one."""
    said = []

    class Login(dg.ConfigurableResource):
        def setup_for_execution(self, context):
            said.append("login")

        def teardown_after_execution(self, context):
            said.append("logout")

    class Client(dg.ConfigurableResource):
        login: Login

        def setup_for_execution(self, context):
            said.append("connect")

        def teardown_after_execution(self, context):
            said.append("disconnect")

    login = Login()

    @dg.op
    def call(client: Client):
        said.append("call")

    _single_job(dg, call, login=login, client=Client(login=login)).execute_in_process()
    assert said == ["login", "connect", "call", "disconnect", "logout"]


def test_resource_that_requires_another(dg):
    """A function resource may require another by key."""

    @dg.resource
    def base(_):
        return 5

    @dg.resource(required_resource_keys={"base"})
    def derived(context):
        return context.resources.base * 2

    @dg.op(required_resource_keys={"derived"})
    def use(context):
        return context.resources.derived

    assert (
        _single_job(dg, use, base=base, derived=derived).execute_in_process().output_for_node("use")
        == 10
    )


def test_resource_init_context_knows_the_run(dg):
    """The context of a resource function has a log and the run."""

    @dg.resource
    def spy(context):
        context.log.info("opening")
        return context.run_id

    @dg.op(required_resource_keys={"spy"})
    def use(context):
        return context.resources.spy == context.run_id

    assert _single_job(dg, use, spy=spy).execute_in_process().output_for_node("use") is True


# --- per run and direct use ---------------------------------------------------------------------


def test_resources_argument_of_execute_in_process_overrides(dg):
    """resources= of one run replaces the job's own."""

    @dg.op(required_resource_keys={"mode"})
    def tell(context):
        return context.resources.mode

    job = _single_job(dg, tell, mode=dg.ResourceDefinition.hardcoded_resource("real"))
    assert job.execute_in_process(resources={"mode": "fake"}).output_for_node("tell") == "fake"


def test_graph_execute_with_resources(dg):
    """A graph may be executed with resources of the moment."""

    @dg.op(required_resource_keys={"mode"})
    def tell(context):
        return context.resources.mode

    @dg.graph
    def telling():
        return tell()

    assert telling.execute_in_process(resources={"mode": "m"}).output_value() == "m"


def test_resources_in_build_op_context(dg):
    """build_op_context(resources=) serves a direct call."""

    @dg.op(required_resource_keys={"mode"})
    def tell(context):
        return context.resources.mode

    assert tell(dg.build_op_context(resources={"mode": "direct"})) == "direct"


def test_resource_argument_in_a_direct_call(dg):
    """A resource parameter may be given as an argument."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(tank: Tank):
        return tank.size

    assert fill(tank=Tank(size=3)) == 3


def test_missing_resource_in_a_direct_call(dg):
    """A direct call without a required resource is refused by name."""

    @dg.op(required_resource_keys={"mode"})
    def tell(context):
        return context.resources.mode

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="mode"):
        tell(dg.build_op_context())


def test_generator_resource_in_a_direct_context(dg):
    """A generator resource is open while the context is entered, and closed after."""
    said = []

    @dg.resource
    def line(_):
        said.append("open")
        yield "l"
        said.append("close")

    @dg.op(required_resource_keys={"line"})
    def talk(context):
        return context.resources.line

    with dg.build_op_context(resources={"line": line}) as context:
        assert talk(context) == "l"
    assert said == ["open", "close"]


def test_resource_called_as_a_plain_object(dg):
    """A configurable resource works outside runs as any object."""

    class Tank(dg.ConfigurableResource):
        size: int

        def double(self):
            return self.size * 2

    assert Tank(size=4).double() == 8


def test_with_resources_binds_assets(dg):
    """with_resources gives assets that carry their resources."""

    @dg.asset(required_resource_keys={"mode"})
    def told(context):
        return context.resources.mode

    bound = dg.with_resources([told], {"mode": dg.ResourceDefinition.hardcoded_resource("b")})
    assert dg.materialize(bound).output_for_node("told") == "b"


def test_merge_with_conflicting_resources(dg):
    """Definitions that give one key two values cannot be merged."""
    one = dg.Definitions(resources={"mode": 1})
    other = dg.Definitions(resources={"mode": 2})
    with pytest.raises(dg.DagsterInvariantViolationError, match="mode"):
        dg.Definitions.merge(one, other)


def test_merge_with_different_resource_keys(dg):
    """Merged definitions serve the resources of both."""

    @dg.asset(required_resource_keys={"a", "b"})
    def both(context):
        return context.resources.a + context.resources.b

    merged = dg.Definitions.merge(
        dg.Definitions(assets=[both], resources={"a": 1}), dg.Definitions(resources={"b": 2})
    )
    result = merged.resolve_implicit_global_asset_job_def().execute_in_process()
    assert result.output_for_node("both") == 3


# --- I/O managers as resources ------------------------------------------------------------------


def test_configurable_io_manager_is_a_resource(dg):
    """A ConfigurableIOManager stores and loads with its own fields."""
    shelf = {}

    class Shelf(dg.ConfigurableIOManager):
        prefix: str

        def handle_output(self, context, obj):
            shelf[self.prefix + context.asset_key.to_user_string()] = obj

        def load_input(self, context):
            return shelf[self.prefix + context.asset_key.to_user_string()]

    @dg.asset
    def first():
        return 1

    @dg.asset
    def second(first):
        return first + 1

    dg.materialize([first, second], resources={"io_manager": Shelf(prefix="p/")})
    assert shelf == {"p/first": 1, "p/second": 2}


def test_io_manager_with_env_var(dg, monkeypatch):
    """A ConfigurableIOManager reads EnvVar fields like any resource."""
    seen = []

    class Shelf(dg.ConfigurableIOManager):
        root: str

        def handle_output(self, context, obj):
            seen.append(self.root)

        def load_input(self, context):
            raise AssertionError("nothing is loaded here")

    @dg.asset
    def first():
        return 1

    monkeypatch.setenv("CONFORMANCE_ROOT", "/shelf")
    dg.materialize([first], resources={"io_manager": Shelf(root=dg.EnvVar("CONFORMANCE_ROOT"))})
    assert seen == ["/shelf"]


def test_resource_context_resources_via_asset(dg):
    """An asset's context offers the resources it asked for."""

    @dg.asset(required_resource_keys={"mode"})
    def told(context: dg.AssetExecutionContext):
        return context.resources.mode

    assert dg.materialize_to_memory([told], resources={"mode": "x"}).asset_value("told") == "x"


@pytest.mark.departs("rule 13")
def test_missing_resource_is_a_fault_of_the_definitions(dg):
    """validate_loadable names a resource that an op needs and nobody gives."""

    @dg.op(required_resource_keys={"vault"})
    def open_it(context):
        return 1

    @dg.graph_asset
    def opened():
        return open_it()

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="vault"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=[opened]))


# --- more of what users build -------------------------------------------------------------------


def test_resource_dependency(dg):
    """ResourceDependency[T] holds a resource that is a plain object."""

    class Client(dg.ConfigurableResource):
        words: dg.ResourceDependency[list]

        def first(self):
            return self.words[0]

    @dg.resource
    def words(_):
        return ["hello"]

    @dg.op
    def call(client: Client):
        return client.first()

    assert (
        _single_job(dg, call, client=Client(words=words))
        .execute_in_process()
        .output_for_node("call")
        == "hello"
    )


def test_build_resources(dg):
    """build_resources() opens resources for the length of a block."""
    said = []

    @dg.resource
    def line(_):
        said.append("open")
        yield "l"
        said.append("close")

    with dg.build_resources({"line": line, "plain": 5}) as resources:
        assert (resources.line, resources.plain) == ("l", 5)
    assert said == ["open", "close"]


def test_build_init_resource_context(dg):
    """A resource function is tested with a context built for it."""

    @dg.resource(config_schema={"n": int})
    def tank(context):
        return context.resource_config["n"]

    assert tank(dg.build_init_resource_context(config={"n": 3})) == 3


def test_nested_resource_configured_at_launch(dg):
    """A nested resource's fields may come from the run config."""

    class Login(dg.ConfigurableResource):
        user: str

    class Client(dg.ConfigurableResource):
        login: Login

    login = Login.configure_at_launch()

    @dg.op
    def call(client: Client):
        return client.login.user

    job = _single_job(dg, call, login=login, client=Client(login=login))
    result = job.execute_in_process(
        run_config={"resources": {"login": {"config": {"user": "late"}}}}
    )
    assert result.output_for_node("call") == "late"


def test_resource_defaults(dg):
    """The fields of a resource may have defaults."""

    class Tank(dg.ConfigurableResource):
        size: int = 4

    @dg.op
    def fill(tank: Tank):
        return tank.size

    assert _single_job(dg, fill, tank=Tank()).execute_in_process().output_for_node("fill") == 4


def test_two_resources_of_one_class(dg):
    """Two resources of one class are told apart by name."""

    class Tank(dg.ConfigurableResource):
        size: int

    @dg.op
    def fill(big: Tank, small: Tank):
        return (big.size, small.size)

    job = _single_job(dg, fill, big=Tank(size=9), small=Tank(size=1))
    assert job.execute_in_process().output_for_node("fill") == (9, 1)


def test_subclass_of_the_annotated_class(dg):
    """A resource may be of a subclass of the annotated class."""

    class Store(dg.ConfigurableResource):
        def name(self):
            return "store"

    class Cellar(Store):
        def name(self):
            return "cellar"

    @dg.op
    def tell(store: Store):
        return store.name()

    assert (
        _single_job(dg, tell, store=Cellar()).execute_in_process().output_for_node("tell")
        == "cellar"
    )


def test_hidden_resource_of_a_graph_asset_op(dg):
    """A resource that only a deep op needs is found as well."""

    class Store(dg.ConfigurableResource):
        root: str

    @dg.op
    def locate(store: Store):
        return store.root

    @dg.graph
    def inner():
        return locate()

    @dg.graph
    def middle():
        return inner()

    @dg.graph_asset
    def outer():
        return middle()

    result = dg.materialize_to_memory([outer], resources={"store": Store(root="deep")})
    assert result.asset_value("outer") == "deep"


def test_io_manager_factory(dg):
    """A ConfigurableIOManagerFactory makes an I/O manager from its fields."""
    shelf = {}

    class Shelf(dg.IOManager):
        def __init__(self, prefix):
            self.prefix = prefix

        def handle_output(self, context, obj):
            shelf[self.prefix + context.asset_key.to_user_string()] = obj

        def load_input(self, context):
            return shelf[self.prefix + context.asset_key.to_user_string()]

    class Maker(dg.ConfigurableIOManagerFactory):
        prefix: str

        def create_io_manager(self, context):
            return Shelf(self.prefix)

    @dg.asset
    def first():
        return 1

    @dg.asset
    def second(first):
        return first + 1

    dg.materialize([first, second], resources={"io_manager": Maker(prefix="f/")})
    assert shelf == {"f/first": 1, "f/second": 2}


def test_io_manager_function(dg):
    """@io_manager makes an I/O manager with config."""
    shelf = {}

    @dg.io_manager(config_schema={"prefix": str})
    def shelf_manager(context):
        prefix = context.resource_config["prefix"]

        class Shelf(dg.IOManager):
            def handle_output(self, context, obj):
                shelf[prefix + context.step_key] = obj

            def load_input(self, context):
                return shelf[prefix + context.upstream_output.step_key]

        return Shelf()

    @dg.op
    def one():
        return 1

    @dg.op
    def two(n):
        return n + 1

    @dg.job(resource_defs={"io_manager": shelf_manager})
    def line():
        two(one())

    line.execute_in_process(run_config={"resources": {"io_manager": {"config": {"prefix": "x:"}}}})
    assert shelf == {"x:one": 1, "x:two": 2}


def test_resource_teardown_order(dg):
    """Resources are closed in the reverse order of their opening."""
    said = []

    def make(name, needs=()):
        @dg.resource(required_resource_keys=set(needs))
        def inner(_):
            said.append(f"open {name}")
            yield name
            said.append(f"close {name}")

        return inner

    @dg.op(required_resource_keys={"a", "b"})
    def use(context):
        return 1

    _single_job(dg, use, a=make("a", ["b"]), b=make("b")).execute_in_process()
    assert said == ["open b", "open a", "close a", "close b"]


def test_failed_opening_closes_what_was_open(dg):
    """When a resource fails to open, those open already are closed."""
    said = []

    @dg.resource
    def base(_):
        try:
            yield 1
        finally:
            said.append("close base")

    @dg.resource(required_resource_keys={"base"})
    def upper(_):
        raise OSError("no")

    @dg.op(required_resource_keys={"upper"})
    def use(context):
        return 1

    _single_job(dg, use, base=base, upper=upper).execute_in_process(raise_on_error=False)
    assert said == ["close base"]
