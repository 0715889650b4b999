"""The trials of ``graphmat chaos``: real commands in a scratch home, one of them killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

from graphmat import exit_codes
from graphmat.api.chaos import VARIABLE, Outcome, name_of, newest_status, outcome_of
from graphmat.cli.work import Work
from graphmat.errors import GraphmatError
from graphmat.events.records import SUCCESS

_RESUMES: Final = 3
"""So many times a killed run is gone on with: it is killed once."""
_TIME_LIMIT_S: Final = 600.0


class Point:
    """One point at which a process may be killed.

    Args:
        process: ``child`` or ``supervisor``.
        number: Which of the points of that process.
        place: What happens there.
    """

    __slots__ = ("number", "place", "process")

    def __init__(self, process: str, number: int, place: str) -> None:
        self.process = process
        self.number = number
        self.place = place


class Trials:
    """Runs in a scratch folder.

    Args:
        work: How the project was named.
        words: The options of ``materialize``.
    """

    def __init__(self, work: Work, words: Sequence[str]) -> None:
        self._work = work
        self._words = list(words)
        self._folder = Path(tempfile.mkdtemp(prefix="graphmat-chaos-"))
        self._count = 0
        self.reference: Outcome
        self.stable: dict[Any, str | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def prepare(self) -> list[Point]:
        """Run undisturbed, twice, and note the points.

        Raises:
            GraphmatError: The run fails without being disturbed.
        """
        notes = self._folder / "points"
        outcomes = []
        for order in (f"record:{notes}", ""):
            home = self._home()
            done = self._command(home, "materialize", *self._words, order=order)
            if done.returncode != exit_codes.DONE:
                raise _fails_anyway(done)
            outcomes.append(outcome_of(home))
            self._undisturbed = home
        self.reference = outcomes[0]
        other = outcomes[1].values
        self.stable = {
            key: digest for key, digest in outcomes[0].values.items() if other.get(key) == digest
        }
        points = []
        for line in notes.read_text().splitlines():
            process, number, place = line.split("\t", 2)
            points.append(Point(process, int(number), place))
        return points

    def kill_at(self, point: Point) -> dict[str, Any]:
        """Run, be killed at a point, go on until all is done, and judge.

        Returns:
            ``process``, ``place``, ``is_reached``, ``commands`` (what was typed) and ``fault``.
        """
        home = self._home()
        mark = home.with_suffix(".killed")
        order = f"kill:{mark}:{point.number}:{point.process}"
        done = self._command(home, "materialize", *self._words, order=order)
        commands = ["materialize"]
        while done.returncode != exit_codes.DONE and len(commands) <= _RESUMES:
            status = newest_status(home)
            if status == SUCCESS:
                break  # it was killed when all was recorded
            verb = ["resume"] if status is not None else ["materialize", *self._words]
            commands.append(verb[0])
            done = self._command(home, *verb)
        outcome = outcome_of(home)
        fault = outcome.fault(self.reference) or self._other_value(home, outcome)
        if fault is None and outcome.statuses[:1] != [SUCCESS]:
            fault = f"exit code {done.returncode}: {_last_line(done.stderr)}"
        is_reached = mark.exists()
        shutil.rmtree(home, ignore_errors=True)
        return {
            "process": point.process,
            "number": point.number,
            "place": point.place,
            "is_reached": is_reached,
            "commands": commands,
            "fault": fault,
        }

    # ---------------------------------------------------------------- parts

    def _home(self) -> Path:
        self._count += 1
        return self._folder / f"home-{self._count}"

    def _other_value(self, home: Path, outcome: Outcome) -> str | None:
        """What is wrong with the values, in words.

        Equal values need not have equal bytes: a pickle tells whether two texts are one object,
        and that is lost when a value is read back. So values with other bytes are looked at.
        """
        for asset, partition in outcome.others(self.stable):
            words = ["show", asset, "--value", *(("-p", partition) if partition else ())]
            mine, theirs = (self._command(each, *words) for each in (home, self._undisturbed))
            if mine.returncode or theirs.returncode or mine.stdout != theirs.stdout:
                return f"the value of '{name_of((asset, partition))}' is another one"
        return None

    def _command(
        self, home: Path, *words: str, order: str = ""
    ) -> subprocess.CompletedProcess[str]:
        given = self._work.given
        aim = [
            part
            for name, flag in (("file", "-f"), ("module", "-m"), ("directory", "-C"))
            if given[name]
            for part in (flag, str(given[name]))
        ]
        environment = {**os.environ, VARIABLE: order}
        command = [sys.executable, "-m", "graphmat", *words, *aim, "--home", str(home)]
        return subprocess.run(  # noqa: S603  # ourselves, with what the user typed
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIME_LIMIT_S,
            check=False,
        )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _fails_anyway(done: subprocess.CompletedProcess[str]) -> GraphmatError:
    error = GraphmatError(
        "the run does not succeed undisturbed, so there is nothing to compare with:\n"
        + "\n".join(f"  {line}" for line in (done.stdout + done.stderr).splitlines()[-12:]),
        hint="values of earlier runs are not there in a new home: select what they are made of, "
        "too, as in -s '+my_asset'",
    )
    error.exit_code = done.returncode
    return error
