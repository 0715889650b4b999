"""Columns of a layered drawing: every edge goes from a column to a later one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

Item = Hashable
Pair = tuple[Item, Item]


def without_cycles(items: Sequence[Item], pairs: Iterable[Pair]) -> tuple[list[Pair], set[Pair]]:
    """The pairs, those that close a cycle turned around; and the turned ones, as they are now."""
    children: dict[Item, list[Item]] = {item: [] for item in items}
    for start, end in pairs:
        if start != end:
            children[start].append(end)
    entered: set[Item] = set()
    open_ones: set[Item] = set()
    turned: set[Pair] = set()
    found: dict[Pair, None] = {}
    for root in items:
        if root in entered:
            continue
        entered.add(root)
        open_ones.add(root)
        path = [(root, iter(children[root]))]
        while path:
            item, rest = path[-1]
            child = next(rest, None)
            if child is None:
                path.pop()
                open_ones.discard(item)
            elif child in open_ones:
                turned.add((child, item))
                found[child, item] = None
            else:
                found[item, child] = None
                if child not in entered:
                    entered.add(child)
                    open_ones.add(child)
                    path.append((child, iter(children[child])))
    return list(found), turned


def columns_of(
    items: Sequence[Item],
    pairs: Sequence[Pair],
    first: Iterable[Item] = (),
    last: Iterable[Item] = (),
) -> dict[Item, int]:
    """The column of each item: as far left as its sources allow, sources close to what they feed.

    Args:
        items: The items.
        pairs: Edges without a cycle.
        first: Items that stand alone in the first column.
        last: Items that stand alone in the last column.
    """
    children, parents = neighbours(items, pairs)
    ordered = in_order(items, children, parents)
    firsts, lasts = frozenset(first), frozenset(last)
    column: dict[Item, int] = {}
    for item in ordered:
        least = 1 if firsts and item not in firsts else 0
        column[item] = max((column[parent] + 1 for parent in parents[item]), default=least)
        column[item] = max(column[item], least)
    for item in reversed(ordered):
        if not parents[item] and children[item] and item not in firsts:
            column[item] = min(column[child] for child in children[item]) - 1
    if lasts:
        end = max((column[item] + 1 for item in items if item not in lasts), default=0)
        column.update(dict.fromkeys(lasts, end))
    return column


def neighbours(
    items: Iterable[Item], pairs: Iterable[Pair]
) -> tuple[dict[Item, list[Item]], dict[Item, list[Item]]]:
    """What each item leads to, and what leads to it."""
    children: dict[Item, list[Item]] = {item: [] for item in items}
    parents: dict[Item, list[Item]] = {item: [] for item in children}
    for start, end in pairs:
        children[start].append(end)
        parents[end].append(start)
    return children, parents


def in_order(
    items: Iterable[Item], children: Mapping[Item, list[Item]], parents: Mapping[Item, list[Item]]
) -> list[Item]:
    """The items, each after those that lead to it."""
    waiting = {item: len(parents[item]) for item in items}
    ready = [item for item, count in waiting.items() if not count]
    for item in ready:  # grows while it is walked
        for child in children[item]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return ready


def components(items: Sequence[Item], pairs: Iterable[Pair]) -> list[list[Item]]:
    """The items in groups that are joined by edges, in the order of the first of each."""
    near: dict[Item, list[Item]] = {item: [] for item in items}
    for start, end in pairs:
        near[start].append(end)
        near[end].append(start)
    place = {item: number for number, item in enumerate(items)}
    seen: set[Item] = set()
    found: list[list[Item]] = []
    for item in items:
        if item in seen:
            continue
        seen.add(item)
        group = [item]
        for member in group:  # grows while it is walked
            for other in near[member]:
                if other not in seen:
                    seen.add(other)
                    group.append(other)
        found.append(sorted(group, key=place.__getitem__))
    return found
