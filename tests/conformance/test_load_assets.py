"""Collecting assets from modules, and what Definitions makes of them."""

import sys
import textwrap

import pytest


def _keys(assets):
    """The keys of a list of definitions and specs, as sorted text."""
    found = set()
    for one in assets:
        found |= {key.to_user_string() for key in (one.keys if hasattr(one, "keys") else [one.key])}
    return sorted(found)


PLAIN = textwrap.dedent(
    """
    @dg.op
    def one():
        return 1

    @dg.op
    def add(n):
        return n + 1

    @dg.graph_asset
    def base():
        return one()

    @dg.graph_asset
    def above(base):
        return add(base)

    @dg.asset
    def single(above):
        return above * 10

    NOT_AN_ASSET = 5
    """
)


# --- load_assets_from_modules -------------------------------------------------------------------


def test_assets_of_a_module(dg, write_module):
    """All assets of a module are found, and nothing else."""
    module = write_module(PLAIN)
    assert _keys(dg.load_assets_from_modules([module])) == ["above", "base", "single"]


def test_loaded_assets_run(dg, write_module):
    """Loaded assets can be made."""
    module = write_module(PLAIN)
    result = dg.materialize_to_memory(dg.load_assets_from_modules([module]))
    assert result.asset_value("single") == 20


def test_assets_of_two_modules(dg, write_module):
    """Several modules are read together."""
    first = write_module("@dg.asset\ndef a():\n    return 1\n")
    second = write_module("@dg.asset\ndef b(a):\n    return a + 1\n")
    assets = dg.load_assets_from_modules([first, second])
    assert _keys(assets) == ["a", "b"]
    assert dg.materialize_to_memory(assets).asset_value("b") == 2


def test_assets_in_a_list_are_found(dg, write_module):
    """Assets in a module's lists are found too."""
    module = write_module(
        textwrap.dedent(
            """
            def make(name):
                @dg.op(name=f"op_{name}")
                def inner():
                    return name

                @dg.graph_asset(name=name)
                def built():
                    return inner()

                return built

            MANY = [make(name) for name in ("x", "y", "z")]
            """
        )
    )
    assets = dg.load_assets_from_modules([module])
    assert _keys(assets) == ["x", "y", "z"]
    assert dg.materialize_to_memory(assets).asset_value("y") == "y"


def test_private_names_are_found(dg, write_module):
    """An asset under a private name counts as well."""
    module = write_module("@dg.asset\ndef _hidden():\n    return 1\n")
    assert _keys(dg.load_assets_from_modules([module])) == ["_hidden"]


def test_one_asset_under_two_names(dg, write_module):
    """One definition under two names is one asset."""
    module = write_module("@dg.asset\ndef a():\n    return 1\n\nsame = a\n")
    assert len(dg.load_assets_from_modules([module])) == 1


def test_one_asset_imported_into_two_modules(dg, write_module):
    """One definition seen in two modules is one asset."""
    first = write_module("@dg.asset\ndef a():\n    return 1\n")
    second = write_module(f"from {first.__name__} import a\n")
    assert len(dg.load_assets_from_modules([first, second])) == 1


def test_two_definitions_of_one_key(dg, write_module):
    """Two different definitions of a key are refused by name."""
    first = write_module("@dg.asset\ndef twin():\n    return 1\n")
    second = write_module("@dg.asset\ndef twin():\n    return 2\n")
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="twin"):
        dg.load_assets_from_modules([first, second])


def test_group_name_for_all(dg, write_module):
    """group_name= puts all loaded assets into a group."""
    assets = dg.load_assets_from_modules([write_module(PLAIN)], group_name="team_a")
    assert {group for one in assets for group in one.group_names_by_key.values()} == {"team_a"}


def test_group_name_conflict(dg, write_module):
    """group_name= is refused when an asset already has a group."""
    module = write_module('@dg.asset(group_name="mine")\ndef a():\n    return 1\n')
    with pytest.raises(dg.DagsterInvalidDefinitionError, match=r"mine|theirs"):
        dg.load_assets_from_modules([module], group_name="theirs")


def test_key_prefix_for_all(dg, write_module):
    """key_prefix= stands before every key."""
    assets = dg.load_assets_from_modules([write_module(PLAIN)], key_prefix="pre")
    assert _keys(assets) == ["pre/above", "pre/base", "pre/single"]


def test_key_prefix_rewrites_dependencies(dg, write_module):
    """With a prefix the loaded assets still depend on each other."""
    assets = dg.load_assets_from_modules([write_module(PLAIN)], key_prefix=["p", "q"])
    result = dg.materialize_to_memory(assets)
    assert result.asset_value(["p", "q", "single"]) == 20


def test_key_prefix_leaves_outside_dependencies(dg, write_module):
    """Dependencies on assets outside the modules keep their keys."""
    module = write_module("@dg.asset(deps=['outside'])\ndef a():\n    return 1\n")
    (asset,) = dg.load_assets_from_modules([module], key_prefix="pre")
    (deps,) = asset.asset_deps.values()
    assert {key.to_user_string() for key in deps} == {"outside"}


def test_asset_specs_only_on_request(dg, write_module):
    """Specs of external assets are loaded with include_specs=True."""
    module = write_module('@dg.asset\ndef a():\n    return 1\n\next = dg.AssetSpec("ext")\n')
    assert _keys(dg.load_assets_from_modules([module])) == ["a"]
    assert _keys(dg.load_assets_from_modules([module], include_specs=True)) == ["a", "ext"]


def test_multi_assets_are_loaded(dg, write_module):
    """Definitions of several assets are loaded whole."""
    module = write_module(
        textwrap.dedent(
            """
            @dg.op(out={"x": dg.Out(), "y": dg.Out()})
            def both():
                return 1, 2

            @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
            def pair():
                x, y = both()
                return {"x": x, "y": y}
            """
        )
    )
    assert _keys(dg.load_assets_from_modules([module])) == ["x", "y"]


def test_from_graph_is_loaded(dg, write_module):
    """AssetsDefinition.from_graph in a module is found."""
    module = write_module(
        textwrap.dedent(
            """
            @dg.op
            def one():
                return 1

            @dg.graph
            def g():
                return one()

            made = dg.AssetsDefinition.from_graph(g)
            """
        )
    )
    assert _keys(dg.load_assets_from_modules([module])) == ["g"]


def test_empty_module(dg, write_module):
    """A module without assets gives none."""
    assert list(dg.load_assets_from_modules([write_module("x = 1\n")])) == []


def test_load_assets_from_current_module(dg, write_module):
    """A module may collect its own assets."""
    module = write_module(PLAIN + "\nassets = dg.load_assets_from_current_module()\n")
    assert _keys(module.assets) == ["above", "base", "single"]


def test_load_asset_checks_from_modules(dg, write_module):
    """Asset checks are collected by a function of their own."""
    module = write_module(
        textwrap.dedent(
            """
            @dg.asset
            def a():
                return 1

            @dg.asset_check(asset=a)
            def fine(a):
                return dg.AssetCheckResult(passed=True)
            """
        )
    )
    assert _keys(dg.load_assets_from_modules([module])) == ["a"]
    checks = dg.load_asset_checks_from_modules([module])
    defs = dg.Definitions(assets=[module.a], asset_checks=checks)
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert [one.check_name for one in result.get_asset_check_evaluations()] == ["fine"]


# --- packages -----------------------------------------------------------------------------------


@pytest.fixture
def package(dg, tmp_path, monkeypatch):
    """A package of two modules, one in a subpackage."""
    root = tmp_path / "packages" / "orchard"
    (root / "deep").mkdir(parents=True)
    head = f"import {dg.__name__} as dg\n\n"
    (root / "__init__.py").write_text("")
    (root / "apples.py").write_text(head + "@dg.asset\ndef apple():\n    return 1\n")
    (root / "deep" / "__init__.py").write_text("")
    (root / "deep" / "pears.py").write_text(
        head + "@dg.asset\ndef pear(apple):\n    return apple + 1\n"
    )
    monkeypatch.syspath_prepend(str(root.parent))
    import orchard

    yield orchard
    for name in [name for name in sys.modules if name.split(".")[0] == "orchard"]:
        del sys.modules[name]


def test_assets_of_a_package(dg, package):
    """All modules of a package are searched, however deep."""
    assets = dg.load_assets_from_package_module(package)
    assert _keys(assets) == ["apple", "pear"]
    assert dg.materialize_to_memory(assets).asset_value("pear") == 2


def test_assets_of_a_package_by_name(dg, package):
    """A package may be named as text."""
    assert _keys(dg.load_assets_from_package_name("orchard")) == ["apple", "pear"]


def test_package_with_a_group(dg, package):
    """A package's assets may be given a group."""
    assets = dg.load_assets_from_package_module(package, group_name="fruit")
    assert {group for one in assets for group in one.group_names_by_key.values()} == {"fruit"}


# --- Definitions --------------------------------------------------------------------------------


@pytest.fixture
def pair(dg):
    """Two assets, one below the other, with the words of people on them."""

    @dg.op
    def one():
        return 1

    @dg.graph_asset(
        group_name="g",
        description="The first.",
        tags={"tier": "gold"},
        owners=["team:core"],
        kinds={"python"},
        metadata={"note": "n"},
        code_version="7",
    )
    def first():
        return one()

    @dg.asset
    def second(first):
        """Made from the first."""
        return first + 1

    return [first, second]


def test_spec_of_an_asset(dg, pair):
    """A definition's spec shows what was said of the asset."""
    (spec,) = [
        spec
        for spec in dg.Definitions(assets=pair).resolve_all_asset_specs()
        if spec.key == dg.AssetKey("first")
    ]
    assert spec.group_name == "g"
    assert spec.description == "The first."
    assert spec.tags["tier"] == "gold"
    assert list(spec.owners) == ["team:core"]
    assert "python" in spec.kinds
    assert spec.code_version == "7"
    assert spec.metadata["note"] == "n"


def test_description_from_the_docstring(dg, pair):
    """An asset's description is its docstring unless given."""
    specs = {
        s.key.to_user_string(): s for s in dg.Definitions(assets=pair).resolve_all_asset_specs()
    }
    assert specs["second"].description == "Made from the first."


def test_all_specs(dg, pair):
    """All asset specs of a module are listed, external ones too."""
    specs = dg.Definitions(assets=[*pair, dg.AssetSpec("ext")]).resolve_all_asset_specs()
    assert sorted(spec.key.to_user_string() for spec in specs) == ["ext", "first", "second"]


def test_deps_of_a_spec(dg, pair):
    """A spec lists what the asset depends on."""
    specs = {
        s.key.to_user_string(): s for s in dg.Definitions(assets=pair).resolve_all_asset_specs()
    }
    assert [dep.asset_key.to_user_string() for dep in specs["second"].deps] == ["first"]


def test_get_assets_def(dg, pair):
    """A definition is found by key."""
    defs = dg.Definitions(assets=pair)
    assert defs.get_assets_def("first").key == dg.AssetKey("first")
    assert defs.get_assets_def(dg.AssetKey("second")).key == dg.AssetKey("second")


def test_asset_graph(dg, pair):
    """The asset graph knows parents and children."""
    graph = dg.Definitions(assets=pair).resolve_asset_graph()
    first, second = dg.AssetKey("first"), dg.AssetKey("second")
    assert set(graph.get_all_asset_keys()) == {first, second}
    assert graph.get(second).parent_keys == {first}
    assert graph.get(first).child_keys == {second}


def test_merge(dg, pair):
    """Merged definitions hold the assets of both."""
    merged = dg.Definitions.merge(dg.Definitions(assets=pair[:1]), dg.Definitions(assets=pair[1:]))
    result = merged.resolve_implicit_global_asset_job_def().execute_in_process()
    assert result.output_for_node("second") == 2


def test_merge_keeps_jobs(dg, pair):
    """Merged definitions hold the jobs of both."""
    one = dg.Definitions(assets=pair, jobs=[dg.define_asset_job("j1")])
    other = dg.Definitions(jobs=[dg.define_asset_job("j2")])
    merged = dg.Definitions.merge(one, other)
    assert {merged.resolve_job_def(name).name for name in ("j1", "j2")} == {"j1", "j2"}


def test_load_asset_value(dg, pair, kept_instance):
    """Stored values are loaded by key."""
    dg.materialize(pair, instance=kept_instance)
    defs = dg.Definitions(assets=pair)
    assert defs.load_asset_value("second", instance=kept_instance) == 2
    assert defs.load_asset_value(dg.AssetKey("first"), instance=kept_instance) == 1


def test_load_asset_value_of_an_unknown_key(dg, pair, kept_instance):
    """A key that no asset has can't be loaded."""
    with pytest.raises(Exception, match="thrid"):
        dg.Definitions(assets=pair).load_asset_value("thrid", instance=kept_instance)


def test_load_asset_value_before_it_is_made(dg, pair, kept_instance):
    """A value that was never made can't be loaded."""
    with pytest.raises(Exception, match="second"):
        dg.Definitions(assets=pair).load_asset_value("second", instance=kept_instance)


def test_asset_value_loader(dg, pair, kept_instance):
    """A loader reads several values in one go."""
    dg.materialize(pair, instance=kept_instance)
    with dg.Definitions(assets=pair).get_asset_value_loader(instance=kept_instance) as loader:
        assert (loader.load_asset_value("first"), loader.load_asset_value("second")) == (1, 2)


def test_load_asset_value_with_a_custom_store(dg, pair, kept_instance):
    """Values are loaded by the module's own I/O manager."""
    shelf = {}

    class Shelf(dg.IOManager):
        def handle_output(self, context, obj):
            shelf[context.asset_key] = obj

        def load_input(self, context):
            return shelf[context.asset_key]

    defs = dg.Definitions(assets=pair, resources={"io_manager": Shelf()})
    defs.resolve_implicit_global_asset_job_def().execute_in_process(instance=kept_instance)
    assert defs.load_asset_value("second", instance=kept_instance) == 2
    assert len(shelf) == 2


def test_map_asset_specs(dg, pair):
    """map_asset_specs() changes what is said of each asset."""
    defs = dg.Definitions(assets=pair).map_asset_specs(
        func=lambda spec: spec.merge_attributes(tags={"seen": "yes"})
    )
    assert {spec.tags["seen"] for spec in defs.resolve_all_asset_specs()} == {"yes"}


def test_validate_loadable(dg, pair):
    """validate_loadable() is content with good definitions."""
    dg.Definitions.validate_loadable(dg.Definitions(assets=pair))


def test_unknown_keyword_of_definitions(dg):
    """Definitions takes known keywords only."""
    with pytest.raises(TypeError, match="asets"):
        dg.Definitions(asets=[])


def test_duplicate_keys_are_refused(dg):
    """Two definitions of one key are refused by name."""

    def make():
        @dg.asset(name="twin")
        def inner():
            return 1

        return inner

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="twin"):
        dg.Definitions(assets=[make(), make()]).resolve_implicit_global_asset_job_def()


def test_the_same_asset_twice(dg, pair):
    """The same definition given twice is one asset."""
    defs = dg.Definitions(assets=[pair[0], pair[0]])
    assert len(list(defs.resolve_all_asset_specs())) == 1


def test_dangling_input_is_refused(dg):
    """An input that no asset provides is refused by name when run."""

    @dg.asset
    def lonely(nobody):
        return nobody

    with pytest.raises(dg.DagsterInvalidDefinitionError, match="nobody"):
        dg.materialize([lonely])


def test_cycle_is_refused(dg):
    """Assets that depend on each other in a circle are refused."""

    @dg.asset
    def hen(egg):
        return 1

    @dg.asset
    def egg(hen):
        return 1

    with pytest.raises(Exception, match=r"hen|egg"):
        dg.Definitions(assets=[hen, egg]).resolve_implicit_global_asset_job_def()


@pytest.mark.departs("rule 13")
def test_cycle_is_told_as_a_path(dg):
    """A circle of assets is a definition error that names its members."""

    @dg.asset
    def hen(egg):
        return 1

    @dg.asset
    def egg(hen):
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[hen, egg]))
    assert "hen" in str(caught.value)
    assert "egg" in str(caught.value)


@pytest.mark.departs("rule 13")
def test_all_faults_at_once(dg):
    """validate_loadable() tells every fault of the definitions at once."""

    @dg.asset
    def first(nobody):
        return 1

    @dg.asset
    def second(nothing_either):
        return 1

    with pytest.raises(dg.DagsterInvalidDefinitionError) as caught:
        dg.Definitions.validate_loadable(dg.Definitions(assets=[first, second]))
    assert "nobody" in str(caught.value)
    assert "nothing_either" in str(caught.value)


@pytest.mark.departs("rule 13")
def test_faults_have_file_and_line(dg, write_module):
    """A fault of a definition is told with its file and line."""
    module = write_module("\n\n@dg.asset\ndef first(nobody):\n    return 1\n")
    with pytest.raises(dg.DagsterInvalidDefinitionError, match=r"\.py:\d+"):
        dg.Definitions.validate_loadable(dg.Definitions(assets=[module.first]))
