"""``graphmat status``: what is fresh, stale, missing, failed."""

from __future__ import annotations

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work

app, decoration = single_command(
    epilog(
        ("graphmat status", "graphmat status --exit-code 'group:reports'"),
        (*READING, exit_codes.SELECTION_INVALID, exit_codes.WORK_TO_DO),
    )
)


@app.command("status", **decoration)
@with_work
def status(
    work: Work,
    selection: options.Selections = None,
    *,
    select: options.Select = None,
    exclude: options.Exclude = None,
    exit_code: options.ExitCode = False,
    json: options.Json = False,
) -> int:
    """Show which assets are fresh, stale, missing or failed, and why.

    An asset is stale where its code version has changed, or an upstream asset has another value
    than the one it was made from. `-s state:stale` selects these, `state:missing`, `state:failed`
    and `state:fresh` the others.
    """
    with work.session() as session:
        target = session.settings.target
        document = session.call(
            "status",
            select=[*(selection or ()), *(select or ())],
            exclude=list(exclude or ()),
            target=target.text if target else "",
        )
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.status import status_lines, status_talk

        if document["assets"]:
            work.show(status_lines(work.out, document))
        work.say(status_talk(document))
    return exit_codes.WORK_TO_DO if exit_code and not document["is_done"] else exit_codes.DONE
