"""Having a run carried out, and telling how it ended: what every command that runs does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat import exit_codes
from graphmat.cli.work import Work
from graphmat.errors import GraphmatError, RunInterruptedError

if TYPE_CHECKING:
    from graphmat.cli.ci_reports import CiReports


def carry_out(
    work: Work,
    arguments: dict[str, Any],
    *,
    verb: str = "materialize",
    given: dict[str, Any] | None = None,
    on_conflict: str | None = None,
    as_json: bool,
    reports: CiReports,
) -> int:
    """Have a run carried out; whatever happens, tell how it ended.

    Args:
        work: What the command works with.
        arguments: What was typed, for the command to type next.
        verb: The verb that carries it out.
        given: What the verb takes; default: ``arguments``.
        on_conflict: What is done while another run makes the same assets.
        as_json: Whether a document is printed.
        reports: What a CI system is told.
    """
    with work.progress() as progress, work.session(progress=progress) as session:
        target = session.settings.target
        fault: GraphmatError | None = None
        run_id = ""
        try:
            result = session.run(
                {**(given or arguments), "target": target.text if target else ""},
                progress.take,
                verb,
                on_conflict=on_conflict,
            )
            run_id = result["run_id"]
        except GraphmatError as error:
            fault, run_id = error, progress.run_id
        if not run_id:
            assert fault is not None  # noqa: S101  # a run that has no id has not begun
            raise fault
        from graphmat.api.runs import show_run

        document = show_run(session.log(), run_id)
        progress.end()
        _tell(work, document, as_json=as_json)
        reports.tell(work, session, [document])
    if fault is not None and not isinstance(fault, RunInterruptedError):
        raise fault
    return exit_code_of(document, fault)


def _tell(work: Work, document: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        work.show_json(document)
        return
    from graphmat.rendering.summary import summary_lines

    work.show(summary_lines(work.out, document))
    work.say(f"next: {_next(work, document)}")


def _next(work: Work, document: Mapping[str, Any]) -> str:
    """The command that a person would type now."""
    has_failed = any(step["status"] != "success" for step in document["steps"])
    if document["status"] != "success" and (has_failed or document["status"] != "failure"):
        failed = [each["step_key"] for each in document["failures"] if each["step_key"]]
        if not failed:
            return work.command("resume")
        look = work.command("replay", document["run_id"][:8], failed[0], "--pdb")
        return f"{work.command('resume')}, or to look into it: {look}"
    made = [each["asset"] for each in document["materialized"] if each["is_expected"]]
    if made and document["status"] == "success":
        return work.command("show", made[-1])
    return work.command("runs", "show", document["run_id"][:8])


def exit_code_of(document: Mapping[str, Any], fault: GraphmatError | None) -> int:
    """The exit code of a run that has ended."""
    if fault is not None:
        return fault.exit_code
    if document["status"] == "success":
        failed = any(
            not check["passed"] and check["severity"] == "ERROR" for check in document["checks"]
        )
        return exit_codes.CHECK_FAILED if failed else exit_codes.DONE
    if document["status"] == "canceled":
        return exit_codes.TERMINATED if document["signal"] == "SIGTERM" else exit_codes.INTERRUPTED
    return exit_codes.STEP_FAILED
