"""Making it happen.

Purpose: carry out a plan: load, call, judge, store; readiness, skipping, retries, failure policy.
Takes: an ``ExecutionPlan`` and a ``RunContext``.
Gives: events, through a ``Recorder``: stored first, shown second.
May import: planning and below.
To add one: a rule about what an op may return is in ``outputs``; about what follows, in ``engine``.
"""
