"""``test-plan``: what the settings assert about plans, tried on the definitions.

Each assertion is tried on a plan made as if nothing were stored: then every op that the selection
could ever need is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from graphmat.definitions.effects import TAG
from graphmat.errors import GraphmatError, did_you_mean

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.planning.plan import ExecutionPlan, Step

SCHEMA = "graphmat/test-plan/1"


def check_assertions(
    definitions: Definitions, assertions: Sequence[Mapping[str, Any]], *, target: str = ""
) -> dict[str, Any]:
    """Try assertions about plans.

    Args:
        definitions: The definitions.
        assertions: As the settings hold them: ``select``, ``exclude``, ``job`` and ``partition``
            choose a plan; ``runs``, ``never_runs``, ``never_makes`` and ``max_ops`` assert.
        target: How the definitions were found.

    Returns:
        ``assertions`` has one entry for each: ``name``, ``holds``, ``faults`` (sentences), ``ops``
        (how many the plan has); ``holds`` is true where all of them do.
    """
    known = _Known(definitions)
    results = []
    for number, assertion in enumerate(assertions, 1):
        faults: list[str] = []
        count = None
        try:
            plan = _plan(definitions, assertion)
            count = len(plan.steps)
            faults += _faults(plan, assertion, known)
        except GraphmatError as error:
            hint = f" (hint: {error.hint})" if error.hint else ""
            faults.append(f"it cannot be planned: {error.message}{hint}")
        results.append(
            {
                "name": assertion.get("name") or _name(assertion, number),
                "holds": not faults,
                "faults": faults,
                "ops": count,
            }
        )
    return {
        "schema": SCHEMA,
        "target": target,
        "holds": all(each["holds"] for each in results),
        "assertions": results,
    }


def _name(assertion: Mapping[str, Any], number: int) -> str:
    said = ", ".join(assertion.get("select", ())) or assertion.get("job") or "everything"
    what = [
        f"{word.replace('_', ' ')} {', '.join(assertion[word])}"
        for word in ("runs", "never_runs", "never_makes")
        if word in assertion
    ]
    if "max_ops" in assertion:
        what.append(f"runs at most {assertion['max_ops']} ops")
    return f"{number}: {said} {'; '.join(what)}"


def _plan(definitions: Definitions, assertion: Mapping[str, Any]) -> ExecutionPlan:
    from graphmat.api.choice_plans import plan_choice
    from graphmat.api.running import throwaway_instance
    from graphmat.api.selecting import choose

    instance = throwaway_instance()
    choice = choose(
        definitions,
        instance.event_log,
        select=assertion.get("select", ()),
        exclude=assertion.get("exclude", ()),
        job=assertion.get("job"),
    )
    return plan_choice(definitions, instance, choice, assertion.get("partition"), must_hold=False)


class _Known:
    """The names that an assertion may use."""

    def __init__(self, definitions: Definitions) -> None:
        graph = definitions.asset_graph
        ops = [op for each in graph.definitions for op in graph.flat(each).ops]
        self.ops = {name for op in ops for name in (op.step_key, op.op.name)}
        self.assets = {str(key) for key in graph.asset_keys}


def _faults(plan: ExecutionPlan, assertion: Mapping[str, Any], known: _Known) -> Iterator[str]:
    for pattern in assertion.get("never_runs", ()):
        yield from _unknown(pattern, known.ops, "op")
        for step in plan.steps:
            if _fits(step, pattern):
                yield f"'{step.step_key}' would run: {step.reason}"
    for pattern in assertion.get("runs", ()):
        if not any(_fits(step, pattern) for step in plan.steps):
            yield f"no op '{pattern}' would run{_near(pattern, known.ops)}"
    for pattern in assertion.get("never_makes", ()):
        yield from _unknown(pattern, known.assets, "asset")
        for step in plan.steps:
            for output in step.outputs:
                for key in output.asset_keys:
                    if fnmatchcase(str(key), pattern) and _makes(plan, output, key):
                        yield f"asset '{key}' would be made by '{step.step_key}': {output.why}"
    limit = assertion.get("max_ops")
    if limit is not None and len(plan.steps) > limit:
        yield f"{len(plan.steps)} ops would run, which is more than {limit}"


def _makes(plan: ExecutionPlan, output: Any, key: Any) -> bool:
    return key in plan.asset_keys or any(
        output is foreseen for _, foreseen in plan.foreseen_unexpected()
    )


def _fits(step: Step, pattern: str) -> bool:
    word, sign, value = pattern.partition(":")
    if sign and word == "effects":
        return bool(step.op.tags.get(TAG) == value)
    if sign and word == "tag":
        name, has_value, wanted = value.partition("=")
        return name in step.op.tags and (not has_value or step.op.tags[name] == wanted)
    return fnmatchcase(step.step_key, pattern) or fnmatchcase(step.op.name, pattern)


def _unknown(pattern: str, names: set[str], what: str) -> Iterator[str]:
    """A name that nothing bears would make an assertion hold for ever."""
    is_name = ":" not in pattern and not any(char in pattern for char in "*?[")
    if is_name and pattern not in names:
        yield f"there is no {what} '{pattern}'{_near(pattern, names)}"


def _near(pattern: str, names: set[str]) -> str:
    hint = did_you_mean(pattern, sorted(names))
    return f"; {hint}" if hint else ""
