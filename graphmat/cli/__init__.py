"""The command line: options in, one call, one rendering out.

Purpose: assemble the `graphmat` command; each command is one short file in ``commands``.
Takes: what was typed, and the environment.
Gives: data on standard output, talk on standard error, an exit code of ``exit_codes``.
May import: wiring, api, rendering, events, errors, exit_codes.
To add one: a file in ``commands`` with a function ``run``, and its line in ``app.COMMANDS``.
"""
