"""Code that asks whether the peer has a name goes on as Python has it."""

from __future__ import annotations

import sys

import pytest

from graphmat.errors import FaultCollector
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target
from graphmat.refused_names import COMPANIONS, REFUSED

ASSET = "\n\n@dg.asset\ndef a():\n    return 1\n"


@pytest.fixture(autouse=True)
def _as_before():
    """Leave no module behind that other tests could import."""
    held = {name: module for name, module in sys.modules.items() if name.startswith("dagster")}
    for name in held:
        del sys.modules[name]
    yield
    for name in [name for name in sys.modules if name.startswith("dagster")]:
        del sys.modules[name]
    sys.modules.update(held)


@pytest.fixture
def loaded(tmp_path):
    """Load a file that says these lines, and give back its module."""

    def load(text: str):
        name = f"foreseen_{abs(hash(text)) % 10**8}"
        file = tmp_path / f"{name}.py"
        file.write_text(text)
        load_definitions(Target(tmp_path, file=file))
        return sys.modules[f"graphmat_file__{name}"]

    return load


@pytest.mark.parametrize(
    "lines",
    [
        "try:\n    from dagster import Nowhere\nexcept ImportError:\n    Nowhere = None\n",
        (
            "try:\n    from dagster import (\n        asset,\n        Nowhere,\n    )\n"
            "except (ImportError, KeyError):\n    Nowhere = None\n"
        ),
        "try:\n    Nowhere = dg.Nowhere\nexcept AttributeError:\n    Nowhere = None\n",
        (
            "try:\n    from dagster_pandas import Nowhere\nexcept ModuleNotFoundError:\n"
            "    Nowhere = None\n"
        ),
        "try:\n    import dagster_dbt as Nowhere\nexcept ImportError:\n    Nowhere = None\n",
        "Nowhere = dg.Nowhere if hasattr(dg, 'Nowhere') else None\n",
        "Nowhere = getattr(dg, 'Nowhere', None)\n",
    ],
)
def test_the_fallback_runs(loaded, lines) -> None:
    """Where the absence of a name is foreseen, the module's own way around it is taken."""
    module = loaded(f"import dagster as dg\n{lines}{ASSET}")

    assert module.Nowhere is None


@pytest.mark.parametrize(
    "lines",
    [
        "from dagster import Nowhere\n",
        "Nowhere = dg.Nowhere\n",
        "try:\n    from dagster import Nowhere\nexcept KeyError:\n    pass\n",
        "from dagster_pandas import Nowhere\n",
    ],
)
def test_elsewhere_it_is_a_fault(loaded, lines) -> None:
    """Where nothing foresees it, a missing name is a fault."""
    with FaultCollector(), pytest.raises(Exception, match="Nowhere") as caught:
        loaded(f"import dagster as dg\n{lines}{ASSET}")

    assert caught.value.code == "GM401"


@pytest.mark.parametrize(
    "lines",
    [
        "import dagster as dg\nassert dg.__version__.startswith('1.')\n",
        "import importlib\ndg = importlib.import_module('dagster')\n",
        "from dagster import *\nimport dagster as dg\nassert Int is int\nassert graph_asset\n",
        (
            "from dagster._core.definitions.decorators.graph_decorator import graph\n"
            "import dagster as dg\nassert graph is dg.graph\n"
        ),
        (
            "from dagster._annotations import beta, preview\nimport dagster as dg\n\n\n"
            "@preview\n@beta(reason='new')\ndef f():\n    return 3\n\n\nassert f() == 3\n"
        ),
        (
            "from typing import TYPE_CHECKING\nimport dagster as dg\nif TYPE_CHECKING:\n"
            "    from dagster import Nowhere\n"
        ),
    ],
)
def test_ways_to_import(loaded, lines) -> None:
    """The ways in which modules import the peer lead to graphmat's names."""
    assert loaded(lines + ASSET).a is not None


def test_companion_package(loaded) -> None:
    """A package that extends the peer is refused by a sentence, whether it is there or not."""
    with pytest.raises(Exception, match=r"dagster_dbt\.dbt_assets") as caught:
        loaded(f"import dagster as dg\nfrom dagster_dbt import dbt_assets\n{ASSET}")

    assert "package of its own" in caught.value.hint


def test_own_package_with_a_like_name(tmp_path, loaded) -> None:
    """A package of the user's whose name begins like the peer's is the user's."""
    (tmp_path / "dagster_quickstart").mkdir()
    (tmp_path / "dagster_quickstart" / "__init__.py").write_text("SIZE = 3\n")

    module = loaded(f"import dagster as dg\nfrom dagster_quickstart import SIZE\n{ASSET}")

    assert module.SIZE == 3
    assert "dagster_quickstart" not in COMPANIONS


def test_refused_names_have_no_source() -> None:
    """A name is either there or refused, and the sentence says what to do."""
    from graphmat.public_names import SOURCES

    assert not set(REFUSED) & set(SOURCES)
    with pytest.raises(AttributeError, match=r"subprocess\.run"):
        _ = __import__("graphmat").PipesSubprocessClient
