"""The project's store in a bucket: real commands, against a real S3 server on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import fsspec
import pytest
from real_commands import Project

from graphmat.api.instance import Instance
from graphmat.errors import StorageError
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target

SAMPLES = Path(__file__).parents[2] / "sample_projects"
DIGESTS = (
    "SELECT asset_key, partition_key, digest, size_bytes FROM v_materializations "
    "WHERE is_latest = 1 ORDER BY asset_key, partition_key"
)


@pytest.fixture
def project(tmp_path, s3):
    """A project whose store is in a bucket, as its file says."""
    made = Project(tmp_path)
    (tmp_path / "graphmat.yaml").write_text(f"store: {s3}/values\n")
    return made


def test_a_sample_runs_unchanged_with_its_store_in_a_bucket(tmp_path, s3):
    """A sample makes the same assets and bytes with its store in a folder and in S3."""
    found = []
    for name, options in (("local", ()), ("remote", ("--store", f"{s3}/a/b", "-j", "2"))):
        shutil.copytree(SAMPLES / "two_assets", tmp_path / name)
        project = Project(tmp_path / name)
        ended = project.run("materialize", *options)
        assert ended.returncode == 0, ended.stderr
        rows = project.json("sql", DIGESTS)["rows"]
        value = project.run("show", "baz_asset", "--value", *options[:2])
        assert value.returncode == 0, value.stderr
        found.append((rows, value.stdout))

    assert found[0] == found[1]
    assert found[0][0]
    assert not (tmp_path / "remote" / ".graphmat" / "objects").exists()


def test_a_bucket_is_looked_after_like_a_folder(project, s3):
    """show tells the address, verify finds a damaged object and repairs, resume goes on from it."""
    project.define(
        """
@dg.op
def two(one):
    if not (HERE / "ready").exists():
        raise ValueError("not yet")
    return one + 1

@dg.graph_asset
def sum_asset():
    return two(one())
"""
    )
    assert project.run("materialize").returncode == 1
    (project.folder / "ready").touch()
    assert project.run("resume").returncode == 0
    assert project.statuses()["sum_asset.two"] == "success"

    address = project.run("show", "sum_asset", "--path").stdout.strip()
    assert address.startswith(f"{s3}/values/")
    assert project.run("store", "verify").returncode == 0
    bucket = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    bucket.pipe_file(address, b"x" * 5)

    found = project.run("store", "verify", "--repair")
    assert found.returncode == 8
    assert "sum_asset" in found.stdout + found.stderr
    again = project.run("materialize", "--select", "sum_asset")
    assert again.returncode == 0, again.stderr
    assert project.run("store", "verify").returncode == 0
    assert len(bucket.find(f"{s3}/values/damaged")) == 1
    assert project.run("gc").returncode == 0


def test_a_place_that_cannot_be_used_is_told_before_anything_runs(tmp_path, s3):
    """A missing bucket, an unknown kind and a missing package: exit code, reason and what helps."""
    project = Project(tmp_path)
    project.define("@dg.asset\ndef made():\n    note('ran')\n")

    missing = project.run("materialize", "--store", f"{s3}-not/x")
    unknown = project.run("materialize", "--store", "s4://bucket/x")
    package = project.run("materialize", "--store", "gs://me:hunter22@bucket/x")

    assert (missing.returncode, unknown.returncode, package.returncode) == (8, 2, 2)
    assert f"there is no bucket '{s3[5:]}-not'" in missing.stderr
    assert "did you mean 's3'" in unknown.stderr
    assert "pip install 'graphmat[cloud]' gcsfs" in package.stderr
    assert "hunter22" not in package.stderr
    assert not (tmp_path / "ran").exists()


def test_a_secret_of_the_store_is_shown_nowhere(tmp_path, s3, monkeypatch):
    """Passwords of the address and of the options are masked, on the screen and in the log."""
    monkeypatch.setenv("TOKEN", "from-the-environment")
    monkeypatch.setenv("GRAPHMAT_STORE", "sftp://me:hunter22@host/x?token=abcdef")
    monkeypatch.setenv("GRAPHMAT_STORE_OPTIONS", '{"secret": "s3cr3t", "token": {"env": "TOKEN"}}')
    project = Project(tmp_path)
    project.define("@dg.asset\ndef made():\n    return 1\n")

    texts = [
        text
        for words in (["config", "show"], ["config", "show", "--json"], ["materialize"], ["gc"])
        for ended in [project.run(*words)]
        for text in (ended.stdout, ended.stderr)
    ]

    assert "sftp://me:*****@host/x?token=*****" in texts[0]
    assert not [t for t in texts for s in ("hunter22", "abcdef", "s3cr3t", "from-the-e") if s in t]


def test_a_folder_may_be_the_store(tmp_path, monkeypatch):
    """A store that is a path or a file address needs no package, and both are the same place."""
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    folder = tmp_path / "elsewhere"
    (tmp_path / "definitions.py").write_text(
        "import graphmat as dg\n@dg.asset\ndef made():\n    return 1\n"
    )
    definitions = load_definitions(Target(tmp_path, file=tmp_path / "definitions.py"))
    for place in (str(folder), folder.as_uri()):
        with Instance.at(tmp_path / "home", store=place) as instance:
            result = definitions.get_implicit_global_asset_job_def().execute_in_process(
                instance=instance
            )
            assert result.success
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert not (tmp_path / "home" / "objects").exists()


def test_a_bucket_that_vanishes_fails_the_step_with_a_reason(tmp_path, s3):
    """Where a place goes away amid a run, the step fails in words, and no library's error shows."""
    with Instance.at(tmp_path, store=f"{s3}/x") as instance:
        store = instance.store_manager.store
        stored = store.put([1])
        bucket = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
        bucket.rm_file(store.address(stored.digest))
        assert not store.holds(stored)
        bucket.rmdir(s3.removeprefix("s3://"))
        with pytest.raises(StorageError, match="there is no bucket"):
            store.put([2])
        with pytest.raises(StorageError, match="there is no bucket"):
            store.put(["x" * 3_000_000])
