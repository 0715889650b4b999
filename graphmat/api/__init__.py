"""The verbs, as functions that return data.

Purpose: plan, materialize, resume, list, lineage, show, runs: for the command line and for Python.
Takes: definitions and an instance.
Gives: plans, results, and documents that rendering turns into text.
May import: everything but rendering, wiring, testing and cli.
To add one: a function in a file of its own; a command calls it and hands its answer to rendering.
"""
