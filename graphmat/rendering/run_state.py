"""``RunState``: what is known of a run while it goes on, gathered from its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.events.model import Event


class RunState:
    """A run as its events tell it.

    Attributes:
        steps: The steps that are to run, in order; empty where the run's start does not say.
        upstream: Of each of them, the positions of those that it waits for.
        mapped: Steps of which there is one for each item of a fan-out.
        running: Step that runs, an item with its key in brackets → when its attempt began.
        ended: Steps that have ended, and items of fan-outs.
        planned: Assets that are to be made, with their partition.
        made: Those of them that are.
        peak: How many steps have run at once.
        began: When the run did.
    """

    def __init__(self) -> None:
        self.run_id = ""
        self.steps: list[str] = []
        self.upstream: list[Sequence[int]] = []
        self.mapped: set[str] = set()
        self.running: dict[str, float] = {}
        self.ended: set[str] = set()
        self.planned: set[tuple[str, str | None]] = set()
        self.made: set[tuple[str, str | None]] = set()
        self.peak = 1
        self.began = 0.0
        self.is_over = False
        self.failure_count = 0
        self._items: dict[str, list[float]] = {}
        self._opened: set[str] = set()

    def take(self, event: Event) -> None:
        """Learn what an event tells."""
        kind = event.kind
        step = event.step_key or ""
        if kind in _BEGINS:
            self.running[step] = event.time
            self.peak = max(self.peak, len(self.running))
            if "[" in step:
                self._opened.add(base_of(step))
        elif kind in kinds.STEP_ENDS:
            self._end(step, event)
        elif kind == kinds.STEP_UP_FOR_RETRY:
            self.running.pop(step, None)
        elif kind == kinds.ASSET_MATERIALIZATION:
            self.made.add((str(event.asset_key), event.partition_key))
        elif kind == kinds.ASSET_MATERIALIZATION_PLANNED:
            self.planned.add((str(event.asset_key), event.partition_key))
        elif kind == kinds.RUN_START:
            self._start(event)
        elif kind in kinds.RUN_ENDS:
            self.is_over = True
            self.running.clear()

    def _start(self, event: Event) -> None:
        RunState.__init__(self)  # the run before it, if there was one, is over
        self.run_id = event.run_id
        self.began = event.time
        documents: Sequence[Mapping[str, Any]] = event.data.get("steps") or ()
        self.steps = [str(each["key"]) for each in documents]
        self.upstream = [tuple(each.get("after") or ()) for each in documents]
        self.mapped = {str(each["key"]) for each in documents if each.get("is_mapped")}

    def _end(self, step: str, event: Event) -> None:
        self.running.pop(step, None)
        self.ended.add(step)
        if event.kind == kinds.STEP_FAILURE:
            self.failure_count += 1
        took = event.data.get("duration_s")
        if "[" in step and isinstance(took, int | float):
            self._items.setdefault(base_of(step), []).append(float(took))

    @property
    def counts(self) -> tuple[int, int, bool]:
        """How many steps have ended, of how many known, and whether there will be more."""
        plain = len(self.steps) - len(self.mapped)
        items = sum(1 for key in {*self.ended, *self.running} if "[" in key)
        is_open = any(step not in self._opened and step not in self.ended for step in self.mapped)
        total = max(plain + items, len(self.ended) + len(self.running))
        return len(self.ended), total, is_open

    def item_usual(self, step: str) -> float | None:
        """How long the other items of a fan-out took; None where none has ended."""
        times = self._items.get(base_of(step))
        return sorted(times)[len(times) // 2] if times else None


_BEGINS = frozenset({kinds.STEP_START, kinds.STEP_RESTARTED})


def base_of(step: str) -> str:
    """A step without the key of its item."""
    return step.split("[", 1)[0]
