"""What happened, as pure data.

Purpose: the facts of a run, and the ports through which they are kept and shown.
Takes: what ``execution`` observed.
Gives: ``Event``, ``RunRecord``, ``MaterializationRecord``, ``OutputRecord``; the protocols
    ``EventLog`` and ``EventSink``.
May import: keys, errors.
To add one: a constant in ``kinds``; if it has columns of its own, a table in ``storage.schema``.
"""
