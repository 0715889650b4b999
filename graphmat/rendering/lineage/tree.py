"""Lineage as a tree for the terminal.

A node with several ways to it is opened once; where it comes up again it bears a mark. Without a
selection the tree goes from the sources down; with one, from what is selected to what it is made
from, and then to what is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.lineage.states import counted, look_of
from graphmat.rendering.plain import safe, width_of, wrapped
from graphmat.rendering.screen import Screen, Styled, Text

ABOVE: Final = "(↑ above)"
_DEEPEST: Final = 40
_INDENT: Final = 3
_LEAST_ROOM: Final = 16
_PLAIN: Final = frozenset({"materialized", "done", "not run"})
"""States that go without saying."""

Neighbours = Mapping[str, list[tuple[str, str | None]]]


def tree_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a tree."""
    tree = _Tree(document, screen)
    chosen = [node["id"] for node in document["nodes"] if node["is_selected"]]
    if not chosen:
        return tree.below(_tops(tree.ids, tree.parents), tree.children)
    lines: list[Text] = []
    if document["direction"] in {"up", "both"}:
        title = "made from (upstream)"
        lines += tree.section(title, _tops(chosen, _reach(chosen, tree.children)), tree.parents)
    if document["direction"] in {"down", "both"}:
        if lines:
            lines.append("")
        title = "goes into (downstream)"
        lines += tree.section(title, _tops(chosen, _reach(chosen, tree.parents)), tree.children)
    return lines


def _tops(ids: Sequence[str], others: Neighbours) -> list[str]:
    """Those that nothing leads to; where all are in a circle, the first."""
    return [node for node in ids if not others.get(node)] or list(ids[:1])


def _reach(chosen: Sequence[str], neighbours: Neighbours) -> Neighbours:
    """Which of the chosen nodes lie beyond each chosen node: those need no tree of their own."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    wanted = set(chosen)
    for node in chosen:
        seen = {node}
        pending = [node]
        while pending:
            for near, _ in neighbours.get(pending.pop(), ()):
                if near not in seen:
                    seen.add(near)
                    pending.append(near)
        found[node] = [(other, None) for other in chosen if other in (seen & wanted) - {node}]
    return found


class _Tree:
    """One document, and what is known of its nodes while lines are made.

    Args:
        document: A document of ``lineage``.
        screen: Where it will be shown.
    """

    def __init__(self, document: Mapping[str, Any], screen: Screen) -> None:
        self.screen = screen
        self.nodes = {node["id"]: node for node in document["nodes"]}
        self.ids = list(self.nodes)
        self.with_ops = document["with_ops"]
        self.neighbours: Neighbours = {}
        self.parents: dict[str, list[tuple[str, str | None]]] = {}
        self.children: dict[str, list[tuple[str, str | None]]] = {}
        for edge in document["edges"]:
            self.parents.setdefault(edge["to"], []).append((edge["from"], edge["label"]))
            self.children.setdefault(edge["from"], []).append((edge["to"], edge["label"]))
        order = {node: number for number, node in enumerate(self.ids)}
        for table in (self.parents, self.children):
            for found in table.values():
                found.sort(key=lambda pair: order[pair[0]])
        limit = screen.width // _INDENT // 2 if screen.width is not None else _DEEPEST
        self.deepest = max(4, min(_DEEPEST, limit))

    def section(self, title: str, roots: Sequence[str], neighbours: Neighbours) -> list[Text]:
        """A title and the trees under it."""
        if not any(neighbours.get(root) for root in roots):
            return [Styled(f"{title}: nothing", "dim")]
        return [Styled(title, "dim"), *self.below(roots, neighbours)]

    def below(self, roots: Sequence[str], neighbours: Neighbours) -> list[Text]:
        """Trees that begin at some nodes.

        What lies deeper than the screen is wide is drawn behind the rest, as a tree of its own.
        """
        self.neighbours = neighbours
        lines: list[Text] = []
        opened: set[str] = set()
        starts = [(root, False) for root in reversed(roots)]
        while starts:
            root, is_continued = starts.pop()
            if root in opened:
                continue
            later = self._tree(root, neighbours, opened, lines, is_continued=is_continued)
            starts += [(node, True) for node in reversed(later)]
        return lines

    def _tree(
        self,
        root: str,
        neighbours: Neighbours,
        opened: set[str],
        lines: list[Text],
        *,
        is_continued: bool,
    ) -> list[str]:
        """One tree; returns the nodes at which it was broken off."""
        later: list[str] = []
        lines += self._written(root, None, " (continued)" if is_continued else "", "", "")
        opened.add(root)
        # (node, label of the edge, prefix of its line, prefix of the lines below it)
        pending = self._branches(root, neighbours, "")
        while pending:
            node, edge_label, prefix, below = pending.pop()
            again = node in opened
            is_leaf = not neighbours.get(node)
            is_deep = not again and not is_leaf and len(below) // _INDENT >= self.deepest
            mark = f" {ABOVE}" if again else ""
            if is_deep:
                mark = " … continued below"
                later.append(node)
            lines += self._written(node, edge_label, mark, prefix, below)
            if not again and not is_deep:
                opened.add(node)
                pending += self._branches(node, neighbours, below)
        return later

    def _branches(
        self, node: str, neighbours: Neighbours, indent: str
    ) -> list[tuple[str, str | None, str, str]]:
        """What lies beyond a node, last first, as it is taken from a stack."""
        found = neighbours.get(node, [])
        last = len(found) - 1
        return [
            (
                near,
                label,
                f"{indent}{'└─' if number == last else '├─'} ",
                f"{indent}{'   ' if number == last else '│  '}",
            )
            for number, (near, label) in reversed(list(enumerate(found)))
        ]

    def _written(
        self, node_id: str, edge_label: str | None, mark: str, prefix: str, below: str
    ) -> list[Text]:
        """A node on its line; on a narrow screen on several, between the branches of the tree."""
        node = self.nodes[node_id]
        name = safe(node["name"])
        notes = f"{_notes(node, edge_label)}{mark}"
        style = _name_style(node)
        paint = self.screen.paint
        whole = f"{prefix}{name}{notes}"
        if self.screen.width is None or width_of(whole) <= self.screen.width:
            return [f"{paint(prefix, 'dim')}{paint(name, style)}{paint(notes, 'dim')}"]
        below += "│    " if self._opens(node_id) and not mark else "     "
        room = max(self.screen.width - max(len(prefix), len(below)), _LEAST_ROOM)
        pieces = wrapped(f"{name}{notes}", room)
        return [
            f"{paint(prefix if number == 0 else below, 'dim')}{paint(piece, style)}"
            for number, piece in enumerate(pieces)
        ]

    def _opens(self, node_id: str) -> bool:
        return bool(self.neighbours.get(node_id))


def _name_style(node: Mapping[str, Any]) -> str:
    if node["is_selected"]:
        return "cyan"
    if node["state"] in _PLAIN:
        return "dim" if node["kind"] == "op" else "bold"
    return look_of(node).style or "bold"


def _notes(node: Mapping[str, Any], edge_label: str | None) -> str:
    """What stands behind a name, in brackets: what is not plain about it."""
    notes = []
    if node["kind"] == "op":
        notes.append("op")
    if node["kind"] == "group":
        notes.append(counted(node["counts"]))
    elif node["state"] == "external":
        notes.append("made elsewhere")
    elif node["state"] not in _PLAIN:
        why = f": {safe(node['state_reason'])}" if node["state_reason"] else ""
        notes.append(f"{node['state']}{why}")
    if edge_label:
        notes.append(edge_label if edge_label == "only order" else f"by {safe(edge_label)}")
    return f" ({', '.join(notes)})" if notes else ""
