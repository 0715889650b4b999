"""For tests of one's own ops, graphs and assets: run a selection in memory, assert a plan.

Purpose: what a test needs beyond calling ops: values from outside, fake resources, plans.
Takes: definitions, or single assets and graphs.
Gives: ``run``, ``plan_of``, ``load``; as fixtures in ``graphmat.testing.plugin``.
May import: api, io_managers, planning, selection, loading, definitions, errors.
To add one: a module with a function; a fixture for it in ``plugin``.
"""

from __future__ import annotations

from graphmat.testing.plans import PlanUnderTest, plan_of
from graphmat.testing.runs import load, run

__all__ = ["PlanUnderTest", "load", "plan_of", "run"]
