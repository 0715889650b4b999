"""Run config: Config classes, plain fields, paths through graphs, mappings, environment values.

Annotations stay live objects here (no postponed evaluation): the classes are made inside the tests.
"""

import enum
from typing import Any, Literal, Optional

import pytest


def _greeter(dg):
    """A graph asset of one configurable op: ``hello`` with ``greet`` inside."""

    class Greeting(dg.Config):
        name: str
        times: int = 1

    @dg.op
    def greet(config: Greeting) -> str:
        return config.name * config.times

    @dg.graph_asset
    def hello():
        return greet()

    return hello


def _run_op(dg, op_def, config=None):
    """Run one op as a job of its own and give back its output."""

    @dg.job
    def single():
        op_def()

    run_config = {} if config is None else {"ops": {op_def.name: {"config": config}}}
    return single.execute_in_process(run_config=run_config).output_for_node(op_def.name)


def _one_field(dg, kind, value, **defaults):
    """Run an op whose config has one field ``x`` of the given kind; the op gives the field back."""

    class OneField(dg.Config):
        x: kind

    @dg.op
    def show(config: OneField):
        return config.x

    return _run_op(dg, show, {"x": value}, **defaults)


# --- reaching an op ---------------------------------------------------------------------------


def test_config_class_reaches_an_op_of_a_job(dg):
    """An op's Config parameter holds the values of ops.<op>.config."""

    class Limits(dg.Config):
        low: int
        high: int

    @dg.op
    def span(config: Limits):
        return config.high - config.low

    assert _run_op(dg, span, {"low": 2, "high": 9}) == 7


def test_config_reaches_an_op_inside_a_graph_asset(dg):
    """The path to an op in a graph asset is ops.<asset>.ops.<op>.config."""
    result = dg.materialize_to_memory(
        [_greeter(dg)],
        run_config={"ops": {"hello": {"ops": {"greet": {"config": {"name": "ab", "times": 2}}}}}},
    )
    assert result.asset_value("hello") == "abab"


def test_run_config_object_with_config_instances(dg):
    """RunConfig accepts Config objects in place of plain dicts."""

    class Amount(dg.Config):
        n: int

    @dg.op
    def count(config: Amount):
        return config.n

    @dg.graph_asset
    def counted():
        return count()

    run_config = dg.RunConfig(ops={"counted": {"ops": {"count": Amount(n=4)}}})
    result = dg.materialize_to_memory([counted], run_config=run_config)
    assert result.asset_value("counted") == 4


def test_run_config_object_for_a_plain_op(dg):
    """RunConfig(ops={name: Config}) configures an op at the top level of a job."""

    class Amount(dg.Config):
        n: int

    @dg.op
    def count(config: Amount):
        return config.n + 1

    @dg.job
    def counting():
        count()

    result = counting.execute_in_process(run_config=dg.RunConfig(ops={"count": Amount(n=4)}))
    assert result.output_for_node("count") == 5


def test_config_path_goes_through_nested_graphs(dg):
    """Each graph on the way adds an `ops` level to the config path."""

    class Word(dg.Config):
        text: str

    @dg.op
    def speak(config: Word):
        return config.text

    @dg.graph
    def inner():
        return speak()

    @dg.graph
    def middle():
        return inner()

    @dg.graph_asset
    def outer():
        return middle()

    ops = {
        "outer": {
            "ops": {"middle": {"ops": {"inner": {"ops": {"speak": {"config": {"text": "hi"}}}}}}}
        }
    }
    result = dg.materialize_to_memory([outer], run_config={"ops": ops})
    assert result.asset_value("outer") == "hi"


def test_each_alias_has_its_own_config(dg):
    """Two uses of one op are configured apart, by their aliases."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.op
    def pair(a, b):
        return (a, b)

    @dg.job
    def twice():
        pair(make.alias("left")(), make.alias("right")())

    result = twice.execute_in_process(
        run_config={"ops": {"left": {"config": {"n": 1}}, "right": {"config": {"n": 2}}}}
    )
    assert result.output_for_node("pair") == (1, 2)


def test_automatic_name_is_the_config_name(dg):
    """The second call of an op is configured under its automatic name."""

    class Size(dg.Config):
        n: int = 0

    @dg.op
    def make(config: Size):
        return config.n

    @dg.job
    def twice():
        make()
        make()

    result = twice.execute_in_process(run_config={"ops": {"make_2": {"config": {"n": 8}}}})
    assert (result.output_for_node("make"), result.output_for_node("make_2")) == (0, 8)


def test_config_of_an_asset(dg):
    """An @asset takes a Config parameter, found at ops.<asset>.config."""

    class Threshold(dg.Config):
        level: float

    @dg.asset
    def alarms(config: Threshold):
        return config.level

    result = dg.materialize_to_memory(
        [alarms], run_config={"ops": {"alarms": {"config": {"level": 0.5}}}}
    )
    assert result.asset_value("alarms") == 0.5


def test_config_of_a_prefixed_asset_uses_its_node_name(dg):
    """A key prefix is part of the config path, joined by two underscores."""

    class Threshold(dg.Config):
        level: int

    @dg.asset(key_prefix="sensors")
    def alarms(config: Threshold):
        return config.level

    result = dg.materialize_to_memory(
        [alarms], run_config={"ops": {"sensors__alarms": {"config": {"level": 3}}}}
    )
    assert result.asset_value(["sensors", "alarms"]) == 3


def test_config_parameter_is_no_input(dg):
    """The `config` parameter of an op is not one of its inputs."""

    class Size(dg.Config):
        n: int

    @dg.op
    def scale(config: Size, amount: int):
        return config.n * amount

    assert list(scale.input_dict) == ["amount"]


def test_context_and_config_stand_together(dg):
    """An op may take context, config and inputs at once."""

    class Size(dg.Config):
        n: int

    @dg.op
    def one():
        return 10

    @dg.op
    def scale(context, config: Size, amount: int):
        return (context.op_config, config.n * amount)

    @dg.job
    def scaling():
        scale(one())

    result = scaling.execute_in_process(run_config={"ops": {"scale": {"config": {"n": 3}}}})
    assert result.output_for_node("scale") == ({"n": 3}, 30)


# --- defaults and plain kinds of config --------------------------------------------------------


def test_defaults_need_no_run_config(dg):
    """A Config class whose fields all have defaults needs no run config."""

    class Size(dg.Config):
        n: int = 6

    @dg.op
    def make(config: Size):
        return config.n

    assert _run_op(dg, make) == 6


def test_default_only_for_the_missing_field(dg):
    """A given field replaces its default and leaves the others."""

    class Size(dg.Config):
        n: int = 6
        unit: str = "m"

    @dg.op
    def make(config: Size):
        return f"{config.n}{config.unit}"

    assert _run_op(dg, make, {"unit": "km"}) == "6km"


def test_primitive_config(dg):
    """A `config` parameter annotated with a primitive takes the bare value."""

    @dg.op
    def twice(config: int):
        return config * 2

    assert _run_op(dg, twice, 21) == 42


def test_dict_config(dg):
    """A `config` parameter annotated dict takes any mapping."""

    @dg.op
    def keys(config: dict):
        return sorted(config)

    assert _run_op(dg, keys, {"b": 1, "a": [2]}) == ["a", "b"]


def test_config_schema_of_plain_fields(dg):
    """With config_schema the validated dict is context.op_config."""

    @dg.op(config_schema={"path": str, "depth": int})
    def walk(context):
        return (context.op_config["path"], context.op_config["depth"])

    assert _run_op(dg, walk, {"path": "/x", "depth": 2}) == ("/x", 2)


def test_field_default_in_config_schema(dg):
    """Field(..., default_value=) fills what the run config leaves out."""

    @dg.op(config_schema={"depth": dg.Field(int, default_value=7)})
    def walk(context):
        return context.op_config["depth"]

    assert _run_op(dg, walk) == 7


def test_optional_field_in_config_schema(dg):
    """A Field that is not required may be absent from op_config."""

    @dg.op(config_schema={"depth": dg.Field(int, is_required=False)})
    def walk(context):
        return "depth" in context.op_config

    assert _run_op(dg, walk, {}) is False


def test_scalar_config_schema(dg):
    """config_schema may be one scalar type."""

    @dg.op(config_schema=str)
    def say(context):
        return context.op_config.upper()

    assert _run_op(dg, say, "abc") == "ABC"


def test_list_config_schema(dg):
    """config_schema may be a list of a type."""

    @dg.op(config_schema=[int])
    def total(context):
        return sum(context.op_config)

    assert _run_op(dg, total, [1, 2, 3]) == 6


def test_no_schema_means_no_op_config(dg):
    """An op without config has op_config None."""

    @dg.op
    def bare(context):
        return context.op_config is None

    assert _run_op(dg, bare) is True


def test_op_without_schema_takes_any_config(dg):
    """An op without a schema is given whatever config was written for it."""

    @dg.op
    def bare(context):
        return context.op_config

    assert _run_op(dg, bare, {"any": ["thing"]}) == {"any": ["thing"]}


# --- field types -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, 3),
        (str, "x"),
        (float, 2.5),
        (bool, True),
        (list, [1, "a"]),
        (list[int], [1, 2]),
        (dict[str, int], {"a": 1}),
        (dict, {"a": {"b": 1}}),
        (Optional[int], 4),
        (Optional[str], None),
        (Literal["low", "high"], "low"),
        (Any, {"free": [1]}),
        (list[list[str]], [["a"], []]),
    ],
    ids=lambda part: str(part).replace("typing.", "")[:24],
)
def test_field_type_keeps_its_value(dg, kind, value):
    """A value of a supported field type arrives unchanged."""
    assert _one_field(dg, kind, value) == value


def test_int_is_converted_for_a_float_field(dg):
    """An int given for a float field arrives as a float."""
    value = _one_field(dg, float, 2)
    assert value == 2.0
    assert isinstance(value, float)


def test_enum_is_given_by_member_name(dg):
    """An Enum field is written as the member's name and arrives as the member."""

    class Colour(enum.Enum):
        RED = "r"
        BLUE = "b"

    assert _one_field(dg, Colour, "BLUE") is Colour.BLUE


def test_nested_config_class(dg):
    """A field may be a Config class of its own."""

    class Point(dg.Config):
        x: int
        y: int = 0

    class Line(dg.Config):
        start: Point
        label: str = "line"

    @dg.op
    def draw(config: Line):
        return (config.label, config.start.x, config.start.y)

    assert _run_op(dg, draw, {"start": {"x": 5}}) == ("line", 5, 0)


def test_list_of_nested_config(dg):
    """A field may be a list of Config objects."""

    class Point(dg.Config):
        x: int

    class Shape(dg.Config):
        points: list[Point]

    @dg.op
    def measure(config: Shape):
        return [point.x for point in config.points]

    assert _run_op(dg, measure, {"points": [{"x": 1}, {"x": 2}]}) == [1, 2]


def test_permissive_config_keeps_unknown_fields(dg):
    """A PermissiveConfig keeps fields it does not declare."""

    class Loose(dg.PermissiveConfig):
        known: int

    @dg.op
    def show(config: Loose):
        return (config.known, config.extra)

    assert _run_op(dg, show, {"known": 1, "extra": "e"}) == (1, "e")


def test_config_methods_and_properties(dg):
    """A Config class may carry methods of its own."""

    class Window(dg.Config):
        start: int
        length: int

        def end(self):
            return self.start + self.length

    @dg.op
    def stop(config: Window):
        return config.end()

    assert _run_op(dg, stop, {"start": 3, "length": 4}) == 7


def test_inherited_config_fields(dg):
    """A subclass of a Config class has the fields of both."""

    class Base(dg.Config):
        a: int = 1

    class More(Base):
        b: int = 2

    @dg.op
    def show(config: More):
        return (config.a, config.b)

    assert _run_op(dg, show, {"a": 9}) == (9, 2)


# --- refusals ----------------------------------------------------------------------------------


def _refused(dg, op_def, config):
    """Run with a bad config; give back the error and whether the op's body ran."""
    with pytest.raises(dg.DagsterInvalidConfigError) as caught:
        _run_op(dg, op_def, config)
    return str(caught.value)


def test_missing_required_field_is_refused_before_any_step(dg):
    """A missing required field stops the run before an op runs."""
    ran = []

    class Size(dg.Config):
        number: int

    @dg.op
    def make(config: Size):
        ran.append(1)

    assert "number" in _refused(dg, make, {})
    assert ran == []


def test_missing_required_config_altogether(dg):
    """No run config at all is refused as well, and names the op."""
    with pytest.raises(dg.DagsterInvalidConfigError, match=r"greet|hello"):
        dg.materialize_to_memory([_greeter(dg)])


def test_unknown_field_is_refused(dg):
    """A field that the Config class does not have is refused by name."""

    class Size(dg.Config):
        number: int = 1

    @dg.op
    def make(config: Size):
        return config.number

    assert "nmber" in _refused(dg, make, {"nmber": 2})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "3"),
        (str, 3),
        (bool, "true"),
        (int, 1.5),
        (float, "1.5"),
        (list[int], "12"),
        (dict, [1]),
    ],
    ids=["int-str", "str-int", "bool-str", "int-float", "float-str", "list-str", "dict-list"],
)
def test_wrong_type_is_refused(dg, kind, value):
    """A value of the wrong type is refused, never converted in silence."""
    with pytest.raises(dg.DagsterInvalidConfigError):
        _one_field(dg, kind, value)


def test_wrong_element_type_is_refused(dg):
    """The elements of a list field are checked too."""
    with pytest.raises(dg.DagsterInvalidConfigError):
        _one_field(dg, list[int], [1, "two"])


def test_enum_value_is_refused(dg):
    """An Enum field takes the member's name, not its value."""

    class Colour(enum.Enum):
        RED = "r"

    with pytest.raises(dg.DagsterInvalidConfigError):
        _one_field(dg, Colour, "r")


def test_literal_outside_its_choices_is_refused(dg):
    """A Literal field refuses any other value."""
    with pytest.raises(Exception, match=r"middle|low"):
        _one_field(dg, Literal["low", "high"], "middle")


def test_wrong_type_under_config_schema_is_refused(dg):
    """Plain fields are validated like Config classes."""

    @dg.op(config_schema={"depth": int})
    def walk(context):
        return context.op_config["depth"]

    assert "depth" in _refused(dg, walk, {"depth": "deep"})


def test_config_for_an_unknown_op_of_a_job_is_refused(dg):
    """A name under ops that the job does not have is refused."""

    @dg.op
    def fine():
        return 1

    @dg.job
    def only():
        fine()

    with pytest.raises(dg.DagsterInvalidConfigError, match="fien"):
        only.execute_in_process(run_config={"ops": {"fien": {"config": {}}}})


def test_unknown_top_level_key_is_refused(dg):
    """Run config has only known sections."""

    @dg.op
    def fine():
        return 1

    @dg.job
    def only():
        fine()

    with pytest.raises(dg.DagsterInvalidConfigError, match="opps"):
        only.execute_in_process(run_config={"opps": {}})


@pytest.mark.departs("rule 9")
def test_config_for_an_unknown_op_of_the_implicit_job_is_refused(dg):
    """The job of all assets refuses an unknown op name as well, with the nearest one."""
    job = dg.Definitions(assets=[_greeter(dg)]).resolve_implicit_global_asset_job_def()
    config = {"hello": {"ops": {"greet": {"config": {"name": "x"}}}}, "helo": {"config": {}}}
    with pytest.raises(dg.DagsterInvalidConfigError, match="hello"):
        job.execute_in_process(run_config={"ops": config})


@pytest.mark.departs("rule 9")
def test_config_for_an_op_outside_the_plan_is_accepted(dg):
    """Config for an op of the graph that this subset does not run is no mistake."""

    class Size(dg.Config):
        n: int

    @dg.op
    def left(config: Size):
        return config.n

    @dg.op
    def right():
        return "r"

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def both():
        return {"a": left(), "b": right()}

    config = {"ops": {"both": {"ops": {"left": {"config": {"n": 1}}}}}}
    result = dg.materialize_to_memory([both], selection="b", run_config=config)
    assert result.asset_value("b") == "r"


def test_config_is_demanded_only_for_the_ops_that_run(dg):
    """A required config of an op outside the subset is not asked for."""

    class Size(dg.Config):
        n: int

    @dg.op
    def left(config: Size):
        return config.n

    @dg.op
    def right():
        return "r"

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def both():
        return {"a": left(), "b": right()}

    assert dg.materialize_to_memory([both], selection="b").asset_value("b") == "r"


def test_config_is_frozen(dg):
    """Assigning to a field of a Config is refused."""

    class Size(dg.Config):
        n: int

    with pytest.raises(dg.DagsterInvalidInvocationError):
        Size(n=1).n = 2


def test_config_object_is_validated_when_made(dg):
    """A Config class made by hand refuses a value of the wrong type."""

    class Size(dg.Config):
        n: int

    with pytest.raises(ValueError, match="n"):
        Size(n="many")


def test_config_parameter_needs_an_annotation(dg):
    """A parameter called config without an annotation is refused at definition."""
    with pytest.raises(dg.DagsterError):

        @dg.op
        def make(config):
            return config


def test_unsupported_field_type_is_refused(dg):
    """A set-typed field is refused when the op is defined."""

    class Odd(dg.Config):
        x: set[int]

    with pytest.raises(dg.DagsterError):

        @dg.op
        def make(config: Odd):
            return config.x


def test_validator_that_raises_fails_the_step(dg):
    """A pydantic validator that refuses a value fails the run."""
    from pydantic import field_validator

    class Even(dg.Config):
        n: int

        @field_validator("n")
        @classmethod
        def _even(cls, value):
            if value % 2:
                raise ValueError("odd number given")
            return value

    @dg.op
    def make(config: Even):
        return config.n

    assert _run_op(dg, make, {"n": 2}) == 2
    with pytest.raises(Exception, match="odd number given"):
        _run_op(dg, make, {"n": 3})


# --- configured, graph config, job config ------------------------------------------------------


def test_configured_op_has_a_new_name_and_fixed_config(dg):
    """configured() gives a new op of the given name with its config filled in."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    three = make.configured({"n": 3}, name="three")

    @dg.job
    def fixed():
        three()

    assert three.name == "three"
    assert fixed.execute_in_process().output_for_node("three") == 3


def test_graph_with_fixed_config(dg):
    """A dict as a graph's config fixes the config of its ops."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.graph(config={"make": {"config": {"n": 12}}})
    def fixed():
        return make()

    @dg.job
    def outer():
        fixed()

    assert outer.execute_in_process().output_for_node("fixed") == 12


def test_graph_asset_with_fixed_config(dg):
    """graph_asset(config=dict) fixes the config of its ops."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.graph_asset(config={"make": {"config": {"n": 5}}})
    def fixed():
        return make()

    assert dg.materialize_to_memory([fixed]).asset_value("fixed") == 5


def test_config_mapping_on_a_graph(dg):
    """A config mapping replaces the inner config by one of the graph's own."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.config_mapping(config_schema={"double": int})
    def widen(outer):
        return {"make": {"config": {"n": outer["double"] * 2}}}

    @dg.graph(config=widen)
    def mapped():
        return make()

    @dg.job
    def outer():
        mapped()

    result = outer.execute_in_process(run_config={"ops": {"mapped": {"config": {"double": 4}}}})
    assert result.output_for_node("mapped") == 8


def test_config_mapping_with_a_config_class(dg):
    """A config mapping may take its outer config as a Config class."""

    class Size(dg.Config):
        n: int

    class Simple(dg.Config):
        word: str

    @dg.op
    def make(config: Size):
        return config.n

    @dg.config_mapping
    def measure(outer: Simple):
        return {"make": {"config": {"n": len(outer.word)}}}

    @dg.graph_asset(config=measure)
    def mapped():
        return make()

    result = dg.materialize_to_memory(
        [mapped], run_config={"ops": {"mapped": {"config": {"word": "four"}}}}
    )
    assert result.asset_value("mapped") == 4


def test_config_mapping_that_raises(dg):
    """An exception in a config mapping is named as such and keeps its cause."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    @dg.config_mapping(config_schema={"x": int})
    def broken(outer):
        raise LookupError("no such recipe")

    @dg.graph(config=broken)
    def mapped():
        return make()

    @dg.job
    def outer():
        mapped()

    with pytest.raises(dg.DagsterConfigMappingFunctionError) as caught:
        outer.execute_in_process(run_config={"ops": {"mapped": {"config": {"x": 1}}}})
    assert isinstance(caught.value.__cause__, LookupError)


def test_config_mapping_with_an_invalid_result(dg):
    """What a config mapping returns is validated like any config."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    @dg.config_mapping(config_schema={"x": int})
    def wrong(outer):
        return {"make": {"config": {"n": "text"}}}

    @dg.graph(config=wrong)
    def mapped():
        return make()

    @dg.job
    def outer():
        mapped()

    with pytest.raises(dg.DagsterInvalidConfigError):
        outer.execute_in_process(run_config={"ops": {"mapped": {"config": {"x": 1}}}})


def test_job_config_dict(dg):
    """A job's own config is used when the run gives none."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.job(config={"ops": {"make": {"config": {"n": 11}}}})
    def preset():
        make()

    assert preset.execute_in_process().output_for_node("make") == 11


def test_job_config_run_config_object(dg):
    """A job's own config may be a RunConfig."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.job(config=dg.RunConfig(ops={"make": Size(n=13)}))
    def preset():
        make()

    assert preset.execute_in_process().output_for_node("make") == 13


def test_asset_job_config(dg):
    """define_asset_job(config=) is the run config of its runs."""
    job = dg.define_asset_job(
        "hello_job",
        selection="hello",
        config={"ops": {"hello": {"ops": {"greet": {"config": {"name": "yo"}}}}}},
    )
    defs = dg.Definitions(assets=[_greeter(dg)], jobs=[job])
    result = defs.resolve_job_def("hello_job").execute_in_process()
    assert result.output_for_node("hello.greet") == "yo"


def test_context_shows_the_whole_run_config(dg):
    """context.run_config is the run config as it was given."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.run_config["ops"]["make"]["config"]["n"]

    assert _run_op(dg, make, {"n": 17}) == 17


# --- inputs through config ----------------------------------------------------------------------


def test_unconnected_input_is_read_from_config(dg):
    """A primitive input that nothing feeds is given by ops.<op>.inputs."""

    @dg.op
    def double(n: int):
        return n * 2

    @dg.job
    def loose():
        double()

    result = loose.execute_in_process(run_config={"ops": {"double": {"inputs": {"n": 4}}}})
    assert result.output_for_node("double") == 8


def test_unconnected_input_without_config_is_refused(dg):
    """A primitive input that neither graph nor config feeds is refused before the run."""

    @dg.op
    def double(n: int):
        return n * 2

    @dg.job
    def loose():
        double()

    with pytest.raises(dg.DagsterInvalidConfigError, match="double"):
        loose.execute_in_process()


def test_unconnected_input_with_a_default(dg):
    """An input with a default value needs no config."""

    @dg.op
    def double(n: int = 5):
        return n * 2

    @dg.job
    def loose():
        double()

    assert loose.execute_in_process().output_for_node("double") == 10


def test_unconnected_input_of_a_class_is_refused(dg):
    """An input of a user's class that nothing feeds is a fault of the definition."""

    class Thing:
        pass

    @dg.op
    def use(thing: Thing):
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="thing"):

        @dg.job
        def loose():
            use()

        loose.execute_in_process()


def test_job_input_values(dg):
    """input_values feeds a graph's inputs from Python."""

    @dg.op
    def double(n):
        return n * 2

    @dg.graph
    def doubling(n):
        return double(n)

    assert doubling.execute_in_process(input_values={"n": 6}).output_value() == 12


# --- environment values -------------------------------------------------------------------------


def test_env_var_in_run_config(dg, monkeypatch):
    """A scalar written {"env": NAME} is read from the environment."""
    monkeypatch.setenv("CONFORMANCE_WORD", "from-env")
    assert _one_field(dg, str, {"env": "CONFORMANCE_WORD"}) == "from-env"


def test_env_var_int_in_run_config(dg, monkeypatch):
    """An environment value for an int field arrives as an int."""
    monkeypatch.setenv("CONFORMANCE_NUMBER", "42")
    assert _one_field(dg, int, {"env": "CONFORMANCE_NUMBER"}) == 42


def test_unset_env_var_is_refused(dg, monkeypatch):
    """An environment variable that is not set is named in the refusal."""
    monkeypatch.delenv("CONFORMANCE_ABSENT", raising=False)
    with pytest.raises(dg.DagsterInvalidConfigError, match="CONFORMANCE_ABSENT"):
        _one_field(dg, str, {"env": "CONFORMANCE_ABSENT"})


def test_env_var_object_in_a_config_object(dg, monkeypatch):
    """EnvVar may stand in a Config object given to RunConfig."""
    monkeypatch.setenv("CONFORMANCE_WORD", "later")

    class Word(dg.Config):
        text: str

    @dg.op
    def say(config: Word):
        return config.text

    @dg.job
    def saying():
        say()

    run_config = dg.RunConfig(ops={"say": Word(text=dg.EnvVar("CONFORMANCE_WORD"))})
    assert saying.execute_in_process(run_config=run_config).output_for_node("say") == "later"


def test_string_source(dg, monkeypatch):
    """A StringSource or IntSource field may be read from the environment."""
    monkeypatch.setenv("CONFORMANCE_WORD", "w")
    monkeypatch.setenv("CONFORMANCE_NUMBER", "3")

    @dg.op(
        config_schema={"word": dg.StringSource, "number": dg.IntSource, "plain": dg.StringSource}
    )
    def show(context):
        return tuple(context.op_config[name] for name in ("word", "number", "plain"))

    config = {
        "word": {"env": "CONFORMANCE_WORD"},
        "number": {"env": "CONFORMANCE_NUMBER"},
        "plain": "p",
    }
    assert _run_op(dg, show, config) == ("w", 3, "p")


def test_env_values_stay_out_of_the_record(dg, monkeypatch, instance):
    """The run's record keeps the name of an environment variable, not its value."""
    monkeypatch.setenv("CONFORMANCE_SECRET", "hunter2-hunter2")

    class Login(dg.Config):
        password: str

    @dg.op
    def log_in(config: Login):
        return len(config.password)

    @dg.job
    def logging_in():
        log_in()

    config = {"ops": {"log_in": {"config": {"password": {"env": "CONFORMANCE_SECRET"}}}}}
    result = logging_in.execute_in_process(run_config=config, instance=instance)
    assert result.output_for_node("log_in") == 15
    assert "hunter2" not in str(instance.get_run_by_id(result.run_id).run_config)


# --- direct calls -------------------------------------------------------------------------------


def test_config_in_a_direct_call(dg):
    """An op is tested by calling it with a Config object."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n + 1

    assert make(Size(n=1)) == 2
    assert make(config=Size(n=2)) == 3


def test_config_through_build_op_context(dg):
    """build_op_context(op_config=) feeds a config_schema op."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    assert make(dg.build_op_context(op_config={"n": 9})) == 9


def test_config_dict_through_build_op_context(dg):
    """build_op_context(config=dict) feeds a Config parameter."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(context, config: Size):
        return config.n

    assert make(dg.build_op_context(config={"n": 9})) == 9


def test_bad_config_in_a_direct_call(dg):
    """A direct call validates the context's config too."""

    @dg.op(config_schema={"n": int})
    def make(context):
        return context.op_config["n"]

    with pytest.raises(dg.DagsterInvalidConfigError):
        make(dg.build_op_context(op_config={"n": "x"}))


@pytest.mark.departs("rule 9")
def test_unknown_field_is_answered_with_the_nearest(dg):
    """The refusal of a misspelt field names the field that was meant."""

    class Size(dg.Config):
        threshold: int = 1

    @dg.op
    def make(config: Size):
        return config.threshold

    assert "threshold" in _refused(dg, make, {"treshold": 2})


@pytest.mark.departs("rule 16")
def test_graph_asset_with_typed_config(dg):
    """A graph asset's typed config is validated against its class."""

    class Size(dg.Config):
        n: int

    class Simple(dg.Config):
        count: int = 3

    @dg.op
    def make(config: Size):
        return config.n

    @dg.config_mapping
    def pass_on(outer: Simple):
        return {"make": {"config": {"n": outer.count}}}

    @dg.graph_asset(config=pass_on)
    def sized():
        return make()

    assert dg.materialize_to_memory([sized]).asset_value("sized") == 3
    with pytest.raises(dg.DagsterInvalidConfigError, match="count"):
        dg.materialize_to_memory([sized], run_config={"ops": {"sized": {"config": {"count": "x"}}}})


POSTPONED = """
from __future__ import annotations


class Size(dg.Config):
    n: int
    unit: str = "m"


class Scale(dg.ConfigurableResource):
    factor: int


@dg.op
def measure(context: dg.OpExecutionContext, config: Size, scale: Scale) -> str:
    return f"{config.n * scale.factor}{config.unit}"


@dg.op
def frame(text: str) -> list[str]:
    return [text]


@dg.graph_asset
def measured():
    return frame(measure())
"""


def test_module_of_config_and_resource(dg, write_module):
    """A module of Config, resource and graph asset works as written."""
    module = write_module(POSTPONED.replace("from __future__ import annotations", ""), name="eager")
    run_config = {"ops": {"measured": {"ops": {"measure": {"config": {"n": 2}}}}}}
    result = dg.materialize_to_memory(
        [module.measured], resources={"scale": module.Scale(factor=3)}, run_config=run_config
    )
    assert result.asset_value("measured") == ["6m"]


@pytest.mark.departs("rule 16")
def test_postponed_annotations_of_a_module(dg, tmp_path, monkeypatch):
    """A module that postpones its annotations works like one that does not."""
    source = POSTPONED.replace(
        "from __future__ import annotations",
        f"from __future__ import annotations\nimport {dg.__name__} as dg",
    )
    name = f"postponed_{dg.__name__}"
    (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = __import__(name)
    run_config = {"ops": {"measured": {"ops": {"measure": {"config": {"n": 2, "unit": "k"}}}}}}
    result = dg.materialize_to_memory(
        [module.measured], resources={"scale": module.Scale(factor=3)}, run_config=run_config
    )
    assert result.asset_value("measured") == ["6k"]


# --- more plain schemas -------------------------------------------------------------------------


def _by_schema(dg, schema, config):
    """Run an op with a config_schema; give back its op_config."""

    @dg.op(config_schema=schema)
    def show(context):
        return context.op_config

    return _run_op(dg, show, config)


def test_nested_plain_fields(dg):
    """A config_schema may nest dictionaries."""
    schema = {"source": {"host": str, "port": dg.Field(int, default_value=80)}, "n": int}
    config = {"source": {"host": "h"}, "n": 1}
    assert _by_schema(dg, schema, config) == {"source": {"host": "h", "port": 80}, "n": 1}


def test_shape_field(dg):
    """Shape is a dictionary of known fields."""
    schema = dg.Shape({"a": dg.Field(int), "b": dg.Field(str, is_required=False)})
    assert _by_schema(dg, schema, {"a": 1}) == {"a": 1}


def test_shape_refuses_unknown_fields(dg):
    """A Shape refuses a field that it does not know, by name."""
    with pytest.raises(dg.DagsterInvalidConfigError, match="zzz"):
        _by_schema(dg, dg.Shape({"a": int}), {"a": 1, "zzz": 2})


def test_permissive_field(dg):
    """Permissive keeps what it does not know."""
    assert _by_schema(dg, dg.Permissive({"a": int}), {"a": 1, "b": [2]}) == {"a": 1, "b": [2]}


def test_array_field(dg):
    """Array is a list of one type."""
    assert _by_schema(dg, dg.Array(int), [1, 2]) == [1, 2]


def test_map_field(dg):
    """Map has free keys and values of one type."""
    assert _by_schema(dg, dg.Map(str, int), {"x": 1, "y": 2}) == {"x": 1, "y": 2}


def test_map_refuses_wrong_values(dg):
    """The values of a Map are checked."""
    with pytest.raises(dg.DagsterInvalidConfigError):
        _by_schema(dg, dg.Map(str, int), {"x": "one"})


@pytest.mark.parametrize("value", [None, 4])
def test_noneable_field(dg, value):
    """Noneable takes None as well."""
    assert _by_schema(dg, {"n": dg.Noneable(int)}, {"n": value}) == {"n": value}


def test_selector_field(dg):
    """Selector takes exactly one of its fields."""
    schema = dg.Selector({"file": {"path": str}, "url": {"address": str}})
    assert _by_schema(dg, schema, {"url": {"address": "a"}}) == {"url": {"address": "a"}}


def test_selector_refuses_two(dg):
    """Two fields of a Selector at once are refused."""
    schema = dg.Selector({"file": str, "url": str})
    with pytest.raises(dg.DagsterInvalidConfigError):
        _by_schema(dg, schema, {"file": "f", "url": "u"})


def test_enum_field(dg):
    """A plain Enum field takes the name of one of its values."""
    colours = dg.Enum("Colour", [dg.EnumValue("RED", python_value="#f00"), dg.EnumValue("BLUE")])
    assert _by_schema(dg, {"c": colours}, {"c": "RED"}) == {"c": "#f00"}


def test_missing_plain_field(dg):
    """A required plain field that is missing is named."""
    with pytest.raises(dg.DagsterInvalidConfigError, match="port"):
        _by_schema(dg, {"port": int}, {})


def test_two_faults_are_both_told(dg):
    """Each fault of a run config is told."""
    with pytest.raises(dg.DagsterInvalidConfigError) as caught:
        _by_schema(dg, {"port": int, "host": str}, {"prt": 1, "host": 5})
    text = str(caught.value)
    assert "prt" in text
    assert "host" in text


# --- more Config classes ------------------------------------------------------------------------


def test_pydantic_field_default(dg):
    """pydantic's Field gives defaults and bounds."""
    from pydantic import Field

    class Size(dg.Config):
        n: int = Field(default=3, ge=1, description="how many")

    @dg.op
    def make(config: Size):
        return config.n

    assert _run_op(dg, make) == 3
    with pytest.raises(Exception, match="n"):
        _run_op(dg, make, {"n": 0})


def test_default_factory(dg):
    """A field may make its default."""
    from pydantic import Field

    class Bag(dg.Config):
        items: list[int] = Field(default_factory=lambda: [1])

    @dg.op
    def make(config: Bag):
        return config.items

    assert _run_op(dg, make) == [1]


def test_one_class_for_two_ops(dg):
    """Two ops may share a Config class and differ in their values."""

    class Size(dg.Config):
        n: int

    @dg.op
    def left(config: Size):
        return config.n

    @dg.op
    def right(config: Size):
        return config.n

    @dg.job
    def both():
        left()
        right()

    result = both.execute_in_process(
        run_config=dg.RunConfig(ops={"left": Size(n=1), "right": Size(n=2)})
    )
    assert (result.output_for_node("left"), result.output_for_node("right")) == (1, 2)


def test_discriminated_union(dg):
    """A field may be one of several Config classes, told apart by a Literal."""
    from typing import Union

    from pydantic import Field

    class Cat(dg.Config):
        kind: Literal["cat"] = "cat"
        lives: int

    class Dog(dg.Config):
        kind: Literal["dog"] = "dog"
        name: str

    class Owner(dg.Config):
        pet: Union[Cat, Dog] = Field(discriminator="kind")

    @dg.op
    def show(config: Owner):
        return type(config.pet).__name__

    assert _run_op(dg, show, {"pet": {"dog": {"name": "rex"}}}) == "Dog"


def test_config_of_a_multi_asset(dg):
    """A multi_asset takes a Config parameter."""

    class Size(dg.Config):
        n: int

    @dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def both(config: Size):
        return config.n, config.n + 1

    result = dg.materialize_to_memory([both], run_config={"ops": {"both": {"config": {"n": 4}}}})
    assert (result.asset_value("a"), result.asset_value("b")) == (4, 5)


def test_config_of_a_graph_multi_asset(dg):
    """The ops of a graph_multi_asset are configured below its name."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def both():
        return {"a": make(), "b": make()}

    ops = {"make": {"config": {"n": 1}}, "make_2": {"config": {"n": 2}}}
    result = dg.materialize_to_memory([both], run_config={"ops": {"both": {"ops": ops}}})
    assert (result.asset_value("a"), result.asset_value("b")) == (1, 2)


def test_config_of_from_graph(dg):
    """The ops of a from_graph asset are configured below the graph's name."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.graph
    def built():
        return make()

    asset = dg.AssetsDefinition.from_graph(built, key_prefix="p")
    result = dg.materialize_to_memory(
        [asset], run_config={"ops": {"built": {"ops": {"make": {"config": {"n": 7}}}}}}
    )
    assert result.asset_value(["p", "built"]) == 7


def test_config_of_a_prefixed_graph_asset(dg):
    """A graph asset's prefix is part of its config path."""

    class Size(dg.Config):
        n: int

    @dg.op
    def make(config: Size):
        return config.n

    @dg.graph_asset(key_prefix=["p", "q"])
    def built():
        return make()

    ops = {"p__q__built": {"ops": {"make": {"config": {"n": 7}}}}}
    result = dg.materialize_to_memory([built], run_config={"ops": ops})
    assert result.asset_value(["p", "q", "built"]) == 7


def test_config_dict_of_a_config_object(dg):
    """RunConfig.to_config_dict() gives the plain dictionary."""

    class Size(dg.Config):
        n: int

    run_config = dg.RunConfig(ops={"make": Size(n=1)})
    assert run_config.to_config_dict()["ops"] == {"make": {"config": {"n": 1}}}


def test_config_of_a_mapped_op(dg):
    """A mapped op is configured once, for all of its branches."""

    class Size(dg.Config):
        factor: int

    @dg.op(out=dg.DynamicOut())
    def spread():
        for n in (1, 2):
            yield dg.DynamicOutput(n, mapping_key=f"n{n}")

    @dg.op
    def scale(config: Size, n):
        return n * config.factor

    @dg.job
    def fan():
        spread().map(scale)

    result = fan.execute_in_process(run_config={"ops": {"scale": {"config": {"factor": 10}}}})
    assert result.output_for_node("scale") == {"n1": 10, "n2": 20}


def test_validate_run_config(dg):
    """validate_run_config() checks a config without running."""
    ran = []

    @dg.op(config_schema={"n": int})
    def make(context):
        ran.append(1)

    @dg.job
    def single():
        make()

    dg.validate_run_config(single, {"ops": {"make": {"config": {"n": 1}}}})
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.validate_run_config(single, {"ops": {"make": {"config": {"n": "x"}}}})
    assert ran == []


def test_validate_run_config_of_a_job_of_assets(dg):
    """validate_run_config() knows the config of a job of assets, too."""

    @dg.asset(config_schema={"n": int})
    def made(context):
        return 1

    job = dg.Definitions([made], jobs=[dg.define_asset_job("j")]).get_job_def("j")

    dg.validate_run_config(job, {"ops": {"made": {"config": {"n": 1}}}})
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.validate_run_config(job, {"ops": {"made": {"config": {"m": 1}}}})
