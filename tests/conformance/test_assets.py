"""Assets made by one function, assets defined elsewhere, and their place beside graph assets.

Annotations are evaluated where they stand, as in a module of ops that a user writes.
"""

import pytest


def test_function_is_an_asset(dg):
    """A decorated function is an asset of its name."""

    @dg.asset
    def numbers():
        """Some numbers."""
        return [1, 2]

    assert numbers.key == dg.AssetKey("numbers")
    assert "Some numbers." in numbers.descriptions_by_key[numbers.key]
    assert dg.materialize([numbers]).asset_value("numbers") == [1, 2]


def test_arguments_are_upstream(dg):
    """Arguments are upstream assets, in any order of definition."""

    @dg.asset
    def c(a, b):
        return a + b

    @dg.asset
    def b(a):
        return a * 10

    @dg.asset
    def a():
        return 3

    assert dg.materialize([c, b, a]).asset_value("c") == 33
    assert c.asset_deps[c.key] == {a.key, b.key}


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"name": "n"}, ["n"]),
        ({"key_prefix": "p"}, ["p", "f"]),
        ({"key_prefix": ["p", "q"]}, ["p", "q", "f"]),
        ({"key": "k"}, ["k"]),
        ({"key": ["p", "k"]}, ["p", "k"]),
        ({"name": "n", "key_prefix": "p"}, ["p", "n"]),
    ],
)
def test_keys(dg, options, path):
    """Name, prefix and key decide the asset key; the op is named after it."""

    @dg.asset(**options)
    def f():
        return 1

    assert f.key.path == path
    assert f.op.name == "__".join(path)
    assert dg.materialize([f]).output_for_node("__".join(path)) == 1


def test_options_are_on_the_spec(dg):
    """Options of an asset can be read from its spec."""

    @dg.asset(
        description="d",
        group_name="g",
        metadata={"m": 1},
        tags={"t": "v"},
        owners=["team:x"],
        kinds={"python"},
        code_version="1",
        deps=["up"],
    )
    def f():
        return 1

    spec = f.get_asset_spec()
    assert (spec.description, spec.group_name, spec.code_version) == ("d", "g", "1")
    assert spec.metadata["m"] == 1
    assert spec.tags["t"] == "v"
    assert list(spec.owners) == ["team:x"]
    assert spec.kinds == {"python"}
    assert [dep.asset_key for dep in spec.deps] == [dg.AssetKey("up")]


def test_ins(dg):
    """`ins` renames arguments."""

    @dg.asset(key_prefix="raw")
    def rows():
        return [3]

    @dg.asset(ins={"data": dg.AssetIn(key=["raw", "rows"])})
    def size(data):
        return len(data)

    @dg.asset(ins={"rows": dg.AssetIn(key_prefix="raw")})
    def total(rows):
        return sum(rows)

    result = dg.materialize([rows, size, total])
    assert (result.asset_value("size"), result.asset_value("total")) == (1, 3)


@pytest.mark.parametrize("how", ["name", "key", "asset", "dep", "spec"])
def test_deps_order_without_loading(dg, memory, how):
    """`deps` orders two assets without loading the first."""
    store = memory()
    order = []

    @dg.asset
    def z_up():
        order.append("z_up")
        return 1

    given = {
        "name": "z_up",
        "key": dg.AssetKey("z_up"),
        "asset": z_up,
        "dep": dg.AssetDep("z_up"),
        "spec": dg.AssetSpec("z_up"),
    }[how]

    @dg.asset(deps=[given])
    def down():
        order.append("down")
        return 2

    assert dg.materialize([down, z_up], resources={"io_manager": store}).success
    assert order == ["z_up", "down"]
    assert store.loaded == []


def test_argument_and_dep_of_the_same_name_is_refused_or_harmless(dg):
    """An asset that is both an argument and a dep is loaded once, or refused."""

    @dg.asset
    def up():
        return 1

    try:

        @dg.asset(deps=["up"])
        def down(up):
            return up + 1

    except dg.DagsterError:
        return
    assert dg.materialize([up, down]).asset_value("down") == 2


def test_context_argument(dg):
    """The context tells an asset its key."""
    got = []

    @dg.asset(key_prefix="p")
    def f(context: dg.AssetExecutionContext):
        got.append(context.asset_key)

    dg.materialize([f])
    assert got == [dg.AssetKey(["p", "f"])]


def test_materialize_result(dg):
    """An asset may return a MaterializeResult; what the context adds goes beside it."""

    @dg.asset
    def f(context):
        context.add_output_metadata({"added": 1})
        return dg.MaterializeResult(metadata={"rows": 5})

    (event,) = dg.materialize([f]).asset_materializations_for_node("f")
    assert event.metadata["rows"].value == 5
    assert event.metadata["added"].value == 1


def test_output_with_metadata(dg):
    """An asset may return an Output with metadata."""

    @dg.asset
    def f():
        return dg.Output([1], metadata={"rows": 1})

    result = dg.materialize([f])
    (event,) = result.asset_materializations_for_node("f")
    assert event.metadata["rows"].value == 1
    assert result.asset_value("f") == [1]


def test_optional_asset(dg, seen):
    """An asset with `output_required=False` need not be made."""

    @dg.asset(output_required=False)
    def maybe():
        if False:
            yield dg.Output(1)

    @dg.asset
    def after(maybe):
        return maybe

    result = dg.materialize([maybe, after])
    assert result.success
    assert seen(result).made == []
    assert seen(result).skipped == ["after"]


def test_config_schema(dg):
    """An asset's config is under its op's name."""

    @dg.asset(config_schema={"n": int})
    def f(context):
        return context.op_execution_context.op_config["n"]

    result = dg.materialize([f], run_config={"ops": {"f": {"config": {"n": 4}}}})
    assert result.asset_value("f") == 4


def test_typed_config(dg):
    """An asset may take a typed config."""

    class Settings(dg.Config):
        n: int = 3

    @dg.asset
    def f(config: Settings):
        return config.n

    assert dg.materialize([f]).asset_value("f") == 3
    run_config = dg.RunConfig(ops={"f": Settings(n=8)})
    assert dg.materialize([f], run_config=run_config).asset_value("f") == 8


def test_asset_is_callable(dg):
    """An asset's function can be called."""

    @dg.asset
    def double(x):
        return 2 * x

    assert double(4) == 8


def test_retry_policy(dg):
    """An asset may have a retry policy."""
    tries = []

    @dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
    def flaky():
        tries.append(1)
        if len(tries) < 2:
            raise ValueError("again")
        return 1

    assert dg.materialize([flaky]).success


def test_io_manager_key(dg, memory):
    """An asset may say which I/O manager stores it."""
    store = memory()

    @dg.asset(io_manager_key="shelf")
    def a():
        return 1

    @dg.asset
    def b(a):
        return a + 1

    result = dg.materialize([a, b], resources={"shelf": store})
    assert store.values == {"a": 1}
    assert result.asset_value("b") == 2


def test_io_manager_def(dg, memory):
    """An asset may bring its I/O manager."""
    store = memory()

    @dg.asset(io_manager_def=dg.IOManagerDefinition.hardcoded_io_manager(store))
    def a():
        return 1

    assert dg.materialize([a]).asset_value("a") == 1
    assert store.values == {"a": 1}


def test_unknown_option_is_a_type_error(dg):
    """An option that there is not is a TypeError."""
    with pytest.raises(TypeError):

        @dg.asset(grup_name="x")
        def f():
            return 1


# --- assets defined elsewhere -------------------------------------------------------------------


def test_spec_attributes(dg):
    """An AssetSpec shows what it was made of."""
    spec = dg.AssetSpec(
        key=["a", "b"],
        deps=["up", dg.AssetKey("other")],
        description="d",
        metadata={"m": 1},
        group_name="g",
        code_version="1",
        owners=["team:x"],
        tags={"t": "v"},
        kinds={"csv"},
    )
    assert spec.key.path == ["a", "b"]
    assert {dep.asset_key for dep in spec.deps} == {dg.AssetKey("up"), dg.AssetKey("other")}
    assert (spec.description, spec.group_name, spec.code_version) == ("d", "g", "1")
    assert spec.kinds == {"csv"}
    assert spec.skippable is False


def test_spec_copies(dg):
    """`replace_attributes` and `merge_attributes` give changed copies."""
    spec = dg.AssetSpec("a", metadata={"m": 1}, tags={"t": "v"}, owners=["team:x"])
    replaced = spec.replace_attributes(key="b", metadata={"n": 2})
    merged = spec.merge_attributes(metadata={"n": 2}, tags={"u": "w"}, deps=["up"])
    assert replaced.key == dg.AssetKey("b")
    assert dict(replaced.metadata) == {"n": 2}
    assert dict(merged.metadata) == {"m": 1, "n": 2}
    assert merged.tags == {"t": "v", "u": "w"}
    assert dict(spec.metadata) == {"m": 1}


def test_external_asset_is_loaded(dg, memory):
    """An asset that is only specified is loaded through its I/O manager, never run."""
    store = memory({"outside": 7})

    @dg.asset
    def inside(outside):
        return outside + 1

    outside = dg.AssetSpec("outside")
    result = dg.materialize([outside, inside], resources={"io_manager": store})
    assert result.asset_value("inside") == 8


def test_external_asset_with_its_io_manager(dg, memory):
    """`with_io_manager_key` says how an asset defined elsewhere is loaded."""
    store = memory({"outside": 7})

    @dg.op
    def inc(n):
        return n + 1

    @dg.graph_asset
    def inside(outside):
        return inc(outside)

    outside = dg.AssetSpec("outside").with_io_manager_key("warehouse")
    result = dg.materialize([outside, inside], resources={"warehouse": store})
    assert result.asset_value("inside") == 8


def test_source_asset_is_loaded(dg, memory):
    """A SourceAsset is the older way to say the same."""
    store = memory({"outside": 7})
    outside = dg.SourceAsset("outside", io_manager_key="warehouse")

    @dg.asset
    def inside(outside):
        return outside + 1

    result = dg.materialize([outside, inside], resources={"warehouse": store})
    assert outside.key == dg.AssetKey("outside")
    assert result.asset_value("inside") == 8


def test_external_asset_is_not_executable(dg):
    """Selecting an asset that is only specified is an error."""

    @dg.asset
    def inside():
        return 1

    with pytest.raises(dg.DagsterError):
        dg.materialize([dg.AssetSpec("outside"), inside], selection=["outside"])


def test_duplicate_keys_are_refused(dg):
    """Two definitions of one key are an error that names it."""

    @dg.asset(name="same")
    def a():
        return 1

    @dg.asset(name="same")
    def b():
        return 2

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="same"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=[a, b]))


def test_same_definition_twice_is_fine(dg):
    """One definition given twice is one definition."""

    @dg.asset
    def a():
        return 1

    defs = dg.Definitions(assets=[a, a])
    assert len(list(defs.resolve_all_asset_specs())) == 1


def test_cycle_is_refused(dg):
    """Assets that depend on one another in a circle are an error."""

    @dg.asset
    def a(b):
        return b

    @dg.asset
    def b(a):
        return a

    with pytest.raises(Exception) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[a, b]))
    assert not isinstance(caught.value, (RecursionError, KeyError))


@pytest.mark.departs("rule 13")
def test_cycle_is_shown_as_a_path(dg):
    """The error for a cycle names each asset on it."""

    @dg.asset
    def ape(cat):
        return cat

    @dg.asset
    def bee(ape):
        return ape

    @dg.asset
    def cat(bee):
        return bee

    with pytest.raises(dg.DagsterInvalidDefinitionError) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[ape, bee, cat]))
    assert all(name in str(caught.value) for name in ("ape", "bee", "cat"))


@pytest.mark.departs("rule 13")
def test_all_faults_are_reported_at_once(dg):
    """Every fault of the definitions is named, not only the first."""

    @dg.asset(name="twice")
    def a():
        return 1

    @dg.asset(name="twice")
    def b():
        return 2

    @dg.asset
    def needs(nowhere_to_be_found):
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[a, b, needs]))
    assert "twice" in str(caught.value)
    assert "nowhere_to_be_found" in str(caught.value)


@pytest.mark.departs("rule 13")
def test_unknown_upstream_suggests_the_nearest(dg, said):
    """A misspelt upstream is answered with the name that was meant."""

    @dg.asset
    def customers():
        return 1

    @dg.asset
    def report(custmers):
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="custmers") as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[customers, report]))
    assert "'customers'" in said(caught.value)


# --- loading from modules -----------------------------------------------------------------------


SOURCE = """
@dg.asset
def a():
    return 1

@dg.op
def inc(n):
    return n + 1

@dg.graph_asset
def b(a):
    return inc(a)

@dg.asset
def _hidden():
    return 3

again = a
more = [b, _hidden]
outside = dg.AssetSpec("outside")
"""


def _keys(found):
    keys = set()
    for item in found:
        keys |= {k.to_user_string() for k in (item.keys if hasattr(item, "keys") else [item.key])}
    return keys


def test_load_assets_from_modules(dg, write_module):
    """Assets are collected from a module's attributes and lists, each once."""
    module = write_module(SOURCE)
    found = dg.load_assets_from_modules([module])
    assert _keys(found) == {"a", "b", "_hidden"}
    assert len(list(found)) == 3
    assert dg.materialize(found).asset_value("b") == 2


def test_load_with_specs(dg, write_module):
    """`include_specs` collects assets that are only specified, too."""
    found = dg.load_assets_from_modules([write_module(SOURCE)], include_specs=True)
    assert "outside" in _keys(found)


def test_load_with_group_name(dg, write_module):
    """`group_name` groups what is loaded."""
    found = dg.load_assets_from_modules([write_module(SOURCE)], group_name="grp")
    groups = {g for item in found for g in item.group_names_by_key.values()}
    assert groups == {"grp"}


@pytest.mark.parametrize("prefix", ["p", ["p", "q"]])
def test_load_with_key_prefix(dg, write_module, prefix):
    """`key_prefix` goes before the keys and before the dependencies among them."""
    found = dg.load_assets_from_modules([write_module(SOURCE)], key_prefix=prefix)
    parts = [prefix] if isinstance(prefix, str) else prefix
    assert dg.materialize(found).asset_value([*parts, "b"]) == 2


def test_load_two_definitions_of_one_key(dg, write_module):
    """Two modules that define one key differently can't be loaded together."""
    one, two = write_module(SOURCE), write_module(SOURCE)
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        dg.Definitions.validate_loadable(
            dg.Definitions(assets=dg.load_assets_from_modules([one, two]))
        )


def test_load_assets_from_current_module(dg, write_module):
    """A module may collect its own assets."""
    module = write_module(SOURCE + "\nfound = dg.load_assets_from_current_module()\n")
    assert _keys(module.found) == {"a", "b", "_hidden"}


def test_load_assets_by_package(dg, tmp_path, monkeypatch):
    """`load_assets_from_package_name` collects the assets of every module of a package."""
    name = f"package_{abs(hash(str(tmp_path))) % 10**8}"
    folder = tmp_path / name
    folder.mkdir()
    head = f"import {dg.__name__} as dg\n"
    (folder / "__init__.py").write_text("", encoding="utf-8")
    for part in ("left", "right"):
        (folder / f"{part}.py").write_text(
            head + f"@dg.asset\ndef {part}_asset():\n    return '{part}'\n", encoding="utf-8"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert _keys(dg.load_assets_from_package_name(name)) == {"left_asset", "right_asset"}


def test_a_value_that_was_never_stored(dg):
    """An asset that reported no value cannot be loaded, and the fault suggests `deps`."""

    @dg.asset
    def up():
        return dg.MaterializeResult()

    @dg.asset
    def down(up):
        return up

    with pytest.raises(FileNotFoundError) as caught:
        dg.materialize([up, down])
    if dg.__name__ == "graphmat":
        assert "deps=" in caught.value.hint


def test_assets_under_other_names(dg) -> None:
    """A function that takes any names gets the assets that `ins` tells."""

    @dg.asset
    def a() -> int:
        return 1

    @dg.asset(key_prefix="p")
    def b() -> int:
        return 2

    @dg.asset(ins={"x": dg.AssetIn("a"), "y": dg.AssetIn(["p", "b"])})
    def total(**numbers) -> dict[str, int]:
        return dict(sorted(numbers.items()))

    assert dg.materialize([a, b, total]).asset_value("total") == {"x": 1, "y": 2}


def test_spec_tells_all_dependencies(dg) -> None:
    """The spec of an asset names what it takes as arguments, beside its deps."""

    @dg.op
    def same(x):
        return x

    @dg.asset(deps=["z"])
    def b(a):
        return a

    @dg.graph_asset
    def g(b):
        return same(b)

    assert {dep.asset_key.to_user_string() for dep in b.get_asset_spec().deps} == {"a", "z"}
    assert {dep.asset_key.to_user_string() for dep in g.get_asset_spec().deps} == {"b"}


def test_source_asset_of_an_asset(dg) -> None:
    """What an asset becomes elsewhere keeps group, metadata, partitions and description."""
    parts = dg.StaticPartitionsDefinition(["x"])

    @dg.asset(group_name="g", metadata={"m": 1}, partitions_def=parts, description="why")
    def a() -> int:
        return 1

    source = a.to_source_asset()

    assert (source.key, source.group_name, source.description) == (a.key, "g", "why")
    assert source.partitions_def == parts


@pytest.mark.departs("compute_kind is one of the kinds")
def test_older_options(dg) -> None:
    """The options of older modules mean what they meant: a kind, and dependencies."""

    @dg.asset
    def up():
        return 1

    @dg.asset(compute_kind="pandas", non_argument_deps={dg.AssetKey("up")})
    def a():
        return 1

    @dg.multi_asset(outs={"b": dg.AssetOut()}, compute_kind="sql")
    def many():
        return 1

    assert a.get_asset_spec().kinds == {"pandas"}
    assert a.asset_deps[a.key] == {up.key}
    assert many.get_asset_spec("b").kinds == {"sql"}
