"""Runs as OpenLineage events, so that lineage tools can read them.

A run is a job with a START event and one of COMPLETE, FAIL and ABORT; each of its steps is a job of
its own with the run as its parent. Materialized assets are output datasets, what they were made
from are inputs. Follows the OpenLineage specification 2-0-2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from graphmat import __version__
from graphmat.api.runs import show_run

PRODUCER: Final = f"https://pypi.org/project/graphmat/{__version__}"
_SPEC: Final = "https://openlineage.io/spec"
_EVENT: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_RUN_ENDS: Final = {"success": "COMPLETE", "failure": "FAIL"}
_STEP_ENDS: Final = {"success": "COMPLETE", "failure": "FAIL", "skipped": "ABORT"}


def openlineage_events(
    log: Any, run_id: str | None = None, *, namespace: str = "graphmat"
) -> list[dict[str, Any]]:
    """The events of one run.

    Args:
        log: The event log.
        run_id: The run, or the beginning of its id; None: the newest.
        namespace: Namespace of jobs and datasets.

    Raises:
        RunNotFoundError: There is no such run.
    """
    document = show_run(log, run_id)
    return [*_events(document, namespace)]


def _events(document: Mapping[str, Any], namespace: str) -> Iterator[dict[str, Any]]:
    job = {"namespace": namespace, "name": _job_name(document)}
    run = {"runId": document["run_id"]}
    whole = {
        "producer": PRODUCER,
        "schemaURL": _EVENT,
        "run": {**run, "facets": _engine()},
        "job": {**job, "facets": _job_type("DAG")},
    }
    yield {"eventType": "START", "eventTime": document["started_at"], **whole}
    for step in document["steps"]:
        if step["started_at"] is not None:
            yield from _step(document, step, {"job": job, "run": run}, namespace)
    if document["status"] == "started":
        return
    yield {
        "eventType": _RUN_ENDS.get(document["status"], "ABORT"),
        "eventTime": document["ended_at"] or document["started_at"],
        **whole,
        "run": {**run, "facets": {**_engine(), **_error(document["error"])}},
    }


def _job_name(document: Mapping[str, Any]) -> str:
    job = document["job"]
    if job and not job.startswith("__"):
        return str(job)
    return str(document["target"] or "assets")


def _step(
    document: Mapping[str, Any],
    step: Mapping[str, Any],
    parent: Mapping[str, Any],
    namespace: str,
) -> Iterator[dict[str, Any]]:
    key = step["step_key"]
    made = [each for each in document["materialized"] if each["step_key"] == key]
    facets = {"parent": {**_facet("1-2-0", "ParentRunFacet"), **parent}, **_engine()}
    common = {
        "producer": PRODUCER,
        "schemaURL": _EVENT,
        "job": {
            "namespace": namespace,
            "name": f"{parent['job']['name']}.{key}",
            "facets": _job_type("OP"),
        },
    }
    run = {"runId": str(_step_run_id(document["run_id"], key)), "facets": facets}
    yield {"eventType": "START", "eventTime": step["started_at"], **common, "run": run}
    end = _STEP_ENDS.get(step["status"])
    if end is None:
        return
    yield {
        "eventType": end,
        "eventTime": _later(step["started_at"], step["duration_s"]),
        **common,
        "run": {**run, "facets": {**facets, **_error(step["error"])}},
        "inputs": _inputs(made, namespace),
        "outputs": [_output(each, namespace) for each in made],
    }


def _step_run_id(run_id: str, step_key: str) -> UUID:
    try:
        return uuid5(UUID(run_id), step_key)
    except ValueError:  # the caller chose an id of another form
        return uuid5(NAMESPACE_URL, f"{run_id}/{step_key}")


def _later(moment: str, seconds: float | None) -> str:
    from datetime import datetime, timedelta

    began = datetime.fromisoformat(moment)
    ended = began + timedelta(seconds=seconds or 0.0)
    return ended.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _inputs(made: list[Mapping[str, Any]], namespace: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in made:
        for upstream in each["upstream"]:
            name = _dataset_name(upstream["key"], upstream.get("partition"))
            found[name] = {
                "namespace": namespace,
                "name": name,
                "facets": _version(upstream.get("data_version")),
            }
    return list(found.values())


def _output(each: Mapping[str, Any], namespace: str) -> dict[str, Any]:
    statistics: dict[str, Any] = {}
    if each["size_bytes"] is not None:
        statistics["outputStatistics"] = {
            **_facet("1-0-2", "OutputStatisticsOutputDatasetFacet"),
            "size": each["size_bytes"],
        }
    return {
        "namespace": namespace,
        "name": _dataset_name(each["asset"], each["partition"]),
        "facets": _version(each["data_version"]),
        "outputFacets": statistics,
    }


def _dataset_name(asset: str, partition: str | None) -> str:
    return asset if partition is None else f"{asset}[{partition}]"


# -------------------------------------------------------------------- facets


def _facet(version: str, name: str) -> dict[str, Any]:
    return {
        "_producer": PRODUCER,
        "_schemaURL": f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}",
    }


def _engine() -> dict[str, Any]:
    return {
        "processing_engine": {
            **_facet("1-1-1", "ProcessingEngineRunFacet"),
            "name": "graphmat",
            "version": __version__,
        }
    }


def _job_type(kind: str) -> dict[str, Any]:
    return {
        "jobType": {
            **_facet("2-0-4", "JobTypeJobFacet"),
            "processingType": "BATCH",
            "integration": "GRAPHMAT",
            "jobType": kind,
        }
    }


def _error(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    return {
        "errorMessage": {
            **_facet("1-0-1", "ErrorMessageRunFacet"),
            "message": text,
            "programmingLanguage": "Python",
        }
    }


def _version(version: str | None) -> dict[str, Any]:
    if version is None:
        return {}
    return {
        "version": {
            **_facet("1-0-1", "DatasetVersionDatasetFacet"),
            "datasetVersion": version,
        }
    }
