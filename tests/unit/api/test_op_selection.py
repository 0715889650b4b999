"""Choosing some of the ops of a job."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.api.op_selection import select_ops
from graphmat.errors import InvalidSelectionError
from graphmat.graphs.flattening import flatten_graph
from graphmat.selection.subset import whole_graph


@dg.op
def a():
    """The first."""
    return 1


@dg.op
def b(x):
    """In the middle."""
    return x


@dg.op
def c(x):
    """The last."""
    return x


@dg.graph
def inner(x):
    """Two ops in a graph."""
    return c(b.alias("deep")(x))


@dg.graph
def chain():
    """a → b → inner.deep → inner.c → c, and a second a."""
    c(inner(b(a())))
    a.alias("alone")()


def chosen(*clauses):
    """The steps that a selection keeps."""
    subset = whole_graph(flatten_graph(chain))
    select_ops(subset, clauses)
    return " ".join(sorted(subset.step_keys()))


@pytest.mark.parametrize(
    ("clauses", "steps"),
    [
        (["b"], "b"),
        (["a", "c"], "a c"),
        (["*b"], "a b"),
        (["inner"], "inner.c inner.deep"),
        (["inner.deep"], "inner.deep"),
        (["inner*"], "c inner.c inner.deep"),
        (["+inner.deep"], "b inner.deep"),
        (["++inner.deep+"], "a b inner.c inner.deep"),
        (["*inner.deep*"], "a b c inner.c inner.deep"),
        ([" alone "], "alone"),
    ],
)
def test_clauses(clauses, steps):
    """Names, graphs, all or some levels up and down; several clauses are joined."""
    assert chosen(*clauses) == steps


@pytest.mark.parametrize(
    ("clause", "words"),
    [("bb", "no op 'bb'"), ("", "not the name of an op"), ("b-", "not the name of an op")],
)
def test_what_is_no_op(clause, words):
    """An unknown name is never empty in silence; it is told with the nearest one."""
    with pytest.raises(InvalidSelectionError, match=words):
        chosen(clause)


def test_the_nearest_op_is_named():
    """A slip of a letter is answered with the op that was meant."""
    with pytest.raises(InvalidSelectionError) as caught:
        chosen("inner.dep")
    assert "'inner.deep'" in caught.value.hint
