"""Where ``FilesystemIOManager`` puts what; what it promises is in tests/contracts."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmat.definitions.io_context import build_output_context
from graphmat.io_managers.filesystem import FilesystemIOManager


@pytest.mark.parametrize(
    ("key", "partition", "path"),
    [
        (["a", "b"], None, "a/b"),
        (["a"], "2024-01-01", "a/2024-01-01"),
        (["a"], "x|2024", "a/x/2024"),
        (["a/b"], None, "a%2Fb"),
        ([".."], None, "%2e2e"),
        (["50%"], None, "50%25"),
        (["AUX.csv"], None, "%41UX.csv"),
        (["auxiliary"], None, "auxiliary"),
        (["end."], None, "end%2E"),
        (["e\u0301"], None, "e%CC%81"),
    ],
)
def test_the_file_of_an_asset(key, partition, path):
    """The file is named by the components of the key and the dimensions of the partition."""
    context = build_output_context(asset_key=key, partition_key=partition)

    assert FilesystemIOManager("base").path_of(context) == Path("base", path)


def test_the_file_of_a_value_of_no_asset():
    """What is no asset lies under its run, step and output."""
    context = build_output_context(run_id="r", step_key="g.s", name="out", mapping_key="m")

    assert FilesystemIOManager("base").path_of(context) == Path("base", "r", "g.s", "out", "m")


def test_the_folder_when_none_is_named():
    """Without a folder, values lie in ``storage`` in the current one."""
    context = build_output_context(asset_key="a")

    assert FilesystemIOManager().path_of(context) == Path("storage", "a")
