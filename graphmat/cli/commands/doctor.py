"""``graphmat doctor``: whether what graphmat stands on is sound."""

from __future__ import annotations

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import GraphmatError
from graphmat.rendering.plain import safe
from graphmat.rendering.screen import Styled

app, decoration = single_command(
    epilog(
        ("graphmat doctor",),
        (exit_codes.DONE, exit_codes.USAGE, exit_codes.STORAGE_UNUSABLE),
    )
)
_STYLES = {"good": "green", "warning": "yellow", "bad": "red"}


@app.command("doctor", **decoration)
@with_work
def doctor(work: Work, *, json: options.Json = False) -> int:
    """Look at Python, packages, disk, locks, the home and the definitions; change nothing.

    `graphmat validate` tells all faults of the definitions, `graphmat db check` those of the log,
    `graphmat store verify` those of stored values.
    """
    from graphmat.api.doctor import BAD, GOOD, doctor_document, look, look_at_log

    with work.session(loads=False) as session:
        found = [*look(session.settings), *look_at_log(session.log)]
    try:
        with work.session() as session:
            target = session.settings.target
            size = session.call("validate", target="")["summary"]
            text = f"'{target.text if target else ''}': {size['assets']} assets, {size['ops']} ops"
            found.append((GOOD, "definitions", text, None))
    except GraphmatError as error:
        first = error.message.partition("\n")[0]
        found.append((BAD, "definitions", first, error.hint or "graphmat validate tells more"))
    document = doctor_document(found)
    if json:
        work.show_json(document)
    else:
        width = max(len(what) for _, what, *_ in found)
        for state, what, text, hint in found:
            work.show(Styled(f"{state:<7}  {what:<{width}}  {safe(text)}", _STYLES[state]))
            if hint and state != GOOD:
                work.show(f"{'':<{width + 11}}hint: {safe(hint)}")
    return exit_codes.DONE if document["is_sound"] else exit_codes.STORAGE_UNUSABLE
