"""``plan_of``: what would run under a selection, for assertions."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from graphmat.api.choice_plans import plan_choice
from graphmat.api.running import throwaway_instance
from graphmat.api.selecting import choose
from graphmat.testing.sources import as_definitions

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step


class PlanUnderTest:
    """What would run.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: ExecutionPlan) -> None:
        self.plan = plan

    @property
    def steps(self) -> list[str]:
        """The keys of the steps, in the order in which they would run."""
        return [step.step_key for step in self.plan.steps]

    @property
    def wanted_outputs(self) -> dict[str, set[str]]:
        """Step key → what the op would find in ``context.selected_output_names``."""
        return {step.step_key: set(step.selected_output_names) for step in self.plan.steps}

    @property
    def assets(self) -> set[str]:
        """The assets that would be made, those that nobody selected among them."""
        foreseen = {
            str(key) for _, output in self.plan.foreseen_unexpected() for key in output.asset_keys
        }
        return {str(key) for key in self.plan.asset_keys} | foreseen

    def assert_runs(self, *patterns: str) -> None:
        """Each pattern is borne by a step that would run.

        Args:
            patterns: Step keys or names of ops; they may have wildcards.

        Raises:
            AssertionError: One is not.
        """
        missing = [each for each in patterns if not any(_fits(s, each) for s in self.plan.steps)]
        if missing:
            raise AssertionError(f"would not run: {', '.join(missing)}; would: {self._listed()}")

    def assert_never_runs(self, *patterns: str) -> None:
        """No step that would run bears one of the patterns.

        Args:
            patterns: Step keys or names of ops; they may have wildcards.

        Raises:
            AssertionError: One does; the message says why it would run.
        """
        found = [
            f"'{step.step_key}' would run: {step.reason}"
            for step in self.plan.steps
            if any(_fits(step, each) for each in patterns)
        ]
        if found:
            raise AssertionError("\n".join(found))

    def assert_runs_only(self, *patterns: str) -> None:
        """Each step that would run bears one of the patterns, and each pattern is borne.

        Args:
            patterns: Step keys or names of ops; they may have wildcards.

        Raises:
            AssertionError: A step is not named, or a name has no step.
        """
        self.assert_runs(*patterns)
        others = [
            f"'{step.step_key}' would run as well: {step.reason}"
            for step in self.plan.steps
            if not any(_fits(step, each) for each in patterns)
        ]
        if others:
            raise AssertionError("\n".join(others))

    def _listed(self) -> str:
        return ", ".join(self.steps) or "nothing"


def _fits(step: Step, pattern: str) -> bool:
    return fnmatchcase(step.step_key, pattern) or fnmatchcase(step.op.name, pattern)


def plan_of(
    source: Any,
    select: str | Sequence[str] = (),
    *,
    exclude: str | Sequence[str] = (),
    job: str | None = None,
    partition_key: str | None = None,
    instance: Any = None,
) -> PlanUnderTest:
    """What ``graphmat plan`` would show.

    Args:
        source: ``Definitions``; an asset or a graph asset; a list of assets and checks.
        select: Selections, as on the command line; none: everything.
        exclude: Selections to leave out.
        job: A job by name.
        partition_key: The partition.
        instance: What is asked for stored values; default: nothing is stored, and assets from
            outside the selection are taken to be there.

    Raises:
        InvalidSelectionError: The selection is wrong.
    """
    definitions = as_definitions(source)
    home = instance or throwaway_instance()
    choice = choose(
        definitions,
        home.event_log,
        select=_texts(select),
        exclude=_texts(exclude),
        job=job,
    )
    return PlanUnderTest(
        plan_choice(definitions, home, choice, partition_key, must_hold=instance is not None)
    )


def _texts(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
