"""The event log: where runs, events and materializations are kept.

Purpose: store what happened, all or none, and answer questions about it without scanning.
Takes: ``Event`` and ``RunRecord`` from the engine; a home directory or a database URL.
Gives: ``events.ports.EventLog``, by ``opening.open_event_log``; the views of ``views``.
May import: events, keys, errors; sqlalchemy in ``schema``, ``views``, ``statements``, ``compile``
    and ``alchemy`` only, none of which is imported while a run writes to its local log.
To add one: a table or index in ``schema``, a question in ``statements``, then
    ``python -m graphmat.storage.compile``; once released, a step in ``migrations`` too.
"""
