"""A run whose definitions were made in this process: they travel with it, by cloudpickle."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import cloudpickle  # type: ignore[import-untyped]  # comes with Dask, without types

from graphmat.errors import InvalidDefinitionError
from graphmat.executors.shipping import facts_of

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext


class _Shipper(cloudpickle.Pickler):  # type: ignore[misc]  # as above
    """Leaves out what pydantic remembers of the function that a class was made in."""

    def reducer_override(self, obj: Any) -> Any:
        if type(obj).__name__ == "_PydanticWeakRef":
            return type(None), ()
        return super().reducer_override(obj)


def run_by_value(run: RunContext) -> bytes:
    """A run as bytes, the definitions included.

    Raises:
        InvalidDefinitionError: They cannot travel.
    """
    modules = {step.op.compute_fn.__module__ for step in run.plan.steps if step.op.compute_fn}
    modules |= {type(definition).__module__ for definition in run.plan.resource_defs.values()}
    own = [sys.modules[name] for name in modules if _is_of_the_users(name)]
    for module in own:
        cloudpickle.register_pickle_by_value(module)
    file = io.BytesIO()
    try:
        _Shipper(file, 5).dump(facts_of(run))
    except Exception as error:
        raise InvalidDefinitionError(
            f"the run cannot be sent to Dask workers: {type(error).__name__}: {error}",
            hint="run it from the command line, which sends the module instead",
        ) from error
    finally:
        for module in own:
            cloudpickle.unregister_pickle_by_value(module)
    return file.getvalue()


def _is_of_the_users(name: str) -> bool:
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    first = name.partition(".")[0]
    if module is None or first == "graphmat":
        return False
    is_installed = file is None or "site-packages" in file or first in sys.stdlib_module_names
    return name == "__main__" or not is_installed
