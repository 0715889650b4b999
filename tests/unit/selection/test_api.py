from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.definitions.asset_decorators import asset, multi_asset
from graphmat.definitions.asset_specs import AssetSpec
from graphmat.errors import InvalidSelectionError, ParameterError
from graphmat.keys import AssetCheckKey, AssetKey, key_strings
from graphmat.selection.api import AssetSelection

NO_NULLS = AssetCheckKey(AssetKey("clean"), "no_nulls")
EVERYTHING = "audit clean feed pair_a pair_b raw/items raw/orders report src"


def found(selection, graph):
    """The keys that a selection means, as one line."""
    return " ".join(key_strings(selection.resolve(graph)))


SELECTIONS = [
    (AssetSelection.all(), "audit clean pair_a pair_b raw/items raw/orders report"),
    (AssetSelection.all(include_sources=True), EVERYTHING),
    (
        AssetSelection.assets("raw/orders", ["raw", "items"], AssetKey("src")),
        "raw/items raw/orders src",
    ),
    (AssetSelection.assets(), ""),
    (AssetSelection.keys("clean", AssetKey(["raw", "items"])), "clean raw/items"),
    (AssetSelection.groups("sales", "ingest"), "raw/items raw/orders report"),
    (AssetSelection.groups("sales", include_sources=True), "feed report"),
    (AssetSelection.key_prefixes("raw"), "raw/items raw/orders"),
    (AssetSelection.key_prefixes(["raw", "items"]), "raw/items"),
    (AssetSelection.key_substring("w/o"), "raw/orders"),
    (AssetSelection.tag("team", "core"), "raw/orders"),
    (AssetSelection.tag_string("team=data"), "clean"),
    (AssetSelection.tag_string("pii"), "raw/items"),
    (AssetSelection.owner("team:data"), "clean"),
    (AssetSelection.owner(None), "audit pair_a pair_b raw/items raw/orders"),
    (AssetSelection.kind("s3"), "raw/items"),
    (AssetSelection.kind(None), "audit clean pair_a pair_b report"),
    (AssetSelection.from_string("raw/* and not kind:s3"), "raw/orders"),
    (AssetSelection.from_string("group:sales", include_sources=True), "feed report"),
    (AssetSelection.from_coercible("clean, report"), "clean report"),
    (
        AssetSelection.from_coercible(["clean+1", AssetKey("audit")]),
        "audit clean feed pair_a pair_b report",
    ),
    (AssetSelection.from_coercible(("clean", AssetSelection.keys("report"))), "clean report"),
    (AssetSelection.from_coercible([]), ""),
    (AssetSelection.keys("report").upstream(), "clean raw/items raw/orders report"),
    (AssetSelection.keys("report").upstream(1), "clean report"),
    (AssetSelection.keys("report").upstream(depth=0), "report"),
    (AssetSelection.keys("report", "clean").upstream(include_self=False), "raw/items raw/orders"),
    (AssetSelection.keys("raw/items").upstream(include_self=False), ""),
    (AssetSelection.keys("clean").downstream(1), "clean feed pair_a pair_b report"),
    (
        AssetSelection.keys("clean").downstream(include_self=False),
        "audit feed pair_a pair_b report",
    ),
    (AssetSelection.keys("clean").upstream().roots(), "raw/items raw/orders"),
    (AssetSelection.keys("clean").upstream().sources(), "raw/items raw/orders"),
    (AssetSelection.keys("clean", "report").sinks(), "report"),
    (AssetSelection.keys("report").upstream_source_assets(), "src"),
    (AssetSelection.keys("src", "clean").materializable(), "clean"),
    (AssetSelection.keys("pair_b").required_multi_asset_neighbors(), "pair_a pair_b"),
    (AssetSelection.all().without_checks() & AssetSelection.groups("sales"), "report"),
    (AssetSelection.keys("clean") | AssetSelection.keys("report"), "clean report"),
    (AssetSelection.groups("ingest") & AssetSelection.kind("s3"), "raw/items"),
    (AssetSelection.groups("ingest") - AssetSelection.kind("s3"), "raw/orders"),
    (AssetSelection.all(include_sources=True) - AssetSelection.all(), "feed src"),
    (AssetSelection.checks(NO_NULLS), ""),
    (AssetSelection.checks_for_assets("report"), ""),
    (AssetSelection.all_asset_checks(), ""),
]


@pytest.mark.parametrize(("selection", "keys"), SELECTIONS)
def test_what_selections_mean(shop, selection, keys):
    """Each way to make a selection means the assets it is documented to mean."""
    assert found(selection, shop) == keys


@pytest.mark.parametrize("selection", [selection for selection, _ in SELECTIONS])
def test_every_selection_has_a_text_that_gives_it_back(selection):
    """No selection is too special to be printed, and its text reads back into an equal one."""
    text = selection.to_selection_str()
    assert AssetSelection.from_string(text) == selection
    assert eval(repr(selection)) == selection
    assert pickle.loads(pickle.dumps(selection)) == selection


@given(st.text(), st.text(), st.lists(st.text(min_size=1), min_size=1))
def test_names_of_any_characters_print_and_read_back(name, value, parts):
    """Stars, quotes and control characters in names mean themselves, in text as in Python."""
    for selection in (
        AssetSelection.keys(AssetKey(parts)),
        AssetSelection.key_prefixes(parts),
        AssetSelection.groups(name),
        AssetSelection.tag(name, value),
        AssetSelection.key_substring(name),
        AssetSelection.checks(AssetCheckKey(AssetKey(parts), name)),
    ):
        assert AssetSelection.from_string(selection.to_selection_str()) == selection


@pytest.mark.parametrize(
    ("selection", "checks"),
    [
        (AssetSelection.keys("clean"), "clean:fresh clean:no_nulls"),
        (AssetSelection.keys("clean").without_checks(), ""),
        (AssetSelection.checks(NO_NULLS), "clean:no_nulls"),
        (AssetSelection.checks_for_assets("report"), "report:no_nulls"),
        (AssetSelection.all_asset_checks(), "clean:fresh clean:no_nulls report:no_nulls"),
        (AssetSelection.all() - AssetSelection.all_asset_checks(), ""),
        (AssetSelection.keys("clean") - AssetSelection.checks(NO_NULLS), "clean:fresh"),
        (
            AssetSelection.keys("report") | AssetSelection.checks(NO_NULLS),
            "clean:no_nulls report:no_nulls",
        ),
    ],
)
def test_which_checks_selections_mean(shop, selection, checks):
    """Checks come with their assets, and can be added, taken away and selected alone."""
    keys = selection.resolve_checks(shop)
    assert " ".join(sorted(key.to_user_string() for key in keys)) == checks


def test_texts_say_what_was_built():
    """The text of a selection has its parentheses where the meaning needs them."""
    selection = AssetSelection.groups("x") - (AssetSelection.keys("a") | AssetSelection.keys("b"))
    assert selection.to_selection_str() == "group:x and not (a or b)"
    assert str(AssetSelection.keys("a").upstream().downstream(2)) == "(+a)+2"


def test_an_unknown_name_is_refused_unless_missing_is_allowed(shop):
    """A misspelt group is an error with the nearest name, not an empty set."""
    selection = AssetSelection.groups("salse") | AssetSelection.keys("clean")
    with pytest.raises(InvalidSelectionError, match="no group 'salse'"):
        selection.resolve(shop)
    assert selection.resolve(shop, allow_missing=True) == {AssetKey("clean")}


def test_adding_selections_says_how_to_unite_them():
    """`a + b` is refused with the operator that unites."""
    with pytest.raises(TypeError, match=r"a \| b"):
        AssetSelection.all() + AssetSelection.all()


def test_other_operands_are_refused():
    """A selection combines with selections only."""
    for combine in ("__or__", "__and__", "__sub__"):
        assert getattr(AssetSelection.all(), combine)("clean") is NotImplemented


@pytest.mark.parametrize("value", [{"a"}, [["a", "b"]], 3, None, [None], {"a": 1}])
def test_what_names_no_selection_is_refused(value):
    """Sets, nested lists and other things are refused with the forms that are taken."""
    with pytest.raises(ParameterError):
        AssetSelection.from_coercible(value)


def test_a_negative_depth_is_refused():
    """A depth below zero is an error at the call that gives it."""
    with pytest.raises(ParameterError, match="not -1"):
        AssetSelection.all().upstream(depth=-1)


def test_real_definitions():
    """Definitions, specs and lists of them are taken where keys and graphs are."""

    @asset(group_name="g")
    def first():
        return 1

    @multi_asset(specs=[AssetSpec("one", deps=["first"]), AssetSpec("two")])
    def both():
        yield

    assets = [first, both, AssetSpec("elsewhere")]
    assert str(AssetSelection.assets(both, first)) == "one or two or first"
    assert found(AssetSelection.from_coercible([first, "one"]), assets) == "first one"
    assert found(AssetSelection.assets(first).downstream(), assets) == "first one"
    neighbors = AssetSelection.assets("one").required_multi_asset_neighbors()
    assert found(neighbors, assets) == "one two"
    assert found(AssetSelection.assets(AssetSpec("elsewhere")), assets) == "elsewhere"


def test_building_selections_does_not_import_the_parser_library():
    """A module of jobs can build any selection without paying for lark."""
    code = (
        "import sys; from graphmat.selection.api import AssetSelection as S;"
        "s = S.keys('a').upstream() & S.groups('g') | S.from_coercible(['b+', 'c']);"
        "s.to_selection_str(); print('lark' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
