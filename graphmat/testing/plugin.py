"""The pytest plug-in: ``graphmat_definitions``, ``graphmat_run``, ``graphmat_plan``.

It is found by pytest where graphmat is installed; it imports graphmat only where a test asks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest


@pytest.fixture(scope="session")
def graphmat_definitions(pytestconfig: pytest.Config) -> Any:
    """The definitions of the project in pytest's root folder, as the command line finds them."""
    from graphmat.testing.runs import load  # noqa: PLC0415  # every run of pytest reads this

    return load(pytestconfig.rootpath)


@pytest.fixture
def graphmat_run(graphmat_definitions: Any) -> Callable[..., Any]:
    """Runs a selection of the project in memory; see ``graphmat.testing.run``."""
    from graphmat.testing.runs import run  # noqa: PLC0415  # as above

    return partial(run, graphmat_definitions)


@pytest.fixture
def graphmat_plan(graphmat_definitions: Any) -> Callable[..., Any]:
    """The plan of a selection of the project; see ``graphmat.testing.plan_of``."""
    from graphmat.testing.plans import plan_of  # noqa: PLC0415  # as above

    return partial(plan_of, graphmat_definitions)
