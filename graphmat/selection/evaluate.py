"""The meaning of each expression: the assets, and the checks, it selects in a graph.

Names are taken as they are; what is unknown selects nothing here, and
:mod:`graphmat.selection.unknown_names` has refused it before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from graphmat.errors import InvalidSelectionError
from graphmat.keys import AssetCheckKey, AssetKey
from graphmat.selection import words
from graphmat.selection.expression import (
    And,
    Attribute,
    Everything,
    Expression,
    Function,
    Key,
    Not,
    Or,
    Tag,
    Traversal,
)

if TYPE_CHECKING:
    from graphmat.selection.ports import AssetStates, SelectableGraph, SelectableSpec

AssetKeys = AbstractSet[AssetKey]
Neighbors = Callable[[AssetKey], Iterable[AssetKey]]

DEFAULT_GROUP = "default"


def spread(start: Iterable[AssetKey], neighbors: Neighbors, distance: int | None) -> set[AssetKey]:
    """Everything within a distance of the start, the start included; None is any distance."""
    reached = set(start)
    frontier = set(reached)
    left = -1 if distance is None else distance
    while frontier and left:
        frontier = {near for key in frontier for near in neighbors(key)} - reached
        reached |= frontier
        left -= 1
    return reached


class Evaluation:
    """One expression against one graph; every part of it is computed once.

    Args:
        graph: The assets.
        states: What the event log knows, for ``state:`` and ``run:``.
    """

    def __init__(self, graph: SelectableGraph, states: AssetStates | None = None) -> None:
        self.graph = graph
        self.states = states
        self.made = _as_set(graph.asset_keys)
        self.external = _as_set(graph.external_keys)
        self._known: AssetKeys | None = None
        self._matches: dict[Expression, AssetKeys] = {}
        self._assets: dict[tuple[Expression, bool], AssetKeys] = {}
        self._checks_by_asset: dict[AssetKey, list[AssetCheckKey]] | None = None

    @property
    def known(self) -> AssetKeys:
        """All assets, the external ones too."""
        if self._known is None:
            self._known = {*self.made, *self.external} if self.external else self.made
        return self._known

    def assets(self, node: Expression, *, external: bool = False) -> AssetKeys:
        """The assets that an expression selects.

        External assets are among them where they are named by key, lie below a selected asset, or
        ``external`` says that every word means them too.
        """
        at = (node, external)
        found = self._assets.get(at)
        if found is None:
            found = self._assets[at] = self._evaluated(node, external)
        return found

    def _evaluated(self, node: Expression, external: bool) -> AssetKeys:
        match node:
            case Or():
                return set().union(
                    *(self.assets(part, external=external) for part in node.operands)
                )
            case And():
                return self._conjunction(node, external)
            case Not():
                return self._universe(external) - self.assets(node.operand, external=external)
            case Traversal():
                return self._traversed(node, self.assets(node.operand, external=external))
            case Function():
                within = external or node.name == "with_external"
                return self._called(node.name, self.assets(node.operand, external=within))
            case Everything():
                return self._universe(external)
            case Key():
                return self.matches(node)
            case _:
                return self.matches(node) if external else self.matches(node) & self.made

    def _universe(self, external: bool) -> AssetKeys:
        return self.known if external else self.made

    def _conjunction(self, node: And, external: bool) -> AssetKeys:
        # "x and not y" takes y from x itself: x may hold external assets, which "not y" does not.
        kept: AssetKeys | None = None
        for part in node.operands:
            if not isinstance(part, Not):
                found = self.assets(part, external=external)
                kept = found if kept is None else kept & found
        if kept is None:
            kept = self._universe(external)
        for part in node.operands:
            if isinstance(part, Not):
                kept = kept - self.assets(part.operand, external=external)
        return kept

    def _traversed(self, node: Traversal, start: AssetKeys) -> AssetKeys:
        reached: set[AssetKey] = set()
        if node.up != 0:
            reached |= spread(start, self.graph.parents, node.up) & self.made
        if node.down != 0:
            reached |= spread(start, self.graph.children, node.down)
        return reached

    def _called(self, name: str, operand: AssetKeys) -> AssetKeys:
        graph = self.graph
        match name:
            case "roots":
                return operand - _beyond(operand, graph.children)
            case "sinks":
                return operand - _beyond(operand, graph.parents)
            case "materializable":
                return operand & self.made
            case "upstream_sources":
                return spread(operand, graph.parents, None) & self.external
            case "required_neighbors":
                makers = (graph.definition_by_key[key] for key in operand & self.made)
                return set(operand).union(*(maker.keys for maker in makers if not maker.can_subset))
            case "checks":
                return frozenset()
            case _:
                return operand

    # ------------------------------------------------------------------ words

    def matches(self, leaf: Expression) -> AssetKeys:
        """The assets, external ones too, that a single word means."""
        found = self._matches.get(leaf)
        if found is None:
            found = self._matches[leaf] = self._matched(leaf)
        return found

    def _matched(self, leaf: Expression) -> AssetKeys:
        if isinstance(leaf, Key):
            if not words.is_wildcard(leaf.pattern):
                key = AssetKey(words.key_parts(leaf.pattern))
                known = key in self.made or key in self.external
                return frozenset({key}) if known else frozenset()
            fits = words.matcher(leaf.pattern).fullmatch
            return {key for key in self.known if fits(key.to_user_string())}
        if isinstance(leaf, Tag):
            has = _tag_test(leaf)
            return {key for key in self.known if has(self.graph.spec(key).tags)}
        if isinstance(leaf, Attribute):
            return self._attributed(leaf.name, leaf.value)
        return frozenset()

    def _attributed(self, name: str, value: str | None) -> AssetKeys:
        spec = self.graph.spec
        if value is None:
            return {key for key in self.known if not _given(spec(key), name)}
        match name:
            case "group":
                fits = _value_test(value)
                return {key for key in self.known if fits(spec(key).group_name or DEFAULT_GROUP)}
            case "kind":
                fits = _value_test(value)
                return {key for key in self.known if any(map(fits, spec(key).kinds))}
            case "owner":
                fits = _value_test(value)
                return {key for key in self.known if any(map(fits, spec(key).owners))}
            case "prefix":
                parts = words.key_parts(value)
                return {key for key in self.known if key.has_prefix(parts)}
            case "key_substring":
                text = words.literal(value)
                return {key for key in self.known if text in key.to_user_string()}
            case "state":
                return self._in_state(words.literal(value))
            case "run":
                return self.known & frozenset(self.log(name).of_run(words.literal(value)) or ())
            case _:
                return frozenset()

    def _in_state(self, word: str) -> AssetKeys:
        states = self.log("state")
        if word == "missing" and word not in states.words:
            return self.made - frozenset(states.in_state("materialized"))
        if word not in states.words:
            return frozenset()
        return self.known & frozenset(states.in_state(word))

    def log(self, name: str) -> AssetStates:
        """What the event log knows.

        Raises:
            InvalidSelectionError: There is no event log where this selection is resolved.
        """
        if self.states is None:
            raise InvalidSelectionError(
                f"'{name}:' needs the event log, which is not at hand here",
                names=(name,),
                hint="it can be used on the command line, with --select",
            )
        return self.states

    # ------------------------------------------------------------------ checks

    def checks(self, node: Expression, *, external: bool = False) -> AbstractSet[AssetCheckKey]:
        """The checks that an expression selects: those of its assets, unless it says otherwise."""
        match node:
            case Or():
                return set().union(
                    *(self.checks(part, external=external) for part in node.operands)
                )
            case And():
                return self._check_conjunction(node, external)
            case Not():
                every = self._checks_on(self._universe(external))
                return every - self.checks(node.operand, external=external)
            case Function(name="checks"):
                return self._checks_on(self.assets(node.operand, external=external))
            case Function(name="without_checks"):
                return frozenset()
            case Function(name="with_external"):
                return self.checks(node.operand, external=True)
            case Attribute(name="check", value=str() as pattern):
                return self.matching_checks(pattern)
            case _:
                return self._checks_on(self.assets(node, external=external))

    def _check_conjunction(self, node: And, external: bool) -> AbstractSet[AssetCheckKey]:
        kept: AbstractSet[AssetCheckKey] | None = None
        for part in node.operands:
            if not isinstance(part, Not):
                found = self.checks(part, external=external)
                kept = found if kept is None else kept & found
        if kept is None:
            kept = self._checks_on(self._universe(external))
        for part in node.operands:
            if isinstance(part, Not):
                kept = kept - self.checks(part.operand, external=external)
        return kept

    def matching_checks(self, pattern: str) -> AbstractSet[AssetCheckKey]:
        """The checks that ``check:pattern`` means: by ``asset:name``, or by the name alone."""
        fits = _value_test(pattern)
        return {
            check
            for check in self.graph.check_keys
            if fits(check.to_user_string()) or fits(check.name)
        }

    def _checks_on(self, assets: AssetKeys) -> AbstractSet[AssetCheckKey]:
        if self._checks_by_asset is None:
            self._checks_by_asset = {}
            for check in self.graph.check_keys:
                self._checks_by_asset.setdefault(check.asset_key, []).append(check)
        by_asset = self._checks_by_asset
        return {check for key in by_asset.keys() & assets for check in by_asset[key]}


def _as_set(keys: Collection[AssetKey]) -> AssetKeys:
    if isinstance(keys, AbstractSet):
        return keys
    return keys.keys() if isinstance(keys, Mapping) else frozenset(keys)


def _beyond(keys: AssetKeys, neighbors: Neighbors) -> set[AssetKey]:
    """What can be reached from any of the keys in one step or more."""
    return spread({near for key in keys for near in neighbors(key)}, neighbors, None)


def _given(spec: SelectableSpec, name: str) -> bool:
    match name:
        case "group":
            return spec.group_name not in {None, DEFAULT_GROUP}
        case "kind":
            return bool(spec.kinds)
        case "owner":
            return bool(spec.owners)
        case _:
            return bool(spec.tags)


def _value_test(pattern: str) -> Callable[[str], bool]:
    if not words.is_wildcard(pattern):
        return words.literal(pattern).__eq__
    fits = words.matcher(pattern).fullmatch
    return lambda text: fits(text) is not None


def _tag_test(tag: Tag) -> Callable[[Mapping[str, str]], bool]:
    fits_value = _value_test(tag.value)
    if not words.is_wildcard(tag.key):
        name = words.literal(tag.key)
        return lambda tags: name in tags and fits_value(tags[name])
    fits_key = _value_test(tag.key)
    return lambda tags: any(fits_key(key) and fits_value(value) for key, value in tags.items())
