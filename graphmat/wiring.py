"""The one place that picks implementations: settings → event log, store, child process.

A command says what it wants through a ``Session``; it never learns where the log is kept or in
which process the user's code runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmat.events.model import Event
from graphmat.loading.project import Settings, find_settings

OnEvents = Callable[[Sequence[Event]], None]


class Session:
    """What a command works with.

    Args:
        settings: The settings of the project.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._log: Any = None
        self._supervisor: Any = None

    def call(self, verb: str, **arguments: Any) -> Any:
        """Have a verb of ``graphmat.api.verbs`` carried out on the definitions.

        Args:
            verb: Name of the function; it is called with (definitions, instance, **arguments).
            **arguments: JSON values.

        Returns:
            The document that it returns.

        Raises:
            GraphmatError: What it raised, or why the definitions could not be loaded.
        """
        return self._child().call(verb, arguments)

    def run(
        self, arguments: Mapping[str, Any], on_events: OnEvents | None = None,
        verb: str = "materialize",
    ) -> Any:
        """Have a run carried out.

        Args:
            arguments: JSON values for the verb.
            on_events: Shown the events of the run, after they are stored.
            verb: The verb.

        Returns:
            The summary document that the verb returns.

        Raises:
            RunInterruptedError: A signal ended it; its exit code says which.
            GraphmatError: What the verb raised.
        """
        return self._child().call(verb, arguments, [on_events] if on_events else [])

    def log(self) -> Any:
        """The event log, or an empty one where nothing was recorded yet."""
        return self._open_log(create=False)

    def close(self) -> None:
        """End the child and close the log; safe to call twice."""
        if self._supervisor is not None:
            self._supervisor.close()
            self._supervisor = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Fork the child, so that it loads the module while the caller goes on."""
        self._child()

    def _child(self) -> Any:
        if self._supervisor is None:
            from graphmat.supervision.supervisor import Supervisor

            self._supervisor = Supervisor(
                _preparation(self.settings), lambda create: self._open_log(create=create)
            )
        return self._supervisor

    def _open_log(self, *, create: bool) -> Any:
        if self._log is None:
            from graphmat.storage.opening import existing_event_log, open_event_log

            if create:
                self._log = open_event_log(self.settings.home)
            else:
                self._log = existing_event_log(self.settings.home)
                if self._log is None:
                    from graphmat.api.instance import NullEventLog

                    return NullEventLog()
        return self._log


def _preparation(settings: Settings) -> Callable[[Any], Callable[[str, Mapping[str, Any]], Any]]:
    def prepare(log: Any) -> Callable[[str, Mapping[str, Any]], Any]:
        from graphmat.loading.module import load_definitions

        assert settings.target is not None
        definitions = load_definitions(settings.target)

        def call(verb: str, arguments: Mapping[str, Any]) -> Any:
            from graphmat.api import verbs
            from graphmat.api.instance import Instance
            from graphmat.io_managers.object_store import ObjectStore, ObjectStoreIOManager

            store = ObjectStoreIOManager(ObjectStore(settings.home / "objects"))
            instance = Instance(log, store, settings.home)
            return getattr(verbs, verb)(definitions, instance, **arguments)

        return call

    return prepare


def open_session(
    *, folder: str | None = None, flags: Mapping[str, Any] | None = None, loads: bool = True
) -> Session:
    """Find the project and begin to work with it.

    Args:
        folder: ``-C``: where to look, instead of the working directory.
        flags: What the command line says: ``file``, ``module``, ``home``, … ; None counts as unset.
        loads: Whether the definitions will be needed: the child is forked at once.

    Raises:
        UsageError: There is no project here, or its settings are wrong.
    """
    session = Session(find_settings(folder=folder, flags=flags))
    if loads:
        session.start()
    return session
