from __future__ import annotations

import sys

import pytest

from graphmat.errors import GraphmatError, InvalidDefinitionsError, LoadError, ParameterError
from graphmat.keys import AssetKey
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target

ASSET = """
@dg.asset
def {}(): ...
"""


def test_definitions_under_any_name(load, write) -> None:
    """A module's only Definitions is found whatever its name, and twice the same is one."""
    found = load(write("thing = dg.Definitions(assets=[dg.AssetSpec('a')])\nother = thing\n"))

    assert found.resolve_all_asset_keys() == [AssetKey("a")]


def test_bare_members(load, write) -> None:
    """Without Definitions the assets, checks and jobs of the module are taken, from lists too."""
    found = load(
        write(
            ASSET.format("a")
            + """
many = [dg.AssetSpec("b")]

@dg.asset_check(asset=a)
def c(): return True

j = dg.define_asset_job("j")
"""
        )
    )

    assert found.resolve_all_asset_keys() == [AssetKey("a"), AssetKey("b")]
    assert [job.name for job in found.jobs] == ["j"]
    assert len(found.asset_checks) == 1


def test_several_definitions(load, write) -> None:
    """Two Definitions are refused by name and line."""
    file = write(
        "one = dg.Definitions(assets=[dg.AssetSpec('a')])\n"
        "two = dg.Definitions(assets=[dg.AssetSpec('b')])\n"
    )

    with pytest.raises(LoadError, match=r"'one' \(line 2\), 'two' \(line 3\)") as caught:
        load(file)
    assert "Definitions.merge(one, two)" in caught.value.hint


def test_merged_definitions(load, write) -> None:
    """Of several Definitions the merged one is taken, if it is called `defs`."""
    file = write("""
        one = dg.Definitions(assets=[dg.AssetSpec('a')])
        two = dg.Definitions(assets=[dg.AssetSpec('b')])
        defs = dg.Definitions.merge(one, two)
    """)

    assert len(load(file).resolve_all_asset_keys()) == 2


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("import panda_s\n", "there is no module 'panda_s'", 2),
        ("x = (1,\n", r"syntax error in 'definitions.py', line 2: '\(' was never closed", 2),
        ("if True:\nx = 1\n", "wrong indentation in 'definitions.py', line 3", 3),
        ("\n1 / 0\n", "ZeroDivisionError: division by zero", 3),
        ("import sys\nsys.exit(0)\n", r"sys.exit\(0\) was called while 'definitions.py'", 3),
        ("raise SystemExit\n", r"sys.exit\(\) was called", 2),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E\n", "text cannot be made", 4),
        ("def f():\n    raise GeneratorExit\nf()\n", "GeneratorExit", 3),
    ],
)
def test_import_that_fails(load, write, text: str, words: str, line: int) -> None:
    """Whatever ends the import is an error with the user's own line and the original cause."""
    with pytest.raises(LoadError, match=words) as caught:
        load(write(text))

    assert caught.value.location.line == line
    assert caught.value.location.file.endswith("definitions.py")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import jsn\n", "json"),
        ("@dg.asett\ndef f(): ...\n", "asset"),
        ("from graphmat import graph_aset\n", "graph_asset"),
        ("source = 1\nprint(sorce)\n", "source"),
        ("import os\nos.pth\n", "path"),
        ("import os.pathh\n", None),
    ],
)
def test_near_names(load, write, text: str, name: str | None) -> None:
    """A misspelt module, attribute or name is answered with the nearest one."""
    with pytest.raises(LoadError) as caught:
        load(write(text))

    hint = caught.value.hint or ""
    assert (f"did you mean '{name}'" in hint) if name else ("did you mean" not in hint)


def test_place_in_a_module_of_the_project(load, write) -> None:
    """Where a module that the file imports fails, its line is told, and not that of the import."""
    write("\n\n1 / 0\n", "inner.py", bare=True)

    with pytest.raises(LoadError) as caught:
        load(write("import inner\n"))

    assert caught.value.location.file.endswith("inner.py")
    assert caught.value.location.line == 3


def test_errors_of_our_own_keep_their_class(load, write) -> None:
    """What one of our own functions refuses while the module is imported is told as it is."""
    with pytest.raises(ParameterError) as caught:
        load(write("\ndefs = dg.Definitions(assets=[3])\n"))

    assert caught.value.location.line == 3


@pytest.mark.parametrize("text", ["", "x = 1\n"])
def test_module_without_definitions(load, write, text: str) -> None:
    """A module that defines nothing is an error."""
    with pytest.raises(LoadError, match="defines no assets and no jobs"):
        load(write(text, bare=True))


def test_module_of_ops_only(load, write) -> None:
    """Ops and graphs by themselves are no definitions; the hint names them."""
    with pytest.raises(LoadError) as caught:
        load(write("@dg.op\ndef lonely(): ...\n"))

    assert "'lonely'" in caught.value.hint


def test_all_faults_at_once(load, write) -> None:
    """Faults of decorators and of the whole are told together, in the order of their lines."""
    file = write("""
        @dg.op
        def one(): return 1

        @dg.asset
        def takes(missing): ...

        @dg.graph_asset
        def branches():
            if one():
                return one()
            return one()

        @dg.graph_asset
        def uses_it():
            return branches()

        @dg.asset
        def after(branches): ...

        job = dg.define_asset_job("job", selection="takes_not")
    """)

    with pytest.raises(InvalidDefinitionsError) as caught:
        load(file)

    assert [fault.code for fault in caught.value.faults] == ["GM205", "GM110", "GM208"]
    lines = [fault.location.line for fault in caught.value.faults]
    assert lines == sorted(lines)


def test_file_shadows_nothing(load, write) -> None:
    """A file named like a module of the standard library leaves that module alone."""
    file = write("import json\ndefs = dg.Definitions(metadata={'x': json.dumps([1])})\n", "json.py")

    load(file)

    assert "graphmat_file__json" in sys.modules
    assert sys.modules["json"].__file__ != str(file)


def test_neighbours_can_be_imported(load, write) -> None:
    """Modules beside the file are found, before those that are installed."""
    write("x = 1\n", "pytest_like.py", bare=True)
    write("import nothing_here\n", "textwrap.py", bare=True)

    load(write("import pytest_like, textwrap\ndefs = dg.Definitions()\n"))

    assert sys.path.index(str(write("").parent)) > 0


def test_module_by_name(write, tmp_path) -> None:
    """A module is imported by its dotted name, from the folder first."""
    write(ASSET.format("a"), "package/inner.py")

    found = load_definitions(Target(tmp_path, module="package.inner"))

    assert found.resolve_all_asset_keys() == [AssetKey("a")]


@pytest.mark.parametrize(
    ("name", "words", "hint"),
    [
        ("definitons", "there is no module 'definitons'", "definitions"),
        ("package.iner", "has no 'iner'", "inner"),
        ("package.inner.deep", "'package.inner' is not a package", None),
        ("definitions.py", "is a file, not the name of a module", "-f definitions.py"),
        (".definitions", "is not the name of a module", None),
    ],
)
def test_module_that_is_not_there(write, tmp_path, name: str, words: str, hint: str | None) -> None:
    """A module that cannot be found is answered with what there is."""
    write(ASSET.format("a"))
    write("", "package/inner.py")

    with pytest.raises(LoadError, match=words) as caught:
        load_definitions(Target(tmp_path, module=name))

    assert (hint or "") in (caught.value.hint or "")


def test_module_that_lacks_another(write, tmp_path) -> None:
    """A module that is there but imports one that is not, is not called missing itself."""
    write("import nowhere_to_be_found\n")

    with pytest.raises(LoadError, match="no module 'nowhere_to_be_found'") as caught:
        load_definitions(Target(tmp_path, module="definitions"))

    assert caught.value.location.line == 2


def test_interrupt_is_no_fault(load, write) -> None:
    """An interrupt while the module is imported goes on its way."""
    with pytest.raises(KeyboardInterrupt):
        load(write("raise KeyboardInterrupt\n"))


def test_failed_import_leaves_no_module(load, write) -> None:
    """A module whose import failed is imported anew the next time."""
    file = write("1 / 0\n")
    with pytest.raises(GraphmatError):
        load(file)

    write("defs = dg.Definitions()\n")

    assert load(file).assets == []


def test_a_function_that_makes_the_definitions(load, write) -> None:
    """What is under `@definitions` is called, and what it made are the module's definitions."""
    found = load(
        write("@dg.definitions\ndef defs():\n    return dg.Definitions([dg.AssetSpec('a')])\n")
    )

    assert found.resolve_all_asset_keys() == [AssetKey("a")]


def test_a_function_that_fails_to_make_the_definitions(load, write) -> None:
    """An exception under `@definitions` is told with the line that raised it."""
    with pytest.raises(LoadError, match=r"ZeroDivisionError"):
        load(write("@dg.definitions\ndef defs():\n    return 1 / 0\n"))


def test_a_function_that_makes_something_else(load, write) -> None:
    """What `@definitions` is on must return Definitions."""
    with pytest.raises(GraphmatError, match=r"'defs' .* must return Definitions, but returned 3"):
        load(write("@dg.definitions\ndef defs():\n    return 3\n"))
