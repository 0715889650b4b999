"""``graphmat replay``: one op of a run again, with the inputs that it had."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(
        (
            "graphmat replay last my_graph_assets.bar",
            "graphmat replay 142d5748 my_graph_assets.bar --pdb",
            "graphmat replay last bar --to-test -o test_bar.py",
        ),
        (
            exit_codes.DONE,
            exit_codes.STEP_FAILED,
            exit_codes.USAGE,
            exit_codes.DEFINITIONS_INVALID,
            exit_codes.SELECTION_INVALID,
            exit_codes.STORAGE_UNUSABLE,
        ),
    )
)

Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        autocompletion=completing.runs,
        help="Id of the run, its beginning, or last, last-1, …",
    ),
]
Op = Annotated[
    str,
    typer.Argument(
        metavar="OP",
        autocompletion=completing.ops,
        help="The op; an item of a fan-out as 'op[key]'.",
    ),
]
Pdb = Annotated[
    bool, typer.Option("--pdb", help="Stop in a debugger where the op raises its exception.")
]
ToTest = Annotated[
    bool, typer.Option("--to-test", help="Write a pytest case that fails as the op did.")
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The test's file [default: test_replay_OP.py]."
    ),
]
Inputs = Annotated[
    bool, typer.Option("--inputs", help="Show the inputs and where they came from; run nothing.")
]


@app.command("replay", **decoration)
@with_work
def replay(
    work: Work,
    run: Run,
    op: Op,
    *,
    pdb: Pdb = False,
    inputs: Inputs = False,
    to_test: ToTest = False,
    output: Output = None,
    run_config: options.RunConfig = None,
    settings: options.Set = None,
    json: options.Json = False,
) -> int:
    """Run one op of a run again, with the inputs, configuration and partition that it had.

    Its code is today's. Nothing is recorded or stored; no hook, retry or I/O manager's storing
    takes place.
    """
    if output is not None and not to_test:
        raise UsageError("-o names the file of --to-test, which is not given")
    if sum((pdb, to_test, inputs)) > 1:
        raise UsageError("--pdb, --inputs and --to-test are three things: choose one of them")
    given: dict[str, Any] = {
        "run": run,
        "step": op,
        "config_files": [os.path.abspath(work.path(each)) for each in run_config or ()],  # noqa: PTH100  # another process opens it
        "settings": list(settings or ()),
        "folder": os.path.abspath(work.given["directory"] or "."),  # noqa: PTH100  # as above
    }
    with work.session(keeps_stdin=pdb) as session:
        if to_test:
            given["file"] = os.path.abspath(output) if output else None  # noqa: PTH100  # as above
            return _wrote(work, session.call("replay_test", **given), as_json=json)
        document = session.call("replay", **given, with_pdb=pdb, only_inputs=inputs)
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.replay import replay_lines

        work.show(replay_lines(work.out, document))
    return exit_codes.STEP_FAILED if document["error"] else exit_codes.DONE


def _wrote(work: Work, document: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        work.show_json(document)
        return exit_codes.DONE
    from graphmat.rendering.quantities import near

    for note in document["notes"]:
        work.say(f"note: {note}")
    work.show(f"wrote {near(document['file'])}")
    for file in document["beside"]:
        work.show(f"      {near(file)}")
    work.say(f"next: pytest {near(document['file'])}")
    return exit_codes.DONE
