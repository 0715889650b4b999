"""Gathering the assets of modules and packages."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError
from graphmat.keys import AssetKey


def module(name="m", **members):
    """A module with these attributes."""
    made = ModuleType(name)
    vars(made).update(members)
    return made


def asset(name, *ups, **options):
    """An asset made from others."""
    space = {}
    exec(f"def {name}({', '.join(ups)}): return 1", space)
    return dg.asset(**options)(space[name])


def keys(found):
    """The keys of what was gathered."""
    return [str(key) for item in found for key in getattr(item, "keys", None) or [item.key]]


def test_assets_are_attributes_or_lie_in_lists():
    """Each asset counts once, in the order of the modules and their attributes."""
    a, b, c = asset("a"), asset("b"), asset("c")
    first, second = module(x=b, listed=[a, b], n=3), module(y=c, again=b)

    assert keys(dg.load_assets_from_modules([first, second])) == ["b", "a", "c"]


def test_checks_and_specs_are_no_assets_to_make():
    """Checks are left to their own function, specs come where they are asked for."""

    @dg.asset_check(asset="a")
    def check():
        return True

    source = module(a=asset("a"), check=check, spec=dg.AssetSpec("far"))

    assert keys(dg.load_assets_from_modules([source])) == ["a"]
    assert keys(dg.load_assets_from_modules([source], include_specs=True)) == ["a", "far"]
    assert dg.load_asset_checks_from_modules([source]) == [check]


def test_a_prefix_goes_before_keys_and_dependencies():
    """With a prefix, assets go on feeding one another; what is not among them keeps its key."""
    loaded = dg.load_assets_from_modules(
        [module(a=asset("a", "far"), b=asset("b", "a"))], key_prefix="p"
    )

    assert keys(loaded) == ["p/a", "p/b"]
    assert loaded[0].dependency_keys == {AssetKey("far")}
    assert loaded[1].dependency_keys == {AssetKey(["p", "a"])}


def test_a_prefix_of_sources():
    """Source assets have a prefix of their own."""
    loaded = dg.load_assets_from_modules(
        [module(s=dg.SourceAsset("s"), a=asset("a", "s"))], source_key_prefix="raw"
    )

    assert set(keys(loaded)) == {"raw/s", "a"}
    assert loaded[1].dependency_keys == {AssetKey(["raw", "s"])}


def test_groups():
    """A group is for assets that have none, or the same one already."""
    free, same, other = asset("a"), asset("b", group_name="g"), asset("c", group_name="h")

    loaded = dg.load_assets_from_modules([module(a=free, b=same)], group_name="g")
    assert {g for item in loaded for g in item.group_names_by_key.values()} == {"g"}
    with pytest.raises(GraphmatError, match="in group 'h' already"):
        dg.load_assets_from_modules([module(c=other)], group_name="g")


def test_one_key_in_two_modules():
    """Two definitions of one key are told with both places."""
    with pytest.raises(GraphmatError, match="asset key 'a' is defined twice") as caught:
        dg.load_assets_from_modules([module(a=asset("a")), module(a=asset("a"))])
    assert str(caught.value).count(" at ") == 2


@pytest.mark.parametrize("modules", [sys, "os", [3], ["os"]], ids=repr)
def test_what_is_no_list_of_modules(modules):
    """Names and single modules in the place of the list are refused."""
    with pytest.raises(GraphmatError, match="'modules' must"):
        dg.load_assets_from_modules(modules)


def test_a_package_with_its_modules(tmp_path, monkeypatch):
    """A package is gathered with all its modules, however deep."""
    package = tmp_path / "shelf_of_assets"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("import graphmat as dg\n@dg.asset\ndef a():\n    ...\n")
    (package / "inner" / "__init__.py").write_text("")
    (package / "inner" / "deep.py").write_text(
        "import graphmat as dg\n@dg.asset\ndef b():\n    ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    try:
        assert keys(dg.load_assets_from_package_name("shelf_of_assets")) == ["a", "b"]
    finally:
        for name in [name for name in sys.modules if name.startswith("shelf_of_assets")]:
            del sys.modules[name]


def test_everything_that_a_module_defines():
    """Assets, checks and jobs of a module make definitions."""
    source = module(a=asset("a"), far=dg.AssetSpec("far"), work=dg.define_asset_job("work", "a"))
    defs = dg.load_definitions_from_module(source, resources={"r": 1})

    assert set(map(str, defs.resolve_all_asset_keys())) == {"a", "far"}
    assert defs.has_job("work")
    assert defs.resources == {"r": 1}


here = asset("here")


def test_the_module_that_asks():
    """A module can gather its own assets."""
    assert "here" in keys(dg.load_assets_from_current_module())
