"""The process boundary: one process keeps record and screen, its child runs the user's code.

Purpose: fork the child, keep its event log, watch it end, pass signals on, settle dead runs.
Takes: what the child does and how the event log is opened, both as functions.
Gives: ``supervisor.Supervisor``: calls into the child that answer with documents.
May import: execution and below.
To add one: a question of the event log is one line in ``remote_log`` and, where it is asked before
    anything was recorded, its empty answer in ``log_keeper``.
"""
