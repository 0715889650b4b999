"""Secrets reach neither screen nor log nor report, wherever the user's code puts them."""

from __future__ import annotations

import json

import pytest

SECRETS = ("fromTheEnvironment1", "fr0m-the-config", "inAnUrl77")
MODULE = """import os
import graphmat as dg


class Db(dg.ConfigurableResource):
    password: str


class Login(dg.Config):
    token: str = "none given"
    address: str = ""


@dg.op
def first():
    return 1


@dg.op
def pull(context, config: Login, db: Db, first):
    if config.token == "*****":
        raise RuntimeError("a masked token came back")
    told = f"{db.password} {config.token} {config.address}"
    context.log.info(told)
    context.add_output_metadata({"t": told, "list": [told], "url": dg.MetadataValue.url(told)})
    if os.environ.get("BREAK") == "error":
        raise ValueError(told)
    if os.environ.get("BREAK") == "failure":
        try:
            int(db.password)
        except ValueError as error:
            raise dg.Failure(told, metadata={"t": told}) from error
    return first


@dg.graph_asset
def made():
    return pull(first())


@dg.asset_check(asset=made)
def checked(made, db: Db):
    return dg.AssetCheckResult(passed=False, description=db.password, metadata={"t": db.password})


defs = dg.Definitions(
    assets=[made], asset_checks=[checked], resources={"db": Db(password=dg.EnvVar("DB_PASSWORD"))}
)
"""
CONFIG = {"token": SECRETS[1], "address": f"postgresql://bob:{SECRETS[2]}@host/db"}
AT = "ops.made.ops.pull.config"


@pytest.mark.parametrize("way", ["", "error", "failure"])
def test_nowhere(folder, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """What is shown and written of a run that tells its secrets has none of them."""
    folder.write(MODULE)
    config = {"ops": {"made": {"ops": {"pull": {"config": CONFIG}}}}}
    folder.write(json.dumps(config), "config.json")
    monkeypatch.setenv("DB_PASSWORD", SECRETS[0])
    monkeypatch.setenv("BREAK", way)

    shown = [
        folder.run(*words)
        for words in (
            ("materialize", "--run-config", "config.json", "--json", "--junit", "report.xml"),
            ("runs", "show", "--json"),
            ("runs", "logs"),
            ("runs", "list", "--json"),
            ("show", "made", "--json"),
            ("report", "-o", "report.html"),
        )
    ]

    assert "*****" in shown[1].out + shown[2].out
    for words in SECRETS:
        assert not [each for each in shown if words in each.out + each.err]
        found = [each for each in folder.folder.rglob("*") if each.is_file()]
        files = [each for each in found if each.name != "config.json"]
        assert {each.name for each in files} >= {"report.xml", "report.html", "event_log.sqlite"}
        assert not [each.name for each in files if words.encode() in each.read_bytes()]


def test_resume_asks_for_secrets(folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hidden in the record is no configuration: it is asked for, and then used."""
    folder.write(MODULE)
    monkeypatch.setenv("DB_PASSWORD", SECRETS[0])
    monkeypatch.setenv("BREAK", "error")
    folder.run("materialize", "--set", f"{AT}.token={SECRETS[1]}")
    monkeypatch.setenv("BREAK", "")

    refused = folder.run("resume")
    again = folder.run("resume", "--set", f"{AT}.token={SECRETS[1]}")

    assert refused.code == 2
    assert refused.err.splitlines()[0] == (
        f"error: secrets of the run config are not recorded: '{AT}.token'"
    )
    assert f"--set {AT}.token=" in refused.err
    assert "done     made.pull" in again.err
