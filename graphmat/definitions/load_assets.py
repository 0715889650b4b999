"""Gathering the assets of modules and packages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_items
from graphmat.definitions.asset_specs import AssetSpec, SourceAsset, prefix_parts
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.names import check_group
from graphmat.errors import InvalidDefinitionError, ParameterError

if TYPE_CHECKING:
    from graphmat.keys import AssetKey


def load_assets_from_modules(
    modules: Iterable[ModuleType],
    group_name: str | None = None,
    key_prefix: str | Sequence[str] | None = None,
    *,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    source_key_prefix: str | Sequence[str] | None = None,
    include_specs: bool = False,
    freshness_policy: Any = None,
) -> list[Any]:
    """Gather the assets that are attributes of modules, or lie in lists that are.

    Args:
        modules: The modules.
        group_name: Group for all of them; none may have one of its own.
        key_prefix: Put before their keys; dependencies among them follow.
        automation_condition: Kept for compatibility.
        backfill_policy: How many of its partitions one run makes; default: one.
        source_key_prefix: Put before the keys of source assets.
        include_specs: Whether specs of external assets are gathered too.
        freshness_policy: Kept for compatibility.

    Returns:
        The assets, each once, in the order of the modules and of their attributes.

    Raises:
        InvalidDefinitionError: A key is made by two definitions, or an asset has a group already.
    """
    del automation_condition, backfill_policy, freshness_policy
    if group_name is not None:
        check_group(group_name)
    found = _gather(modules, include_specs)
    _check_duplicates(found)
    replacements = _new_keys(found, prefix_parts(key_prefix), prefix_parts(source_key_prefix))
    return [_changed(item, group_name, replacements) for item in found]


def load_assets_from_current_module(*args: Any, **options: Any) -> list[Any]:
    """Gather the assets of the module that calls this; see ``load_assets_from_modules``."""
    name = sys._getframe(1).f_globals["__name__"]  # noqa: SLF001  # the documented way
    return load_assets_from_modules([sys.modules[name]], *args, **options)


def load_assets_from_package_module(
    package_module: ModuleType, *args: Any, **options: Any
) -> list[Any]:
    """Gather the assets of a package and all its modules; see ``load_assets_from_modules``."""
    return load_assets_from_modules(_modules_of(package_module), *args, **options)


def load_assets_from_package_name(package_name: str, *args: Any, **options: Any) -> list[Any]:
    """Gather the assets of a package by name; see ``load_assets_from_modules``."""
    from importlib import import_module

    return load_assets_from_package_module(import_module(package_name), *args, **options)


def load_asset_checks_from_modules(
    modules: Iterable[ModuleType], asset_key_prefix: Any = None
) -> list[Any]:
    """Gather the checks that are attributes of modules, or lie in lists that are."""
    del asset_key_prefix
    return [item for item in _items(modules) if _is_check(item)]


def load_asset_checks_from_current_module(asset_key_prefix: Any = None) -> list[Any]:
    """Gather the checks of the module that calls this."""
    name = sys._getframe(1).f_globals["__name__"]  # noqa: SLF001  # the documented way
    return load_asset_checks_from_modules([sys.modules[name]], asset_key_prefix)


def load_asset_checks_from_package_module(
    package_module: ModuleType, asset_key_prefix: Any = None
) -> list[Any]:
    """Gather the checks of a package and all its modules."""
    return load_asset_checks_from_modules(_modules_of(package_module), asset_key_prefix)


def load_definitions_from_module(
    module: ModuleType,
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Any:
    """Everything that a module defines.

    Args:
        module: The module.
        resources: Resource key → resource.
        loggers: Accepted, and not used.
        executor: How steps are run.
    """
    return load_definitions_from_modules([module], resources, loggers, executor)


def load_definitions_from_modules(
    modules: Iterable[ModuleType],
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Any:
    """Everything that modules define; see ``load_definitions_from_module``."""
    from graphmat.definitions.definitions import Definitions
    from graphmat.definitions.jobs import JobDefinition
    from graphmat.definitions.schedules import ScheduleDefinition, SensorDefinition

    items = _items(modules)
    return Definitions(
        assets=load_assets_from_modules(modules, include_specs=True),
        asset_checks=load_asset_checks_from_modules(modules),
        jobs=[item for item in items if isinstance(item, JobDefinition)],
        schedules=[item for item in items if isinstance(item, ScheduleDefinition)],
        sensors=[item for item in items if isinstance(item, SensorDefinition)],
        resources=resources,
        loggers=loggers,
        executor=executor,
    )


def load_definitions_from_package_module(package_module: ModuleType, **options: Any) -> Any:
    """Everything that a package and all its modules define."""
    return load_definitions_from_modules(_modules_of(package_module), **options)


def load_definitions_from_package_name(package_name: str, **options: Any) -> Any:
    """Everything that a package, given by name, and all its modules define."""
    from importlib import import_module

    return load_definitions_from_package_module(import_module(package_name), **options)


def load_asset_checks_from_package_name(package_name: str, asset_key_prefix: Any = None) -> Any:
    """Gather the checks of a package, given by name, and all its modules."""
    from importlib import import_module

    return load_asset_checks_from_package_module(import_module(package_name), asset_key_prefix)


def load_definitions_from_current_module(**options: Any) -> Any:
    """Everything that the module that calls this defines."""
    name = sys._getframe(1).f_globals["__name__"]  # noqa: SLF001  # the documented way
    return load_definitions_from_module(sys.modules[name], **options)


def _modules_of(package: ModuleType) -> list[ModuleType]:
    import pkgutil
    from importlib import import_module

    inner = pkgutil.walk_packages(getattr(package, "__path__", ()), prefix=f"{package.__name__}.")
    return [package, *(import_module(info.name) for info in inner)]


def _items(modules: Iterable[ModuleType]) -> list[Any]:
    seen: set[int] = set()
    found = []
    for module in as_items(modules, "modules"):
        if not isinstance(module, ModuleType):
            raise ParameterError(f"'modules' must hold modules, but {module!r} is not one")
        for value in list(vars(module).values()):
            for item in value if isinstance(value, list) else [value]:
                if id(item) not in seen:
                    seen.add(id(item))
                    found.append(item)
    return found


def _is_check(item: Any) -> bool:
    return isinstance(item, AssetsDefinition) and not item.specs_by_key


def _gather(modules: Iterable[ModuleType], include_specs: bool) -> list[Any]:
    kinds: tuple[type, ...] = (AssetsDefinition, SourceAsset)
    if include_specs:
        kinds = (*kinds, AssetSpec)
    return [item for item in _items(modules) if isinstance(item, kinds) and not _is_check(item)]


def _check_duplicates(found: list[Any]) -> None:
    makers: dict[AssetKey, AssetsDefinition] = {}
    for item in found:
        if not isinstance(item, AssetsDefinition):
            continue
        for key in item.specs_by_key:
            if key in makers:
                raise InvalidDefinitionError(
                    f"asset key '{key}' is defined twice: at {makers[key].location} and at "
                    f"{item.location}",
                    location=item.location,
                    code="GM201",
                )
            makers[key] = item


def _new_keys(
    found: list[Any], prefix: tuple[str, ...], source_prefix: tuple[str, ...]
) -> dict[AssetKey, AssetKey]:
    replacements: dict[AssetKey, AssetKey] = {}
    for item in found:
        if isinstance(item, AssetsDefinition):
            if prefix:
                replacements.update({key: key.with_prefix(prefix) for key in item.specs_by_key})
        elif source_prefix:
            replacements[item.key] = item.key.with_prefix(source_prefix)
    return replacements


def _changed(item: Any, group_name: str | None, replacements: Mapping[AssetKey, AssetKey]) -> Any:
    if isinstance(item, AssetsDefinition):
        for spec in item.specs_by_key.values():
            if group_name is not None and spec.group_name not in {"default", group_name}:
                raise InvalidDefinitionError(
                    f"asset '{spec.key}' is in group '{spec.group_name}' already, and cannot be "
                    f"put into group '{group_name}'",
                    location=item.location,
                )
        if group_name is None and not replacements:
            return item
        return item.with_attributes(asset_key_replacements=replacements, group_name=group_name)
    new_key = replacements.get(item.key)
    if new_key is None:
        return item
    if isinstance(item, AssetSpec):
        return item.replace_attributes(key=new_key)
    spec = item.spec.replace_attributes(key=new_key)
    twin = SourceAsset(new_key)
    spec.io_manager_key = item.spec.io_manager_key
    twin.spec, twin.resource_defs = spec, item.resource_defs
    return twin


def map_asset_specs(func: Any, iterable: Iterable[Any]) -> list[Any]:
    """The same assets, each with the spec that a function makes of its own.

    Args:
        func: Takes an ``AssetSpec`` and returns one.
        iterable: Assets and specs.
    """
    return [
        item.map_asset_specs(func) if isinstance(item, AssetsDefinition) else func(item)
        for item in iterable
    ]
