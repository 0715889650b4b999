"""What killed and resumed runs left in a home: the judgement of ``graphmat chaos``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.storage.opening import existing_event_log, open_event_log
from graphmat.supervision.fault_points import VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["VARIABLE", "Outcome", "name_of", "newest_status", "outcome_of"]


class Outcome:
    """What a chain of runs left in a home.

    Args:
        log: The event log.
        home: The home.
    """

    def __init__(self, log: Any, home: Path) -> None:
        runs = log.runs()
        self.statuses = [run.status for run in runs]
        attempts = [each for run in runs for each in log.step_attempts(run.run_id)]
        self.steps = Counter(each.step_key for each in attempts if each.status == "success")
        made = [each for run in runs for each in log.run_materializations(run.run_id)]
        self.made = Counter((str(each.asset_key), each.partition_key) for each in made)
        self.values: dict[Any, str | None] = {}
        self.torn: list[str] = []
        for each in log.all_latest_materializations():
            digest = each.stored.digest if each.stored is not None else None
            self.values[str(each.asset_key), each.partition_key] = digest
            if digest is not None and _digest(home, digest) != digest:
                self.torn.append(str(each.asset_key))

    def fault(self, reference: Outcome) -> str | None:
        """What is wrong with it, in words.

        Args:
            reference: The outcome of a run that nobody disturbed.
        """
        if self.torn:
            return f"the value of '{self.torn[0]}' is torn"
        if "started" in self.statuses:
            return "a run is shown as running that is dead"
        for what, mine, theirs in (
            ("step", self.steps, reference.steps),
            ("materialization of", self.made, reference.made),
        ):
            for key, count in (theirs - mine).items():
                return f"{count} missing: {what} '{name_of(key)}'"
            for key, count in (mine - theirs).items():
                return f"recorded {count + theirs[key]} times: {what} '{name_of(key)}'"
        return None

    def others(self, stable: Mapping[Any, str | None]) -> list[Any]:
        """The values whose bytes are others than those of undisturbed runs."""
        return [key for key, digest in stable.items() if self.values.get(key) != digest]


def name_of(key: Any) -> str:
    """A step's key, or an asset with its partition in brackets."""
    return key if isinstance(key, str) else key[0] if key[1] is None else f"{key[0]}[{key[1]}]"


def _digest(home: Path, digest: str) -> str | None:
    try:
        data = (home / "objects" / digest[:2] / digest[2:]).read_bytes()
    except OSError:
        return None
    return hashlib.sha256(data).hexdigest()


def outcome_of(home: Path) -> Outcome:
    """What was left in a home."""
    log = open_event_log(home)
    try:
        return Outcome(log, home)
    finally:
        log.close()


def newest_status(home: Path) -> str | None:
    """How the newest run of a home stands; None where there is none."""
    log = existing_event_log(home)
    if log is None:
        return None
    try:
        runs = log.runs(limit=1)
        return runs[0].status if runs else None
    finally:
        log.close()
