"""Partitions: the keys an asset is cut into, and which key is made from which.

Purpose: partition keys of each kind, the windows of time behind them, mappings between assets.
Takes: what the user defined; the time and the store of dynamic keys, always as arguments.
Gives: definitions, ``mappings.upstream_keys``, ``mappings.default_mapping``,
    ``ranges.parse_partition_keys``.
May import: errors.
To add one: a kind is one file with a subclass of ``base.PartitionsDefinition``; a mapping is a
    subclass of ``mapping_base.PartitionMapping``.
"""
