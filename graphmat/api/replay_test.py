"""``replay --to-test``: a pytest case that fails as a step of a run did, until the op is mended."""

from __future__ import annotations

import ast
import os
import pickle  # noqa: TID253  # values that this machine stored go beside the test
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.replaying import Replay
from graphmat.errors import InvariantViolationError, UsageError
from graphmat.execution.user_code import one_line

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions

FILE_MODULE = "graphmat_file__"
"""How the names of modules begin that were loaded from a file."""
SCHEMA = "graphmat/replay-test/1"
_LITERAL_LENGTH = 300
"""A value whose literal is longer goes into a file of its own."""


def write_test(
    definitions: Definitions,
    instance: Any,
    *,
    run: str | None = None,
    step: str,
    config_files: Sequence[str] = (),
    settings: Sequence[str] = (),
    file: str | None = None,
    folder: str = "",
) -> dict[str, Any]:
    """Write a test of one step, with the inputs that it had in a run.

    Args:
        definitions: The definitions.
        instance: Where the run is recorded.
        run: The run; None: the newest.
        step: The step.
        config_files: Files of run configuration, instead of the run's.
        settings: ``path=value`` texts, laid over it.
        file: Where to; default: test_replay_STEP.py.
        folder: The project's folder, in which the test runs the op.

    Raises:
        UsageError: The file is there already.
        InvariantViolationError: The op cannot be imported by a name.
    """
    prepared = Replay(definitions, instance, run, step, config_files, settings)
    slug = re.sub(r"\W+", "_", prepared.step_key).strip("_")
    path = os.path.abspath(file or f"test_replay_{slug}.py")  # noqa: PTH100  # compared as text
    if os.path.exists(path):  # noqa: PTH110  # a text
        raise UsageError(f"'{path}' is there already", hint="-o FILE names another")
    module, name = _name_of(prepared.step.op)
    with prepared.opened():
        values = prepared.values()
        lines, beside = _inputs(values, path)
        text = _text(prepared, module, name, lines, path, folder, slug, bool(beside))
    for place, value in beside.items():
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120  # texts
        with open(place, "wb") as stream:  # noqa: PTH123  # a text
            pickle.dump(value, stream)
    with open(path, "x", encoding="utf-8") as stream:  # noqa: PTH123  # a text
        stream.write(text)
    return {
        "schema": SCHEMA,
        "run_id": prepared.record.run_id,
        "step_key": prepared.step_key,
        "file": path,
        "beside": sorted(beside),
        "recorded_error": prepared.recorded,
        "notes": prepared.notes,
    }


def _name_of(op: Any) -> tuple[str, str]:
    """The module and name by which an op can be imported.

    Raises:
        InvariantViolationError: It has none, as where a function made it.
    """
    function = op.compute_fn
    inner = getattr(function, "__wrapped__", function)
    homes = [inner.__module__, *(name for name in sys.modules if name != inner.__module__)]
    for home in homes[:1]:
        for name, found in vars(sys.modules.get(home)).items() if home in sys.modules else ():
            if _op_behind(found) is function or found is op:
                return home, name
    raise InvariantViolationError(
        f"op '{op.name}' cannot be imported by a name: it was made in a function",
        hint="graphmat replay runs it without a test",
    )


def _op_behind(found: Any) -> Any:
    """The function of an op or of an asset; None where it is something else."""
    if isinstance(found, type):
        return None
    definition = getattr(found, "node_def", found)
    return getattr(definition, "compute_fn", None)


def _inputs(values: Mapping[str, Any], path: str) -> tuple[list[str], dict[str, Any]]:
    """Assignments of the inputs, and the values that go into files: where → value."""
    lines: list[str] = []
    beside: dict[str, Any] = {}
    folder = path.removesuffix(".py") + "_inputs"
    for name, value in values.items():
        literal = _literal(value)
        if literal is not None:
            lines.append(f'        "{name}": {literal},')
            continue
        beside[os.path.join(folder, f"{name}.pickle")] = value  # noqa: PTH118  # a text
        lines.append(f'        "{name}": pickle.loads((INPUTS / "{name}.pickle").read_bytes()),')
    return lines, beside


def _literal(value: Any) -> str | None:
    """A value as Python writes it, where that gives the very value again and is short."""
    try:
        text = repr(value)
        if len(text) > _LITERAL_LENGTH or "\n" in text:
            return None
        again = ast.literal_eval(text)
        return text if type(again) is type(value) and repr(again) == text else None
    except Exception:  # noqa: BLE001  # a user's repr, or no literal
        return None


def _text(
    prepared: Replay,
    module: str,
    name: str,
    inputs: Sequence[str],
    path: str,
    folder: str,
    slug: str,
    has_files: bool,
) -> str:
    op = prepared.step.op
    root = os.path.relpath(folder or os.getcwd(), os.path.dirname(path))  # noqa: PTH109, PTH120  # texts
    run_id = prepared.record.run_id[:8]
    failed = one_line(prepared.recorded)
    story = f"it failed with {failed}" if failed else "it did not fail"
    context = _context(prepared, module)
    is_async = op.signature.is_coroutine or op.signature.is_async_generator
    imports = ["asyncio"] if is_async else []
    imports += ["pickle"] if has_files else []
    imports += ["importlib.util"] if module.startswith(FILE_MODULE) else []
    imports += ["sys"]
    call = f"definitions.{name}({', '.join([*(['context'] if context else []), '**inputs'])})"
    if op.signature.is_generator:
        call = f"list({call})"
    elif op.signature.is_async_generator:
        call = f"asyncio.run(_all({call}))"
    elif is_async:
        call = f"asyncio.run({call})"
    title = f"`{prepared.step_key}` as in run {run_id}, where {_quoted(story)}."
    lines = [
        f'"""{title}',
        "",
        f"Written by `graphmat replay {run_id} {prepared.step_key} --to-test`: fails as the run",
        "did, and passes once the op is mended.",
        '"""',
        "",
        *(f"import {each}" for each in sorted(imports)),
        "from pathlib import Path",
        "",
        *(["import graphmat as dg", ""] if context else []),
        f'PROJECT = (Path(__file__).parent / "{root}").resolve()',
        *(
            [f'INPUTS = Path(__file__).with_suffix("").with_name("{_stem(path)}_inputs")']
            if has_files
            else []
        ),
        "sys.path.insert(0, str(PROJECT))",
        "",
        *_import_lines(module, folder),
        "",
        "",
        "",
    ]
    if op.signature.is_async_generator:
        lines += [
            "async def _all(items):",
            "    return [item async for item in items]",
            "",
            "",
        ]
    lines += [
        f"def test_{slug}_as_in_run_{run_id}(monkeypatch):",
        "    monkeypatch.chdir(PROJECT)",
        "    inputs = {" if inputs else "    inputs = {}",
        *inputs,
        *(["    }"] if inputs else []),
        *context,
        f"    {call}",
        "",
    ]
    return "\n".join(lines)


def _import_lines(module: str, folder: str) -> list[str]:
    """The lines that import the user's module, under the name that stored values know."""
    if not module.startswith(FILE_MODULE):
        return ["import importlib", "", f'definitions = importlib.import_module("{module}")']
    file = os.path.relpath(sys.modules[module].__file__ or "", folder or ".")
    return [
        f'spec = importlib.util.spec_from_file_location("{module}", PROJECT / "{file}")',
        "definitions = importlib.util.module_from_spec(spec)",
        "sys.modules[spec.name] = definitions",
        "spec.loader.exec_module(definitions)",
    ]


def _stem(path: str) -> str:
    return os.path.basename(path).removesuffix(".py")  # noqa: PTH119  # a text


def _quoted(text: str) -> str:
    """A text as it may stand in a docstring."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain.replace("\\", "\\\\").replace('"', "'")


def _context(prepared: Replay, module: str) -> list[str]:
    """The lines that make the op's context; none where the op takes nothing from it."""
    step, op = prepared.step, prepared.step.op
    keys = sorted(op.required_resource_keys)
    has_config = op.config_schema is not None or op.config_param is not None
    if op.context_param is None and not keys and not has_config:
        return []
    given: list[str] = []
    if has_config and prepared.run.config is not None:
        config = prepared.run.config.plain_op_config(step)
        if config is not None:
            given.append(f"        op_config={_plain(config)!r},")
    if step.partition_key is not None:
        given.append(f"        partition_key={str(step.partition_key)!r},")
    if prepared.unit.mapping_path:
        given.append(f"        mapping_key={prepared.unit.mapping_path[-1]!r},")
    if step.selected_output_names != frozenset(op.outs):
        given.append(f"        selected_output_names={sorted(step.selected_output_names)!r},")
    if keys:
        home = _definitions_in(module)
        several = ", ".join(f"{key!r}: {home}.resources[{key!r}]" for key in keys)
        given.append(f"        resources={{{several}}},")
    if not given:
        return ["    context = dg.build_op_context()"]
    return ["    context = dg.build_op_context(", *given, "    )"]


def _plain(config: Any) -> Any:
    return dict(config) if isinstance(config, Mapping) else config


def _definitions_in(module: str) -> str:
    """The definitions of a module as an expression.

    Raises:
        InvariantViolationError: It has none, so that a test has no resources to take.
    """
    from graphmat.definitions.definitions import Definitions

    for name, found in vars(sys.modules[module]).items():
        if isinstance(found, Definitions):
            return f"definitions.{name}"
    raise InvariantViolationError(
        f"the op takes resources, but its module '{module}' has no Definitions to take them from",
        hint="graphmat replay runs it without a test",
    )
