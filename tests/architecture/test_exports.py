"""The public names: what a user module finds when it says `import graphmat as dg`."""

from __future__ import annotations

import inspect
import subprocess
import sys
import types

import pytest

import graphmat

# What the README promises; a name leaves this list only with an entry in the changelog.
PROMISED = [
    "AssetExecutionContext",
    "AssetIn",
    "AssetKey",
    "AssetOut",
    "AssetSpec",
    "AssetsDefinition",
    "ConfigurableIOManager",
    "Definitions",
    "IOManager",
    "In",
    "Nothing",
    "OpExecutionContext",
    "Out",
    "Output",
    "SourceAsset",
    "asset",
    "define_asset_job",
    "graph",
    "graph_asset",
    "graph_multi_asset",
    "load_assets_from_modules",
    "materialize",
    "multi_asset",
    "op",
]


def test_exports_are_sorted() -> None:
    """`__all__` is in order and names nothing twice."""
    assert list(graphmat.__all__) == sorted(set(graphmat.__all__))


def test_exports_resolve() -> None:
    """Each name in `__all__` can be fetched."""
    assert [name for name in graphmat.__all__ if not hasattr(graphmat, name)] == []


def test_exports_are_complete() -> None:
    """Whatever else stands in the package's namespace is private or a module."""
    public = {
        name
        for name in dir(graphmat)
        if not name.startswith("_")
        and not isinstance(getattr(graphmat, name), types.ModuleType)
        and name not in {"annotations", "TYPE_CHECKING"}
    }

    assert public - set(graphmat.__all__) == set()


@pytest.mark.parametrize("name", PROMISED)
def test_promised_name_is_exported(name: str) -> None:
    """A name that the README promises is public."""
    assert name in graphmat.__all__


def test_every_public_name_is_documented() -> None:
    """`help()` says something of ours about each public class and function."""
    bare = []
    for name in graphmat.__all__:
        value = getattr(graphmat, name)
        if inspect.isclass(value) or inspect.isroutine(value):
            docstring = (
                vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
            ) or ""
            # A dataclass without a docstring is given its signature for one.
            if not docstring.strip() or docstring.startswith(f"{name}("):
                bare.append(name)

    assert bare == []


def test_star_import_gives_the_public_names() -> None:
    """`from graphmat import *` works and brings each public name."""
    program = "from graphmat import *; import graphmat; print(set(graphmat.__all__) - set(dir()))"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "set()"), done.stderr


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that graphmat does not have is refused as by any module, and by its name."""
    with pytest.raises(AttributeError, match="no_such_thing"):
        graphmat.no_such_thing


def test_a_room_with_a_public_name_stays_importable() -> None:
    """`graphmat.definitions` is a package still after its name was used as the decorator."""
    program = (
        "import graphmat; made = graphmat.definitions(lambda: graphmat.Definitions())\n"
        "import graphmat.definitions.ops as ops\n"
        "print(ops.op is graphmat.op, type(made()).__name__)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.split()) == (0, ["True", "Definitions"]), done.stderr
