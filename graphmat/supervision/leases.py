"""Who makes what: the assets and partitions that a run holds while it is alive.

A run writes its claims into the file that it keeps locked. The lock decides: the claims of a run
whose process is gone are void at once, and nobody has to say so. One more lock is held while claims
are compared and made, so that of two runs that want the same one is first.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from _thread import allocate_lock
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from graphmat.errors import ConflictError

MUTEX: Final = ".claims"
"""Name of the file in the folder of locks that is locked while claims are made."""
_in_process: Final = allocate_lock()

Claim = tuple[str, str | None]
"""An asset and its partition; or an empty text and the id of the first run of a chain."""


class Holder:
    """A run that is alive, and what it holds.

    Args:
        run_id: The run.
        pid: Its process.
        since: Seconds since the epoch.
        claims: What it holds.
        host: Its machine, where that may be another one.
    """

    __slots__ = ("claims", "host", "pid", "run_id", "since")

    def __init__(
        self, run_id: str, pid: int, since: float, claims: Collection[Claim], host: str = ""
    ) -> None:
        self.run_id = run_id
        self.pid = pid
        self.host = host
        self.since = since
        self.claims = frozenset(claims)

    def __str__(self) -> str:
        began = time.strftime("%H:%M:%S", time.localtime(self.since))
        where = f" on {self.host}" if self.host else ""
        return f"run {self.run_id[:8]} (process {self.pid}{where}, since {began})"

    def text(self) -> str:
        """As it is written into the file of its lock."""
        claims = sorted(self.claims, key=str)
        facts = {"run_id": self.run_id, "pid": self.pid, "since": self.since, "claims": claims}
        return json.dumps({**facts, "host": self.host} if self.host else facts)


def read_holder(text: str) -> Holder | None:
    """The inverse of ``Holder.text``; None where the file is not written yet, or not by us."""
    try:
        facts = json.loads(text)
        claims = [(str(name), partition) for name, partition in facts["claims"]]
        who = str(facts["run_id"]), int(facts["pid"]), float(facts["since"])
        return Holder(*who, claims, str(facts.get("host", "")))
    except (ValueError, KeyError, TypeError):
        return None


class RunConflictError(ConflictError):
    """Another run holds what this one wants.

    Attributes:
        holders: The runs.
        claims: What this one wants.
    """

    def __init__(self, holders: Sequence[Holder], claims: Collection[Claim]) -> None:
        self.holders = tuple(holders)
        self.claims = frozenset(claims)
        super().__init__(
            f"{', '.join(map(str, holders))} {'holds' if len(holders) == 1 else 'hold'} "
            f"{_wanted(holders, self.claims)}",
            hint="--on-conflict wait waits for its end, join shows its progress and takes its "
            "result",
        )

    @property
    def is_covered(self) -> bool:
        """Whether one run makes all that this one wants."""
        wanted = {claim for claim in self.claims if claim[0]} or self.claims
        return len(self.holders) == 1 and wanted <= self.holders[0].claims


_SHOWN: Final = 3


def _wanted(holders: Sequence[Holder], claims: Collection[Claim]) -> str:
    """What is wanted twice, in words."""
    both = sorted(
        {claim for holder in holders for claim in holder.claims & frozenset(claims)}, key=str
    )
    names = [
        f"'{name}'" if partition is None else f"'{name}' [{partition}]"
        for name, partition in both
        if name
    ]
    if not names:
        return "the run that is to be resumed"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def conflicts(holders: Sequence[Holder], claims: Collection[Claim]) -> list[Holder]:
    """The runs that hold something of what is wanted, oldest first."""
    wanted = frozenset(claims)
    found = [holder for holder in holders if not wanted.isdisjoint(holder.claims)]
    return sorted(found, key=lambda holder: holder.since)


@contextmanager
def claiming(folder: str) -> Iterator[None]:
    """Nobody else compares or makes claims in the meantime.

    Args:
        folder: The folder of the locks.
    """
    with _in_process:
        descriptor = os.open(
            os.path.join(folder, MUTEX),  # noqa: PTH118  # a text
            os.O_RDWR | os.O_CREAT | os.O_CLOEXEC,
            0o600,
        )
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def as_claims(packed: Sequence[Sequence[Any]]) -> list[Claim]:
    """Claims as they come from another process."""
    return [
        (str(name), None if partition is None else str(partition)) for name, partition in packed
    ]
