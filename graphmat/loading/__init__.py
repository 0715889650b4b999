"""From a file or a module to ``Definitions``: the door through which the user's code comes in.

Purpose: find the project and its settings, import the user's module, find the faults in it.
Takes: options of the command line, the environment, a folder.
Gives: ``project.Settings``, ``Definitions``; ``LoadError``, ``InvalidDefinitionsError``.
May import: definitions and below.
To add one: a setting is one line in ``settings.OPTIONS``; a check of the definitions is one
    function in ``validation`` that yields faults.
"""
