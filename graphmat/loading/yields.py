"""Which outputs the source of an op gives without asking whether they are wanted.

Reads the op's syntax tree; nothing runs. An output counts as asked for where a condition around the
``yield`` mentions ``selected_output_names`` or ``selected_asset_keys``, directly or through a name
that was made from them, or behind such a condition that leaves the op.
"""

from __future__ import annotations

import ast
import inspect  # noqa: TID253  # only `validate --subsets` enters this module
import textwrap
from typing import Any

from graphmat.errors import SourceLocation

_ASKING = frozenset({"selected_output_names", "selected_asset_keys", "is_subset"})

_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Given:
    """An output that an op gives whatever is selected.

    Args:
        output_name: The output.
        location: The line of the ``yield`` or ``return``.
        verb: How it is given: "yields" or "returns".
    """

    __slots__ = ("location", "output_name", "verb")

    def __init__(self, output_name: str, location: SourceLocation, verb: str) -> None:
        self.output_name = output_name
        self.location = location
        self.verb = verb


def given_unconditionally(op: Any) -> list[Given] | None:
    """The outputs that an op gives without asking.

    Args:
        op: The op.

    Returns:
        One for each output, in the order of the source; None where the source cannot be read.
    """
    try:
        lines, first = inspect.getsourcelines(op.compute_fn)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError, IndentationError):
        return None
    body = next(
        (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)),
        None,
    )
    if body is None:
        return None
    file = inspect.getsourcefile(op.compute_fn) or ""
    reader = _Reader(list(op.outs), file, first - 1)
    for statement in body.body:
        reader.visit(statement)
    return reader.found


class _Reader(ast.NodeVisitor):
    """Walks the body of an op, remembering whether a condition around asks what is selected."""

    def __init__(self, outputs: list[str], file: str, offset: int) -> None:
        self.outputs = outputs
        self.file = file
        self.offset = offset
        self.found: list[Given] = []
        self.asking_names: set[str] = set(_ASKING)
        self.depth = 0

    def _asks(self, node: ast.AST) -> bool:
        return any(
            (isinstance(part, ast.Attribute) and part.attr in _ASKING)
            or (isinstance(part, ast.Name) and part.id in self.asking_names)
            for part in ast.walk(node)
        )

    def visit_Assign(self, node: ast.Assign) -> None:
        """Names that are made from what is selected ask, too."""
        if self._asks(node.value):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.asking_names.add(target.id)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The same, with a type."""
        if node.value is not None and isinstance(node.target, ast.Name) and self._asks(node.value):
            self.asking_names.add(node.target.id)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """What stands under a condition that asks is asked for."""
        if not self._asks(node.test):
            self.generic_visit(node)
            return
        self._under_condition(node.body)
        self._under_condition(node.orelse)
        if isinstance(node.body[-1], _LEAVING):
            # what follows is reached only where the condition lets it
            self.depth += 1

    def visit_For(self, node: ast.For) -> None:
        """A loop over what is selected asks."""
        if self._asks(node.iter):
            self._under_condition(node.body)
        else:
            self.generic_visit(node)

    def _under_condition(self, statements: list[ast.stmt]) -> None:
        self.depth += 1
        for statement in statements:
            self.visit(statement)
        self.depth -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function inside the op is its own business."""

    def visit_Yield(self, node: ast.Yield) -> None:
        """One output."""
        if not self.depth and isinstance(node.value, ast.Call):
            name = self._output_name(node.value)
            if name in self.outputs:
                self._add(name, node)

    def visit_Return(self, node: ast.Return) -> None:
        """All outputs at once."""
        if self.depth or node.value is None:
            return
        if len(self.outputs) > 1 and isinstance(node.value, ast.Tuple):
            for name in self.outputs:
                self._add(name, node)

    def _output_name(self, call: ast.Call) -> str:
        for keyword in call.keywords:
            if keyword.arg == "output_name" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            return str(call.args[1].value)
        return "result"

    def _add(self, name: str, node: ast.AST) -> None:
        line = self.offset + getattr(node, "lineno", 1)
        verb = "returns" if isinstance(node, ast.Return) else "yields"
        self.found.append(Given(name, SourceLocation(self.file, line), verb))
