"""``Definitions``: everything that a module defines, in one object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from graphmat.definitions.arguments import as_dict, as_items
from graphmat.definitions.asset_specs import AssetSpec, SourceAsset
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.composition import BrokenDefinition
from graphmat.definitions.jobs import ALL_ASSETS_JOB, JobDefinition
from graphmat.definitions.signature import user_location
from graphmat.errors import (
    InvalidDefinitionError,
    InvalidInvocationError,
    InvariantViolationError,
    ParameterError,
    did_you_mean,
)
from graphmat.keys import AssetKey
from graphmat.late import enter


class Definitions:
    """Everything that a module defines.

    Args:
        assets: Assets: definitions, specs of external assets, source assets; lists are flattened.
        schedules: Accepted, and not used: graphmat runs when it is told to.
        sensors: Accepted, and not used.
        jobs: Jobs.
        resources: Resource key → resource; "io_manager" stores what names no other.
        executor: How steps are run.
        loggers: Accepted, and not used.
        asset_checks: Checks.
        metadata: Facts about the definitions.
        component_tree: Accepted, and not used.

    Raises:
        ParameterError: A member is of the wrong kind.
    """

    def __init__(
        self,
        assets: Iterable[Any] | None = None,
        schedules: Iterable[Any] | None = None,
        sensors: Iterable[Any] | None = None,
        jobs: Iterable[Any] | None = None,
        resources: Mapping[str, Any] | None = None,
        executor: Any = None,
        loggers: Mapping[str, Any] | None = None,
        asset_checks: Iterable[Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        component_tree: Any = None,
    ) -> None:
        del component_tree
        self.assets = _members(assets, "assets", (AssetsDefinition, AssetSpec, SourceAsset))
        self.asset_checks = _members(asset_checks, "asset_checks", (AssetsDefinition,))
        self.jobs = _members(jobs, "jobs", (JobDefinition,))
        if resources is not None and not isinstance(resources, Mapping):
            raise ParameterError(f"'resources' must be a dictionary, not {resources!r}")
        self.resources = dict(resources or {})
        self.schedules = list(as_items(schedules, "schedules"))
        self.sensors = list(as_items(sensors, "sensors"))
        self.executor = executor
        self.loggers = as_dict(loggers, "loggers")
        self.metadata = as_dict(metadata, "metadata")
        self.location = user_location()
        self.source: Any = None
        self._graph: Any = None
        self._validated = False

    # ---------------------------------------------------------------- the graph

    @property
    def asset_graph(self) -> Any:
        """All assets, joined by their keys.

        Raises:
            InvalidDefinitionError: Two definitions make the same asset.
        """
        if self._graph is None:
            self._graph = enter("asset_graph")(self.assets, self.asset_checks)
        return self._graph

    def resolve_asset_graph(self) -> Any:
        """All assets, joined by their keys; faults of the definitions are raised."""
        self.validate()
        return self.asset_graph

    get_asset_graph = resolve_asset_graph

    def validate(self) -> None:
        """Find the faults of the definitions, once.

        Raises:
            InvalidDefinitionError: All that were found.
        """
        if not self._validated:
            enter("validate")(self)
            self._validated = True

    @staticmethod
    def validate_loadable(defs: Definitions) -> None:
        """Find the faults of definitions.

        Raises:
            InvalidDefinitionError: All that were found.
        """
        enter("validate")(defs, with_resources=True)

    def resource_defs_for(self, definitions: Iterable[AssetsDefinition | None]) -> dict[str, Any]:
        """The resources of the module and those that definitions bring along.

        Raises:
            InvalidDefinitionError: A definition brings another resource under a known key.
        """
        found = dict(self.resources)
        found.update(self.asset_graph.source_resources)
        for definition in definitions:
            if definition is None:
                continue
            for key, resource in definition.resource_defs.items():
                if key in found and found[key] is not resource:
                    raise ResourceConflictError(
                        f"resource '{key}' of '{definition.node_name}' is also given to the "
                        "definitions, as another object",
                        location=definition.location,
                    )
                found[key] = resource
        return found

    # ---------------------------------------------------------------- jobs

    def get_job_def(self, name: str) -> JobDefinition:
        """A job by name.

        The name of a definition of assets stands for a job of just these assets.

        Args:
            name: Name of a job, "__ASSET_JOB" for all assets, or name of a definition.

        Raises:
            InvariantViolationError: There is no such job.
        """
        self.validate()
        matches = [job for job in self.jobs if job.name == name]
        if len(matches) > 1:
            raise InvalidDefinitionError(f"job '{name}' is defined {len(matches)} times")
        if matches:
            found: JobDefinition = matches[0].bound(self)
            return found
        if name == ALL_ASSETS_JOB:
            return JobDefinition(ALL_ASSETS_JOB, definitions=self)
        for definition in self.asset_graph.definitions:
            if self.asset_graph.name_of(definition) == name:
                return JobDefinition(name, selection=definition.keys, definitions=self)
        known = [*(job.name for job in self.jobs), ALL_ASSETS_JOB]
        raise InvariantViolationError(
            f"there is no job '{name}'; jobs: {', '.join(known)}", hint=did_you_mean(name, known)
        )

    resolve_job_def = get_job_def

    def has_job(self, name: str) -> bool:
        """Whether there is a job of this name."""
        return any(job.name == name for job in self.jobs)

    def get_all_job_defs(self) -> list[JobDefinition]:
        """All jobs."""
        return [job.bound(self) for job in self.jobs]

    resolve_all_job_defs = get_all_job_defs

    def get_implicit_global_asset_job_def(self) -> JobDefinition:
        """The job of all assets."""
        return self.get_job_def(ALL_ASSETS_JOB)

    resolve_implicit_global_asset_job_def = get_implicit_global_asset_job_def

    # ---------------------------------------------------------------- assets

    def get_assets_def(self, key: Any) -> AssetsDefinition:
        """The definition that makes an asset.

        Raises:
            InvariantViolationError: None does.
        """
        asset_key = AssetKey.from_coercible(key)
        found = self.asset_graph.definition_by_key.get(asset_key)
        if found is None:
            known = [str(known) for known in self.asset_graph.definition_by_key]
            raise InvariantViolationError(
                f"asset '{asset_key}' is not defined", hint=did_you_mean(str(asset_key), known)
            )
        return found  # type: ignore[no-any-return]  # an AssetsDefinition

    resolve_assets_def = get_assets_def

    def resolve_all_asset_specs(self) -> list[AssetSpec]:
        """What is said about every asset, by key; with all that it depends on."""
        graph = self.asset_graph
        return [
            graph.spec(key).replace_attributes(deps=sorted(graph.parents(key)))
            for key in graph.all_keys()
        ]

    get_all_asset_specs = resolve_all_asset_specs

    def resolve_all_asset_keys(self) -> list[AssetKey]:
        """All asset keys, sorted."""
        return list(self.asset_graph.all_keys())

    def resolve_selection(self, selection: Any) -> frozenset[AssetKey]:
        """The assets that a selection names; None: all that are made here."""
        graph = self.asset_graph
        if selection is None:
            return frozenset(graph.asset_keys)
        if isinstance(selection, set | frozenset) and all(
            isinstance(key, AssetKey) for key in selection
        ):
            return frozenset(selection)
        keys: frozenset[AssetKey] = self.resolve_selected(selection).asset_keys
        return keys

    def resolve_selected(self, selection: Any, state: Any = None, selectors: Any = None) -> Any:
        """The assets and checks that a selection names; see ``selection.resolve.resolve_all``.

        Args:
            selection: Text, keys, definitions, an ``AssetSelection``, or a list of them.
            state: What the event log knows, for ``state:`` and ``run:``.
            selectors: Name → text, for ``@name``.
        """
        expression = enter("selection").from_coercible(selection).expression
        return enter("resolve_selection")(
            expression, self.asset_graph, state=state, selectors=selectors
        )

    def load_asset_value(
        self,
        asset_key: Any,
        *,
        python_type: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        metadata: Any = None,
    ) -> Any:
        """Load the stored value of an asset.

        Raises:
            MissingValueError: It has not been materialized.
        """
        del python_type, metadata
        return enter("load_asset_value")(
            self, AssetKey.from_coercible(asset_key), instance, partition_key
        )

    def get_asset_value_loader(self, instance: Any = None) -> Any:
        """An object whose ``load_asset_value`` loads stored values."""
        return AssetValueLoader(self, instance)

    def map_asset_specs(self, *, func: Any, selection: Any = None) -> Definitions:
        """The same definitions with the specs of assets gone through a function."""
        chosen = None if selection is None else self.resolve_selection(selection)

        def mapped(spec: AssetSpec) -> AssetSpec:
            return func(spec) if chosen is None or spec.key in chosen else spec

        assets = [
            item.map_asset_specs(mapped)
            if isinstance(item, AssetsDefinition)
            else mapped(item)
            if isinstance(item, AssetSpec)
            else item
            for item in self.assets
        ]
        return self.but(assets=assets)

    def but(self, **changes: Any) -> Definitions:
        """The same definitions with some members changed."""
        facts: dict[str, Any] = {
            "assets": self.assets,
            "schedules": self.schedules,
            "sensors": self.sensors,
            "jobs": self.jobs,
            "resources": self.resources,
            "executor": self.executor,
            "loggers": self.loggers,
            "asset_checks": self.asset_checks,
            "metadata": self.metadata,
        }
        return Definitions(**{**facts, **changes})

    with_resources = but

    @staticmethod
    def merge(*def_sets: Definitions) -> Definitions:
        """All members of several definitions in one.

        Raises:
            InvariantViolationError: One resource key stands for two resources.
        """
        resources: dict[str, Any] = {}
        members: dict[str, Any] = {
            name: [] for name in ("assets", "schedules", "sensors", "jobs", "asset_checks")
        }
        executor = None
        for defs in def_sets:
            if not isinstance(defs, Definitions):
                raise ParameterError(f"Definitions.merge takes Definitions, not {defs!r}")
            for key, resource in defs.resources.items():
                if key in resources and resources[key] is not resource:
                    same = resources[key] == resource
                    if not same:
                        raise InvariantViolationError(
                            f"resource '{key}' is defined twice, with different values"
                        )
                resources[key] = resource
            for name, found in members.items():
                found.extend(getattr(defs, name))
            executor = executor or defs.executor
        return Definitions(**members, resources=resources, executor=executor)

    def __repr__(self) -> str:
        return f"Definitions({len(self.assets)} assets, {len(self.jobs)} jobs)"


class ResourceConflictError(
    InvalidInvocationError, InvariantViolationError, InvalidDefinitionError
):
    """Two resources bear one key."""

    exit_code = InvalidDefinitionError.exit_code


class AssetValueLoader:
    """Loads stored values of assets.

    Args:
        definitions: The definitions.
        instance: Where they are recorded.
    """

    def __init__(self, definitions: Definitions, instance: Any) -> None:
        self._definitions = definitions
        self._instance = instance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def load_asset_value(self, asset_key: Any, **options: Any) -> Any:
        """Load the stored value of an asset."""
        return self._definitions.load_asset_value(asset_key, instance=self._instance, **options)


def _members(given: Iterable[Any] | None, what: str, kinds: tuple[type, ...]) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise ParameterError(f"'{what}' must be a list, not {given!r}")
    found: list[Any] = []
    for item in given:
        if isinstance(item, list | tuple):
            found.extend(_members(item, what, kinds))
        elif isinstance(item, kinds):
            found.append(item)
        elif isinstance(item, BrokenDefinition):
            continue
        else:
            raise ParameterError(
                f"'{what}' holds {item!r} of type '{type(item).__name__}', which does not belong "
                "there"
            )
    return found


def as_sequence(value: Any) -> Sequence[Any]:
    """A sequence of one, or the sequence itself."""
    return value if isinstance(value, list | tuple) else [value]
