"""Rewrites of the plan, plan → plan, one file each.

Purpose: what changes a plan after it was built, such as re-execution.
Takes: a plan and what a run left behind.
Gives: a plan.
May import: ``planning.plan`` and below.
To add one: a file with one function; ``api`` calls it.
"""
