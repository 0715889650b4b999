"""What a run's first event tells: its steps, how they depend on each other, and where it runs.

Whoever looks at the run later knows from it what was to be done: how much is left, which outputs of
an op were wanted, whether the code or the environment has changed since.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from hashlib import sha256
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step


def start_document(plan: ExecutionPlan) -> dict[str, Any]:
    """The data of RUN_START.

    Returns:
        ``steps``: one document for each step that is to run, in order: ``key``, ``after``
        (positions in this list), ``wanted`` (its outputs that are), ``code`` (digest of what the op
        does), and where they apply ``code_version``, ``partition``, ``is_mapped``.
        ``environment``: versions of Python, of the machine, and of the libraries in use.
    """
    steps = plan.steps_to_run()
    place = {step.index: number for number, step in enumerate(steps)}
    codes: dict[int, str | None] = {}
    return {
        "steps": [_step(step, place, codes) for step in steps],
        "environment": environment(),
    }


def _step(step: Step, place: Mapping[int, int], codes: dict[int, str | None]) -> dict[str, Any]:
    document: dict[str, Any] = {"key": step.step_key}
    if step.upstream:
        document["after"] = [place[index] for index in step.upstream if index in place]
    document["wanted"] = sorted(step.selected_output_names)
    op = step.op
    if id(op) not in codes:
        codes[id(op)] = code_digest(op.compute_fn)
    if codes[id(op)] is not None:
        document["code"] = codes[id(op)]
    version = getattr(op, "code_version", None)
    if version is not None:
        document["code_version"] = version
    if step.partition_key is not None:
        document["partition"] = str(step.partition_key)
    if step.scope:
        document["is_mapped"] = True
    return document


def code_digest(function: Any) -> str | None:
    """What tells the code of one version of a function from another's; None where it has none.

    Names, constants and instructions count; comments, layout and line numbers do not. What the
    function calls is not looked at.
    """
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    if code is None:
        return None
    found = sha256()
    _add_code(found, code)
    return found.hexdigest()[:12]


def _add_code(found: Any, code: CodeType) -> None:
    found.update(code.co_code)
    found.update(repr((code.co_names, code.co_varnames, code.co_freevars)).encode())
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _add_code(found, constant)
        elif isinstance(constant, frozenset):  # its order differs from process to process
            found.update(repr(sorted(map(repr, constant))).encode())
        else:
            found.update(repr(constant).encode("utf-8", "backslashreplace"))


def environment() -> dict[str, Any]:
    """Where a run takes place: Python, machine, and the imported libraries that tell a version."""
    from graphmat import __version__

    machine = os.uname()
    libraries = {
        name: module.__dict__["__version__"]
        for name, module in list(sys.modules.items())
        if "." not in name
        and name not in sys.stdlib_module_names
        and isinstance(getattr(module, "__dict__", {}).get("__version__"), str)
        and name != "graphmat"
    }
    return {
        "python": sys.version.split()[0],
        "system": f"{machine.sysname} {machine.machine}",
        "graphmat": __version__,
        "libraries": dict(sorted(libraries.items())),
    }
