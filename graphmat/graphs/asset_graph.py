"""All assets of a module, joined by their keys.

Lazy on purpose: indexing takes one pass over the definitions; the ops of a definition are flattened
when somebody asks for them, so that planning one asset costs what that asset needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.asset_specs import AssetSpec, SourceAsset
from graphmat.definitions.assets import AssetsDefinition
from graphmat.errors import InvalidDefinitionError, InvalidDefinitionsError, ParameterError
from graphmat.graphs.flat import AssetSource, FlatDefinition, OpSource
from graphmat.graphs.flattening import flatten

if TYPE_CHECKING:
    from graphmat.keys import AssetCheckKey, AssetKey

_NOTHING: frozenset[AssetKey] = frozenset()


class AssetGraph:
    """The assets of a module, and what makes each.

    Args:
        assets: Definitions, specs of external assets, source assets; in any order.
        checks: Definitions that only check.

    Raises:
        InvalidDefinitionError: Two definitions make the same key.
    """

    def __init__(self, assets: Iterable[Any], checks: Iterable[Any] = ()) -> None:
        self.definitions: list[AssetsDefinition] = []
        self.external: dict[AssetKey, AssetSpec] = {}
        self.definition_by_key: dict[AssetKey, AssetsDefinition] = {}
        self.definition_by_check: dict[AssetCheckKey, AssetsDefinition] = {}
        self.source_resources: dict[str, Any] = {}
        self.named_selectors: Mapping[str, Any] = {}
        self._names: dict[int, str] = {}
        self._flat: dict[int, FlatDefinition] = {}
        self._parents: dict[AssetKey, frozenset[AssetKey]] = {}
        self._children: dict[AssetKey, frozenset[AssetKey]] | None = None
        self._checks_by_asset: dict[AssetKey, list[AssetCheckKey]] = {}
        faults: list[InvalidDefinitionError] = []
        for item in (*assets, *checks):
            self._add(item, faults)
        for key in list(self.external):
            if key in self.definition_by_key:
                del self.external[key]
        if faults:
            raise faults[0] if len(faults) == 1 else InvalidDefinitionsError(faults)

    def _add(self, item: Any, faults: list[InvalidDefinitionError]) -> None:
        if isinstance(item, AssetsDefinition):
            if id(item) in self._names:
                return
            self._add_definition(item, faults)
        elif isinstance(item, AssetSpec):
            self.external[item.key] = item
        elif isinstance(item, SourceAsset):
            self.external[item.key] = item.spec
            self.source_resources.update(item.resource_defs)
        else:
            raise ParameterError(
                f"expected an asset, a spec of an external asset or a check, not {item!r}"
            )

    def _add_definition(
        self, definition: AssetsDefinition, faults: list[InvalidDefinitionError]
    ) -> None:
        for key in definition.specs_by_key:
            known = self.definition_by_key.get(key)
            if known is not None:
                faults.append(_duplicate(key, known, definition))
                return
        for spec in definition.check_specs_by_output_name.values():
            if spec.key in self.definition_by_check:
                faults.append(
                    InvalidDefinitionError(
                        f"check '{spec.key.to_user_string()}' is defined twice",
                        location=definition.location,
                        code="GM201",
                    )
                )
                return
        for key in definition.specs_by_key:
            self.definition_by_key[key] = definition
        for spec in definition.check_specs_by_output_name.values():
            self.definition_by_check[spec.key] = definition
            self._checks_by_asset.setdefault(spec.asset_key, []).append(spec.key)
        self._names[id(definition)] = self._free_name(definition.node_name)
        self.definitions.append(definition)

    def _free_name(self, name: str) -> str:
        taken: dict[str, int] = self.__dict__.setdefault("_taken", {})
        count = taken[name] = taken.get(name, 0) + 1
        if count == 1:
            return name
        numbered = f"{name}_{count}"
        return self._free_name(numbered) if numbered in taken else self._reserve(numbered)

    def _reserve(self, name: str) -> str:
        self.__dict__["_taken"][name] = 1
        return name

    # ---------------------------------------------------------------- keys

    @property
    def asset_keys(self) -> Mapping[AssetKey, AssetsDefinition]:
        """The keys of the assets that are made here."""
        return self.definition_by_key

    @property
    def external_keys(self) -> Mapping[AssetKey, AssetSpec]:
        """The keys of the assets that are made elsewhere."""
        return self.external

    @property
    def check_keys(self) -> Mapping[AssetCheckKey, AssetsDefinition]:
        """The keys of the checks."""
        return self.definition_by_check

    def checks_of(self, key: AssetKey) -> list[AssetCheckKey]:
        """The checks of an asset."""
        return self._checks_by_asset.get(key, [])

    def spec(self, key: AssetKey) -> AssetSpec:
        """What is said about an asset."""
        definition = self.definition_by_key.get(key)
        return definition.specs_by_key[key] if definition is not None else self.external[key]

    def has(self, key: AssetKey) -> bool:
        """Whether an asset is known, made here or elsewhere."""
        return key in self.definition_by_key or key in self.external

    def all_keys(self) -> list[AssetKey]:
        """All keys, sorted."""
        return sorted({*self.definition_by_key, *self.external})

    def get_all_asset_keys(self) -> set[AssetKey]:
        """All keys, as a set."""
        return {*self.definition_by_key, *self.external}

    def get(self, key: AssetKey) -> AssetNode:
        """An asset with its neighbours."""
        return AssetNode(self, key)

    def name_of(self, definition: AssetsDefinition) -> str:
        """The name of a definition's steps, unique in the module."""
        return self._names[id(definition)]

    # ---------------------------------------------------------------- ops

    def flat(self, definition: AssetsDefinition) -> FlatDefinition:
        """The ops of a definition."""
        found = self._flat.get(id(definition))
        if found is None:
            name = self._names.get(id(definition), definition.node_name)
            if name == definition.node_name:
                found = definition.flat
                if found is None:
                    found = definition.flat = flatten(definition)
            else:
                found = flatten(definition, name)
            self._flat[id(definition)] = found
        return found

    # ---------------------------------------------------------------- edges

    def parents(self, key: AssetKey) -> frozenset[AssetKey]:
        """The assets that an asset is computed from, or waits for."""
        found = self._parents.get(key)
        if found is None:
            definition = self.definition_by_key.get(key)
            if definition is None:
                spec = self.external.get(key)
                deps = {dep.asset_key for dep in spec.deps} if spec is not None else set()
                found = self._parents[key] = frozenset(deps)
                return found
            for own, parents in definition_parents(definition, self.flat(definition)).items():
                self._parents[own] = frozenset(parents)
            found = self._parents[key]
        return found

    def children(self, key: AssetKey) -> frozenset[AssetKey]:
        """The assets that are computed from an asset, or wait for it."""
        if self._children is None:
            gathered: dict[AssetKey, set[AssetKey]] = {}
            for child in self.definition_by_key:
                for parent in self.parents(child):
                    gathered.setdefault(parent, set()).add(child)
            for child in self.external:
                for parent in self.parents(child):
                    gathered.setdefault(parent, set()).add(child)
            self._children = {parent: frozenset(found) for parent, found in gathered.items()}
        return self._children.get(key, _NOTHING)

    def ancestors(self, keys: Iterable[AssetKey]) -> set[AssetKey]:
        """Everything that assets are computed from, themselves not included."""
        return self._reach(keys, self.parents)

    def descendants(self, keys: Iterable[AssetKey]) -> set[AssetKey]:
        """Everything that is computed from assets, themselves not included."""
        return self._reach(keys, self.children)

    def _reach(self, keys: Iterable[AssetKey], step: Any) -> set[AssetKey]:
        start = set(keys)
        found: set[AssetKey] = set()
        pending = list(start)
        while pending:
            for near in step(pending.pop()):
                if near not in found:
                    found.add(near)
                    pending.append(near)
        return found - start

    def order(self) -> Iterator[AssetKey]:
        """All keys, each after those it is computed from; ties by key."""
        import heapq

        waiting = {key: len(self.parents(key)) for key in self.all_keys()}
        for key in list(waiting):
            waiting[key] = sum(1 for parent in self.parents(key) if self.has(parent))
        ready = [key for key, count in waiting.items() if count == 0]
        heapq.heapify(ready)
        while ready:
            key = heapq.heappop(ready)
            yield key
            for child in self.children(key):
                waiting[child] -= 1
                if waiting[child] == 0:
                    heapq.heappush(ready, child)


class AssetNode:
    """An asset of a graph with its neighbours.

    Args:
        graph: The graph.
        key: The asset.
    """

    def __init__(self, graph: AssetGraph, key: AssetKey) -> None:
        self._graph = graph
        self.key = key
        self.spec = graph.spec(key)

    def __getattr__(self, name: str) -> Any:
        if name in {"_graph", "spec"}:
            raise AttributeError(name)
        return getattr(self.spec, name)

    @property
    def parent_keys(self) -> frozenset[AssetKey]:
        """What it is computed from."""
        return self._graph.parents(self.key)

    @property
    def child_keys(self) -> frozenset[AssetKey]:
        """What is computed from it."""
        return self._graph.children(self.key)

    @property
    def is_materializable(self) -> bool:
        """Whether it is made here."""
        return self.key in self._graph.definition_by_key

    @property
    def is_external(self) -> bool:
        """Whether it is made elsewhere."""
        return not self.is_materializable


def _duplicate(
    key: AssetKey, first: AssetsDefinition, second: AssetsDefinition
) -> InvalidDefinitionError:
    place = f" at {first.location}" if first.location else ""
    return InvalidDefinitionError(
        f"asset key '{key}' is defined twice: by '{first.node_name}'{place} and by "
        f"'{second.node_name}'",
        location=second.location,
        code="GM201",
    )


def definition_parents(
    definition: AssetsDefinition, flat: FlatDefinition | None = None
) -> dict[AssetKey, set[AssetKey]]:
    """Each asset of a definition → the assets that it is computed from or waits for.

    Siblings have lineage: the walk back from an asset's output stops at another asset's output of
    the same definition, and at the assets that its own ops take. What ``internal_asset_deps`` says
    replaces what the wiring says.
    """
    flat = flat or flatten(definition)
    internal = definition.options.get("internal_deps", {})
    name_by_key = {key: name for name, key in definition.keys_by_output_name.items()}
    found: dict[AssetKey, set[AssetKey]] = {}
    for key, output in flat.assets.items():
        said = internal.get(name_by_key[key])
        if said is not None:
            parents = set(said)
        elif definition.node_def.is_graph:
            parents = _walk_back(flat, output)
        else:
            parents = set(definition.keys_by_input_name.values())
        parents.update(dep.asset_key for dep in definition.specs_by_key[key].deps)
        found[key] = parents
    return found


def _walk_back(flat: FlatDefinition, output: tuple[int, str]) -> set[AssetKey]:
    parents: set[AssetKey] = set()
    seen = {output[0]}
    pending = [output[0]]
    while pending:
        for flat_input in flat.ops[pending.pop()].inputs:
            for source in flat_input.sources:
                if isinstance(source, AssetSource):
                    parents.add(source.asset_key)
                    continue
                if not isinstance(source, OpSource):
                    continue
                siblings = flat.asset_keys.get(source.output)
                if siblings:
                    parents.update(siblings[:1])
                elif source.op_index not in seen:
                    seen.add(source.op_index)
                    pending.append(source.op_index)
    return parents
