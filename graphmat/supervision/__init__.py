"""The process boundary: one process keeps the record and the screen, its child runs the user's code.

Purpose: fork the child, serve its event log, watch it end, pass signals on, settle dead runs.
Takes: what the child does, as functions; how the event log is opened, as a function.
Gives: ``supervisor.Supervisor``: calls into the child that answer with documents.
May import: execution and below.
To add one: a question of the event log is one line in ``remote_log`` and nothing else.
"""
