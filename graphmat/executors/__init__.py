"""How steps are run: one file for each way.

Purpose: carry one step at a time, or several, from the engine to the user's function.
Takes: units.
Gives: outcomes.
May import: execution and below.
To add one: a file with a class of the ``Executor`` protocol; the contract suite picks it up.
"""
