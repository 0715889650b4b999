"""Exactly what will run, in full.

Purpose: turn an ``OpSubset`` into ordered steps whose inputs and outputs have addresses.
Takes: the subset, and what the store holds.
Gives: ``ExecutionPlan``; what ``plan`` prints is the very plan that ``materialize`` runs.
May import: selection and below.
To add one: a rewrite of the plan (re-execution, caching) is one file in ``passes``.
"""
