"""The shape of the work.

Purpose: flatten nested graphs into ops joined by their outputs, and join assets by their keys.
Takes: definitions.
Gives: ``FlatDefinition`` and ``FlatOp`` for each definition, ``AssetGraph`` over all of them.
May import: definitions and below.
To add one: a question about the shape is a method of ``AssetGraph``, answered in one pass and
    lazily.
"""
