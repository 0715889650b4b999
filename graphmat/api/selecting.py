"""From what a command was given (selections, exclusions, a job) to asset keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.states import LogStates
from graphmat.definitions.jobs import ALL_ASSETS_JOB, JobDefinition
from graphmat.errors import InvalidSelectionError, did_you_mean
from graphmat.keys import AssetCheckKey, AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions


class Choice:
    """What was chosen.

    Args:
        keys: The assets.
        checks: The checks; None: those of the assets.
        selects_all: Whether nothing was said: everything is meant.
        job: The job, where one was named.
    """

    __slots__ = ("checks", "job", "keys", "selects_all")

    def __init__(
        self,
        keys: frozenset[AssetKey],
        checks: frozenset[AssetCheckKey] | None,
        *,
        selects_all: bool,
        job: JobDefinition | None,
    ) -> None:
        self.keys = keys
        self.checks = checks
        self.selects_all = selects_all
        self.job = job

    @property
    def is_graph_job(self) -> bool:
        """Whether a job of ops was named, which has no assets to choose from."""
        return self.job is not None and self.job.graph is not None


def choose(
    definitions: Definitions,
    log: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
) -> Choice:
    """The assets to make.

    Args:
        definitions: The definitions.
        log: The event log, for ``state:`` and ``run:``.
        select: Selections, their union; none: everything, or everything of the job.
        exclude: Selections to leave out.
        job: A job by name; its selection is a limit.

    Raises:
        InvalidSelectionError: A name is unknown, nothing is left, or the job is exceeded.
    """
    named = find_job(definitions, job) if job is not None else None
    if named is not None and named.graph is not None:
        if select or exclude:
            raise InvalidSelectionError(
                f"job '{named.name}' is a graph of ops: it has no assets to select from"
            )
        return Choice(frozenset(), None, selects_all=True, job=named)
    graph = definitions.asset_graph
    keys = frozenset(graph.asset_keys) if named is None else named.asset_keys
    checks: frozenset[AssetCheckKey] | None = None
    if select:
        keys, checks = _selected(graph, log, select, None if named is None else named, keys)
    if exclude:
        keys, checks = _without(graph, log, exclude, keys, checks)
    return Choice(
        keys,
        checks,
        selects_all=not select and not exclude and (named is None or named.selection is None),
        job=named,
    )


def look_at(
    definitions: Definitions, log: Any, select: Sequence[str], exclude: Sequence[str] = ()
) -> frozenset[AssetKey]:
    """The assets to show: external ones too, and none is no fault unless a name is unknown.

    Raises:
        InvalidSelectionError: A name is unknown, or the selection selects nothing.
    """
    graph = definitions.asset_graph
    keys = frozenset(graph.all_keys())
    if select:
        from graphmat.selection.resolve import resolve_all

        found = resolve_all(select, graph, state=LogStates(log, graph), include_external=True)
        keys = found.asset_keys
    if exclude:
        keys, _ = _without(graph, log, exclude, keys, None)
    return keys


def find_job(definitions: Definitions, name: str) -> JobDefinition:
    """A job by name.

    Raises:
        InvalidSelectionError: There is none.
    """
    known = [job.name for job in definitions.jobs]
    graph = definitions.asset_graph
    names = {graph.name_of(definition) for definition in graph.definitions}
    if name not in {*known, *names, ALL_ASSETS_JOB}:
        listed = ", ".join(f"'{each}'" for each in sorted(known)) or "none"
        raise InvalidSelectionError(
            f"there is no job '{name}'; jobs: {listed}",
            names=(name,),
            hint=did_you_mean(name, known),
        )
    return definitions.get_job_def(name)


def _selected(
    graph: Any,
    log: Any,
    select: Sequence[str],
    job: JobDefinition | None,
    limit: frozenset[AssetKey],
) -> tuple[frozenset[AssetKey], frozenset[AssetCheckKey]]:
    from graphmat.selection.resolve import resolve_all

    found = resolve_all(select, graph, state=LogStates(log, graph))
    outside = found.asset_keys - limit
    if job is not None and outside:
        names = ", ".join(f"'{key}'" for key in key_strings(outside)[:5])
        raise InvalidSelectionError(
            f"job '{job.name}' does not select {names}",
            names=key_strings(outside),
            hint="a job's selection is a limit; leave out --job, or choose another",
        )
    return found.asset_keys, found.check_keys


def _without(
    graph: Any,
    log: Any,
    exclude: Sequence[str],
    keys: frozenset[AssetKey],
    checks: frozenset[AssetCheckKey] | None,
) -> tuple[frozenset[AssetKey], frozenset[AssetCheckKey] | None]:
    from graphmat.selection.resolve import resolve_all

    found = resolve_all(exclude, graph, state=LogStates(log, graph), include_external=True)
    left = keys - found.asset_keys
    if checks is None:
        checks = frozenset(check for key in left for check in graph.checks_of(key))
    checks -= found.check_keys
    if not left and not checks:
        raise InvalidSelectionError(
            "nothing is left of the selection: all of it is excluded",
            hint="graphmat list --select … shows what a selection means",
        )
    return left, checks
