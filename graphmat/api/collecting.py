"""``gc``: take away what is old and what nobody needs, beside runs that are going on.

Never taken away: the newest good value of an asset and partition, the run that made it, the newest
evaluation of a check, whatever a run that is going on may still read, and, while they are young,
runs with all of the chain that they resumed.

The log is changed first, the objects follow: a kill in between leaves objects that no row names,
which the next collection finds.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from graphmat.loading.settings import DEFAULTS, seconds_of
from graphmat.storage.upkeep import may_be_live

if TYPE_CHECKING:
    from graphmat.loading.settings import Settings
    from graphmat.storage.upkeep import Upkeep

SCHEMA: Final = "graphmat/gc/1"
_AT_ONCE: Final = 200
_YOUNG_S: Final = 3600.0
"""An object that no row names yet may belong to a step that has not ended."""

_CLOCKS_S: Final = 60.0
_DAY_S: Final = 86400.0


class Choice:
    """Which runs go, and which lose their values.

    Args:
        upkeep: The log.
        store: The objects.
        cutoff: What ended before is old.
        keep_runs: So many of the newest runs are never old.
    """

    def __init__(self, upkeep: Upkeep, store: Any, *, cutoff: float, keep_runs: int) -> None:
        runs = upkeep.runs()
        live = [run for run in runs if may_be_live(run, since=cutoff)]
        self.live_since = min((run.started_at for run in live), default=None)
        kept = {run.number for run in runs[max(0, len(runs) - keep_runs) :]}
        kept |= {run.number for run in live}
        roots = {run.root_run_id for run in runs if run.last_at >= cutoff or run.number in kept}
        self.kept_digests: set[str] = set()
        needed = upkeep.runs_of_newest_checks() | self._runs_of_newest(upkeep, store)
        in_use = (
            set()
            if self.live_since is None
            else upkeep.runs_of_newest_at(self.live_since - _CLOCKS_S)
        )
        old = [run for run in runs if run.root_run_id not in roots and run.number not in in_use]
        self.gone = [run for run in old if run.number not in needed]
        self.stripped = [run for run in old if run.number in needed and not run.is_collected]
        lost = {run.number for run in (*self.gone, *self.stripped)}
        self.lost = lost | {run.number for run in runs if run.is_collected}

    def _runs_of_newest(self, upkeep: Upkeep, store: Any) -> set[int]:
        """The runs of the newest values; where one is damaged, also of the newest good one."""
        numbers = set()
        for newest in upkeep.newest():
            numbers.add(newest.run_number)
            self.kept_digests.add(newest.digest)
            if newest.digest and store.objects.size(newest.digest) != newest.size_bytes:
                for number, digest, size in upkeep.versions(newest):
                    numbers.add(number)
                    self.kept_digests.add(digest)
                    if digest and store.objects.size(digest) == size:
                        break
        return numbers


def age_kept(settings: Settings, option: str | None) -> float:
    """For how many seconds runs are kept.

    Args:
        settings: How the project is set up.
        option: What the command line says, if anything.

    Raises:
        UsageError: It is no age.
    """
    if option is not None:
        return seconds_of(option, "--keep")
    return seconds_of(settings.get("keep", DEFAULTS["keep"]), "the setting 'keep'")


def collect(
    log: Any,
    store: Any,
    *,
    keep_s: float,
    keep_runs: int = 0,
    dry_run: bool = False,
    now: float | None = None,
) -> dict[str, Any]:
    """Take away old runs, the values between their ops, and objects that nobody needs.

    Args:
        log: The event log; None where nothing was recorded.
        store: The store of values.
        keep_s: For how many seconds runs are kept.
        keep_runs: So many of the newest runs are kept, however old.
        dry_run: Whether only to count.
        now: Seconds since the epoch; default: this moment.

    Returns:
        What was taken away.

    Raises:
        StorageError: The log or the store cannot be changed.
    """
    now = time.time() if now is None else now
    counts = {
        "schema": SCHEMA,
        "dry_run": dry_run,
        "runs": 0,
        "runs_without_values": 0,
        "objects": 0,
        "bytes": 0,
        "unfinished_files": 0,
    }
    if log is None:
        return counts
    store.check()
    upkeep = log.upkeep()
    options: dict[str, Any] = {"cutoff": now - keep_s, "keep_runs": keep_runs}
    if dry_run:
        choice = Choice(upkeep, store, **options)
        counts["runs"], counts["runs_without_values"] = len(choice.gone), len(choice.stripped)
    else:
        choice = _take_out_runs(upkeep, store, options, counts)
    needed = choice.kept_digests | {
        named.digest for named in upkeep.named() if named.run_number not in choice.lost
    }
    _take_out_objects(store, needed, _age_limit(choice, now), counts, dry_run=dry_run)
    return counts


def _take_out_runs(
    upkeep: Upkeep, store: Any, options: dict[str, Any], counts: dict[str, Any]
) -> Choice:
    """Change the log, some runs at a time, so that others may write in between."""
    while True:
        with upkeep.transaction():
            # chosen anew each time: a run may have begun that needs another one
            choice = Choice(upkeep, store, **options)
            some = choice.gone[:_AT_ONCE]
            upkeep.remove(some)
            counts["runs"] += len(some)
            is_last = len(choice.gone) <= _AT_ONCE
            if is_last:
                upkeep.mark_collected(choice.stripped)
                counts["runs_without_values"] = len(choice.stripped)
        if is_last:
            return choice


def _age_limit(choice: Choice, now: float) -> float:
    """Objects that were stored since may be in use."""
    limit = now - _YOUNG_S
    if choice.live_since is not None:
        limit = min(limit, choice.live_since - _CLOCKS_S)
    return limit


def _take_out_objects(
    store: Any, needed: set[str], older_than: float, counts: dict[str, Any], *, dry_run: bool
) -> None:
    objects = store.objects
    if not dry_run:
        objects.put_all_back()
    for path in objects.left_behind(older_than=older_than - _DAY_S):
        counts["unfinished_files"] += 1
        if not dry_run:
            objects.remove(path)
    for found in objects.listing():
        if not found.digest or found.digest in needed or found.changed_at >= older_than:
            continue
        if dry_run or objects.delete(found.digest, older_than=older_than):
            counts["objects"] += 1
            counts["bytes"] += found.size_bytes
