"""``load_definitions``: import the user's module and take the definitions out of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from graphmat.definitions.definitions import Definitions
from graphmat.errors import FaultCollector, GraphmatError, InvalidDefinitionsError, LoadError

if TYPE_CHECKING:
    from graphmat.loading.target import Target


def load_definitions(target: Target) -> Definitions:
    """Import the user's module and take the definitions out of it."""
    with FaultCollector() as collector:
        module = _import(target)
        found = [value for value in vars(module).values() if isinstance(value, Definitions)]
        definitions = found[0] if found else Definitions(assets=_bare(module))
    faults = list(collector.faults)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise InvalidDefinitionsError(faults)
    definitions.validate()
    return definitions


def _bare(module: Any) -> list[Any]:
    from graphmat.definitions.assets import AssetsDefinition

    return [value for value in vars(module).values() if isinstance(value, AssetsDefinition)]


def _import(target: Target) -> Any:
    import importlib.util

    try:
        if target.file is None:
            sys.path[:0] = [str(folder) for folder in target.search]
            return importlib.import_module(target.module or "")
        sys.path.append(str(target.file.parent))
        name = f"graphmat_file__{target.file.stem}"
        spec = importlib.util.spec_from_file_location(name, target.file)
        module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
        sys.modules[name] = module
        spec.loader.exec_module(module)  # type: ignore[union-attr]
    except GraphmatError:
        raise
    except Exception as error:
        raise LoadError(f"'{target.text}' cannot be imported: {error!r}") from error
    return module
