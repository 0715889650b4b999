"""``AssetsDefinition``: an op or a graph, and the assets that its outputs are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, as_hooks
from graphmat.definitions.asset_attributes import attribute_changes, complete_specs
from graphmat.definitions.asset_specs import AssetSpec, source_of
from graphmat.definitions.composition import BrokenDefinition, ComposableDefinition
from graphmat.definitions.node_assets import facts_of_node, internal_deps_of
from graphmat.definitions.ops import OpDefinition
from graphmat.definitions.refs import DynamicRef
from graphmat.errors import (
    InvalidDefinitionError,
    InvariantViolationError,
    ParameterError,
    SourceLocation,
    or_collect,
)
from graphmat.keys import AssetCheckKey, AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.checks import AssetCheckSpec
    from graphmat.definitions.graphs import GraphDefinition

_EMPTY: Mapping[str, Any] = {}


class AssetsDefinition:
    """An op or a graph whose outputs are assets.

    Made by ``@asset``, ``@multi_asset``, ``@graph_asset``, ``@graph_multi_asset``, ``@asset_check``
    and ``AssetsDefinition.from_graph``; the constructor is not for users.

    Args:
        node_def: The op or graph.
        node_name: Name of the step, or the first component of its steps' keys.
        keys_by_input_name: Input → the asset that it loads.
        keys_by_output_name: Output → the asset that it is.
        specs: What is said about each asset.
        can_subset: Whether some of the assets may be made without the others.
        check_specs_by_output_name: Output → the check whose result it is.
        options: The rest: ``partitions_def``, ``partition_mappings``, ``resource_defs``, ``hooks``,
            ``retry_policy``, ``backfill_policy``, ``internal_deps`` (output name → keys),
            ``input_manager_keys``, ``output_types``, ``optional_outputs``, ``config``.
    """

    __slots__ = (
        "__weakref__",
        "can_subset",
        "check_specs_by_output_name",
        "flat",
        "keys_by_input_name",
        "keys_by_output_name",
        "location",
        "node_def",
        "node_name",
        "options",
        "specs_by_key",
    )

    def __init__(
        self,
        node_def: OpDefinition | GraphDefinition,
        node_name: str,
        *,
        keys_by_input_name: Mapping[str, AssetKey],
        keys_by_output_name: Mapping[str, AssetKey],
        specs: Iterable[AssetSpec],
        can_subset: bool = False,
        check_specs_by_output_name: Mapping[str, AssetCheckSpec] = _EMPTY,
        options: Mapping[str, Any] = _EMPTY,
        location: SourceLocation | None = None,
    ) -> None:
        self.node_def = node_def
        self.node_name = node_name
        self.keys_by_input_name = dict(keys_by_input_name)
        self.keys_by_output_name = dict(keys_by_output_name)
        self.specs_by_key = {spec.key: spec for spec in specs}
        self.can_subset = can_subset
        self.check_specs_by_output_name = dict(check_specs_by_output_name)
        self.options = {name: value for name, value in options.items() if value}
        self.location = location if location is not None else node_def.location
        self.flat: Any = None
        self._check()

    def _check(self) -> None:
        different = len(set(self.keys_by_output_name.values()))
        if not len(self.specs_by_key) == different == len(self.keys_by_output_name):
            repeated = sorted(
                key.to_user_string()
                for key in self.specs_by_key
                if list(self.keys_by_output_name.values()).count(key) > 1
            )
            raise InvalidDefinitionError(
                f"'{self.node_name}' gives the asset key '{', '.join(repeated)}' to two outputs",
                location=self.location,
                code="GM122",
            )
        if self.node_def.is_graph:
            self._check_graph_outputs()
        self._check_self_dependency()

    def _check_graph_outputs(self) -> None:
        node: Any = self.node_def
        for name in self.keys_by_output_name:
            source = node.output_sources.get(name)
            if isinstance(source, DynamicRef):
                raise InvalidDefinitionError(
                    f"output '{name}' of '{self.node_name}' fans out: an asset is one value",
                    hint="collect it: return ….collect()",
                    location=self.location,
                    code="GM111",
                )

    def _check_self_dependency(self) -> None:
        if self.options.get("partitions_def") is not None:
            return
        for name, key in self.keys_by_input_name.items():
            if key in self.specs_by_key:
                raise InvalidDefinitionError(
                    f"asset '{key}' depends on itself through its input '{name}'",
                    hint="only an asset with time partitions can depend on itself",
                    location=self.location,
                    code="GM123",
                )

    # ---------------------------------------------------------------- what people read

    @property
    def keys(self) -> set[AssetKey]:
        """The keys of its assets."""
        return set(self.specs_by_key)

    @property
    def key(self) -> AssetKey:
        """The key of its only asset.

        Raises:
            InvariantViolationError: It has several, or none.
        """
        if len(self.specs_by_key) != 1:
            raise InvariantViolationError(
                f"'{self.node_name}' has {len(self.specs_by_key)} assets; use '.keys'"
            )
        return next(iter(self.specs_by_key))

    @property
    def specs(self) -> list[AssetSpec]:
        """What is said about each asset, and what it is computed from."""
        return complete_specs(self)

    @property
    def op(self) -> OpDefinition:
        """The op, where it is one."""
        if isinstance(self.node_def, OpDefinition):
            return self.node_def
        raise InvariantViolationError(f"'{self.node_name}' is a graph, not an op; use '.node_def'")

    @property
    def check_specs(self) -> list[AssetCheckSpec]:
        """Its checks."""
        return list(self.check_specs_by_output_name.values())

    @property
    def check_keys(self) -> set[AssetCheckKey]:
        """The keys of its checks."""
        return {spec.key for spec in self.check_specs_by_output_name.values()}

    @property
    def partitions_def(self) -> Any:
        """Its partitions, or None."""
        return self.options.get("partitions_def")

    @property
    def resource_defs(self) -> Mapping[str, Any]:
        """Resources of its own."""
        own: Mapping[str, Any] = self.options.get("resource_defs", {})
        return own

    @property
    def required_resource_keys(self) -> set[str]:
        """Resources that its ops ask for."""
        found: set[str] = set()
        pending: list[Any] = [self.node_def]
        while pending:
            node = pending.pop()
            if isinstance(node, OpDefinition):
                found |= node.required_resource_keys
            else:
                pending.extend(call.definition for call in node.invocations.values())
        return found

    @property
    def group_names_by_key(self) -> dict[AssetKey, str]:
        """Asset → group."""
        return {key: spec.group_name for key, spec in self.specs_by_key.items()}

    @property
    def descriptions_by_key(self) -> dict[AssetKey, str | None]:
        """Asset → description."""
        return {key: spec.description for key, spec in self.specs_by_key.items()}

    @property
    def metadata_by_key(self) -> dict[AssetKey, Mapping[str, Any]]:
        """Asset → metadata."""
        return {key: spec.metadata for key, spec in self.specs_by_key.items()}

    @property
    def tags_by_key(self) -> dict[AssetKey, dict[str, str]]:
        """Asset → tags."""
        return {key: spec.tags for key, spec in self.specs_by_key.items()}

    @property
    def owners_by_key(self) -> dict[AssetKey, list[str]]:
        """Asset → owners."""
        return {key: list(spec.owners) for key, spec in self.specs_by_key.items()}

    @property
    def code_versions_by_key(self) -> dict[AssetKey, str | None]:
        """Asset → code version."""
        return {key: spec.code_version for key, spec in self.specs_by_key.items()}

    @property
    def dependency_keys(self) -> set[AssetKey]:
        """The assets of other definitions that it reads or waits for."""
        found = set(self.keys_by_input_name.values())
        for spec in self.specs_by_key.values():
            found.update(dep.asset_key for dep in spec.deps)
        return found - set(self.specs_by_key)

    @property
    def asset_deps(self) -> dict[AssetKey, set[AssetKey]]:
        """Asset → the assets that it is computed from or waits for."""
        from graphmat.late import enter

        parents: dict[AssetKey, set[AssetKey]] = enter("definition_parents")(self)
        return parents

    def get_asset_spec(self, key: Any = None) -> AssetSpec:
        """What is said about one of its assets."""
        own = AssetKey.from_coercible(key) if key is not None else self.key
        (spec,) = complete_specs(self, own)
        return spec

    def output_name_for_asset_key(self, key: AssetKey) -> str | None:
        """The output that an asset is."""
        for name, candidate in self.keys_by_output_name.items():
            if candidate == key:
                return name
        return None

    # ---------------------------------------------------------------- copies

    def but(self, **changes: Any) -> AssetsDefinition:
        """A copy with some facts changed; options are merged."""
        options = {**self.options, **changes.pop("options", {})}
        facts: dict[str, Any] = {
            "keys_by_input_name": self.keys_by_input_name,
            "keys_by_output_name": self.keys_by_output_name,
            "specs": list(self.specs_by_key.values()),
            "can_subset": self.can_subset,
            "check_specs_by_output_name": self.check_specs_by_output_name,
            "location": self.location,
            **changes,
        }
        node_name = facts.pop("node_name", self.node_name)
        node_def = facts.pop("node_def", self.node_def)
        return AssetsDefinition(node_def, node_name, options=options, **facts)

    def with_resources(self, resource_defs: Mapping[str, Any]) -> AssetsDefinition:
        """A copy with resources of its own; those it has already win."""
        return self.but(options={"resource_defs": {**resource_defs, **self.resource_defs}})

    def map_asset_specs(self, fn: Any) -> AssetsDefinition:
        """A copy whose specs went through a function."""
        return self.with_specs([fn(spec) for spec in self.specs_by_key.values()])

    def with_specs(self, specs: Sequence[AssetSpec]) -> AssetsDefinition:
        """A copy with other specs, given in the order of its own; keys may change."""
        renamed = dict(zip(self.specs_by_key, (spec.key for spec in specs), strict=True))
        outputs = {name: renamed[key] for name, key in self.keys_by_output_name.items()}
        return self.but(specs=list(specs), keys_by_output_name=outputs)

    def with_attributes(
        self,
        *,
        asset_key_replacements: Mapping[AssetKey, AssetKey] = _EMPTY,  # type: ignore[assignment]  # the empty one
        group_names_by_key: Mapping[AssetKey, str] | None = None,
        tags_by_key: Mapping[AssetKey, Mapping[str, str]] | None = None,
        metadata_by_key: Mapping[AssetKey, Mapping[str, Any]] | None = None,
        group_name: str | None = None,
        **_unused: Any,
    ) -> AssetsDefinition:
        """A copy with keys, groups, tags or metadata replaced.

        Args:
            asset_key_replacements: Old key → new key, for its own assets and those it reads.
            group_names_by_key: Asset → group.
            tags_by_key: Asset → tags.
            metadata_by_key: Asset → metadata.
            group_name: One group for all of its assets.
        """
        return self.but(
            **attribute_changes(
                self,
                asset_key_replacements,
                {
                    "group_name": group_names_by_key,
                    "tags": tags_by_key,
                    "metadata": metadata_by_key,
                },
                group_name,
            )
        )

    def to_source_assets(self) -> list[Any]:
        """Its assets as external ones."""
        return [self.to_source_asset(key) for key in self.specs_by_key]

    def to_source_asset(self, key: Any = None) -> Any:
        """One of its assets as an external one."""
        own = AssetKey.from_coercible(key) if key is not None else self.key
        return source_of(self.specs_by_key[own], self.partitions_def)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function of its op, as in a test."""
        if isinstance(self.node_def, OpDefinition):
            return self.node_def(*args, **kwargs)
        raise InvariantViolationError(
            f"graph asset '{self.node_name}' cannot be called; use materialize([...])"
        )

    def __repr__(self) -> str:
        keys = ", ".join(key.to_user_string() for key in self.specs_by_key)
        return f"AssetsDefinition({keys})"

    # ---------------------------------------------------------------- from a graph or an op

    @staticmethod
    def from_graph(
        graph_def: GraphDefinition,
        *,
        keys_by_input_name: Mapping[str, AssetKey] | None = None,
        keys_by_output_name: Mapping[str, AssetKey] | None = None,
        key_prefix: str | Sequence[str] | None = None,
        internal_asset_deps: Mapping[str, set[AssetKey]] | None = None,
        partitions_def: Any = None,
        partition_mappings: Mapping[str, Any] | None = None,
        resource_defs: Mapping[str, Any] | None = None,
        group_name: str | None = None,
        group_names_by_output_name: Mapping[str, str | None] | None = None,
        descriptions_by_output_name: Mapping[str, str] | None = None,
        metadata_by_output_name: Mapping[str, Mapping[str, Any] | None] | None = None,
        tags_by_output_name: Mapping[str, Mapping[str, str] | None] | None = None,
        automation_conditions_by_output_name: Mapping[str, Any] | None = None,
        backfill_policy: Any = None,
        can_subset: bool = False,
        check_specs: Sequence[AssetCheckSpec] | None = None,
        owners_by_output_name: Mapping[str, Sequence[str] | None] | None = None,
        code_versions_by_output_name: Mapping[str, str | None] | None = None,
        auto_materialize_policies_by_output_name: Mapping[str, Any] | None = None,
        hook_defs: Iterable[Any] | None = None,
        deps: Iterable[Any] | None = None,
        retry_policy: Any = None,
        kinds_by_output_name: Mapping[str, Iterable[str]] | None = None,
        io_manager_keys_by_output_name: Mapping[str, str] | None = None,
    ) -> AssetsDefinition:
        """Make the outputs of a graph assets; one graph may power several definitions.

        Args:
            graph_def: The graph.
            keys_by_input_name: Input → asset; all of them, or none: then their names.
            keys_by_output_name: Output → asset; all of them, or none: then their names, or the
                graph's name for the single output "result".
            key_prefix: Put before the keys of the outputs.
            internal_asset_deps: Output → what its asset depends on, instead of by the wiring.
            partitions_def: Partitions of all its assets.
            partition_mappings: Input → which partitions are loaded.
            resource_defs: Resources of its own.
            group_name: Group of all its assets.
            group_names_by_output_name: Output → group.
            descriptions_by_output_name: Output → description.
            metadata_by_output_name: Output → metadata.
            tags_by_output_name: Output → tags.
            automation_conditions_by_output_name: Kept for compatibility.
            backfill_policy: How many of its partitions one run makes; default: one.
            can_subset: Whether some of the assets may be made without the others.
            check_specs: Checks whose results the graph returns.
            owners_by_output_name: Output → owners.
            code_versions_by_output_name: Output → code version.
            auto_materialize_policies_by_output_name: Kept for compatibility.
            hook_defs: Hooks of all its ops.
            deps: Assets that all of its assets wait for without loading them.
            retry_policy: Retry policy of its ops that have none.
            kinds_by_output_name: Output → kinds.
            io_manager_keys_by_output_name: Output → I/O manager.

        Raises:
            InvalidDefinitionError: The names do not fit the graph.
        """
        del automation_conditions_by_output_name, auto_materialize_policies_by_output_name
        if group_name is not None and group_names_by_output_name is not None:
            raise ParameterError("give group_name or group_names_by_output_name, not both")
        facts = partial(
            facts_of_node,
            graph_def,
            keys_by_input_name=keys_by_input_name,
            keys_by_output_name=keys_by_output_name,
            key_prefix=key_prefix,
            check_specs=check_specs,
            group_name=group_name,
            deps=deps,
            by_output={
                "group_name": group_names_by_output_name,
                "description": descriptions_by_output_name,
                "metadata": metadata_by_output_name,
                "tags": tags_by_output_name,
                "owners": owners_by_output_name,
                "code_version": code_versions_by_output_name,
                "kinds": kinds_by_output_name,
            },
            partition_mappings=partition_mappings,
            io_manager_keys=io_manager_keys_by_output_name,
            options={
                "partitions_def": partitions_def,
                "resource_defs": as_dict(resource_defs, "resource_defs"),
                "backfill_policy": backfill_policy,
                "internal_deps": internal_deps_of(graph_def, internal_asset_deps),
                "hooks": as_hooks(hook_defs, "hook_defs"),
                "retry_policy": retry_policy,
            },
        )
        if not isinstance(graph_def, ComposableDefinition):
            raise ParameterError(f"from_graph takes a graph, not {graph_def!r}")
        return or_collect(
            lambda: AssetsDefinition(graph_def, graph_def.name, can_subset=can_subset, **facts()),
            lambda fault: BrokenDefinition(graph_def.name, fault),
        )

    @staticmethod
    def from_op(op_def: OpDefinition, **options: Any) -> AssetsDefinition:
        """Make the outputs of an op assets; the options are those of ``from_graph``."""
        return AssetsDefinition.from_graph(op_def, **options)  # type: ignore[arg-type]  # an op has what is needed
