from __future__ import annotations

import pytest

from graphmat.errors import InvalidSelectionError
from graphmat.selection.resolve import resolve


def refused(graph, text, **more):
    """The error that a text meets in a graph."""
    with pytest.raises(InvalidSelectionError) as caught:
        resolve(text, graph, **more)
    return caught.value


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("claen", "there is no asset 'claen'", "did you mean 'clean'?"),
        ("CLEAN", "there is no asset 'CLEAN'", "did you mean 'clean'?"),
        ("orders", "there is no asset 'orders'", "did you mean 'raw/orders'?"),
        ("ingest", "there is no asset 'ingest'", "there is a group of this name: 'group:ingest'"),
        ("raww/*", "no asset key matches 'raww/*'", None),
        ("group:salse", "there is no group 'salse'", "did you mean 'sales'?"),
        ("group:x", "there is no group 'x'", "the groups are default, elsewhere, ingest, sales"),
        ("kind:cvs", "no asset is of kind 'cvs'", "did you mean 'csv'?"),
        ("owner:team:dta", "no asset is owned by 'team:dta'", "did you mean 'team:data'"),
        ("tag:team=cora", "no asset has the tag 'team=cora'", "did you mean 'tag:team=core'"),
        ("tag:team", "no asset has the tag 'team'", "'tag:team=*' selects the tag with any value"),
        ("prefix:rw", "no asset key begins with 'rw'", "did you mean 'raw'?"),
        ("key_substring:zz", "no asset key holds 'zz'", None),
        ("check:clean:fresch", "there is no check 'clean:fresch'", "did you mean 'clean:fresh'"),
        ("@nihgtly", "there is no named selector '@nihgtly'", "did you mean 'nightly'?"),
        ("src", "asset 'src' is external: it is made elsewhere, not here", "'src+' selects"),
        ("not claen", "there is no asset 'claen'", "did you mean 'clean'?"),
        ("roots(clean and +claen)", "there is no asset 'claen'", "did you mean 'clean'?"),
    ],
)
def test_one_unknown_name(shop, text, message, hint):
    """An unknown name is an error wherever it stands, with the nearest known ones."""
    error = refused(shop, text, selectors={"nightly": "clean"})
    assert error.message == message
    assert (
        (error.hint is None) if hint is None else error.hint.startswith(hint) or hint in error.hint
    )
    assert len(error.names) == 1


def test_all_unknown_names_are_told_at_once(shop):
    """A selection with several faults is answered once, each with its own hint, none twice."""
    error = refused(shop, ["claen, group:x", "not kind:cvs", "src claen"])
    assert error.message.splitlines() == [
        "4 names of the selection cannot be selected:",
        "  there is no asset 'claen' (did you mean 'clean'?)",
        "  there is no group 'x' (the groups are default, elsewhere, ingest, sales)",
        "  no asset is of kind 'cvs' (did you mean 'csv'?)",
        (
            "  asset 'src' is external: it is made elsewhere, not here "
            "('src+' selects what is made from it)"
        ),
    ]
    assert error.names == ("claen", "x", "cvs", "src")


def test_very_many_unknown_names_fit_a_screen(shop):
    """Of hundreds of unknown names the first ten are shown and the rest counted."""
    error = refused(shop, [f"nope{number}" for number in range(300)])
    assert len(error.message.splitlines()) == 12
    assert error.message.endswith("and 290 more")
    assert len(error.names) == 300


def test_a_star_meant_as_a_wildcard_is_explained(shop):
    """`rep*` means what is below `rep`; where there is no `rep`, the wildcard is offered."""
    error = refused(shop, "rep*")
    assert error.message == "there is no asset 'rep'"
    assert "'key:rep*' selects all keys that begin so" in error.hint


def test_a_name_that_is_the_end_of_several_keys_is_left_open(written_graph):
    """Where a last component is not unique, all keys that end so are offered and none is taken."""
    graph = written_graph({"a/orders": "", "b/orders": ""})
    assert refused(graph, "orders").hint == "did you mean 'a/orders' or 'b/orders'?"


def test_control_characters_are_shown_escaped(shop):
    """An escape sequence in a name never reaches the terminal."""
    error = refused(shop, 'group:"\x1b[31m", "x\ny"')
    assert "\x1b" not in error.message
    assert "\\u{1b}[31m" in error.message
    assert "x\\u{a}y" in error.message


def test_unknown_states_and_runs(shop, written_states):
    """State words are checked against what the log can answer, runs against those there are."""
    states = written_states({"failed": ""}, {"last": "clean"})
    error = refused(shop, "state:faild", state=states)
    assert error.message == "there is no state 'faild'"
    assert error.hint == "did you mean 'failed'?"
    error = refused(shop, "run:abc", state=states)
    assert error.message == "there is no run 'abc'"
    assert "run:last" in error.hint


def test_state_words_need_the_event_log(shop):
    """Where there is no log, a state word is refused with its reason and never empty."""
    for text in ("state:missing", "run:last"):
        error = refused(shop, text)
        assert "needs the event log" in error.message


def test_a_known_state_of_no_asset_is_no_unknown_name(shop, written_states):
    """`state:failed` where nothing failed selects nothing, which is said as such."""
    error = refused(shop, "state:failed", state=written_states())
    assert error.message == "the selection 'state:failed' selects nothing"
