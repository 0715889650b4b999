"""What was made outside any run, reported by hand: a run of its own that holds just that."""

from __future__ import annotations

import time
from typing import Any, Final

from graphmat.definitions.checks import AssetMaterialization, AssetObservation
from graphmat.definitions.metadata import metadata_document
from graphmat.errors import ParameterError
from graphmat.events import kinds
from graphmat.events.records import RunRecord
from graphmat.execution.recorder import Recorder

JOB: Final = "__REPORTED"


def report(instance: Any, event: Any, run_id: str) -> None:
    """Record a materialization or an observation that no op made.

    Args:
        instance: Where it is recorded.
        event: The materialization or observation.
        run_id: Id of the run that is recorded for it.

    Raises:
        ParameterError: It is something else.
    """
    if not isinstance(event, AssetMaterialization):
        raise ParameterError(
            f"an AssetMaterialization or an AssetObservation can be reported, not {event!r}"
        )
    is_observed = isinstance(event, AssetObservation)
    data: dict[str, Any] = {
        "metadata": metadata_document(event.metadata),
        "tags": dict(event.tags),
    }
    if not is_observed:
        data.update(expected=True, stored=None, upstream=[], reported=True)
    instance.event_log.create_run(
        RunRecord(run_id=run_id, started_at=time.time(), job_name=JOB, root_run_id=run_id)
    )
    recorder = Recorder(instance.event_log, run_id, time.time)
    recorder.add(kinds.RUN_START)
    recorder.add(
        kinds.ASSET_OBSERVATION if is_observed else kinds.ASSET_MATERIALIZATION,
        None,
        event.asset_key,
        event.partition,
        event.description or "",
        data,
    )
    recorder.add(kinds.RUN_SUCCESS)
    recorder.flush()
