"""From documents and events to text: terminal, pipe or file.

Purpose: show plans, runs, assets, lineage and errors; lay text out; keep what users wrote harmless.
Takes: documents of ``api``, events, errors.
Gives: lines of text, given to a ``Screen``.
May import: events, keys, errors, exit_codes.
To add one: a module with a function from a document to lines; a lineage format has a line in its
    registry too.
"""
