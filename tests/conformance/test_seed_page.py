"""The page on graph-backed assets, told in our own words: each of its examples, run as a module."""

import pytest

# --- a graph-backed asset ------------------------------------------------------------------------

FILES = """
class Client:
    def files_list(self, channel):
        return [{"id": 1, "title": channel, "noise": 0}, {"id": 2, "title": "b", "noise": 0}]


class ChatResource(dg.ConfigurableResource):
    token: str = "none"

    def get_client(self):
        return Client()


@dg.op
def fetch_files(chat: ChatResource) -> list:
    return [
        {"id": row.get("id"), "title": row.get("title")}
        for row in chat.get_client().files_list(channel="#random")
    ]


TABLE = []


@dg.op
def store_files(files):
    return TABLE.extend(files)


@dg.graph_asset
def files_table():
    return store_files(fetch_files())
"""


def test_graph_asset_over_two_ops(dg, write_module, seen):
    """Materializing the asset runs the op that fetches, then the op that stores."""
    page = write_module(FILES)
    result = dg.materialize([page.files_table], resources={"chat": page.ChatResource()})
    assert result.success
    assert seen(result).ran == ["files_table.fetch_files", "files_table.store_files"]
    assert seen(result).made == ["files_table"]
    assert page.TABLE == [{"id": 1, "title": "#random"}, {"id": 2, "title": "b"}]


def test_graph_asset_needs_its_resource(dg, write_module):
    """Without the resource that its op asks for, the asset can't be materialized."""
    page = write_module(FILES)
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="chat"):
        dg.materialize([page.files_table])


def test_failed_run_starts_again_at_the_op(dg, write_module, seen, kept_instance):
    """Ops are steps of their own: the first op's success is recorded though the second failed."""
    page = write_module(
        """
@dg.op
def first():
    return 1

@dg.op
def second(n):
    raise ValueError("full")

@dg.graph_asset
def table():
    return second(first())
"""
    )
    result = dg.materialize([page.table], instance=kept_instance, raise_on_error=False)
    assert seen(result).done == ["table.first"]
    assert seen(result).made == []


# --- managed loading -----------------------------------------------------------------------------

LOADING = """
@dg.asset
def upstream_asset():
    return 1


@dg.op
def add_one(input_num):
    return input_num + 1


@dg.op
def multiply_by_two(input_num):
    return input_num * 2


@dg.graph_asset
def middle_asset(upstream_asset):
    return multiply_by_two(add_one(upstream_asset))


@dg.asset
def downstream_asset(middle_asset):
    return middle_asset + 7


all_assets = [upstream_asset, middle_asset, downstream_asset]
defs = dg.Definitions(assets=all_assets)
"""


def test_managed_loading_in_one_run(dg, write_module):
    """Values travel from asset to asset through the I/O manager."""
    result = dg.materialize(write_module(LOADING).all_assets)
    values = {
        name: result.asset_value(name)
        for name in ("upstream_asset", "middle_asset", "downstream_asset")
    }
    assert values == {"upstream_asset": 1, "middle_asset": 4, "downstream_asset": 11}


def test_managed_loading_one_asset_at_a_time(dg, write_module, kept_instance, seen):
    """Each asset may be made in a run of its own, its upstream loaded from the one before."""
    page = write_module(LOADING)
    job = page.defs.get_implicit_global_asset_job_def()
    for name, ran in (
        ("upstream_asset", ["upstream_asset"]),
        ("middle_asset", ["middle_asset.add_one", "middle_asset.multiply_by_two"]),
        ("downstream_asset", ["downstream_asset"]),
    ):
        result = job.execute_in_process(asset_selection=[dg.AssetKey(name)], instance=kept_instance)
        assert seen(result).ran == ran
    assert result.asset_value("downstream_asset") == 11


def test_managed_loading_lineage(dg, write_module):
    """The definitions know what depends on what."""
    page = write_module(LOADING)
    assert page.middle_asset.asset_deps == {
        dg.AssetKey("middle_asset"): {dg.AssetKey("upstream_asset")}
    }
    assert page.downstream_asset.asset_deps == {
        dg.AssetKey("downstream_asset"): {dg.AssetKey("middle_asset")}
    }


# --- several assets ------------------------------------------------------------------------------

MULTI = """
@dg.asset
def upstream_asset():
    return 1


@dg.op(out={"one": dg.Out(), "two": dg.Out()})
def two_outputs(upstream):
    yield dg.Output(output_name="one", value=upstream)
    yield dg.Output(output_name="two", value=upstream * 2)


@dg.graph_multi_asset(outs={"first_asset": dg.AssetOut(), "second_asset": dg.AssetOut()})
def two_assets(upstream_asset):
    one, two = two_outputs(upstream_asset)
    return {"first_asset": one, "second_asset": two}


defs = dg.Definitions(
    assets=[upstream_asset, two_assets], jobs=[dg.define_asset_job("basic", "*second_asset")]
)
"""


def test_graph_multi_asset(dg, write_module):
    """One graph makes two assets of one upstream asset."""
    page = write_module(MULTI)
    result = dg.materialize([page.upstream_asset, page.two_assets])
    assert result.asset_value("first_asset") == 1
    assert result.asset_value("second_asset") == 2


def test_partial_selection_is_refused_by_default(dg, write_module):
    """Part of the assets of a graph can't be selected unless it says so."""
    page = write_module(MULTI)
    job = page.defs.get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="two_assets"):
        job.execute_in_process(
            asset_selection=[dg.AssetKey("upstream_asset"), dg.AssetKey("first_asset")]
        )


@pytest.mark.departs("rule 6")
def test_refusal_says_what_to_do(dg, write_module, said):
    """The refusal names the missing asset and the way out."""
    page = write_module(MULTI)
    job = page.defs.get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError) as caught:
        job.execute_in_process(
            asset_selection=[dg.AssetKey("upstream_asset"), dg.AssetKey("first_asset")]
        )
    assert "second_asset" in said(caught.value)
    assert "can_subset" in said(caught.value)


# --- one graph for several assets ----------------------------------------------------------------

FROM_GRAPH = """
@dg.op
def add_one(num):
    return num + 1


@dg.graph
def plus_two(num):
    return add_one(add_one(num))


@dg.asset
def small():
    return 1


@dg.asset
def big():
    return 1000


small_plus = dg.AssetsDefinition.from_graph(
    plus_two,
    keys_by_input_name={"num": dg.AssetKey("small")},
    keys_by_output_name={"result": dg.AssetKey("small_plus")},
)
big_plus = dg.AssetsDefinition.from_graph(
    plus_two,
    keys_by_input_name={"num": dg.AssetKey("big")},
    keys_by_output_name={"result": dg.AssetKey("big_plus")},
)
"""


def test_from_graph_powers_two_assets(dg, write_module):
    """A graph given twice makes two assets of two upstream assets."""
    page = write_module(FROM_GRAPH)
    result = dg.materialize([page.small, page.big, page.small_plus, page.big_plus])
    assert result.asset_value("small_plus") == 3
    assert result.asset_value("big_plus") == 1002


# --- subsetting ----------------------------------------------------------------------------------

SUBSETTING = """
asked = {}


@dg.op(out={"bar_1": dg.Out(), "bar_2": dg.Out()})
def bar():
    asked["bar"] = None
    return 1, 2


@dg.op(out={"foo_1": dg.Out(is_required=False), "foo_2": dg.Out(is_required=False)})
def foo(context: dg.OpExecutionContext, bar_1):
    asked["foo"] = set(context.selected_output_names)
    if "foo_1" in context.selected_output_names:
        yield dg.Output(bar_1 + 1, output_name="foo_1")
    if "foo_2" in context.selected_output_names:
        yield dg.Output(bar_1 + 2, output_name="foo_2")


@dg.op
def baz(foo_2, bar_2):
    asked["baz"] = None
    return foo_2 + bar_2


@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut()}, can_subset=True
)
def my_graph_assets():
    bar_1, bar_2 = bar()
    foo_1, foo_2 = foo(bar_1)
    return {"foo_asset": foo_1, "baz_asset": baz(foo_2, bar_2)}


defs = dg.Definitions(assets=[my_graph_assets], jobs=[dg.define_asset_job("graph_asset")])
"""


def _select(dg, page, *names):
    job = page.defs.get_job_def("graph_asset")
    keys = [dg.AssetKey(name) for name in names]
    return job.execute_in_process(asset_selection=keys) if names else job.execute_in_process()


@pytest.mark.parametrize("names", [(), ("foo_asset", "baz_asset"), ("baz_asset", "foo_asset")])
def test_both_assets(dg, write_module, seen, names):
    """With everything selected, foo is asked for both of its outputs."""
    page = write_module(SUBSETTING)
    result = _select(dg, page, *names)
    assert seen(result).made == ["baz_asset", "foo_asset"]
    assert page.asked == {"bar": None, "foo": {"foo_1", "foo_2"}, "baz": None}
    assert result.asset_value("foo_asset") == 2
    assert result.asset_value("baz_asset") == 5


def test_baz_asset_alone(dg, write_module, seen):
    """With baz_asset selected all three ops run, and foo is asked for foo_2 alone."""
    page = write_module(SUBSETTING)
    result = _select(dg, page, "baz_asset")
    assert result.success
    assert seen(result).made == ["baz_asset"]
    assert seen(result).ran == [f"my_graph_assets.{name}" for name in ("bar", "baz", "foo")]
    assert page.asked["foo"] == {"foo_2"}
    assert result.asset_value("baz_asset") == 5


@pytest.mark.departs("rule 2")
def test_foo_asset_alone(dg, write_module, seen):
    """With foo_asset selected bar and foo run; bar's second output, needed by none, is dropped."""
    page = write_module(SUBSETTING)
    result = _select(dg, page, "foo_asset")
    assert result.success
    assert seen(result).made == ["foo_asset"]
    assert seen(result).ran == ["my_graph_assets.bar", "my_graph_assets.foo"]
    assert page.asked == {"bar": None, "foo": {"foo_1"}}
    assert result.asset_value("foo_asset") == 2


@pytest.mark.departs("rule 2")
def test_foo_asset_alone_by_materialize(dg, write_module, seen):
    """The same by `materialize` with a selection."""
    page = write_module(SUBSETTING)
    result = dg.materialize([page.my_graph_assets], selection="foo_asset")
    assert seen(result).made == ["foo_asset"]
    assert seen(result).ran == ["my_graph_assets.bar", "my_graph_assets.foo"]


@pytest.mark.departs("rule 2")
def test_foo_then_baz(dg, write_module, seen, kept_instance):
    """After foo_asset, baz_asset runs all three ops again and leaves foo_asset as it was."""
    page = write_module(SUBSETTING)
    dg.materialize([page.my_graph_assets], selection="foo_asset", instance=kept_instance)
    result = dg.materialize([page.my_graph_assets], selection="baz_asset", instance=kept_instance)
    assert seen(result).made == ["baz_asset"]
    assert seen(result).ran == [f"my_graph_assets.{name}" for name in ("bar", "baz", "foo")]


def test_without_can_subset(dg, write_module):
    """Without can_subset a partial selection of the same graph is an error."""
    page = write_module(SUBSETTING.replace("can_subset=True", "can_subset=False"))
    with pytest.raises(dg.DagsterInvalidSubsetError, match="my_graph_assets"):
        _select(dg, page, "foo_asset")


def test_unknown_asset(dg, write_module):
    """An asset that is not there can't be selected; the error names it."""
    page = write_module(SUBSETTING)
    with pytest.raises(dg.DagsterInvalidSubsetError, match="nope"):
        _select(dg, page, "foo_asset", "nope")


UNEXPECTED = SUBSETTING.replace(
    SUBSETTING[SUBSETTING.index('@dg.op(out={"foo_1"') : SUBSETTING.index("@dg.op\ndef baz")],
    """@dg.op(out={"foo_1": dg.Out(), "foo_2": dg.Out()})
def foo(bar_1):
    return bar_1 + 1, bar_1 + 2


""",
)


@pytest.mark.departs("rule 3")
def test_unexpected_materialization(dg, write_module, seen):
    """With baz_asset selected, a foo that returns both outputs materializes foo_asset as well."""
    page = write_module(UNEXPECTED)
    result = _select(dg, page, "baz_asset")
    assert result.success
    assert seen(result).made == ["baz_asset", "foo_asset"]
    assert result.asset_value("baz_asset") == 5


@pytest.mark.departs("rule 3")
def test_unexpected_materialization_is_marked(dg, write_module, instance):
    """The materialization that nobody asked for is told from the one that was asked for."""
    page = write_module(UNEXPECTED)
    result = dg.materialize([page.my_graph_assets], selection="baz_asset", instance=instance)
    expected = {
        e.asset_key.to_user_string(): e.step_materialization_data.expected
        for e in result.get_asset_materialization_events()
    }
    assert expected == {"foo_asset": False, "baz_asset": True}


@pytest.mark.departs("rule 3")
def test_unexpected_materialization_is_recorded(dg, write_module, kept_instance):
    """The unexpected materialization is in the log, and its value can be loaded."""
    page = write_module(UNEXPECTED)
    dg.materialize([page.my_graph_assets], selection="baz_asset", instance=kept_instance)
    assert kept_instance.get_latest_materialization_event(dg.AssetKey("foo_asset")) is not None
    assert page.defs.load_asset_value("foo_asset", instance=kept_instance) == 2


@pytest.mark.departs("rule 3")
def test_foo_asset_selected_with_a_foo_that_returns_both(dg, write_module, seen):
    """With foo_asset selected, the other output of foo leads to nothing and is dropped."""
    page = write_module(UNEXPECTED)
    result = _select(dg, page, "foo_asset")
    assert result.success
    assert seen(result).made == ["foo_asset"]
    assert seen(result).ran == ["my_graph_assets.bar", "my_graph_assets.foo"]


@pytest.mark.departs("rule 3")
def test_the_pages_own_last_example(dg, write_module, seen):
    """A foo without inputs that returns both outputs, and the job asked for by the page's name."""
    page = write_module(
        """
@dg.op(out={"foo_1": dg.Out(), "foo_2": dg.Out()})
def foo():
    return 1, 2

@dg.op
def baz(foo_2):
    return foo_2 * 10

@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut()}, can_subset=True
)
def my_graph_assets():
    foo_1, foo_2 = foo()
    return {"foo_asset": foo_1, "baz_asset": baz(foo_2)}

defs = dg.Definitions(
    assets=[my_graph_assets], jobs=[dg.define_asset_job("my_graph_assets")]
)
"""
    )
    result = page.defs.get_job_def("my_graph_assets").execute_in_process(
        asset_selection=[dg.AssetKey("baz_asset")]
    )
    assert seen(result).made == ["baz_asset", "foo_asset"]
    assert result.asset_value("baz_asset") == 20
