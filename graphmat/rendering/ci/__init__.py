"""A run as CI systems read it: JUnit XML, GitHub annotations, GitLab code quality, Markdown.

May import: rendering, errors. Reads documents of ``graphmat.api.runs``; knows no log and no run.
"""
