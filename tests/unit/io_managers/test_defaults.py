"""The I/O managers that a module names."""

from __future__ import annotations

import os
import pickle

import pytest

import graphmat as dg
from graphmat.api.instance import Instance


@dg.asset
def up():
    """An asset."""
    return [1]


@dg.asset
def down(up):
    """An asset made from it."""
    return [*up, 2]


def test_values_in_memory_last_as_long_as_the_run():
    """In memory a value passes from op to op as it is, and is gone with the run."""
    resources = {"io_manager": dg.mem_io_manager}

    assert dg.materialize([up, down], resources=resources).asset_value("down") == [1, 2]
    with pytest.raises(dg.GraphmatError):
        dg.materialize([up, down], selection=["down"], resources=resources)


def test_files_below_the_home(tmp_path):
    """``fs_io_manager`` keeps pickles under the instance's folder, named by their keys."""
    with Instance.at(tmp_path) as instance:
        dg.materialize([up, down], instance=instance, resources={"io_manager": dg.fs_io_manager})

    assert pickle.loads((tmp_path / "storage" / "down").read_bytes()) == [1, 2]


def test_files_below_a_folder_that_is_configured(tmp_path):
    """``fs_io_manager`` takes its folder from its configuration."""
    manager = dg.FilesystemIOManager(base_dir=os.fspath(tmp_path / "mine"))
    result = dg.materialize([up, down], resources={"io_manager": manager})

    assert pickle.loads((tmp_path / "mine" / "down").read_bytes()) == [1, 2]
    (event,) = [
        event
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("down")
    ]
    assert event.materialization.metadata["path"].value == str(tmp_path / "mine" / "down")


def test_files_without_a_home_do_not_lie_around(tmp_path, monkeypatch):
    """A run that is recorded nowhere leaves no ``storage`` in the current folder."""
    monkeypatch.chdir(tmp_path)

    dg.materialize([up, down], resources={"io_manager": dg.fs_io_manager})

    assert list(tmp_path.iterdir()) == []
