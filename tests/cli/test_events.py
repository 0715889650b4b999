"""``graphmat events``: documents for programs, and the OpenLineage standard."""

from __future__ import annotations

import http.server
import json
import threading

import jsonschema
import pytest

DATASET = {
    "type": "object",
    "required": ["namespace", "name"],
    "properties": {
        "namespace": {"type": "string"},
        "name": {"type": "string"},
        "facets": {"$ref": "#/$defs/facets"},
        "outputFacets": {"$ref": "#/$defs/facets"},
    },
}
RUN_EVENT = {
    "type": "object",
    "required": ["eventType", "eventTime", "run", "job", "producer", "schemaURL"],
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {"type": "string", "format": "date-time"},
        "producer": {"type": "string", "format": "uri"},
        "run": {
            "type": "object",
            "required": ["runId"],
            "properties": {
                "runId": {"type": "string", "format": "uuid"},
                "facets": {"$ref": "#/$defs/facets"},
            },
        },
        "job": {
            "type": "object",
            "required": ["namespace", "name"],
            "properties": {"facets": {"$ref": "#/$defs/facets"}},
        },
        "inputs": {"type": "array", "items": DATASET},
        "outputs": {"type": "array", "items": DATASET},
    },
    "$defs": {
        "facets": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["_producer", "_schemaURL"],
                "properties": {
                    "_producer": {"type": "string", "format": "uri"},
                    "_schemaURL": {"type": "string", "format": "uri"},
                },
            },
        }
    },
}
"""The facts of the standard's schema for run events, 2-0-2."""


def lines(text: str) -> list[dict]:
    """The documents of a text that has one in each line."""
    return [json.loads(line) for line in text.splitlines()]


def test_events_of_a_run(project) -> None:
    """All events of a run come in their order."""
    project.run("materialize", "-q", "-s", "foo_asset")

    found = lines(project.run("events").out)

    assert [each["sequence"] for each in found] == list(range(1, len(found) + 1))
    assert (found[0]["kind"], found[-1]["kind"]) == ("RUN_START", "RUN_SUCCESS")
    made = [each for each in found if each["kind"] == "ASSET_MATERIALIZATION"]
    assert [each["asset"] for each in made] == ["foo_asset"]


def test_openlineage_fits_the_schema(failing) -> None:
    """Each event fits the standard's schema; each job starts once and ends once."""
    failing.run("materialize", "-q")

    found = lines(failing.run("events", "--openlineage", "--namespace", "mine").out)

    for each in found:
        jsonschema.validate(each, RUN_EVENT, format_checker=jsonschema.FormatChecker())
        assert each["job"]["namespace"] == "mine"
    ends = {
        each["job"]["name"]: each["eventType"] for each in found if each["eventType"] != "START"
    }
    assert ends == {
        "definitions.py": "FAIL",
        "definitions.py.good": "COMPLETE",
        "definitions.py.bad": "FAIL",
        "definitions.py.other": "COMPLETE",
    }
    starts = [each["job"]["name"] for each in found if each["eventType"] == "START"]
    assert sorted(starts) == sorted(ends)


def test_openlineage_tells_lineage(failing) -> None:
    """What an asset is made from is an input, with the version that was read."""
    failing.run("materialize", "-q")

    found = lines(failing.run("events", "--openlineage").out)

    (other,) = [
        each
        for each in found
        if each["job"]["name"] == "definitions.py.other" and each["eventType"] == "COMPLETE"
    ]
    (good,) = [each for each in found if [o["name"] for o in each.get("outputs", ())] == ["good"]]
    assert [each["name"] for each in other["inputs"]] == ["good"]
    assert [each["name"] for each in other["outputs"]] == ["other"]
    assert other["inputs"][0]["facets"] == good["outputs"][0]["facets"]
    assert other["run"]["facets"]["parent"]["run"]["runId"] == found[0]["run"]["runId"]


@pytest.fixture
def receiver():
    """A server that keeps what it is sent."""
    received: list[dict] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    server.server_close()


def test_events_are_sent(project, receiver) -> None:
    """`--send` gives all events to the server that the environment names."""
    url, received = receiver
    project.run("materialize", "-q", "-s", "foo_asset")

    done = project.run("events", "--send", OPENLINEAGE_URL=url)

    assert (done.code, done.err) == (0, f"sent {len(received)} events\n")
    assert {each["eventType"] for each in received} == {"START", "COMPLETE"}
    outputs = [one["name"] for each in received for one in each["outputs"]]
    assert outputs == ["foo_asset"]


def test_server_that_is_not_there(project) -> None:
    """A server that cannot be reached is told in words."""
    project.run("materialize", "-q", "-s", "foo_asset")

    done = project.run("events", "--send", OPENLINEAGE_URL="http://127.0.0.1:9")

    assert done.code == 2
    assert "the events could not be sent" in done.err
    assert "Traceback" not in done.err
