"""What an op's context knows in a run, and what it can add to the record.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

import uuid
from pathlib import Path

import pytest


@pytest.fixture
def look(dg):
    """Run a graph asset of one op and give what a function reads from its context."""

    def look(read, *, asset=None, **options):
        got = []

        @dg.op
        def peek(context):
            got.append(read(context))
            return 1

        @dg.graph_asset(**(asset or {}))
        def watched():
            return peek()

        dg.materialize([watched], **options)
        return got[0]

    return look


@pytest.fixture
def look_in_job(dg):
    """Run a plain job of one op and give what a function reads from its context."""

    def look(read, op_options=None, **options):
        got = []

        @dg.op(**(op_options or {}))
        def peek(context):
            got.append(read(context))

        @dg.job
        def plain():
            peek()

        plain.execute_in_process(**options)
        return got[0]

    return look


# --- the run ------------------------------------------------------------------------------------


def test_run_id(dg, look):
    """The run's id is the text of a UUID."""
    assert uuid.UUID(look(lambda c: c.run_id))


def test_run_id_is_the_results(dg):
    """The context's run is the result's run."""
    got = []

    @dg.op
    def peek(context):
        got.append((context.run_id, context.run.run_id))
        return 1

    @dg.graph_asset
    def watched():
        return peek()

    result = dg.materialize([watched])
    assert got == [(result.run_id, result.run_id)]


def test_job_name(look_in_job):
    """The context knows its job."""
    assert look_in_job(lambda c: c.job_name) == "plain"


def test_step_path(look):
    """The op handle's text is the dotted step key."""
    assert look(lambda c: str(c.op_handle)) == "watched.peek"


def test_op_of_the_context(look):
    """The context knows its op, and the op's definition."""
    assert look(lambda c: (c.op.name, c.op_def.name)) == ("peek", "peek")


def test_alias_in_the_context(dg):
    """Under an alias, the context knows both names."""
    got = []

    @dg.op
    def peek(context):
        got.append((context.op.name, context.op_def.name))
        return 1

    @dg.graph_asset
    def watched():
        return peek.alias("other")()

    dg.materialize([watched])
    assert got == [("other", "peek")]


def test_run_tags(look):
    """The run's tags can be read, one by one or together."""
    got = look(
        lambda c: (c.run_tags.get("who"), c.has_tag("who"), c.get_tag("who"), c.has_tag("else")),
        tags={"who": "me"},
    )
    assert got == ("me", True, "me", False)


def test_run_config(dg, look_in_job):
    """The context has the op's config and the run's."""
    config = {"ops": {"peek": {"config": {"n": 3}}}}
    got = look_in_job(
        lambda c: (c.op_config["n"], c.run_config["ops"]["peek"]["config"]["n"]),
        {"config_schema": {"n": int}},
        run_config=config,
    )
    assert got == (3, 3)


def test_no_config(look):
    """Without config, `op_config` is empty or None."""
    assert not look(lambda c: c.op_config)


def test_retry_number(dg):
    """`retry_number` counts from zero."""
    got = []

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
    def flaky(context):
        got.append(context.retry_number)
        if len(got) < 3:
            raise ValueError("again")
        return 1

    @dg.graph_asset
    def watched():
        return flaky()

    dg.materialize([watched])
    assert got == [0, 1, 2]


def test_resources(dg):
    """Resources that the op declares are attributes of `context.resources`."""
    got = []

    @dg.op(required_resource_keys={"a"})
    def peek(context):
        got.append(context.resources.a)
        try:
            _ = context.resources.b
        except AttributeError:
            got.append("no b")
        return 1

    @dg.graph_asset
    def watched():
        return peek()

    dg.materialize([watched], resources={"a": 1, "b": 2})
    assert got == [1, "no b"]


def test_instance_of_the_context(dg, kept_instance, look):
    """The context can read the log of earlier runs."""

    @dg.asset
    def earlier():
        return 1

    dg.materialize([earlier], instance=kept_instance)
    latest = look(
        lambda c: c.instance.get_latest_materialization_event(dg.AssetKey("earlier")),
        instance=kept_instance,
    )
    assert latest is not None


def test_not_partitioned(dg, look):
    """Without a partition, the context says so; asking for the key is an error."""
    assert look(lambda c: c.has_partition_key) is False

    def ask(context):
        with pytest.raises(dg.DagsterError):
            _ = context.partition_key
        return True

    assert look(ask)


# --- the asset ----------------------------------------------------------------------------------


def test_asset_key(dg, look):
    """In a graph asset, every op knows the asset's key."""
    assert look(lambda c: c.asset_key, asset={"key_prefix": "p"}) == dg.AssetKey(["p", "watched"])


def test_asset_key_from_an_inner_op(dg):
    """An op whose output is not the asset knows the asset all the same."""
    got = []

    @dg.op
    def first(context):
        got.append(context.asset_key)
        return 1

    @dg.op
    def second(n):
        return n

    @dg.graph_asset
    def watched():
        return second(first())

    dg.materialize([watched])
    assert got == [dg.AssetKey("watched")]


def test_asset_key_for_output(dg):
    """The output that is the asset has its key; another has none."""
    got = []

    @dg.op
    def first(context):
        try:
            context.asset_key_for_output()
        except Exception:  # noqa: BLE001
            got.append("none")
        return 1

    @dg.op
    def second(context, n):
        got.append(context.asset_key_for_output())
        return n

    @dg.graph_asset
    def watched():
        return second(first())

    dg.materialize([watched])
    assert got == ["none", dg.AssetKey("watched")]


def test_output_for_asset_key(dg):
    """The name of the output that makes an asset can be asked for."""
    got = []

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def both(context):
        got.append(
            (
                context.output_for_asset_key(dg.AssetKey("A")),
                context.output_for_asset_key(dg.AssetKey("B")),
            )
        )
        return 1, 2

    @dg.graph_multi_asset(outs={"A": dg.AssetOut(), "B": dg.AssetOut()})
    def g():
        x, y = both()
        return {"A": x, "B": y}

    dg.materialize([g])
    assert got == [("x", "y")]


def test_has_assets_def(look, look_in_job):
    """An op knows whether it runs for an asset."""
    assert look(lambda c: c.has_assets_def) is True
    assert look_in_job(lambda c: c.has_assets_def) is False


def test_assets_def(dg, look):
    """An op can read the definition it runs for."""
    assert look(lambda c: c.assets_def.keys) == {dg.AssetKey("watched")}


def test_selected_keys(dg, look, look_in_job):
    """Selected keys are those of this definition; a plain job has none."""
    assert set(look(lambda c: c.selected_asset_keys)) == {dg.AssetKey("watched")}
    assert set(look_in_job(lambda c: c.selected_asset_keys)) == set()


def test_selected_output_names_in_a_job(dg, look_in_job):
    """In a plain job an op is asked for all of its outputs."""
    got = []

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both(context):
        got.append(set(context.selected_output_names))
        return 1, 2

    @dg.job
    def plain():
        both()

    plain.execute_in_process()
    assert got == [{"a", "b"}]


def test_asset_of_a_plain_job_is_an_error(dg, look_in_job):
    """In a plain job there is no asset to ask for."""

    def ask(context):
        with pytest.raises(Exception):  # noqa: B017
            _ = context.asset_key
        with pytest.raises(Exception):  # noqa: B017
            _ = context.assets_def
        return True

    assert look_in_job(ask)


def test_asset_context_of_an_asset(dg):
    """An asset's context is an AssetExecutionContext, with the op's context inside."""
    got = []

    @dg.asset
    def f(context):
        got.append(isinstance(context, dg.AssetExecutionContext))
        got.append(isinstance(context.op_execution_context, dg.OpExecutionContext))
        got.append(context.run.run_id == context.run_id)

    dg.materialize([f])
    assert got == [True, True, True]


def test_op_context_of_an_op(dg, look):
    """An op's context is an OpExecutionContext, in a graph asset too."""
    assert look(lambda c: isinstance(c, dg.OpExecutionContext)) is True


def test_asset_context_in_an_op_of_a_graph_asset(dg):
    """An op of a graph asset may ask for an AssetExecutionContext by annotation."""
    got = []

    @dg.op
    def peek(context: dg.AssetExecutionContext):
        got.append(context.asset_key)
        return 1

    @dg.graph_asset
    def watched():
        return peek()

    dg.materialize([watched])
    assert got == [dg.AssetKey("watched")]


def test_get_inside_a_function(dg):
    """The context can be had from the class while an op runs."""
    got = []

    def deep():
        return dg.OpExecutionContext.get().op_handle

    @dg.op
    def peek():
        got.append(str(deep()))
        return 1

    @dg.graph_asset
    def watched():
        return peek()

    dg.materialize([watched])
    assert got == ["watched.peek"]


# --- metadata -----------------------------------------------------------------------------------


def _metadata(dg, op_def):
    @dg.graph_asset
    def watched():
        return op_def()

    (event,) = dg.materialize([watched]).get_asset_materialization_events()
    return event.materialization.metadata


def test_metadata_merges_and_later_wins(dg):
    """Metadata added in several calls is put together; a later value replaces an earlier."""

    @dg.op
    def peek(context):
        context.add_output_metadata({"a": 1, "b": 1})
        context.add_output_metadata({"b": 2, "c": 3})
        return dg.Output(1, metadata={"d": 4})

    found = _metadata(dg, peek)
    assert {k: found[k].value for k in "abcd"} == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_metadata_of_several_outputs_needs_a_name(dg, run_op):
    """With several outputs, `add_output_metadata` has to say which."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both(context):
        context.add_output_metadata({"x": 1})
        return 1, 2

    with pytest.raises(dg.DagsterInvariantViolationError):
        run_op(both)


def test_metadata_of_a_named_output(dg):
    """`output_name` says of which output the metadata is."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def both(context):
        context.add_output_metadata({"x": 1}, output_name="a")
        context.add_output_metadata({"x": 2}, output_name="b")
        return 1, 2

    @dg.graph_multi_asset(outs={"A": dg.AssetOut(), "B": dg.AssetOut()})
    def g():
        a, b = both()
        return {"A": a, "B": b}

    events = dg.materialize([g]).get_asset_materialization_events()
    assert {
        e.asset_key.to_user_string(): e.materialization.metadata["x"].value for e in events
    } == {
        "A": 1,
        "B": 2,
    }


def test_metadata_of_an_unknown_output(dg, run_op):
    """Metadata for an output that the op has not is an error that names it."""

    @dg.op
    def peek(context):
        context.add_output_metadata({"x": 1}, output_name="ghost")
        return 1

    with pytest.raises(dg.DagsterInvariantViolationError, match="ghost"):
        run_op(peek)


@pytest.mark.parametrize(
    "value",
    ["text", 5, 2.5, True, None, {"a": 1}, [1, 2]],
    ids=["text", "int", "float", "bool", "none", "dict", "list"],
)
def test_metadata_values(dg, value):
    """Plain values may be metadata, and come back as they were."""

    @dg.op
    def peek(context):
        context.add_output_metadata({"it": value})
        return 1

    assert _metadata(dg, peek)["it"].value == value


def test_metadata_value_classes(dg, tmp_path):
    """Metadata values of many kinds have their constructors."""
    values = {
        "text": dg.MetadataValue.text("t"),
        "int": dg.MetadataValue.int(1),
        "float": dg.MetadataValue.float(1.5),
        "bool": dg.MetadataValue.bool(True),
        "json": dg.MetadataValue.json({"a": [1]}),
        "md": dg.MetadataValue.md("**m**"),
        "url": dg.MetadataValue.url("https://example.com"),
        "where": dg.MetadataValue.path(str(tmp_path)),
        "time": dg.MetadataValue.timestamp(1_700_000_000.0),
        "asset": dg.MetadataValue.asset(dg.AssetKey("k")),
        "null": dg.MetadataValue.null(),
    }

    @dg.op
    def peek(context):
        context.add_output_metadata(values)
        return 1

    found = _metadata(dg, peek)
    assert {name: found[name] for name in values} == values
    assert found["json"].value == {"a": [1]}
    assert found["url"].value == "https://example.com"


@pytest.mark.parametrize("kind", ["path", "key"])
def test_metadata_of_other_plain_kinds(dg, kind):
    """Paths and asset keys may be given as they are."""
    value = {
        "path": lambda: Path("some/file"),
        "key": lambda: dg.AssetKey(["a", "b"]),
    }[kind]()

    @dg.op
    def peek(context):
        context.add_output_metadata({"it": value})
        return 1

    assert "it" in _metadata(dg, peek)


@pytest.mark.parametrize(
    "value", [{1, 2}, (1, 2), b"x", object()], ids=["set", "tuple", "bytes", "object"]
)
def test_metadata_of_no_known_kind_is_refused(dg, run_op, value):
    """What is no metadata value is refused; the error names the entry."""

    @dg.op
    def peek(context):
        context.add_output_metadata({"oddity": value})
        return 1

    with pytest.raises(Exception, match="oddity"):
        run_op(peek)


def test_get_output_metadata(dg):
    """What was added can be read back."""
    got = []

    @dg.op
    def peek(context):
        context.add_output_metadata({"x": 1})
        got.append(context.get_output_metadata("result"))
        return 1

    _metadata(dg, peek)
    assert set(got[0]) == {"x"}


# --- logging and events -------------------------------------------------------------------------


def test_log_levels(dg, kept_instance):
    """`context.log` writes lines with their level into the log."""

    @dg.op
    def talks(context):
        context.log.debug("d")
        context.log.info("i")
        context.log.warning("w")
        context.log.error("e")
        return 1

    @dg.graph_asset
    def g():
        return talks()

    result = dg.materialize([g], instance=kept_instance)
    levels = {
        e.user_message: e.level
        for e in kept_instance.all_logs(result.run_id)
        if not e.is_dagster_event
    }
    assert {k: levels[k] for k in "diwe"} == {"d": 10, "i": 20, "w": 30, "e": 40}


def test_print_is_the_users(dg, capsys):
    """What an op prints goes to the standard output."""

    @dg.op
    def talks():
        print("hello from the op")  # noqa: T201
        return 1

    @dg.graph_asset
    def g():
        return talks()

    assert dg.materialize([g]).success
    assert "hello from the op" in capsys.readouterr().out


def test_log_event(dg):
    """`log_event` records a materialization or an observation."""

    @dg.op
    def talks(context):
        context.log_event(dg.AssetMaterialization("m"))
        context.log_event(dg.AssetObservation("o"))
        return 1

    @dg.graph_asset
    def g():
        return talks()

    kinds = [e.event_type_value for e in dg.materialize([g]).all_events]
    assert kinds.count("ASSET_MATERIALIZATION") == 2
    assert kinds.count("ASSET_OBSERVATION") == 1


def test_load_asset_value_in_an_op(dg):
    """An op may load the value of another asset of the run."""
    got = []

    @dg.asset
    def base():
        return 5

    @dg.asset(deps=[base])
    def after(context: dg.AssetExecutionContext):
        got.append(context.load_asset_value(dg.AssetKey("base")))

    assert dg.materialize([base, after]).success
    assert got == [5]
