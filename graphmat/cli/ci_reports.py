"""``--junit``, ``--summary``, ``--code-quality``, ``--annotate``: what a CI system is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from inspect import Parameter, signature  # typer has imported it before us
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from graphmat.cli.work import Work
from graphmat.errors import GraphmatError, UsageError, did_you_mean

if TYPE_CHECKING:
    from graphmat.wiring import Session

ANNOTATE: Final = ("auto", "github", "none")
OPTIONS: Final[dict[str, tuple[Any, Any]]] = {
    "junit": (
        Annotated[
            str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML of the run.")
        ],
        None,
    ),
    "summary": (
        Annotated[
            str | None,
            typer.Option("--summary", metavar="FILE", help="Write a summary in Markdown."),
        ],
        None,
    ),
    "code_quality": (
        Annotated[
            str | None,
            typer.Option(
                "--code-quality", metavar="FILE", help="Write GitLab's code quality report."
            ),
        ],
        None,
    ),
    "annotate": (
        Annotated[
            str,
            typer.Option(
                "--annotate",
                metavar="FORM",
                help=f"Annotations at failing lines: {', '.join(ANNOTATE)}.",
            ),
        ],
        "auto",
    ),
}
"""Options of every command that runs: name → how typer reads it, default."""
_MOST_BOXES: Final = 60


class CiReports:
    """What a CI system is told of runs.

    Args:
        work: What the command works with.
        junit: File for JUnit XML.
        summary: File for Markdown.
        code_quality: File for GitLab's code quality report.
        annotate: ``github``, ``none``, or ``auto``: as GitHub's runner says.

    Raises:
        UsageError: A file cannot be written; nothing has run by then.
    """

    def __init__(
        self,
        work: Work,
        *,
        junit: str | None = None,
        summary: str | None = None,
        code_quality: str | None = None,
        annotate: str = "auto",
    ) -> None:
        if annotate not in ANNOTATE:
            raise UsageError(
                f"--annotate is '{annotate}', but can be: {', '.join(ANNOTATE)}",
                hint=did_you_mean(annotate, ANNOTATE),
            )
        is_on_github = os.environ.get("GITHUB_ACTIONS") == "true"
        self._for_github = annotate == "github" or (annotate == "auto" and is_on_github)
        self._files = {
            option: work.path(path)
            for option, path in (
                ("--junit", junit),
                ("--summary", summary),
                ("--code-quality", code_quality),
            )
            if path is not None
        }
        for option, path in self._files.items():
            _check(path, option)
        self._job_summary = os.environ.get("GITHUB_STEP_SUMMARY") if self._for_github else None

    def tell(self, work: Work, session: Session, documents: Sequence[Mapping[str, Any]]) -> None:
        """Tell of runs that have ended.

        Args:
            work: What the command works with.
            session: What they were carried out in.
            documents: The runs, as ``graphmat/run/1``.

        Raises:
            UsageError: A file cannot be written. The runs are recorded.
        """
        if not self._files and not self._for_github:
            return
        from graphmat.rendering.ci.findings import findings
        from graphmat.rendering.files import write_file

        root = checkout(os.environ)
        found = findings(documents, root)
        summary = None
        if self._job_summary or "--summary" in self._files:
            from graphmat.rendering.ci.markdown import summary_text

            summary = summary_text(documents, root, _picture(session, documents))
        if self._for_github:
            from graphmat.rendering.ci.github import annotation_lines

            # GitHub reads commands from both streams; standard output may be a document
            work.err.write(annotation_lines(found, root))
        if self._job_summary and summary is not None:
            with suppress(OSError), open(self._job_summary, "a", encoding="utf-8") as stream:  # noqa: PTH123  # appended, as GitHub asks
                stream.write(f"{summary}\n\n")
        for option, path in self._files.items():
            write_file(path, f"{self._text(option, documents, found, root, summary)}\n")

    @staticmethod
    def _text(
        option: str,
        documents: Sequence[Mapping[str, Any]],
        found: Sequence[Any],
        root: str,
        summary: str | None,
    ) -> str:
        if option == "--junit":
            from graphmat.rendering.ci.junit import junit_text

            return junit_text(documents, root)
        if option == "--code-quality":
            from graphmat.rendering.ci.code_quality import code_quality_text

            return code_quality_text(found, root)
        return summary or ""


def _check(path: str, option: str) -> None:
    """Refuse a file that cannot be written, before anything is done for it."""
    folder = os.path.dirname(path) or os.curdir  # noqa: PTH120  # stays as typed
    if not os.path.isdir(folder):  # noqa: PTH112  # as above
        raise UsageError(f"{option} '{path}': there is no folder '{folder}'")
    if os.path.isdir(path):  # noqa: PTH112  # as above
        raise UsageError(f"{option} '{path}' is a folder; name a file")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{option} '{path}': the folder '{folder}' cannot be written to")


def with_ci_reports(function: Callable[..., int]) -> Callable[..., int]:
    """A command with the options for CI systems, which become its ``reports``.

    Args:
        function: Takes a ``Work``, its own options, and ``reports``; returns the exit code.
    """

    def run(work: Work, **arguments: Any) -> int:
        own = {name: arguments.pop(name) for name in OPTIONS}
        return function(work, **arguments, reports=CiReports(work, **own))

    # typer reads the options from the signature
    declared = signature(function, eval_str=True)
    run.__signature__ = declared.replace(  # type: ignore[attr-defined]  # read by inspect
        parameters=[
            *(each for name, each in declared.parameters.items() if name != "reports"),
            *(
                Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
                for name, (annotation, default) in OPTIONS.items()
            ),
        ]
    )
    run.__doc__ = function.__doc__
    return run


def checkout(environment: Mapping[str, str]) -> str:
    """The folder of the checkout: as the CI system says, else the nearest with a ``.git``."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        if environment.get(name):
            return environment[name]
    folder = here = os.path.realpath(os.curdir)
    while folder != os.path.dirname(folder):  # noqa: PTH120  # text all the way
        if os.path.exists(os.path.join(folder, ".git")):  # noqa: PTH110, PTH118  # as above
            return folder
        folder = os.path.dirname(folder)  # noqa: PTH120  # as above
    return here


def _picture(session: Session, documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """The assets of the runs as Mermaid; none where there are too many, or it cannot be drawn."""
    keys = {
        each["asset"]
        for document in documents
        for each in (*document["materialized"], *document["not_materialized"])
    }
    if not keys or len(keys) > _MOST_BOXES:
        return []
    from graphmat.rendering.lineage import lineage_lines
    from graphmat.rendering.screen import Screen

    try:
        lineage = session.call(
            "lineage", select=[f'key:"{key}"' for key in sorted(keys)], depth=0, target=""
        )
    except GraphmatError:
        return []  # the run has been told; the process that drew is gone
    import io

    lines, _ = lineage_lines(lineage, Screen(io.StringIO()), "mermaid", None)
    return [str(line) for line in lines]
