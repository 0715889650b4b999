"""What ops are given besides data: configuration and resources.

Purpose: run config from Python, YAML and the command line, checked against schemas and ``Config``
    classes; environment variables and secrets; resources, opened for a run and closed after it.
Takes: the user's declarations, run config documents, the environment as a mapping.
Gives: validated config, ``RunConfigDocument``, ``OpenResources``, ``Secrets``.
May import: errors, exit_codes, keys, events.
To add one: a kind of config value is one subclass of ``Schema``; a kind of resource is one class
    with the three methods of ``scope.Openable``.
"""
