"""``graphmat validate``: all faults of a module at once, and what its subsets would do."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import GraphmatError

app, decoration = single_command(
    epilog(("graphmat validate", "graphmat validate --subsets"), READING)
)

Subsets = Annotated[
    bool,
    typer.Option(
        "--subsets", help="Try the selections of each subsettable graph: ops, outputs, verdict."
    ),
]

Strict = Annotated[
    bool, typer.Option("--strict", help="With --subsets: a finding is a fault (exit code 3).")
]


@app.command("validate", **decoration)
@with_work
def validate(
    work: Work, *, subsets: Subsets = False, strict: Strict = False, json: options.Json = False
) -> int:
    """Find all faults of the definitions, each with its code, file and line; run nothing."""
    with work.session() as session:
        target = session.settings.target
        text = target.text if target else ""
        try:
            document = session.call("validate", with_subsets=subsets, target=text)
        except GraphmatError as error:
            if not json or error.exit_code != exit_codes.DEFINITIONS_INVALID:
                raise
            document = _faults(error, text)
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.validation import validation_lines

        work.show(validation_lines(work.out, document))
    bad = document["faults"] or (strict and document["findings"])
    return exit_codes.DEFINITIONS_INVALID if bad else exit_codes.DONE


def _faults(error: GraphmatError, target: str) -> dict[str, Any]:
    faults = [
        {
            "code": fault.code,
            "message": fault.message,
            "hint": fault.hint,
            "file": fault.location.file if fault.location else None,
            "line": fault.location.line if fault.location else None,
        }
        for fault in getattr(error, "faults", (error,))
    ]
    return {
        "schema": "graphmat/validate/1",
        "target": target,
        "faults": faults,
        "summary": None,
        "definitions": [],
        "findings": [],
    }
