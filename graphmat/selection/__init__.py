"""Which assets, which ops, which outputs.

Purpose: read selection text, resolve it into asset keys, and these into the minimal set of ops.
Takes: text or ``AssetSelection``, and the asset graph.
Gives: sets of asset keys; ``OpSubset`` with the outputs wanted of each op and the reason for each.
May import: graphs and below.
To add one: a selection word is a rule in ``grammar`` and a case in ``resolve``.
"""
