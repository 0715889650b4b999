"""What nested graphs are when they are flat: ops, and inputs that name the outputs they come from.

The unit of everything that follows is an op *output*: (index of the op, name of the output).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.definitions.ops import OpDefinition
    from graphmat.errors import SourceLocation
    from graphmat.keys import AssetCheckKey, AssetKey

OutputId = tuple[int, str]
"""An output of a flat definition: index of its op, name of the output."""


class OpSource:
    """An input comes from an output of an op of the same definition.

    Args:
        op_index: The op.
        output_name: Its output.
        is_collected: Whether all items of a fan-out come as one list.
        depth: For a collected source: how many fan-outs stay open around the list.
    """

    __slots__ = ("depth", "is_collected", "is_mapped", "op_index", "output_name")

    def __init__(
        self,
        op_index: int,
        output_name: str,
        *,
        is_mapped: bool = False,
        is_collected: bool = False,
        depth: int = 0,
    ) -> None:
        self.op_index = op_index
        self.output_name = output_name
        self.is_mapped = is_mapped
        self.is_collected = is_collected
        self.depth = depth

    @property
    def output(self) -> OutputId:
        """The output it comes from."""
        return self.op_index, self.output_name


class AssetSource:
    """An input is an asset that another definition makes, or that is made elsewhere.

    Args:
        asset_key: The asset.
        input_name: The input of the whole definition, for its input manager and metadata; None
            where an op names the asset itself.
        is_partitioned: Whether it has the partitions of the run, where an op names it itself.
    """

    __slots__ = ("asset_key", "input_name", "is_partitioned")

    def __init__(
        self, asset_key: AssetKey, input_name: str | None, *, is_partitioned: bool = False
    ) -> None:
        self.asset_key = asset_key
        self.input_name = input_name
        self.is_partitioned = is_partitioned


class GraphInputSource:
    """An input is an input of a job's graph, given when it is executed."""

    __slots__ = ("input_name",)

    def __init__(self, input_name: str) -> None:
        self.input_name = input_name


class ConfigSource:
    """An input is a field of the configuration of a graph.

    Args:
        graph_path: The graph, from the top.
        field_path: Fields from the whole configuration down.
    """

    __slots__ = ("field_path", "graph_path")

    def __init__(self, graph_path: tuple[str, ...], field_path: tuple[str, ...]) -> None:
        self.graph_path = graph_path
        self.field_path = field_path


FlatSource = OpSource | AssetSource | GraphInputSource | ConfigSource


class FlatInput:
    """An input of a flat op.

    Args:
        name: Its name.
        sources: Where it comes from; several in a fan-in list; none where it is not connected.
        is_list: Whether the op takes a list with one member for each source.
    """

    __slots__ = ("is_list", "name", "sources")

    def __init__(self, name: str, sources: tuple[FlatSource, ...], is_list: bool) -> None:
        self.name = name
        self.sources = sources
        self.is_list = is_list


class FlatOp:
    """One op of the flattened graph.

    Args:
        index: Position; sources have lower ones.
        path: Names from the top down.
        op: The op.
        inputs: Its inputs.
        tags: Tags of the op and of the calls around it.
        hooks: Hooks of the calls around it.
        retry_policy: The nearest one.
        location: Where it is called.
        scope: The dynamic outputs that it is mapped over, outermost first.
    """

    __slots__ = (
        "hooks",
        "index",
        "inputs",
        "location",
        "op",
        "path",
        "retry_policy",
        "scope",
        "step_key",
        "tags",
    )

    def __init__(
        self,
        index: int,
        path: tuple[str, ...],
        op: OpDefinition,
        inputs: tuple[FlatInput, ...],
        tags: Mapping[str, str],
        hooks: frozenset[Any],
        retry_policy: Any,
        location: SourceLocation | None,
        scope: tuple[OutputId, ...] = (),
    ) -> None:
        self.index = index
        self.path = path
        self.step_key = ".".join(path)
        self.op = op
        self.inputs = inputs
        self.tags = tags
        self.hooks = hooks
        self.retry_policy = retry_policy
        self.location = location
        self.scope = scope

    def op_sources(self) -> Iterator[OpSource]:
        """The outputs of other ops that it takes."""
        for flat_input in self.inputs:
            for source in flat_input.sources:
                if type(source) is OpSource:
                    yield source

    def __repr__(self) -> str:
        return f"FlatOp({self.step_key})"


class FlatDefinition:
    """A definition as a list of ops.

    Args:
        ops: The ops; the sources of each come before it.
        assets: Asset → the output that it is.
        checks: Check → the output that carries its result.
        outputs: Output name of the whole definition → the output that it is.
    """

    __slots__ = ("asset_keys", "assets", "check_keys", "checks", "ops", "outputs", "paths")

    def __init__(
        self,
        ops: list[FlatOp],
        assets: dict[AssetKey, OutputId],
        checks: dict[AssetCheckKey, OutputId],
        outputs: dict[str, OutputId],
    ) -> None:
        self.ops = ops
        self.assets = assets
        self.checks = checks
        self.outputs = outputs
        self.asset_keys: dict[OutputId, list[AssetKey]] = {}
        for key, output in assets.items():
            self.asset_keys.setdefault(output, []).append(key)
        self.check_keys: dict[OutputId, AssetCheckKey] = {
            output: key for key, output in checks.items()
        }
