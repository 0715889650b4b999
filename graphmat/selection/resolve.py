"""Selection → the asset keys it means in a graph.

A selection that names something unknown is refused, with all its unknown names at once; so is one
that selects nothing: an empty result must never be taken for "everything" or for success.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from graphmat.errors import EmptySelectionError, InvalidSelectionError
from graphmat.keys import AssetCheckKey, AssetKey, key_strings
from graphmat.selection import words
from graphmat.selection.evaluate import Evaluation
from graphmat.selection.expression import (
    And,
    Expression,
    Function,
    Named,
    Not,
    Or,
    Traversal,
    intersection,
    traversal,
    union,
)
from graphmat.selection.grammar import parse_all
from graphmat.selection.unknown_names import refuse_unknown_names

if TYPE_CHECKING:
    from graphmat.selection.ports import AssetStates, SelectableGraph

Selectors = Mapping[str, str | Iterable[str]]

_SHOWN_TEXT = 200
_SHOWN_KEYS = 5


class ResolvedSelection:
    """What a selection means in one graph.

    Args:
        asset_keys: The assets; empty where only checks are selected.
        check_keys: The checks: those of the assets, unless the selection says otherwise.
    """

    __slots__ = ("asset_keys", "check_keys")

    def __init__(
        self, asset_keys: frozenset[AssetKey], check_keys: frozenset[AssetCheckKey]
    ) -> None:
        self.asset_keys = asset_keys
        self.check_keys = check_keys


def resolve(
    expression: Expression | str | Iterable[str],
    graph: SelectableGraph,
    *,
    state: AssetStates | None = None,
    selectors: Selectors | None = None,
) -> frozenset[AssetKey]:
    """The assets to make for a selection.

    Args:
        expression: The selection, its text, or several texts (their union).
        graph: The assets it is about.
        state: What the event log knows, for ``state:`` and ``run:``.
        selectors: Name → text or texts, for ``@name``.

    Returns:
        Assets that are made here; external ones that a traversal or a wildcard meets are left out.
        Empty only where the selection means checks alone.

    Raises:
        InvalidSelectionError: A text cannot be read, names are unknown, an external asset is asked
            for, or nothing is selected.
    """
    return resolve_all(expression, graph, state=state, selectors=selectors).asset_keys


def resolve_all(
    expression: Expression | str | Iterable[str],
    graph: SelectableGraph,
    *,
    state: AssetStates | None = None,
    selectors: Selectors | None = None,
    include_external: bool = False,
    allow_empty: bool = False,
    allow_missing: bool = False,
) -> ResolvedSelection:
    """The assets and the checks of a selection.

    Args:
        expression: The selection, its text, or several texts (their union).
        graph: The assets it is about.
        state: What the event log knows, for ``state:`` and ``run:``.
        selectors: Name → text or texts, for ``@name``; None: those that the graph was given.
        include_external: Whether external assets are kept, for looking rather than making.
        allow_empty: Whether a selection of nothing is an answer and no error.
        allow_missing: Whether unknown names are passed over.

    Raises:
        InvalidSelectionError: As for :func:`resolve`.
    """
    tree = expression if isinstance(expression, Expression) else parse_all(expression)
    if selectors is None:
        selectors = getattr(graph, "named_selectors", {})
    tree = _with_selectors(tree, selectors)
    evaluation = Evaluation(graph, state)
    if not allow_missing:
        refuse_unknown_names(tree, evaluation, selectors, external_is_fault=not include_external)
    found = evaluation.assets(tree)
    kept = frozenset(found if include_external else found & evaluation.made)
    checks = frozenset(evaluation.checks(tree))
    if not (kept or checks or allow_empty):
        raise _nothing(tree, found)
    return ResolvedSelection(kept, checks)


def _nothing(tree: Expression, external: AbstractSet[AssetKey]) -> EmptySelectionError:
    text = str(tree)
    if len(text) > _SHOWN_TEXT:
        text = f"{text[:_SHOWN_TEXT]}…"
    hint = None
    if external:
        names = key_strings(external)
        more = ", …" if len(names) > _SHOWN_KEYS else ""
        listed = ", ".join(words.shown(name) for name in names[:_SHOWN_KEYS])
        hint = (
            f"it meets only external assets, made elsewhere: {listed}{more}; "
            f"'x+' selects what is made from x"
        )
    return EmptySelectionError(f"the selection '{text}' selects nothing", hint=hint)


def _with_selectors(tree: Expression, selectors: Selectors) -> Expression:
    """The expression with what stands behind each ``@name`` put in its place.

    An unknown name stays, to be told together with the other unknown names.
    """
    done: dict[str, Expression] = {}

    def meaning(node: Named, within: tuple[str, ...]) -> Expression:
        name = node.name
        if name not in selectors:
            return node
        if name in within:
            circle = " → ".join(f"@{words.shown(part)}" for part in (*within, name))
            raise InvalidSelectionError(
                f"the named selectors go in a circle: {circle}", names=(name,)
            )
        if name not in done:
            try:
                inner = parse_all(selectors[name])
            except InvalidSelectionError as error:
                error.message = f"in the named selector '@{words.shown(name)}': {error.message}"
                error.args = (error.message,)
                raise
            done[name] = put_in(inner, (*within, name))
        return done[name]

    def put_in(node: Expression, within: tuple[str, ...]) -> Expression:
        if isinstance(node, Named):
            return meaning(node, within)
        return _rebuilt(node, lambda part: put_in(part, within))

    return put_in(tree, ())


def _rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The node with its operands changed; the node itself where none changes."""
    operands = tuple(change(part) for part in node.operands)
    if all(new is old for new, old in zip(operands, node.operands, strict=True)):
        return node
    match node:
        case Or():
            return union(operands)
        case And():
            return intersection(operands)
        case Not():
            return Not(operands[0])
        case Function():
            return Function(node.name, operands[0])
        case Traversal():
            return traversal(operands[0], node.up, node.down)
        case _:
            return node
