"""Secrets that a run reads stay out of what it records."""

from __future__ import annotations

import graphmat as dg


class Login(dg.Config):
    """What an op needs to get in."""

    token: str


@dg.op
def tells(context, config: Login) -> int:
    """Put the secret wherever an op can put something."""
    context.add_output_metadata({"said": f"with {config.token}", "plain": "kept"})
    context.log_event(dg.AssetObservation("other", metadata={"seen": config.token}))
    return 1


@dg.op
def fails(config: Login, _after: int) -> int:
    """Fail with the secret."""
    raise dg.Failure(f"no {config.token}", metadata={"tried": config.token})


@dg.graph_multi_asset(outs={"told": dg.AssetOut(), "failed": dg.AssetOut()})
def secretive():
    """Tell and fail."""
    told = tells()
    return told, fails(told)


def test_metadata_of_a_run(monkeypatch, tmp_path) -> None:
    """Metadata of outputs, observations and failures is stored without the secret."""
    monkeypatch.setenv("CONFORMANCE_TOKEN", "open-sesame-1234")
    instance = dg.DagsterInstance.local_temp(str(tmp_path))
    given = {"config": {"token": {"env": "CONFORMANCE_TOKEN"}}}
    config = {"ops": {"secretive": {"ops": {"tells": given, "fails": given}}}}

    result = dg.materialize([secretive], instance=instance, run_config=config, raise_on_error=False)

    assert not result.success
    (made,) = result.get_asset_materialization_events()
    metadata = made.materialization.metadata
    assert metadata["said"].value == "with *****"
    assert metadata["plain"].value == "kept"
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"secretive" in stored
    assert b"open-sesame" not in stored
