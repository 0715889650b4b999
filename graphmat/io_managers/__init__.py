"""Where values are kept.

Purpose: store and load the values of outputs; the project's own store, plain files, memory.
Takes: a value and what is known of it.
Gives: a stored object, and the value again.
May import: execution and below.
To add one: a file with a class that has ``handle_output`` and ``load_input``; the contract suite in
    tests/contracts picks it up.
"""
