"""Part of the assets of a graph: which ops run, what they are asked for, and what is made.

`fresh` runs have an empty store; `after all` runs come after everything was made once.
"""

import itertools
import random
import zlib

import pytest


class Runner:
    """Runs selections of one set of definitions, on one store, and tells what happened."""

    def __init__(self, dg, instance, seen):
        """Take the library, the log, and the reader of results."""
        self.dg = dg
        self.instance = instance
        self.seen = seen
        self.asked = {}
        self.defs = []

    def two(self, name="z"):
        """Make an op with two outputs, m and n, that yields what it is asked for."""

        @self._two_outputs(name)
        def two(context):
            yield from self._answer(context, name)

        return two

    def two_from(self, name="t"):
        """Make an op as `two` does, with an input."""

        @self._two_outputs(name)
        def two_from(context, x):
            yield from self._answer(context, f"{x}>{name}")

        return two_from

    def _two_outputs(self, name):
        out = {output: self.dg.Out(is_required=False) for output in ("m", "n")}
        return self.dg.op(name=name, out=out)

    def _answer(self, context, made):
        self.asked[str(context.op_handle)] = set(context.selected_output_names)
        for output in ("m", "n"):
            if output in context.selected_output_names:
                yield self.dg.Output(f"{made}.{output}", output_name=output)

    def op(self, name, inputs=0):
        """Make an op with one output, a text that tells how it was made."""

        def body(*given):
            return f"{name}({','.join(map(str, given))})"

        names = ",".join(f"x{i}" for i in range(inputs))
        scope = {"body": body}
        exec(f"def {name}({names}):\n    return body({names})\n", scope)
        return self.dg.op(scope[name])

    def all(self):
        """Make everything once."""
        result = self.dg.materialize(self.defs, instance=self.instance)
        assert result.success
        self.asked.clear()
        return result

    def run(self, *keys, **options):
        """Make the assets selected."""
        self.result = self.dg.materialize(
            self.defs, selection=list(keys), instance=self.instance, **options
        )

    @property
    def ran(self):
        """The steps that ran, without the name of their definition."""
        return [step.split(".", 1)[-1] for step in self.seen(self.result).ran]

    @property
    def made(self):
        """The assets that were made."""
        return self.seen(self.result).made

    def value(self, key):
        """The value of an asset after the run."""
        return self.result.asset_value(key)


@pytest.fixture
def runner(dg, kept_instance, seen):
    """A runner with a log of its own."""
    return Runner(dg, kept_instance, seen)


def outs(dg, *names, **options):
    """`outs` of a graph multi-asset."""
    return {name: dg.AssetOut(**options) for name in names}


# --- V1, V2: chains -----------------------------------------------------------------------------


@pytest.fixture
def chain(dg, runner):
    """Assets A, B and C on the ops a -> b -> c."""
    a, b, c = runner.op("a"), runner.op("b", 1), runner.op("c", 1)

    @dg.graph_multi_asset(outs=outs(dg, "A", "B", "C"), can_subset=True)
    def chain():
        x = a()
        y = b(x)
        return {"A": x, "B": y, "C": c(y)}

    runner.defs = [chain]
    return runner


def test_head_of_a_chain(chain):
    """V1: the first asset of a chain needs the first op alone."""
    chain.run("A")
    assert (chain.ran, chain.made) == (["a"], ["A"])


def test_tail_of_a_chain_after_all(chain):
    """V1: after all, the last asset needs its own op; its sibling is loaded."""
    chain.all()
    chain.run("C")
    assert (chain.ran, chain.made) == (["c"], ["C"])
    assert chain.value("C") == "c(b(a()))"


def test_both_ends_of_a_chain_after_all(chain):
    """V1: with both ends selected, the middle is loaded as it was."""
    chain.all()
    chain.run("A", "C")
    assert (chain.ran, chain.made) == (["a", "c"], ["A", "C"])


def test_lower_part_of_a_chain_after_all(chain):
    """V1: a selected asset feeds its selected sibling in the run itself."""
    chain.all()
    chain.run("B", "C")
    assert (chain.ran, chain.made) == (["b", "c"], ["B", "C"])


@pytest.mark.parametrize(
    ("keys", "ran"), [(["A", "B"], ["a", "b"]), (["A", "B", "C"], ["a", "b", "c"])]
)
def test_upper_part_of_a_chain_fresh(chain, keys, ran):
    """V1: a prefix of the chain needs no store."""
    chain.run(*keys)
    assert (chain.ran, chain.made) == (ran, keys)


@pytest.mark.departs("rule 4")
@pytest.mark.parametrize(
    ("keys", "ran"),
    [
        (["B"], ["a", "b"]),
        (["C"], ["a", "b", "c"]),
        (["B", "C"], ["a", "b", "c"]),
        (["A", "C"], ["a", "b", "c"]),
    ],
)
def test_sibling_that_was_never_made_is_made(chain, keys, ran):
    """V1: where the store does not hold a sibling, its op runs, and it is made as well."""
    chain.run(*keys)
    assert chain.ran == ran
    assert chain.made == [op.upper() for op in ran]
    assert chain.value(keys[-1]) == {"B": "b(a())", "C": "c(b(a()))"}[keys[-1]]


@pytest.mark.departs("rule 4")
def test_walk_stops_at_the_first_sibling_the_store_holds(chain):
    """V1: with A made and B not, C needs b and c, and A is loaded."""
    chain.run("A")
    chain.run("C")
    assert (chain.ran, chain.made) == (["b", "c"], ["B", "C"])


def test_gap_in_a_chain_after_all(dg, runner):
    """V2: an op between two assets runs, on the asset that is loaded."""
    a, b, c = runner.op("a"), runner.op("b", 1), runner.op("c", 1)

    @dg.graph_multi_asset(outs=outs(dg, "A", "C"), can_subset=True)
    def chain():
        x = a()
        return {"A": x, "C": c(b(x))}

    runner.defs = [chain]
    runner.all()
    runner.run("C")
    assert (runner.ran, runner.made) == (["b", "c"], ["C"])


# --- V3: branches -------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "ran"), [("A", ["a", "b"]), ("B", ["a_2", "c"])])
def test_disjoint_branches(dg, runner, key, ran):
    """V3: of two branches only that of the selected asset runs."""
    a, b, c = runner.op("a"), runner.op("b", 1), runner.op("c", 1)

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def branches():
        left = b(a())
        return {"A": left, "B": c(a())}

    runner.defs = [branches]
    runner.run(key)
    assert (runner.ran, runner.made) == (ran, [key])


# --- V4, V5, V12, n1-n3: nested graphs ----------------------------------------------------------


@pytest.fixture
def nested(dg, runner):
    """A nested graph of two outputs, q computed after p."""
    a, b, c = runner.op("a"), runner.op("b", 1), runner.op("c", 1)

    @dg.graph(out={"p": dg.GraphOut(), "q": dg.GraphOut()})
    def inner(x):
        p = b(x)
        return {"p": p, "q": c(p)}

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def outer():
        p, q = inner(a())
        return {"P": p, "Q": q}

    runner.defs = [outer]
    return runner


def test_nested_graph_whole(nested):
    """V4: all assets of a nested graph run all its ops."""
    nested.run("P", "Q")
    assert (nested.ran, nested.made) == (["a", "inner.b", "inner.c"], ["P", "Q"])


@pytest.mark.departs("rule 1")
def test_nested_graph_first_output(nested):
    """V4: one output of a nested graph runs only the ops behind it."""
    nested.run("P")
    assert (nested.ran, nested.made) == (["a", "inner.b"], ["P"])


@pytest.mark.departs("rule 1")
def test_nested_graph_second_output_after_all(nested):
    """V4: the second output of a nested graph is made from the first, loaded."""
    nested.all()
    nested.run("Q")
    assert (nested.ran, nested.made) == (["inner.c"], ["Q"])
    assert nested.value("Q") == "c(b(a()))"


@pytest.mark.departs("rule 4")
def test_nested_graph_second_output_fresh(nested):
    """V4: without a store the sibling's op runs, and the sibling is made too."""
    nested.run("Q")
    assert (nested.ran, nested.made) == (["a", "inner.b", "inner.c"], ["P", "Q"])


@pytest.mark.departs("rule 1")
@pytest.mark.parametrize(
    ("key", "ran", "asked"),
    [("P", ["a", "inner.t"], {"m"}), ("Q", ["a", "inner.c", "inner.t"], {"n"})],
)
def test_nested_op_with_several_outputs(dg, runner, key, ran, asked):
    """V5: an op with several outputs inside a nested graph is asked for what is needed."""
    a, t, c = runner.op("a"), runner.two_from(), runner.op("c", 1)

    @dg.graph(out={"p": dg.GraphOut(), "q": dg.GraphOut()})
    def inner(x):
        m, n = t(x)
        return {"p": m, "q": c(n)}

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def outer():
        p, q = inner(a())
        return {"P": p, "Q": q}

    runner.defs = [outer]
    runner.run(key)
    assert (runner.ran, runner.made) == (ran, [key])
    assert runner.asked == {"outer.inner.t": asked}


@pytest.mark.parametrize(("key", "asked"), [("P", {"m"}), ("Q", {"n"})])
def test_nested_graph_of_one_op(dg, runner, key, asked):
    """n1: a nested graph that holds nothing but the op with several outputs."""
    a, t = runner.op("a"), runner.two_from()

    @dg.graph(out={"p": dg.GraphOut(), "q": dg.GraphOut()})
    def inner(x):
        m, n = t(x)
        return {"p": m, "q": n}

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def outer():
        p, q = inner(a())
        return {"P": p, "Q": q}

    runner.defs = [outer]
    runner.run(key)
    assert (runner.ran, runner.made) == (["a", "inner.t"], [key])
    assert runner.asked == {"outer.inner.t": asked}


@pytest.mark.parametrize(("key", "ran"), [("P", ["a", "inner.b"]), ("Q", ["a_2"])])
def test_nested_graph_with_one_output(dg, runner, key, ran):
    """n2: a nested graph runs where it is needed and not where it is not."""
    a, b = runner.op("a"), runner.op("b", 1)

    @dg.graph
    def inner(x):
        return b(x)

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def outer():
        return {"P": inner(a()), "Q": a()}

    runner.defs = [outer]
    runner.run(key)
    assert (runner.ran, runner.made) == (ran, [key])


def test_asset_that_feeds_a_nested_graph_after_all(dg, runner):
    """n3: an asset's value is loaded by an op in a nested graph."""
    a, b = runner.op("a"), runner.op("b", 1)

    @dg.graph
    def inner(x):
        return b(x)

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def outer():
        p = a()
        return {"P": p, "Q": inner(p)}

    runner.defs = [outer]
    runner.all()
    runner.run("Q")
    assert (runner.ran, runner.made) == (["inner.b"], ["Q"])
    assert runner.value("Q") == "b(a())"


@pytest.mark.departs("rule 1")
@pytest.mark.parametrize("size", [1, 2])
def test_two_levels_of_nesting(dg, runner, size):
    """V12: subsets reach through two levels of nested graphs."""
    base, f = runner.op("base"), runner.op("f", 1)

    @dg.graph(out={"u": dg.GraphOut(), "v": dg.GraphOut()})
    def low(x):
        return {"u": f.alias("fu")(x), "v": f.alias("fv")(x)}

    @dg.graph(out={"u": dg.GraphOut(), "v": dg.GraphOut(), "w": dg.GraphOut()})
    def mid(x):
        u, v = low(x)
        return {"u": u, "v": v, "w": f.alias("fw")(x)}

    @dg.graph_multi_asset(outs=outs(dg, "U", "V", "W"), can_subset=True)
    def top():
        u, v, w = mid(base())
        return {"U": u, "V": v, "W": w}

    runner.defs = [top]
    steps = {"U": "mid.low.fu", "V": "mid.low.fv", "W": "mid.fw"}
    for keys in itertools.combinations("UVW", size):
        runner.run(*keys)
        assert runner.ran == sorted(["base", *(steps[k] for k in keys)])
        assert runner.made == list(keys)


# --- V6: one op twice ---------------------------------------------------------------------------


@pytest.fixture
def twice(dg, runner):
    """The op t called twice: P and Q on the first call, R and S on the second, which reads Q."""
    a, t = runner.op("a"), runner.two_from()

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q", "R", "S"), can_subset=True)
    def g():
        m, n = t(a())
        r, s = t.alias("again")(n)
        return {"P": m, "Q": n, "R": r, "S": s}

    runner.defs = [g]
    return runner


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (["P"], {"g.t": {"m"}}),
        (["Q"], {"g.t": {"n"}}),
        (["Q", "S"], {"g.t": {"n"}, "g.again": {"n"}}),
        (["P", "Q"], {"g.t": {"m", "n"}}),
    ],
)
def test_two_calls_of_one_op_fresh(twice, keys, asked):
    """V6: each call of an op is asked for its own outputs."""
    twice.run(*keys)
    assert twice.asked == asked
    assert twice.made == keys


@pytest.mark.parametrize(
    ("keys", "asked"), [(["R"], {"g.again": {"m"}}), (["P", "R"], {"g.t": {"m"}, "g.again": {"m"}})]
)
def test_two_calls_of_one_op_after_all(twice, keys, asked):
    """V6: the second call reads the stored sibling."""
    twice.all()
    twice.run(*keys)
    assert twice.asked == asked
    assert twice.made == keys


@pytest.mark.departs("rule 4")
def test_second_call_fresh(twice):
    """V6: without a store, the first call is asked for what the second needs."""
    twice.run("R")
    assert twice.asked == {"g.t": {"n"}, "g.again": {"m"}}
    assert twice.made == ["Q", "R"]


# --- V7, V8, V10, V11: shapes -------------------------------------------------------------------


def test_output_that_nothing_uses_is_not_asked_for(dg, runner):
    """V7: an op is not asked for an output that leads nowhere."""
    z, b = runner.two(), runner.op("b", 1)

    @dg.graph_multi_asset(outs=outs(dg, "M", "Z"), can_subset=True)
    def g():
        m, _n = z()
        return {"M": m, "Z": b(m)}

    runner.defs = [g]
    runner.run("M")
    assert runner.asked == {"g.z": {"m"}}
    runner.all()
    runner.run("Z")
    assert (runner.ran, runner.made) == (["b"], ["Z"])


def test_consumer_of_two_assets_after_all(dg, runner):
    """V8: of two sibling inputs, the selected one is fresh and the other is loaded."""
    z, zz = runner.two(), runner.op("zz", 2)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N", "Z"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "N": n, "Z": zz(m, n)}

    runner.defs = [g]
    runner.all()
    runner.run("M", "Z")
    assert (runner.ran, runner.made) == (["z", "zz"], ["M", "Z"])
    assert runner.asked == {"g.z": {"m"}}


@pytest.fixture
def diamond(dg, runner):
    """A diamond a -> (l, r) -> d with assets L, R and D."""
    a, left, right, d = runner.op("a"), runner.op("l", 1), runner.op("r", 1), runner.op("d", 2)

    @dg.graph_multi_asset(outs=outs(dg, "L", "R", "D"), can_subset=True)
    def g():
        x = a()
        y, z = left(x), right(x)
        return {"L": y, "R": z, "D": d(y, z)}

    runner.defs = [g]
    return runner


@pytest.mark.parametrize(
    ("keys", "ran"),
    [
        (["L"], ["a", "l"]),
        (["L", "R"], ["a", "l", "r"]),
        (["D"], ["d"]),
        (["D", "L"], ["a", "d", "l"]),
        (["D", "L", "R"], ["a", "d", "l", "r"]),
    ],
)
def test_diamond_after_all(diamond, keys, ran):
    """V10: after all, each selection runs its own ops and loads the rest."""
    diamond.all()
    diamond.run(*keys)
    assert (diamond.ran, diamond.made) == (ran, keys)


@pytest.mark.departs("rule 4")
@pytest.mark.parametrize("keys", [["D"], ["D", "L"]])
def test_diamond_fresh(diamond, keys):
    """V10: without a store the whole diamond runs, and the missing sides are made."""
    diamond.run(*keys)
    assert diamond.ran == ["a", "d", "l", "r"]
    assert diamond.made == ["D", "L", "R"]


@pytest.mark.parametrize(
    "keys", [c for size in (1, 2, 3) for c in itertools.combinations(("X", "Y", "Z"), size)]
)
def test_any_outputs_of_one_op(dg, runner, keys):
    """V11: an op with three outputs runs once and makes exactly those selected."""

    @dg.op(out={name: dg.Out(is_required=False) for name in "xyz"})
    def three(context):
        runner.asked["three"] = set(context.selected_output_names)
        for name in "xyz":
            if name in context.selected_output_names:
                yield dg.Output(name, output_name=name)

    @dg.graph_multi_asset(outs=outs(dg, "X", "Y", "Z"), can_subset=True)
    def g():
        x, y, z = three()
        return {"X": x, "Y": y, "Z": z}

    runner.defs = [g]
    runner.run(*keys)
    assert (runner.ran, runner.made) == (["three"], list(keys))
    assert runner.asked["three"] == {key.lower() for key in keys}


# --- V9, V17, V19: other definitions ------------------------------------------------------------


def test_upstream_beside_a_subset(dg, runner):
    """V9: an upstream asset may be selected beside the subset that needs it."""
    f = runner.op("f", 1)

    @dg.asset
    def up():
        return "u"

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g(up):
        return {"A": f(up), "B": f(up)}

    runner.defs = [up, g]
    runner.run("up", "A")
    assert (runner.ran, runner.made) == (["f", "up"], ["A", "up"])
    runner.run("B")
    assert (runner.ran, runner.made) == (["f_2"], ["B"])


@pytest.mark.departs("rule 20")
def test_missing_upstream_is_named(dg, runner):
    """V9: a missing upstream asset is named, and no error of a file comes up."""
    f = runner.op("f", 1)

    @dg.asset
    def upstream_rows():
        return "u"

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g(upstream_rows):
        return {"A": f(upstream_rows), "B": f(upstream_rows)}

    runner.defs = [upstream_rows, g]
    with pytest.raises(dg.DagsterError, match="upstream_rows"):
        runner.run("A")


@pytest.fixture
def two_graphs(dg, runner):
    """g1 makes M and N; g2 makes P from M, and Q from N and an op of its own."""
    z, y, join = runner.two(), runner.two_from("y"), runner.op("join", 2)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g1():
        m, n = z()
        return {"M": m, "N": n}

    @dg.graph_multi_asset(outs=outs(dg, "P", "Q"), can_subset=True)
    def g2(M, N):  # noqa: N803 - an argument has the name of its asset
        p, q = y(M)
        return {"P": p, "Q": join(q, N)}

    runner.defs = [g1, g2]
    return runner


def test_subsets_of_two_graphs_first(two_graphs):
    """V17: M and P need one output of each."""
    two_graphs.run("M", "P")
    assert two_graphs.asked == {"g1.z": {"m"}, "g2.y": {"m"}}
    assert two_graphs.made == ["M", "P"]


def test_subsets_of_two_graphs_second(two_graphs):
    """V17: M, N and Q need both outputs of the first op."""
    two_graphs.run("M", "N", "Q")
    assert two_graphs.asked == {"g1.z": {"m", "n"}, "g2.y": {"n"}}
    assert two_graphs.made == ["M", "N", "Q"]


def test_subsets_of_two_graphs_after_all(two_graphs):
    """V17: M and Q are made with N loaded."""
    two_graphs.all()
    two_graphs.run("M", "Q")
    assert two_graphs.asked == {"g1.z": {"m"}, "g2.y": {"n"}}
    assert two_graphs.made == ["M", "Q"]


@pytest.mark.departs("rule 9")
def test_upstream_that_the_subset_does_not_need(two_graphs):
    """V17: N selected beside P, which does not need it, simply runs."""
    two_graphs.all()
    two_graphs.run("N", "P")
    assert two_graphs.asked == {"g1.z": {"n"}, "g2.y": {"m"}}
    assert two_graphs.made == ["N", "P"]


@pytest.fixture
def two_sources(dg, runner):
    """A uses ua, B uses ub."""
    f, g_op = runner.op("f", 1), runner.op("g_op", 1)

    @dg.asset
    def ua():
        return "ua"

    @dg.asset
    def ub():
        return "ub"

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g(ua, ub):
        return {"A": f(ua), "B": g_op(ub)}

    runner.defs = [ua, ub, g]
    return runner


def test_upstream_of_the_unselected_sibling_is_not_touched(two_sources):
    """V19: the upstream of the sibling is neither made nor loaded."""
    two_sources.run("ua", "A")
    assert (two_sources.ran, two_sources.made) == (["f", "ua"], ["A", "ua"])


@pytest.mark.departs("rule 9")
def test_both_upstream_and_one_sibling(two_sources):
    """V19: both upstream assets run although the subset needs one of them."""
    two_sources.run("ua", "ub", "B")
    assert (two_sources.ran, two_sources.made) == (["g_op", "ua", "ub"], ["B", "ua", "ub"])


def test_upstream_is_loaded_only_for_ops_that_run(dg, kept_instance, memory, runner):
    """SUB-8: an upstream asset that only other ops use is not loaded."""
    f, g_op = runner.op("f", 1), runner.op("g_op", 1)
    store = memory({"ua": 1, "ub": 2})
    ua, ub = dg.AssetSpec("ua"), dg.AssetSpec("ub")

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g(ua, ub):
        return {"A": f(ua), "B": g_op(ub)}

    dg.materialize([ua, ub, g], selection=["B"], resources={"io_manager": store})
    assert store.loaded == ["ub"]


# --- V13, V15, V32: what ops leave out ----------------------------------------------------------


def test_never_yielded(dg, runner):
    """V13: a selected asset whose optional output never comes is not made; the run succeeds."""

    @dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
    def silent():
        if False:
            yield dg.Output(1, "m")

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g():
        m, n = silent()
        return {"M": m, "N": n}

    runner.defs = [g]
    runner.run("M")
    assert runner.result.success
    assert runner.made == []


@pytest.mark.departs("rule 5")
@pytest.mark.parametrize(("key", "output"), [("M", "m"), ("N", "n")])
def test_required_output_that_is_not_needed_may_be_left_out(dg, runner, key, output):
    """V15: an op with required outputs may yield only those it is asked for."""

    @dg.op(out={"m": dg.Out(), "n": dg.Out()})
    def strict(context):
        for name in sorted(context.selected_output_names):
            yield dg.Output(name, output_name=name)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g():
        m, n = strict()
        return {"M": m, "N": n}

    runner.defs = [g]
    runner.run(key)
    assert runner.made == [key]
    assert runner.value(key) == output


@pytest.mark.departs("rule 5")
def test_required_output_that_is_needed_may_not_be_left_out(dg, runner):
    """A needed output that an op leaves out fails the step; op, output and consumer are named."""

    @dg.op(out={"m": dg.Out(), "n": dg.Out()})
    def forgetful(context):
        yield dg.Output(1, "m")

    @dg.op
    def hungry(n):
        return n

    @dg.graph_multi_asset(outs=outs(dg, "M", "H"), can_subset=True)
    def g():
        m, n = forgetful()
        return {"M": m, "H": hungry(n)}

    runner.defs = [g]
    with pytest.raises(dg.DagsterStepOutputNotFoundError) as caught:
        runner.run("H")
    assert all(word in str(caught.value) for word in ("forgetful", "n", "hungry"))


def test_author_forgets_what_is_needed(dg, runner, seen):
    """V32: an optional output that is needed and not yielded skips what needs it."""

    @dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
    def forgetful(context):
        if "m" in context.selected_output_names:
            yield dg.Output(1, "m")

    sink = runner.op("sink", 1)

    @dg.graph_multi_asset(outs=outs(dg, "M", "L"), can_subset=True)
    def g():
        m, n = forgetful()
        return {"M": m, "L": sink(n)}

    runner.defs = [g]
    runner.run("L")
    assert runner.result.success
    assert runner.made == []
    assert seen(runner.result).skipped == ["g.sink"]


# --- V20: stale and fresh -----------------------------------------------------------------------


@pytest.fixture
def mixed(dg, runner):
    """F gathers the asset M and another output of the same op."""
    z = runner.two()

    @dg.op
    def fan(parts):
        return "+".join(sorted(parts))

    @dg.graph_multi_asset(outs=outs(dg, "M", "F"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "F": fan([m, n])}

    runner.defs = [g]
    return runner


def test_fan_in_of_stored_and_fresh(mixed):
    """V20: the asset is loaded, its op runs for the other output alone."""
    mixed.all()
    mixed.run("F")
    assert (mixed.ran, mixed.made) == (["fan", "z"], ["F"])
    assert mixed.asked == {"g.z": {"n"}}


@pytest.mark.departs("rule 7")
def test_fan_in_of_stored_and_fresh_values(mixed):
    """V20: each member of the list is its own value."""
    mixed.all()
    mixed.run("F")
    assert mixed.value("F") == "z.m+z.n"


@pytest.mark.departs("rule 4")
def test_fan_in_fresh(mixed):
    """V20: without a store the op is asked for both outputs, and M is made as well."""
    mixed.run("F")
    assert mixed.asked == {"g.z": {"m", "n"}}
    assert mixed.made == ["F", "M"]


# --- V21: dynamic -------------------------------------------------------------------------------


def test_subset_with_a_fan_out(dg, runner):
    """V21: a branch with a fan-out runs only where it is selected."""
    a = runner.op("a")

    @dg.op(out=dg.DynamicOut())
    def dyn():
        for i in range(2):
            yield dg.DynamicOutput(i, mapping_key=f"k{i}")

    @dg.op
    def mm(x):
        return x * 10

    @dg.op
    def fan(parts):
        return sum(parts)

    @dg.graph_multi_asset(outs=outs(dg, "A", "F"), can_subset=True)
    def g():
        return {"A": a(), "F": fan(dyn().map(mm).collect())}

    runner.defs = [g]
    runner.run("F")
    assert runner.ran == ["dyn", "fan", "mm[k0]", "mm[k1]"]
    assert runner.value("F") == 10
    runner.run("A")
    assert runner.ran == ["a"]


# --- V22: config and resources ------------------------------------------------------------------


@pytest.fixture
def configured(dg, runner):
    """A needs config, B does not."""

    @dg.op(config_schema={"n": int})
    def needs(context):
        return context.op_config["n"]

    plain = runner.op("plain")

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g():
        return {"A": needs(), "B": plain()}

    runner.defs = [g]
    return runner


CONFIG = {"ops": {"g": {"ops": {"needs": {"config": {"n": 3}}}}}}


def test_config_is_needed_only_for_ops_that_run(configured):
    """V22: the config of an op that does not run need not be given."""
    configured.run("B")
    assert configured.made == ["B"]
    configured.run("A", run_config=CONFIG)
    assert configured.value("A") == 3


@pytest.mark.departs("rule 9")
def test_config_of_an_op_that_does_not_run_is_accepted(configured):
    """V22: config for an op of the graph that this run leaves out is no error."""
    configured.run("B", run_config=CONFIG)
    assert configured.made == ["B"]


@pytest.mark.departs("rule 9")
def test_config_of_an_unknown_op_is_refused_with_the_nearest_name(dg, configured, said):
    """Config for an op that the graph has not is refused, and the nearest name is offered."""
    wrong = {"ops": {"g": {"ops": {"neds": {"config": {"n": 3}}}}}}
    with pytest.raises(dg.DagsterInvalidConfigError, match="neds") as caught:
        configured.run("B", run_config=wrong)
    assert "needs" in said(caught.value)


@pytest.mark.departs("rule 9")
def test_resource_of_an_op_that_does_not_run_is_not_demanded(dg, runner):
    """A resource that only unselected ops use need not be there."""

    @dg.op(required_resource_keys={"db"})
    def needs(context):
        return context.resources.db

    plain = runner.op("plain")

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g():
        return {"A": needs(), "B": plain()}

    runner.defs = [g]
    runner.run("B")
    assert runner.made == ["B"]


def test_resource_of_an_op_that_does_not_run_is_not_started(dg, runner):
    """SUB-10: a resource that only unselected ops use is not started."""
    started = []

    @dg.resource
    def db():
        started.append(1)
        return 5

    @dg.op(required_resource_keys={"db"})
    def needs(context):
        return context.resources.db

    plain = runner.op("plain")

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g():
        return {"A": needs(), "B": plain()}

    runner.defs = [g]
    runner.run("B", resources={"db": db})
    assert started == []
    runner.run("A", resources={"db": db})
    assert started == [1]


# --- V24: order without data --------------------------------------------------------------------


def test_order_after_a_sibling_asset(dg, runner):
    """V24: an op that only waits for a sibling asset runs without it."""
    z = runner.two()

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def late():
        return "late"

    @dg.graph_multi_asset(outs=outs(dg, "M", "L"), can_subset=True)
    def g():
        m, _n = z()
        return {"M": m, "L": late(start=m)}

    runner.defs = [g]
    runner.run("L")
    assert (runner.ran, runner.made) == (["late"], ["L"])


def test_order_after_an_inner_output(dg, runner):
    """V24b: an op that waits for an output that is no asset has that op run."""
    z = runner.two()

    @dg.op(ins={"start": dg.In(dg.Nothing)})
    def late():
        return "late"

    @dg.graph_multi_asset(outs=outs(dg, "M", "L"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "L": late(start=n)}

    runner.defs = [g]
    runner.run("L")
    assert (runner.ran, runner.made) == (["late", "z"], ["L"])
    assert runner.asked == {"g.z": {"n"}}


# --- V33: jobs ----------------------------------------------------------------------------------


@pytest.fixture
def narrow_job(dg):
    """A job narrowed to N of a graph that makes M and N."""

    @dg.op
    def a():
        return 1

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g():
        return {"M": a.alias("m")(), "N": a.alias("n")()}

    defs = dg.Definitions(assets=[g], jobs=[dg.define_asset_job("narrow", selection="N")])
    return defs.get_job_def("narrow")


def test_job_of_part_of_a_graph(narrow_job, seen):
    """V33: a job may be made of part of a graph's assets."""
    result = narrow_job.execute_in_process()
    assert (seen(result).ran, seen(result).made) == (["g.n"], ["N"])


@pytest.mark.departs("rule 11")
def test_jobs_selection_is_a_limit(dg, narrow_job):
    """V33: what the job leaves out can't be selected in a run of it; the error names it."""
    with pytest.raises(dg.DagsterInvalidSubsetError, match="M"):
        narrow_job.execute_in_process(asset_selection=[dg.AssetKey("M")])


@pytest.mark.departs("rule 11")
@pytest.mark.parametrize("empty", [[], ()])
def test_empty_asset_selection_is_an_error(dg, narrow_job, empty):
    """An empty selection is an error, and nothing runs."""
    with pytest.raises(dg.DagsterInvalidSubsetError):
        narrow_job.execute_in_process(asset_selection=empty)


@pytest.mark.departs("rule 11")
@pytest.mark.parametrize("selection", [[], "", "group:nothing", "key:nothing_like_it", "tag:none"])
def test_selection_of_nothing_is_an_error(dg, chain, kept_instance, selection):
    """A selection that matches nothing is an error of the selection, never a run of all or none."""
    with pytest.raises(dg.DagsterError):
        dg.materialize(chain.defs, selection=selection, instance=kept_instance)
    assert kept_instance.get_runs() == [] or not any(
        run.status == dg.DagsterRunStatus.SUCCESS for run in kept_instance.get_runs()
    )


# --- the refusal of a partial selection ---------------------------------------------------------


@pytest.fixture
def whole_only(dg, runner):
    """A graph of three assets that can't be subset."""
    a = runner.op("a")

    @dg.graph_multi_asset(outs=outs(dg, "alpha", "beta", "gamma"))
    def greek():
        return {"alpha": a(), "beta": a(), "gamma": a()}

    runner.defs = [greek]
    return runner


def test_partial_selection_of_a_whole(dg, whole_only):
    """SUB-2: part of a graph that can't be subset is refused; the definition is named."""
    job = dg.Definitions(assets=whole_only.defs).get_implicit_global_asset_job_def()
    with pytest.raises(dg.DagsterInvalidSubsetError, match="greek"):
        job.execute_in_process(asset_selection=[dg.AssetKey("alpha")])


def test_whole_selection_of_a_whole(dg, whole_only, seen):
    """All assets of a graph that can't be subset may be selected by name."""
    whole_only.run("alpha", "beta", "gamma")
    assert whole_only.made == ["alpha", "beta", "gamma"]


@pytest.mark.departs("rule 6")
def test_partial_selection_names_the_missing(dg, whole_only, said):
    """The refusal names the assets that are missing and the option that would allow it."""
    with pytest.raises(dg.DagsterError) as caught:
        whole_only.run("alpha", "gamma")
    assert "beta" in said(caught.value)
    assert "can_subset" in said(caught.value)


def test_partial_selection_of_an_upstream_whole(dg, whole_only, runner):
    """What is downstream of part of such a graph may run by itself, its upstream loaded."""

    @dg.asset
    def after(beta):
        return beta + "!"

    whole_only.defs = [*whole_only.defs, after]
    whole_only.all()
    whole_only.run("after")
    assert (whole_only.ran, whole_only.made) == (["after"], ["after"])


def test_required_neighbors(dg, whole_only, seen):
    """`required_multi_asset_neighbors` completes a partial selection."""
    selection = dg.AssetSelection.assets("alpha").required_multi_asset_neighbors()
    result = dg.materialize(whole_only.defs, selection=selection)
    assert seen(result).made == ["alpha", "beta", "gamma"]


# --- rule 3: what nobody asked for --------------------------------------------------------------


@pytest.fixture
def eager(dg, runner):
    """M and N are both made whenever z runs; D is made of n."""

    @dg.op(out={"m": dg.Out(), "n": dg.Out()})
    def z():
        return "m", "n"

    d = runner.op("d", 1)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N", "D"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "N": n, "D": d(n)}

    runner.defs = [g]
    return runner


@pytest.mark.departs("rule 3")
@pytest.mark.parametrize(
    ("keys", "ran", "made"),
    [
        (["M"], ["z"], ["M", "N"]),
        (["N"], ["z"], ["M", "N"]),
        (["D"], ["d", "z"], ["D", "M", "N"]),
        (["M", "D"], ["d", "z"], ["D", "M", "N"]),
    ],
)
def test_what_is_produced_is_materialized(eager, keys, ran, made):
    """Outputs that are assets are materialized when their op makes them, asked or not."""
    eager.run(*keys)
    assert (eager.ran, eager.made) == (ran, made)


@pytest.mark.departs("rule 3")
def test_unexpected_value_can_be_read(eager):
    """The value nobody asked for can be read from the result."""
    eager.run("M")
    assert eager.value("N") == "n"


@pytest.mark.departs("rule 2")
@pytest.mark.parametrize("order", [("m", "n"), ("n", "m")])
def test_inner_output_that_nobody_needs_is_dropped(dg, runner, order, memory):
    """An inner output that this subset does not need is dropped, whatever the order of yields."""
    store = memory()

    @dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
    def z():
        for name in order:
            yield dg.Output(name, output_name=name)

    d = runner.op("d", 1)

    @dg.graph_multi_asset(outs=outs(dg, "M", "D"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "D": d(n)}

    result = dg.materialize([g], selection=["M"], resources={"io_manager": store})
    assert result.success
    assert store.stored == ["M"]


# --- the context of a subset --------------------------------------------------------------------


def test_context_of_a_subset(dg, kept_instance):
    """An op can tell that it runs in a subset, of which keys, and which key an output has."""
    got = {}

    @dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
    def z(context):
        got["is_subset"] = context.is_subset
        got["keys"] = set(context.selected_asset_keys)
        got["m"] = context.asset_key_for_output("m")
        got["n"] = context.asset_key_for_output("n")
        for name in sorted(context.selected_output_names):
            yield dg.Output(name, output_name=name)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "N": n}

    dg.materialize([g], selection=["N"])
    assert got["is_subset"] is True
    assert got["keys"] == {dg.AssetKey("N")}
    assert (got["m"], got["n"]) == (dg.AssetKey("M"), dg.AssetKey("N"))
    dg.materialize([g])
    assert got["is_subset"] is False
    assert got["keys"] == {dg.AssetKey("M"), dg.AssetKey("N")}


def test_selected_output_names_is_a_set(dg):
    """`selected_output_names` can be asked for membership and compared as a set."""
    got = []

    @dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
    def z(context):
        got.append(context.selected_output_names)
        for name in sorted(context.selected_output_names):
            yield dg.Output(name, output_name=name)

    @dg.graph_multi_asset(outs=outs(dg, "M", "N"), can_subset=True)
    def g():
        m, n = z()
        return {"M": m, "N": n}

    dg.materialize([g], selection=["M"])
    assert set(got[0]) == {"m"}
    assert got[0] == {"m"}


def test_selected_output_names_of_a_single_output(dg, runner):
    """An op with one output is asked for it whenever it runs."""
    got = []

    @dg.op
    def one(context):
        got.append(set(context.selected_output_names))
        return 1

    @dg.graph_multi_asset(outs=outs(dg, "A", "B"), can_subset=True)
    def g():
        return {"A": one.alias("a")(), "B": one.alias("b")()}

    dg.materialize([g], selection=["A"])
    assert got == [{"result"}]


# --- random programs against brute force --------------------------------------------------------


class Program:
    """A random program: ops with several outputs, nested graphs, and assets on some outputs."""

    def __init__(self, seed, *, conditional):
        """Draw a program from a seed."""
        rng = random.Random(seed)
        self.rng = rng
        self.conditional = conditional
        self.count = rng.randint(2, 7)
        self.outputs = [tuple(f"o{j}" for j in range(rng.randint(1, 3))) for _ in range(self.count)]
        self.inputs = []
        for i in range(self.count):
            earlier = [(j, name) for j in range(i) for name in self.outputs[j]]
            self.inputs.append(rng.sample(earlier, min(len(earlier), rng.randint(0, 3))))
        used = {source for wires in self.inputs for source in wires}
        self.assets = {}
        for i, names in enumerate(self.outputs):
            for name in names:
                if rng.random() < 0.4:
                    self.assets[(i, name)] = f"A{i}{name}"
            if not any((i, name) in used or (i, name) in self.assets for name in names):
                self.assets[(i, names[0])] = f"A{i}{names[0]}"
        self.paths = {}

    def source(self):
        """Write the program as a module, with ops grouped into nested graphs at random."""
        lines = ["EPOCH = [0]", "ASKED = {}", ""]
        for i, names in enumerate(self.outputs):
            outs = ", ".join(f'"{n}": dg.Out(is_required={not self.conditional})' for n in names)
            params = [f"i{k}" for k in range(len(self.inputs[i]))]
            worth = ", ".join([str(i), "name", "EPOCH[0]", *params])
            lines += [
                f"@dg.op(out={{{outs}}})",
                f"def op{i}({', '.join(['context', *params])}):",
                f"    ASKED[{i}] = set(context.selected_output_names)",
                f"    for name in {names!r}:",
                f"        if {not self.conditional} or name in context.selected_output_names:",
                f"            yield dg.Output(({worth}), name)",
                "",
            ]
        body = self._graphs(lines, 0, self.count, [])
        wanted = ", ".join(f'"{key}": v{i}_{n}' for (i, n), key in self.assets.items())
        outs = ", ".join(f'"{key}": dg.AssetOut()' for key in self.assets.values())
        lines += [f"@dg.graph_multi_asset(outs={{{outs}}}, can_subset=True)", "def program():"]
        lines += [f"    {line}" for line in body]
        lines += [f"    return {{{wanted}}}", ""]
        return "\n".join(lines)

    def _graphs(self, lines, start, stop, path):
        body = []
        i = start
        while i < stop:
            size = self.rng.randint(1, stop - i)
            whole = i == start and size == stop - start
            if size > 1 and not whole and len(path) < 3 and self.rng.random() < 0.7:
                body += self._nested(lines, i, i + size, path)
                i += size
                continue
            self.paths[i] = ".".join(["program", *path, f"op{i}"])
            given = ", ".join(f"v{j}_{n}" for j, n in self.inputs[i])
            names = self.outputs[i]
            if len(names) == 1:
                body.append(f"v{i}_{names[0]} = op{i}({given})")
            else:
                body.append(f"{', '.join(f'v{i}_{n}' for n in names)} = op{i}({given})")
            i += 1
        return body

    def _nested(self, lines, start, stop, path):
        name = f"g{start}_{stop}_{len(path)}"
        inner = self._graphs(lines, start, stop, [*path, name])
        inside = range(start, stop)
        takes = sorted({s for i in inside for s in self.inputs[i] if s[0] not in inside})
        gives = sorted(
            (i, n)
            for i in inside
            for n in self.outputs[i]
            if (i, n) in self.assets
            or any((i, n) in self.inputs[k] for k in range(stop, self.count))
        )
        outs = ", ".join(f'"w{i}_{n}": dg.GraphOut()' for i, n in gives)
        params = ", ".join(f"v{j}_{n}" for j, n in takes)
        lines += [f"@dg.graph(out={{{outs}}})", f"def {name}({params}):"]
        lines += [f"    {line}" for line in inner]
        returned = ", ".join(f'"w{i}_{n}": v{i}_{n}' for i, n in gives)
        lines += [f"    return {{{returned}}}", ""]
        targets = ", ".join(f"v{i}_{n}" for i, n in gives)
        return [f"{targets} = {name}({params})"]

    def needed(self, selected, stored):
        """The smallest set of ops that makes the selected assets, by trying every set of ops."""
        chosen = {source for source, key in self.assets.items() if key in selected}
        held = {source for source, key in self.assets.items() if key in stored} - chosen
        for size in range(self.count + 1):
            fits = [
                set(ops)
                for ops in itertools.combinations(range(self.count), size)
                if all(source[0] in ops for source in chosen)
                and all(
                    source in held or source[0] in ops for i in ops for source in self.inputs[i]
                )
            ]
            if fits:
                assert len(fits) == 1
                return fits[0], chosen, held
        raise AssertionError

    def asked(self, ops, chosen, held):
        """The outputs each op of the plan is asked for."""
        wanted = set(chosen)
        for i in ops:
            wanted |= {source for source in self.inputs[i] if source not in held}
        return {i: {n for n in self.outputs[i] if (i, n) in wanted} for i in ops}


@pytest.mark.departs("rules 1, 2, 4")
@pytest.mark.parametrize("seed", range(40))
def test_random_program_runs_what_it_must(dg, write_module, kept_instance, seen, seed):
    """A subset of a random program runs the smallest set of ops, fresh or after all."""
    program = Program(seed, conditional=True)
    page = write_module(program.source())
    keys = sorted(program.assets.values())
    rng = random.Random(seed)
    subsets = [rng.sample(keys, rng.randint(1, len(keys))) for _ in range(2)]

    for epoch, selected in enumerate(subsets):
        page.EPOCH[0] = epoch
        page.ASKED.clear()
        ops, chosen, held = program.needed(set(selected), set())
        with dg.DagsterInstance.ephemeral() as fresh:
            result = dg.materialize([page.program], selection=selected, instance=fresh)
        asked = program.asked(ops, chosen, held)
        assert seen(result).ran == sorted(program.paths[i] for i in ops)
        assert asked == page.ASKED
        assert seen(result).made == sorted(
            key for (i, n), key in program.assets.items() if n in asked.get(i, ())
        )

    dg.materialize([page.program], instance=kept_instance)
    for selected in subsets:
        page.ASKED.clear()
        ops, chosen, held = program.needed(set(selected), set(keys))
        result = dg.materialize([page.program], selection=selected, instance=kept_instance)
        assert seen(result).ran == sorted(program.paths[i] for i in ops)
        assert program.asked(ops, chosen, held) == page.ASKED
        assert seen(result).made == sorted(selected)


@pytest.mark.departs("rules 2, 3, 4")
@pytest.mark.parametrize("seed", range(100, 115))
def test_random_program_that_makes_everything(dg, write_module, seen, seed):
    """Where ops yield all they can, each asset output of an op that ran is materialized."""
    program = Program(seed, conditional=False)
    page = write_module(program.source())
    keys = sorted(program.assets.values())
    rng = random.Random(seed)
    selected = rng.sample(keys, rng.randint(1, len(keys)))
    ops, _chosen, _held = program.needed(set(selected), set())
    result = dg.materialize([page.program], selection=selected)
    assert seen(result).ran == sorted(program.paths[i] for i in ops)
    assert seen(result).made == sorted(key for (i, _n), key in program.assets.items() if i in ops)


def _value(program, ops, held, source, epoch):
    """What an output is worth: fresh outputs bear this run's number, loaded ones the first's."""
    i, name = source
    if source in held or i not in ops:
        return _value(program, set(range(program.count)), set(), source, 0) if epoch else None
    return (i, name, epoch, *(_value(program, ops, held, s, epoch) for s in program.inputs[i]))


@pytest.mark.departs("rules 1, 4")
@pytest.mark.parametrize("seed", range(200, 220))
def test_random_program_mixes_loaded_and_fresh_as_planned(dg, write_module, kept_instance, seed):
    """Values of siblings that were not selected come from the store, all others from this run."""
    program = Program(seed, conditional=True)
    page = write_module(program.source())
    keys = sorted(program.assets.values())
    rng = random.Random(zlib.crc32(str(seed).encode()))
    selected = rng.sample(keys, rng.randint(1, len(keys)))
    dg.materialize([page.program], instance=kept_instance)
    page.EPOCH[0] = 1
    ops, chosen, held = program.needed(set(selected), set(keys))
    result = dg.materialize([page.program], selection=selected, instance=kept_instance)
    for source in chosen:
        key = program.assets[source]
        assert result.asset_value(key) == _value(program, ops, held, source, 1)


@pytest.mark.parametrize("seed", range(300, 312))
def test_random_program_in_full(dg, write_module, seen, seed):
    """A random program in full runs every op and makes every asset, however it is nested."""
    program = Program(seed, conditional=True)
    page = write_module(program.source())
    result = dg.materialize([page.program])
    assert seen(result).ran == sorted(program.paths.values())
    assert seen(result).made == sorted(program.assets.values())
    for source, key in program.assets.items():
        every = set(range(program.count))
        assert result.asset_value(key) == _value(program, every, set(), source, 0)
