"""What ``--json`` prints fits the published schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

COMMANDS = [
    "list --ops",
    "plan",
    "status",
    "materialize",
    "runs list",
    "runs show --log",
    "runs logs",
    "show good",
    "lineage --ops",
    "validate --subsets",
    "check",
    "config show",
    "doctor",
    "gc --dry-run",
    "store verify",
    "db check",
    "why good -s good",
    "diff last last",
]


def test_documents_fit_their_schemas(failing) -> None:
    """Each document of a project with failures says what it is, and is that."""
    failing.run("materialize", "-q")
    wrong = []
    for command in COMMANDS:
        done = failing.run(*command.split(), "--json")
        if not done.out.startswith("{"):
            continue
        document = json.loads(done.out)
        schema = json.loads(failing.run("schema", document["schema"]).out)
        assert schema["title"] == document["schema"]
        wrong += [
            (command, error.json_path, error.message[:200])
            for error in jsonschema.Draft202012Validator(schema).iter_errors(document)
        ]

    assert wrong == []


def test_every_document_has_a_schema(request: pytest.FixtureRequest) -> None:
    """Whatever a module calls a document is published, and is a schema."""
    source = request.config.rootpath / "graphmat"
    named = {
        name
        for file in source.rglob("*.py")
        for name in re.findall(r'"graphmat/([a-z-]+)/1"', file.read_text())
    }
    published = {}
    for file in Path(source / "rendering" / "schemas").glob("*.json"):
        schema = json.loads(file.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        published[file.name.removesuffix("-1.schema.json")] = schema["title"]

    assert sorted(named - set(published)) == []
    assert all(title == f"graphmat/{name}/1" for name, title in published.items())


def test_unknown_document(folder) -> None:
    """A document that is not there is answered with the nearest."""
    done = folder.run("schema", "rum")

    assert done.code == 2
    assert "hint: did you mean 'run'" in done.err
