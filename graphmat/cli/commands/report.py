"""``graphmat report``: all there is to tell of a run, in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphmat import exit_codes
from graphmat.cli import completing, options
from graphmat.cli.groups import single_command
from graphmat.cli.help import RECORD, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import GraphmatError, UsageError, did_you_mean

if TYPE_CHECKING:
    from graphmat.wiring import Session

app, decoration = single_command(
    epilog(
        ("graphmat report -o report.html", "graphmat report 1a2b3c4d --format md"),
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
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="[text|html|md|json]",
        help="How to write it [default: what the file's name ends in, else text].",
    ),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")
]


@app.command("report", **decoration)
@with_work
def report(
    work: Work,
    run: Run = None,
    *,
    format: Format = None,  # noqa: A002  # the option's name
    output: Output = None,
    json: options.Json = False,
) -> int:
    """Report on a run: verdict, lineage, timeline, ops, checks, metadata, logs.

    As HTML it is one file that needs no network and no server. Where the definitions do not load
    any more, the report has what the record tells, without the picture.
    """
    from graphmat.rendering.reports import SUFFIXES, report_lines

    name = _format_name(format, output, SUFFIXES, json=json)
    with work.session(loads=False) as session:
        document = _document(work, session, run)
    if output in {None, "-"}:
        lines = report_lines(document, work.out, name)
        (work.show if name == "text" else work.give)(lines)
        if name == "text":
            work.say(["", f"next: {work.command('report', '-o', 'report.html')}"])
        return exit_codes.DONE
    import io

    from graphmat.rendering.files import write_file
    from graphmat.rendering.plain import safe
    from graphmat.rendering.screen import Screen

    page = io.StringIO()
    screen = Screen(page)
    screen.write(screen.fitted(report_lines(document, screen, name)))
    path = work.path(str(output))
    write_file(path, page.getvalue())
    work.say(f"written to {safe(path)}")
    return exit_codes.DONE


def _format_name(
    given: str | None, output: str | None, suffixes: dict[str, str], *, json: bool
) -> str:
    from graphmat.rendering.reports import FORMATS

    if json and given not in {None, "json"}:
        raise UsageError(f"two formats are asked for: {given} and json")
    if json:
        return "json"
    if given is None:
        suffix = output.rpartition(".")[2].lower() if output and "." in output else ""
        return suffixes.get(suffix, "html" if output not in {None, "-"} else "text")
    if given not in FORMATS:
        raise UsageError(
            f"--format is '{given}', but can be: {', '.join(FORMATS)}",
            hint=did_you_mean(given, FORMATS),
        )
    return given


def _document(work: Work, session: Session, run: str | None) -> dict[str, Any]:
    """The report; with what the definitions add, where they load."""
    from graphmat.api import report as reports

    document = reports.run_report(session.log(), run)
    target = session.settings.target
    if target is None:
        return {**document, "definitions_error": "there are none in this folder"}
    try:
        more = session.call(
            "report_definitions", run_id=document["run"]["run_id"], target=target.text
        )
    except GraphmatError as error:
        work.say(f"note: the report has no picture: {error.message.splitlines()[0]}")
        return {**document, "definitions_error": error.message}
    return reports.completed(document, more)
