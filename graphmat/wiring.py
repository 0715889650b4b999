"""The one place that picks implementations: settings → event log, store, child process.

A command says what it wants through a ``Session``; it never learns where the log is kept or in
which process the user's code runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

from graphmat.collector import CollectorAtRest, wake
from graphmat.errors import ConflictError, NothingToResumeError
from graphmat.loading.project import find_settings
from graphmat.supervision.log_keeper import LogKeeper
from graphmat.supervision.run_locks import RunLocks, process_facts, settle_dead_runs
from graphmat.supervision.supervisor import Supervisor

if TYPE_CHECKING:
    from pathlib import Path

    from graphmat.events.ports import EventSink
    from graphmat.loading.settings import Settings
    from graphmat.supervision.child import Call, Child, Prepare
    from graphmat.supervision.leases import RunConflictError
    from graphmat.supervision.server_locks import ServerRunLocks

Say = Callable[[str], None]
RUN: Final = "materialize"
_COLLECT_EVERY: Final = 200_000
"""New objects between two looks at the garbage while a user's module is imported."""
CONTINUE: Final = "continue_run"
_FROM_SETTINGS: Final = ("on_unselected", "strict", "fail_fast")
"""Arguments of the verbs that plan or run, which a project may set."""
_OF_EXECUTOR: Final = ("executor", "jobs", "start_method", "timeout", "dask")
"""The same of the way steps are run: what a job says stands between the command and the project."""


def open_session(
    *,
    folder: str | None = None,
    flags: Mapping[str, Any] | None = None,
    loads: bool = True,
    say: Say | None = None,
    talk: int = -1,
    keeps_stdin: bool = False,
) -> Session:
    """Find the project and begin to work with it.

    Args:
        folder: Where to look and to work, instead of the working directory.
        flags: What the command line says: ``file``, ``module``, ``home``, ``profile``,
            ``env_file``; None counts as unset.
        loads: Whether the definitions will be needed: then their loading begins at once.
        say: Tells the user something; default: on standard error.
        talk: Descriptor that takes what the user's code prints; -1: standard error does.
        keeps_stdin: Whether the user's code may read the standard input.

    Raises:
        UsageError: There is no project here, or its settings are wrong.
    """
    settings = find_settings(folder=folder, flags=flags, needs_target=loads)
    os.environ.update(settings.added_environment)  # the child inherits it
    if order := os.environ.get("GRAPHMAT_CHAOS"):
        from graphmat.supervision.fault_points import arm  # an experiment: see there

        arm(order)
    session = Session(settings, folder=folder, say=say or _say, talk=talk, keeps_stdin=keeps_stdin)
    if loads:
        session.start()
    return session


def _say(text: str) -> None:
    # straight to the descriptor: it may be said in a signal's handler, amid another write
    with suppress(OSError):
        os.write(2, f"{text}\n".encode())


class Session:
    """What a command works with.

    Args:
        settings: How the project is set up.
        folder: Where the user's code works, if not in the working directory.
        say: Tells the user something.
        talk: Descriptor that takes what the user's code prints; -1: standard error does.
        keeps_stdin: Whether the user's code may read the standard input.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        folder: str | None = None,
        say: Say = _say,
        talk: int = -1,
        keeps_stdin: bool = False,
    ) -> None:
        self.settings = settings
        self._folder = folder
        self._say = say
        self._talk = talk
        self._keeps_stdin = keeps_stdin
        self._log: Any = None
        self._supervisor: Supervisor | None = None
        self._keeper: LogKeeper | None = None

    def start(self) -> None:
        """Begin to load the definitions, while the caller goes on."""
        self._child()

    def call(self, verb: str, **arguments: Any) -> Any:
        """Have a verb of ``graphmat.api.verbs`` carried out on the definitions.

        Args:
            verb: Name of the function; it is called with (definitions, instance, **arguments).
            arguments: JSON values; what is None where the project has a setting takes that.

        Returns:
            The document that it returns.

        Raises:
            GraphmatError: What it raised, or why the definitions could not be loaded.
        """
        return self._child().call(verb, self._complete(arguments))

    def run(
        self,
        arguments: Mapping[str, Any],
        on_events: EventSink | None = None,
        verb: str = RUN,
        *,
        on_conflict: str | None = None,
    ) -> Any:
        """Have a run carried out.

        Args:
            arguments: JSON values for the verb.
            on_events: Shown the events of the run, after they are stored.
            verb: The verb.
            on_conflict: What is done while another run holds what this one makes: ``wait``,
                ``join`` or ``fail``; None: as the project has set.

        Returns:
            The document that the verb returns. Of a run that was joined, or that was killed and
            that no other process could go on with, its ``run_id``: the record tells the rest.

        Raises:
            RunInterruptedError: A signal ended it; its exit code says which.
            ConflictError: Another run holds what this one makes, and that is to be an error.
            GraphmatError: What the verb raised.
        """
        from graphmat.supervision.conflicts import FAIL, JOIN, WAIT

        policy = on_conflict or self.settings.get("on_conflict", WAIT)
        met: str | None = None
        while True:
            try:
                return self._run(arguments, on_events, verb)
            except NothingToResumeError:
                if met is None:
                    raise
                self._say(f"nothing is left to do: run {met[:8]} has done it")
                return {"run_id": met, "success": True}
            except ConflictError:
                conflict = self._keeper.conflict if self._keeper is not None else None
                if conflict is None or policy == FAIL:
                    raise
                met = conflict.holders[0].run_id
                is_end = self._meet(conflict, on_events if policy == JOIN else None)
                if is_end and policy == JOIN and conflict.is_covered:
                    return {"run_id": met}

    def _meet(self, conflict: RunConflictError, on_events: EventSink | None) -> bool:
        """Wait until the run that is in the way has ended; whether it came to an end of its own."""
        from graphmat.supervision.conflicts import follow, wait_for_end

        holder, locks = conflict.holders[0], self._locks()
        if on_events is None:
            self._say(f"waiting: {conflict.message}")
            wait_for_end(locks, holder.run_id)
            return True
        self._say(f"joining: {conflict.message}")
        if follow(self.log, locks, holder.run_id, on_events):
            return True
        self._say(f"the process of run {holder.run_id[:8]} died: taking over")
        return False

    def _run(self, arguments: Mapping[str, Any], on_events: EventSink | None, verb: str) -> Any:
        given = {**self._complete(arguments), "process": process_facts()}
        sinks = [on_events] if on_events is not None else []
        return self._child().call(verb, given, sinks, continue_by=CONTINUE)

    def log(self) -> Any:
        """The event log; None where nothing was recorded yet.

        Raises:
            StorageError: It cannot be used.
        """
        return self._open_log(create=False)

    def usual_durations(self, step_keys: Sequence[str]) -> Mapping[str, float]:
        """Step → how long it usually takes, in seconds, as far as the log knows."""
        log = self.log()
        found: Mapping[str, float] = log.step_durations(step_keys) if log is not None else {}
        return found

    def settle(self) -> list[str]:
        """Mark runs as interrupted whose process has died; their ids."""
        log = self.log()
        return settle_dead_runs(log, self._locks()) if log is not None else []

    def close(self) -> None:
        """End the child and close the log; safe to call twice."""
        if self._supervisor is not None:
            self._supervisor.close()
            self._supervisor = None
        self._close_log()

    def _close_log(self) -> None:
        if self._log is not None:
            self._log.close()
            self._log = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---------------------------------------------------------------- parts

    def _complete(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(arguments)
        for name in _FROM_SETTINGS:
            # a flag that is off was not typed, unless it can be switched off
            if name in given and (given[name] is None or (not given[name] and name != "strict")):
                given[name] = self.settings.get(name, given[name])
        if "executor" in given:
            settings = {name: self.settings.get(name) for name in _OF_EXECUTOR}
            given["executor"] = {**(given["executor"] or {}), "project": settings}
        return given

    def _child(self) -> Supervisor:
        if self._supervisor is None:
            target = self.settings.target
            self._keeper = LogKeeper(self._log_for_child, self._locks(), self._close_log)
            self._supervisor = Supervisor(
                _preparation(self.settings, self._folder),
                self._keeper,
                target=target.text if target is not None else "",
                say=self._say,
                keeps_stdin=self._keeps_stdin,
                talk=self._talk,
            )
        return self._supervisor

    def _locks(self) -> RunLocks | ServerRunLocks:
        url = self.settings.get("log")
        if url is None:
            return RunLocks(self.settings.home)
        from graphmat.api.server_log import server_run_locks

        return server_run_locks(url)

    def _log_for_child(self, create: bool) -> Any:
        return self._open_log(create=create)

    def _open_log(self, *, create: bool) -> Any:
        if self._log is None:
            shared = bool(self.settings.get("shared_home", False))
            url = self.settings.get("log")
            self._log = _event_log(self.settings.home, url, create=create, shared=shared)
            if self._log is not None:
                for run_id in settle_dead_runs(self._log, self._locks()):
                    self._say(
                        f"note: run {run_id[:8]} was interrupted: its process died; "
                        f"to go on with it: graphmat resume {run_id[:8]}"
                    )
        return self._log


def _event_log(home: Path, url: str | None, *, create: bool, shared: bool) -> Any:
    # the child needs none of it
    from graphmat.storage.opening import existing_event_log, existing_server_log, open_event_log

    if url is not None:
        return open_event_log(url) if create else existing_server_log(url)
    opened = open_event_log if create else existing_event_log
    return opened(home, shared=shared)


def _preparation(settings: Settings, folder: str | None) -> Prepare:
    """What the child does: load the definitions, then carry out verbs on them."""

    def prepare(child: Child) -> Call:
        if folder is not None:
            os.chdir(folder)
        from graphmat.loading.module import load_definitions

        assert settings.target is not None  # noqa: S101  # it was asked for
        with CollectorAtRest(every=_COLLECT_EVERY, keeps=True):
            definitions = load_definitions(settings.target)
        wake()
        definitions.asset_graph.named_selectors = settings.get("selectors", {})

        def call(verb: str, arguments: Mapping[str, Any]) -> Any:
            from graphmat.api import verbs

            given = dict(arguments)
            if "process" in given or verb == CONTINUE:
                given["should_stop"] = lambda: child.interrupts.is_asked
            return getattr(verbs, verb)(definitions, _instance(settings, child), **given)

        return call

    return prepare


def _instance(settings: Settings, child: Child) -> Any:
    from graphmat.api.instance import Instance
    from graphmat.io_managers.object_store import ObjectStoreIOManager
    from graphmat.io_managers.places import opened_store

    store = opened_store(
        settings.home,
        settings.get("store"),
        settings.get("store_options"),
        keeps_frames=settings.get("io_manager") == "auto",
    )
    return Instance(child.log, ObjectStoreIOManager(store), settings.home)
