"""Whether the code of the user's that asks for a name goes on where there is no such name."""

from __future__ import annotations

import ast
import linecache
import opcode
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

_CATCHING: Final = {
    "ImportError",
    "ModuleNotFoundError",
    "AttributeError",
    "Exception",
    "BaseException",
}


def is_foreseen(frame: FrameType) -> bool:
    """Whether the code asks by ``hasattr`` or ``getattr``, or in a ``try`` that catches the error.

    Args:
        frame: What is being executed of the user's.
    """
    code = frame.f_code
    if opcode.opname[code.co_code[frame.f_lasti]].startswith(("CALL", "PRECALL")):
        line = linecache.getline(code.co_filename, frame.f_lineno)
        return "hasattr" in line or "getattr" in line
    tree = _tree_of(code.co_filename)
    return tree is not None and any(
        isinstance(node, ast.Try)
        and any(each.lineno <= frame.f_lineno <= (each.end_lineno or 0) for each in node.body)
        and any(_catches(handler.type) for handler in node.handlers)
        for node in ast.walk(tree)
    )


def _tree_of(file: str) -> ast.Module | None:
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return None


def _catches(handled: ast.expr | None) -> bool:
    if handled is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in _CATCHING for node in ast.walk(handled))
