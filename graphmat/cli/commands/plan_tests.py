"""``graphmat test-plan``: what the settings assert about plans."""

from __future__ import annotations

from graphmat import exit_codes
from graphmat.cli import options
from graphmat.cli.groups import single_command
from graphmat.cli.help import READING, epilog
from graphmat.cli.work import Work, with_work
from graphmat.errors import UsageError

app, decoration = single_command(
    epilog(("graphmat test-plan",), (*READING, exit_codes.STEP_FAILED))
)


@app.command("test-plan", **decoration)
@with_work
def try_assertions(work: Work, *, json: options.Json = False) -> int:
    """Try the assertions about plans that the project's settings make; run nothing.

    An assertion chooses a plan (select, exclude, job, partition) and says what holds in it: runs,
    never_runs (names, wildcards, effects:external, tag:NAME=VALUE), never_makes, max_ops.
    """
    with work.session() as session:
        assertions = session.settings.get("assertions") or []
        if not assertions:
            raise UsageError(
                "the settings make no assertions about plans",
                hint="add 'assertions' to graphmat.yaml: "
                "[{select: 'group:reports', never_runs: [charge_card]}]",
            )
        target = session.settings.target
        document = session.call(
            "check_plans", assertions=assertions, target=target.text if target else ""
        )
    if json:
        work.show_json(document)
    else:
        from graphmat.rendering.plan_assertions import assertion_lines

        work.show(assertion_lines(document))
    return exit_codes.DONE if document["holds"] else exit_codes.STEP_FAILED
