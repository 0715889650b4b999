"""``graphmat events``: the events of a run, for programs."""

from __future__ import annotations

import json as json_library
from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import completing
from graphmat.cli.groups import single_command
from graphmat.cli.help import RECORD, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(
        ("graphmat events", "graphmat events --openlineage > lineage.jsonl"),
        (*RECORD, exit_codes.STORAGE_UNUSABLE),
    )
)

Run = Annotated[
    str | None,
    typer.Argument(
        metavar="[RUN]",
        autocompletion=completing.runs,
        help="Id of the run, or its beginning; the newest by default.",
        show_default=False,
    ),
]
OpenLineage = Annotated[
    bool, typer.Option("--openlineage", help="In the form of the OpenLineage standard.")
]
Send = Annotated[
    bool,
    typer.Option(
        "--send",
        help="Send them where OPENLINEAGE_URL says; needs graphmat[openlineage].",
    ),
]
Namespace = Annotated[
    str,
    typer.Option("--namespace", metavar="NAME", help="OpenLineage namespace of jobs and datasets."),
]


@app.command("events", **decoration)
@with_work
def events(
    work: Work,
    run: Run = None,
    *,
    openlineage: OpenLineage = False,
    send: Send = False,
    namespace: Namespace = "graphmat",
) -> int:
    """Print the events of a run, one JSON document a line.

    With --openlineage they are START, COMPLETE, FAIL and ABORT events of the run and its steps,
    with the assets as datasets, ready for Marquez and others.
    """
    with work.session(loads=False) as session:
        if openlineage or send:
            from graphmat.api.openlineage import openlineage_events

            documents = openlineage_events(session.log(), run, namespace=namespace)
        else:
            from graphmat.api.runs import list_events

            documents = list_events(session.log(), run)
    if send:
        _send(documents)
        work.say(f"sent {len(documents)} events")
    else:
        work.give([json_library.dumps(each) for each in documents])
    return exit_codes.DONE


def _send(documents: list[dict[str, Any]]) -> None:
    """Send events by the standard's own client."""
    try:
        from openlineage.client import OpenLineageClient
        from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
        from openlineage.client.generated.base import InputDataset, OutputDataset
    except ModuleNotFoundError as error:
        raise UsageError(
            "the OpenLineage client is not installed", hint="pip install 'graphmat[openlineage]'"
        ) from error
    try:
        client = OpenLineageClient()
        for each in documents:
            client.emit(
                RunEvent(
                    eventType=RunState(each["eventType"]),
                    eventTime=each["eventTime"],
                    run=Run(**each["run"]),
                    job=Job(**each["job"]),
                    producer=each["producer"],
                    inputs=[InputDataset(**one) for one in each.get("inputs", ())],
                    outputs=[OutputDataset(**one) for one in each.get("outputs", ())],
                )
            )
        client.close(timeout=10)
    except Exception as error:  # whatever the transport raises is for the user to read
        raise UsageError(
            f"the events could not be sent: {type(error).__name__}: {error}",
            hint="check OPENLINEAGE_URL",
        ) from error
