"""The connection to a Dask cluster: that of an address, or one of this machine for one run."""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import ClusterError, InvalidDefinitionError, UsageError

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step

RESOURCES_TAG: Final = "dask/resources"
_CONNECT_S: Final = 10.0
_ALLOWED_FAILURES: Final = 3


class Connection:
    """A client of a cluster.

    Args:
        client: Dask's client.
        cluster: The cluster, where it is of this run alone.
    """

    __slots__ = ("client", "cluster")

    def __init__(self, client: Any, cluster: Any = None) -> None:
        self.client = client
        self.cluster = cluster

    @property
    def where(self) -> str:
        """The scheduler, as messages call it."""
        return str(self.client.scheduler.address if self.client.scheduler else "the scheduler")

    def workers(self) -> Mapping[str, Any]:
        """The workers that there are: address → what the scheduler knows of them."""
        found: Mapping[str, Any] = self.client.scheduler_info(n_workers=-1).get("workers", {})
        return found

    def close(self) -> None:
        """Let go of the cluster, or end it."""
        with suppress(Exception):
            self.client.close(timeout=5)
        if self.cluster is not None:
            with suppress(Exception):
                self.cluster.close(timeout=10)


def refuse_without_package() -> None:
    """Make sure that Dask is installed.

    Raises:
        UsageError: It is not.
    """
    if find_spec("distributed") is None:
        raise UsageError(
            "the executor 'dask' needs the package 'distributed', which is not installed",
            hint="pip install 'graphmat[dask]'",
        )


def connect(options: Mapping[str, Any], jobs: int) -> Connection:
    """Reach the cluster of the settings, or start one on this machine.

    Args:
        options: The setting ``dask``.
        jobs: How many workers a cluster of this machine has.

    Raises:
        ClusterError: There is none, or none that can run this.
    """
    _quieten()
    address = options.get("address")
    if not address:
        return _own_cluster(options, jobs)
    from distributed import Client  # only where this executor was chosen

    wait_s = float(options.get("timeout") or _CONNECT_S)
    try:
        client = Client(  # type: ignore[no-untyped-call]  # distributed tells no types
            address, timeout=wait_s, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at '{address}': {_first_line(error)}",
            hint="is it running there, and reachable from here? dask: {address: tcp://HOST:8786}",
        ) from error
    connection = Connection(client)
    try:
        _wait_for_workers(connection, address, wait_s)
        _check_versions(client)
    except BaseException:
        connection.close()
        raise
    return connection


def _quieten() -> None:
    """What matters of Dask's own talk stands in the record."""
    import distributed  # noqa: F401  # it sets the levels when it is imported

    for name in list(logging.Logger.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _own_cluster(options: Mapping[str, Any], jobs: int) -> Connection:
    import dask.config  # only where this executor was chosen
    from distributed import Client, LocalCluster

    failures = int(options.get("allowed_failures", _ALLOWED_FAILURES))
    settings = {
        "distributed.scheduler.allowed-failures": failures,
        "distributed.worker.daemon": False,  # else ops could start no processes of their own
    }
    try:
        with dask.config.set(settings):
            cluster = LocalCluster(  # type: ignore[no-untyped-call]  # as above
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=0,
                silence_logs=logging.CRITICAL,
                resources=options.get("resources") or None,
            )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise ClusterError(
            f"no Dask cluster could be started here: {_first_line(error)}"
        ) from error
    client = Client(cluster, set_as_default=False)  # type: ignore[no-untyped-call]  # as above
    return Connection(client, cluster)


def _wait_for_workers(connection: Connection, address: str, wait_s: float) -> None:
    try:
        connection.client.wait_for_workers(1, timeout=wait_s)
    except TimeoutError as error:
        raise ClusterError(
            f"the Dask scheduler at '{address}' has no workers, after {wait_s:g} s",
            hint=f"dask worker {address}",
        ) from error


def _check_versions(client: Any) -> None:
    """All machines must have the same graphmat, and the same Python but for its last number."""
    import graphmat

    ours = (graphmat.__version__, ".".join(map(str, sys.version_info[:2])))
    found = client.get_versions(check=False, packages=["graphmat"])
    wrong = []
    for address, told in sorted(found["workers"].items()):
        python = ".".join(str(told["host"]["python"]).split(".")[:2])
        theirs = (told["packages"].get("graphmat"), python)
        if theirs != ours:
            has = f"graphmat {theirs[0]}" if theirs[0] else "no graphmat"
            wrong.append(f"{address} has {has} and Python {python}")
    if wrong:
        more = f", and {len(wrong) - 3} more" if len(wrong) > 3 else ""  # noqa: PLR2004  # three names
        raise ClusterError(
            f"Dask workers do not fit graphmat {ours[0]} and Python {ours[1]} here: "
            f"{'; '.join(wrong[:3])}{more}",
            hint=f"install it on each worker: pip install 'graphmat[dask]=={ours[0]}'",
        )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


# ---------------------------------------------------------------- resources


def resources_of(step: Step) -> dict[str, float]:
    """The resources of Dask that a step asks for.

    Raises:
        InvalidDefinitionError: Its tag is not of the form ``{"GPU": 1}``.
    """
    written = step.tags.get(RESOURCES_TAG) if step.tags else None
    if written is None:
        return {}
    try:
        found = {str(name): float(amount) for name, amount in json.loads(written).items()}
    except (ValueError, TypeError, AttributeError):
        found = {"": -1.0}
    if not all(name and 0 < amount < math.inf for name, amount in found.items()):
        raise InvalidDefinitionError(
            f"the tag '{RESOURCES_TAG}' of '{step.step_key}' is {written!r}: it must name amounts, "
            'such as {"GPU": 1}',
            location=step.location or step.op.location,
        )
    return found


def check_resources(plan: ExecutionPlan) -> None:
    """Make sure that all tags about resources can be read, before anything runs.

    Raises:
        InvalidDefinitionError: One cannot.
    """
    for step in plan.steps:
        resources_of(step)


def demands_of(plan: ExecutionPlan, connection: Connection) -> Callable[[Step], dict[str, float]]:
    """What tells of each step the resources that its worker must have.

    A pool counts, where workers offer a resource of its name.

    Raises:
        ClusterError: No worker offers what a step asks for.
    """
    offers = [worker.get("resources") or {} for worker in connection.workers().values()]
    known = {name for offer in offers for name in offer}
    for step in plan.steps_to_run():
        wanted = resources_of(step)
        if wanted and not any(_fits(wanted, offer) for offer in offers):
            text = ", ".join(f"{name}={amount:g}" for name, amount in wanted.items())
            raise ClusterError(
                f"no Dask worker offers what '{step.step_key}' asks for: {text}",
                hint=f'dask worker … --resources "{text.replace(", ", " ")}", or '
                "dask: {resources: …} for the workers of this machine",
                location=step.op.location,
            )

    def demands(step: Step) -> dict[str, float]:
        wanted = resources_of(step)
        if step.pool is not None and step.pool in known:
            wanted.setdefault(step.pool, 1.0)
        return wanted

    return demands


def _fits(wanted: Mapping[str, float], offer: Mapping[str, float]) -> bool:
    return all(offer.get(name, 0) >= amount for name, amount in wanted.items())
