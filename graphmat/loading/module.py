"""``load_definitions``: import the user's module and take the definitions out of it."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any

from graphmat.definitions.asset_specs import AssetSpec, SourceAsset
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.composition import BrokenDefinition, ComposableDefinition
from graphmat.definitions.definitions import Definitions
from graphmat.definitions.entry_points import LazyDefinitions
from graphmat.definitions.jobs import JobDefinition
from graphmat.errors import FaultCollector, GraphmatError, LoadError, SourceLocation
from graphmat.loading.dagster_names import DagsterNames
from graphmat.loading.import_errors import load_error, located
from graphmat.loading.missing_target import (
    missing_module,
    refuse_missing_file,
    refuse_module_name,
)
from graphmat.loading.validation import find_faults, raise_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graphmat.loading.target import Target

PREFERRED_NAME = "defs"


def load_definitions(target: Target) -> Definitions:
    """Import the user's module and take the definitions out of it.

    Args:
        target: The file or module. It holds one ``Definitions``, under any name, or assets, checks
            and jobs by themselves.

    Returns:
        The definitions, without fault.

    Raises:
        LoadError: The module cannot be imported, or holds no definitions.
        InvalidDefinitionError: The fault of a definition; all that were found as
            ``InvalidDefinitionsError``.
    """
    definitions: Definitions | None = None
    module: ModuleType | None = None
    with FaultCollector() as collector:
        try:
            module = import_target(target)
            definitions = _definitions_in(module, target, has_faults=bool(collector.faults))
        except GraphmatError as error:
            collector.add(located(error, target))
    faults = list(collector.faults)
    if definitions is not None:
        faults.extend(find_faults(definitions, _broken_names(faults)))
    raise_faults(faults)
    assert definitions is not None  # noqa: S101  # there would have been a fault
    definitions.source = target
    definitions._validated = True  # noqa: SLF001  # just done, and costly in a large module
    return definitions


def import_target(target: Target) -> ModuleType:
    """Import a file or a module of the user's.

    Raises:
        LoadError: It is not there, or its code raised or ended the process.
        GraphmatError: Its code raised one of our own errors.
    """
    if target.file is None:
        refuse_module_name(target.module or "")
    else:
        refuse_missing_file(target.file)
    try:
        with DagsterNames():
            if target.file is not None:
                return _import_file(target.file)
            _search_first(target.search)
            return import_module(target.module or "")
    except (GraphmatError, KeyboardInterrupt):
        raise
    except ModuleNotFoundError as error:
        asked_for = f"{target.module}."
        if target.file is None and error.name and asked_for.startswith(f"{error.name}."):
            raise missing_module(target, error.name) from None
        raise load_error(error, target) from error
    except BaseException as error:
        # SystemExit as well: a module that ends the process must not look like success
        raise load_error(error, target) from error


def _import_file(file: Path) -> ModuleType:
    """Import a file under a name of our own, so that a ``json.py`` shadows nothing."""
    folder = os.fspath(file.parent)
    _search_behind_standard_library(folder)
    name = "graphmat_file__" + re.sub(r"\W", "_", file.stem)
    path = os.fspath(file)
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path)
    spec.has_location = True
    module = ModuleType(name)
    module.__file__ = path
    module.__loader__ = loader
    module.__spec__ = spec
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _search_first(folders: Iterable[Path]) -> None:
    wanted = [os.fspath(folder) for folder in folders]
    sys.path[:] = [*wanted, *(entry for entry in sys.path if entry not in wanted)]


def _search_behind_standard_library(folder: str) -> None:
    if sys.path and sys.path[0] in {"", os.getcwd()}:  # noqa: PTH109  # compared as text
        # what `python -m graphmat` put there stands before the standard library
        del sys.path[0]
    if folder in sys.path:
        return
    library = os.path.dirname(os.__file__)  # noqa: PTH120  # compared as text
    standard = {library, os.path.join(library, "lib-dynload")}  # noqa: PTH118  # as above
    places = [index for index, entry in enumerate(sys.path) if entry in standard]
    sys.path.insert(max(places, default=-1) + 1, folder)


# ---------------------------------------------------------------- contents


def _definitions_in(module: ModuleType, target: Target, *, has_faults: bool) -> Definitions | None:
    """The definitions of a module; None where there would be some, had they not been faulty."""
    found: dict[int, tuple[str, Definitions]] = {}
    for name, value in _named_definitions(module, target):
        if isinstance(value, Definitions) and (id(value) not in found or name == PREFERRED_NAME):
            found[id(value)] = (name, value)
    if len(found) == 1:
        return next(iter(found.values()))[1]
    if found:
        return _all_embracing(list(found.values()), target)
    members = list(_members(module))
    checks = [item for item in members if _is_check(item)]
    assets = [item for item in members if isinstance(item, _ASSETS) and not _is_check(item)]
    jobs = [item for item in members if isinstance(item, JobDefinition)]
    if members:
        return Definitions(assets=assets, asset_checks=checks, jobs=jobs)
    if has_faults:
        return None
    raise _nothing_defined(module, target)


def _named_definitions(module: ModuleType, target: Target) -> Iterator[tuple[str, Any]]:
    """The values of a module by name; what is under ``@definitions`` is called, once.

    Raises:
        LoadError: Such a function failed.
    """
    made: dict[int, Definitions] = {}
    for name, value in list(vars(module).items()):
        if not isinstance(value, LazyDefinitions):
            yield name, value
            continue
        if id(value) not in made:
            try:
                made[id(value)] = value()
            except (GraphmatError, KeyboardInterrupt):
                raise
            except BaseException as error:
                raise load_error(error, target) from error
        yield name, made[id(value)]


_ASSETS = (AssetsDefinition, AssetSpec, SourceAsset)


def _is_check(item: Any) -> bool:
    return isinstance(item, AssetsDefinition) and not item.specs_by_key


def _members(module: ModuleType) -> Iterator[Any]:
    """Assets, checks and jobs that are attributes of a module, or lie in lists that are."""
    seen: set[int] = set()
    for value in list(vars(module).values()):
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, (*_ASSETS, JobDefinition)) and id(item) not in seen:
                seen.add(id(item))
                yield item


def _all_embracing(found: list[tuple[str, Definitions]], target: Target) -> Definitions:
    """The one called ``defs``, if it holds all of the others and more, as a merged one does.

    Raises:
        LoadError: There is none such.
    """
    for name, candidate in found:
        if name == PREFERRED_NAME:
            held = _parts(candidate)
            if all(_parts(other) < held for _, other in found if other is not candidate):
                return candidate
    names = ", ".join(f"'{name}' (line {each.location.line})" for name, each in found)
    raise LoadError(
        f"'{target.text}' holds {len(found)} Definitions: {names}",
        hint=f"keep one, or put them together: {PREFERRED_NAME} = "
        f"Definitions.merge({', '.join(name for name, _ in found)})",
        location=found[1][1].location,
    )


def _parts(definitions: Definitions) -> set[int]:
    members = (*definitions.assets, *definitions.asset_checks, *definitions.jobs)
    return {id(item) for item in (*members, *definitions.resources.values())}


def _nothing_defined(module: ModuleType, target: Target) -> LoadError:
    wired = sorted(
        name for name, value in vars(module).items() if isinstance(value, ComposableDefinition)
    )
    hint = "define an asset with @asset or @graph_asset, or a Definitions(…)"
    if wired:
        names = ", ".join(f"'{name}'" for name in wired[:5])
        hint = (
            f"it has {names}, which are no assets by themselves: make an asset of a graph with "
            "@graph_asset or AssetsDefinition.from_graph, or a job with @job"
        )
    file = module.__file__
    return LoadError(
        f"'{target.text}' defines no assets and no jobs",
        hint=hint,
        location=SourceLocation(file, 1) if file else None,
    )


def _broken_names(faults: Iterable[GraphmatError]) -> set[str]:
    """Names of the definitions that could not be made, in the modules that they stand in."""
    files = {fault.location.file for fault in faults if fault.location is not None}
    if not files:
        return set()
    return {
        item.name
        for module in list(sys.modules.values())
        if getattr(module, "__file__", None) in files
        for value in list(vars(module).values())
        for item in (value if isinstance(value, list | tuple) else (value,))
        if isinstance(item, BrokenDefinition)
    }
