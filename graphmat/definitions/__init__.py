"""What the user said.

Purpose: the decorators and classes of the public API; runs nothing but the bodies of graphs.
Takes: the user's functions.
Gives: ``OpDefinition``, ``GraphDefinition``, ``AssetsDefinition``, ``Definitions`` and their parts.
May import: partitions, resources, events, keys, errors.
To add one: an option of a decorator is one field of ``AssetSpec`` or ``OpDefinition`` and one
    parameter of the decorators; a test compares the decorators' signatures.
"""
