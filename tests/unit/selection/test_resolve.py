from __future__ import annotations

import pytest

from graphmat.errors import InvalidSelectionError
from graphmat.keys import AssetKey, key_strings
from graphmat.selection.grammar import parse
from graphmat.selection.resolve import resolve, resolve_all


def chosen(text, graph, **more):
    """The keys to make, as one line."""
    return " ".join(key_strings(resolve(text, graph, **more)))


def test_texts_lists_and_expressions(shop):
    """A text, several texts and an expression are all taken; several are their union."""
    assert chosen("clean, report", shop) == "clean report"
    assert chosen(["clean", "report and not clean"], shop) == "clean report"
    assert chosen(parse("+clean"), shop) == "clean raw/items raw/orders"
    assert resolve("clean", shop) == frozenset({AssetKey("clean")})


def test_external_assets_are_never_asked_to_be_made(shop):
    """What a traversal or wildcard meets elsewhere is left out, what is made from it is not."""
    assert chosen("src+", shop) == "audit clean pair_a pair_b raw/orders report"
    assert chosen("key:*r*c*, clean", shop) == "clean"
    assert chosen("clean+1", shop) == "clean pair_a pair_b report"
    assert chosen("not src and group:ingest", shop) == "raw/items raw/orders"


def test_external_assets_are_kept_for_looking(shop):
    """A caller that only looks gets the external assets too, and may name them."""
    found = resolve_all("src, clean+1", shop, include_external=True)
    assert key_strings(found.asset_keys) == ["clean", "feed", "pair_a", "pair_b", "report", "src"]


def test_an_empty_result_is_an_error(shop):
    """A selection of known names that selects nothing is refused, quoting it."""
    for text in ("clean and report", "not *", "raw/items and not kind:csv"):
        with pytest.raises(InvalidSelectionError) as caught:
            resolve(text, shop)
        assert caught.value.message == f"the selection '{text}' selects nothing"
        assert caught.value.exit_code == 4


def test_no_texts_select_nothing(shop):
    """An empty list is refused like any other empty selection, and never means everything."""
    with pytest.raises(InvalidSelectionError, match="selects nothing"):
        resolve([], shop)


def test_an_empty_result_of_external_assets_says_so(shop):
    """Where only assets made elsewhere are met, the error names them."""
    with pytest.raises(InvalidSelectionError) as caught:
        resolve("s*c", shop)
    assert "only external assets, made elsewhere: src" in caught.value.hint


def test_an_empty_result_may_be_allowed(shop):
    """A caller that only looks may take nothing for an answer, or pass over unknown names."""
    assert resolve_all("clean and report", shop, allow_empty=True).asset_keys == frozenset()
    found = resolve_all("clean, nope, group:nope", shop, allow_missing=True)
    assert key_strings(found.asset_keys) == ["clean"]


def test_checks_come_with_their_assets(shop):
    """The result holds the checks of the assets; checks alone are no empty selection."""
    found = resolve_all("clean", shop)
    assert sorted(map(str, (key.name for key in found.check_keys))) == ["fresh", "no_nulls"]
    alone = resolve_all("check:clean:fresh", shop)
    assert alone.asset_keys == frozenset()
    assert [key.to_user_string() for key in alone.check_keys] == ["clean:fresh"]


def test_named_selectors(shop):
    """`@name` stands for its texts, also inside operators and in other selectors."""
    selectors = {"raw": "raw/*", "front": ["report", "@raw+1"]}
    assert chosen("@raw", shop, selectors=selectors) == "raw/items raw/orders"
    assert chosen("@front and not @raw", shop, selectors=selectors) == "clean report"
    assert chosen("roots(@front)", shop, selectors=selectors) == "raw/items raw/orders"


def test_a_circle_of_named_selectors_is_shown(shop):
    """Selectors that need each other are refused with the circle they go in."""
    selectors = {"a": "clean or @b", "b": "@a"}
    with pytest.raises(InvalidSelectionError, match="@a → @b → @a"):
        resolve("@a", shop, selectors=selectors)


def test_a_fault_in_a_named_selector_names_it(shop):
    """A selector whose text cannot be read is told by its name, with the place in its text."""
    with pytest.raises(InvalidSelectionError) as caught:
        resolve("@a", shop, selectors={"a": "clean and"})
    assert str(caught.value).startswith("in the named selector '@a': the selection cannot be read")
    assert "clean and\n" in caught.value.message


def test_an_asset_may_bear_any_name(written_graph):
    """Keys with spaces, stars, quotes, keywords and slashes in components can all be selected."""
    names = ["a b", "a*b", "not", 'say "hi"', "in/side", "x\\", "12", "*"]
    graph = written_graph({})
    graph.asset_keys = frozenset(AssetKey([name]) for name in names)
    texts = ['"a b"', "key:a\\*b", "key:not", "'say \"hi\"'", "in\\/side", '"x\\\\"', "12", '"\\*"']
    for name, text in zip(names, texts, strict=True):
        assert resolve(text, graph) == {AssetKey([name])}
