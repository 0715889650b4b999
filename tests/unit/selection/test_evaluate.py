from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.keys import AssetKey, key_strings
from graphmat.selection.evaluate import Evaluation
from graphmat.selection.grammar import parse


def found(graph, text, states=None):
    """The keys that a text means, external ones too, as one line."""
    return " ".join(key_strings(Evaluation(graph, states).assets(parse(text))))


def checked(graph, text):
    """The checks that a text means, as one line."""
    return " ".join(sorted(key.to_user_string() for key in Evaluation(graph).checks(parse(text))))


ALL_MADE = "audit clean pair_a pair_b raw/items raw/orders report"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("*", ALL_MADE),
        ("not raw/*", "audit clean pair_a pair_b report"),
        ("raw/*", "raw/items raw/orders"),
        ("key:*a*", "audit clean pair_a pair_b raw/items raw/orders"),
        ("pair*a", "pair_a"),
        ("group:ingest", "raw/items raw/orders"),
        ("group:in*", "raw/items raw/orders"),
        ("group:default", "audit clean pair_a pair_b"),
        ("group:<null>", "audit clean pair_a pair_b"),
        ("kind:csv", "raw/items raw/orders"),
        ("kind:s3", "raw/items"),
        ("kind:<null>", "audit clean pair_a pair_b report"),
        ("owner:team:data", "clean"),
        ("owner:*@example.com", "clean"),
        ("owner:<null>", "audit pair_a pair_b raw/items raw/orders"),
        ("tag:team=core", "raw/orders"),
        ("tag:team=*", "clean raw/orders"),
        ("tag:t*=data", "clean"),
        ("tag:pii", "raw/items"),
        ("tag:<null>", "audit pair_a pair_b report"),
        ("prefix:raw", "raw/items raw/orders"),
        ("key_substring:w/i", "raw/items"),
    ],
)
def test_words(shop, text, keys):
    """Each word selects the assets that are made here and have what it names."""
    assert found(shop, text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("+clean", "clean raw/items raw/orders"),
        ("1+report", "clean report"),
        ("raw/items+1", "clean raw/items"),
        ("raw/items+", "audit clean feed pair_a pair_b raw/items report"),
        ("1+clean+1", "clean feed pair_a pair_b raw/items raw/orders report"),
        ("+(raw/items+)", "audit clean pair_a pair_b raw/items raw/orders report"),
        ("src+1", "raw/orders src"),
        ("+audit", "audit clean raw/items raw/orders"),
        ("roots(*)", "raw/items raw/orders"),
        ("roots(raw/items, report, pair_a)", "raw/items"),
        ("roots(clean, audit)", "clean"),
        ("sinks(*)", "audit pair_a pair_b report"),
        ("sinks(raw/orders, report)", "report"),
        ("required_neighbors(pair_a, clean)", "clean pair_a pair_b"),
        ("upstream_sources(report)", "src"),
        ("upstream_sources(audit, src)", "feed src"),
        ("materializable(src+1)", "raw/orders"),
        ("with_external(*)", "audit clean feed pair_a pair_b raw/items raw/orders report src"),
        ("with_external(group:sales)", "feed report"),
        ("with_external(not raw/*)", "audit clean feed pair_a pair_b report src"),
        (
            "with_external(*) and not clean",
            "audit feed pair_a pair_b raw/items raw/orders report src",
        ),
        ("not group:sales and not pair_*a", "audit clean pair_b raw/items raw/orders"),
        ("not *", ""),
    ],
)
def test_traversals_and_functions(shop, text, keys):
    """Ancestors leave external assets out, roots and sinks look at the selected set alone."""
    assert found(shop, text) == keys


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("clean", "clean:fresh clean:no_nulls"),
        ("raw/items", ""),
        ("raw/items+", "clean:fresh clean:no_nulls report:no_nulls"),
        ("check:clean:fresh", "clean:fresh"),
        ("check:no_nulls", "clean:no_nulls report:no_nulls"),
        ("check:*:no_*", "clean:no_nulls report:no_nulls"),
        ("clean and not check:fresh", "clean:no_nulls"),
        ("clean, check:report:no_nulls", "clean:fresh clean:no_nulls report:no_nulls"),
        ("checks(report)", "report:no_nulls"),
        ("without_checks(clean)", ""),
        ("without_checks(clean) or check:fresh", "clean:fresh"),
        ("not clean", "report:no_nulls"),
        ("not clean and not report", ""),
        ("not *", ""),
    ],
)
def test_checks(shop, text, checks):
    """The checks of the assets are selected with them, unless the text says otherwise."""
    assert checked(shop, text) == checks


def test_a_check_alone_selects_no_asset(shop):
    """Naming a check does not select the asset that it looks at."""
    assert found(shop, "check:clean:fresh, checks(report)") == ""


def test_states(shop, written_states):
    """State words come from the event log; missing is everything that it does not know as made."""
    states = written_states(
        {"materialized": "clean raw/orders gone", "failed": "report"},
        {"last": "clean report gone", "7f3": "audit"},
    )
    assert found(shop, "state:materialized", states) == "clean raw/orders"
    assert found(shop, "state:missing", states) == "audit pair_a pair_b raw/items report"
    assert found(shop, "state:failed+", states) == "report"
    assert found(shop, "state:unexpected", states) == ""
    assert found(shop, "run:last and not state:failed", states) == "clean"
    assert found(shop, "run:7f3", states) == "audit"


def test_a_deep_graph_needs_no_deep_stack_and_no_second_look(written_graph):
    """A chain of fifty thousand assets is walked without recursion, each edge once each way."""
    length = 50_000
    graph = written_graph({"a0": ""} | {f"a{n}": f"a{n - 1}" for n in range(1, length)})
    assert len(Evaluation(graph).assets(parse(f"+a{length - 1}"))) == length
    assert len(Evaluation(graph).assets(parse("a0+"))) == length
    assert graph.lookups <= 2 * length


def _descendants(edges, start):
    reached, waiting = set(), list(start)
    while waiting:
        for child in edges[waiting.pop()]:
            if child not in reached:
                reached.add(child)
                waiting.append(child)
    return reached


GRAPHS = st.lists(st.sets(st.integers(0, 8)), min_size=1, max_size=9).map(
    lambda rows: [{parent for parent in row if parent < number} for number, row in enumerate(rows)]
)


@given(GRAPHS, st.sets(st.integers(0, 8), min_size=1))
def test_reach_is_what_one_edge_after_another_gives(written_graph, parents, chosen):
    """Traversals, roots and sinks of random graphs agree with following single edges."""
    names = [f"n{number}" for number in range(len(parents))]
    graph = written_graph(
        {names[n]: " ".join(names[p] for p in above) for n, above in enumerate(parents)}
    )
    start = {number for number in chosen if number < len(parents)} or {0}
    children = [{n for n, above in enumerate(parents) if p in above} for p in range(len(parents))]
    below, above = _descendants(children, start), _descendants(parents, start)
    text = ", ".join(names[number] for number in sorted(start))

    def meant(numbers):
        return {AssetKey(names[number]) for number in numbers}

    evaluation = Evaluation(graph)
    assert evaluation.assets(parse(f"({text})+")) == meant(start | below)
    assert evaluation.assets(parse(f"+({text})")) == meant(start | above)
    assert evaluation.assets(parse(f"roots({text})")) == meant(start - below)
    assert evaluation.assets(parse(f"sinks({text})")) == meant(start - above)
    near = set().union(*(children[number] for number in start))
    assert evaluation.assets(parse(f"({text})+1")) == meant(start | near)
