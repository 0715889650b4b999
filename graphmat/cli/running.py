"""The options of a run as the arguments of its verb: shared by ``plan`` and ``materialize``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final

from graphmat.cli.work import Work
from graphmat.errors import UsageError, did_you_mean

ON_UNSELECTED: Final = ("materialize", "drop", "error")
ON_CONFLICT: Final = ("wait", "join", "fail")
EXECUTORS: Final = ("in_process", "threads", "processes", "dask")
START_METHODS: Final = ("fork", "spawn")


def run_arguments(
    work: Work,
    *,
    select: Sequence[str] | None,
    exclude: Sequence[str] | None,
    job: str | None,
    partition: str | None,
    on_unselected: str | None,
    strict: bool | None,
    fail_fast: bool,
    tag: Sequence[str] | None,
    run_config: Sequence[str] | None,
    settings: Sequence[str] | None,
    executor: str | None = None,
    jobs: int | None = None,
    start_method: str | None = None,
    timeout: float | None = None,
) -> dict[str, Any]:
    """The arguments of the verbs ``plan`` and ``materialize``.

    Raises:
        UsageError: An option has a form that it cannot have.
    """
    _check_choice("--on-unselected", on_unselected, ON_UNSELECTED)
    return {
        "select": list(select or ()),
        "exclude": list(exclude or ()),
        "job": job,
        "partition": partition,
        "on_unselected": on_unselected,
        "strict": strict,
        "fail_fast": fail_fast,
        "tags": _tags(tag or ()),
        "config_files": [os.path.abspath(work.path(file)) for file in run_config or ()],  # noqa: PTH100  # another process opens it
        "settings": list(settings or ()),
        "executor": executor_arguments(executor, jobs, start_method, timeout),
    }


def checked_on_conflict(given: str | None) -> str | None:
    """The value of --on-conflict.

    Raises:
        UsageError: It is none that there is.
    """
    _check_choice("--on-conflict", given, ON_CONFLICT)
    return given


def executor_arguments(
    executor: str | None, jobs: int | None, start_method: str | None, timeout: float | None
) -> dict[str, Any]:
    """How steps are run, as the verbs take it: what was not typed is left out.

    Raises:
        UsageError: An option has a value that it cannot have.
    """
    _check_choice("--executor", executor, EXECUTORS)
    _check_choice("--start-method", start_method, START_METHODS)
    if executor == "in_process" and jobs not in {None, 1}:
        raise UsageError(
            f"--executor in_process runs one step at a time, but --jobs is {jobs}",
            hint="leave --executor away, or use threads or processes",
        )
    if timeout is not None and timeout <= 0:
        raise UsageError(f"--timeout is {timeout:g}, but must be above 0")
    typed = {
        "executor": executor,
        "jobs": jobs,
        "start_method": start_method,
        "timeout": timeout,
    }
    return {name: value for name, value in typed.items() if value is not None}


def _check_choice(option: str, given: str | None, known: Sequence[str]) -> None:
    if given is not None and given not in known:
        raise UsageError(
            f"{option} is '{given}', but can be: {', '.join(known)}",
            hint=did_you_mean(given, known),
        )


def _tags(texts: Sequence[str]) -> dict[str, str]:
    tags = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise UsageError(f"--tag '{text}' is not of the form NAME=VALUE")
        tags[name] = value
    return tags


def retyped(arguments: dict[str, Any], select: Sequence[str] | None = None) -> list[str]:
    """The options of a run as they would be typed; values of ``--set`` are left out.

    Args:
        arguments: What ``run_arguments`` made.
        select: Other assets to select instead; None: the same.
    """
    words: list[str] = []
    for text in arguments["select"] if select is None else select:
        words += ["-s", text]
    if select is None:
        for text in arguments["exclude"]:
            words += ["-x", text]
    for name in ("job", "partition", "on_unselected"):
        if arguments[name] is not None:
            words += [f"--{name.replace('_', '-')}", arguments[name]]
    for name, value in arguments["executor"].items():
        words += [f"--{name.replace('_', '-')}", f"{value:g}" if name == "timeout" else str(value)]
    words += [f"--{name.replace('_', '-')}" for name in ("strict", "fail_fast") if arguments[name]]
    if arguments["strict"] is False:
        words.append("--no-strict")
    for file in arguments["config_files"]:
        words += ["-c", file]
    for setting in arguments["settings"]:
        words += ["--set", f"{setting.partition('=')[0]}=…"]
    return words
