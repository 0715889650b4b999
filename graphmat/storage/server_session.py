"""``ServerSession``: this process's connection to the server of a log, made anew when it breaks.

The log and the locks of runs share it. So a lock that was lost with the connection is missed when
the log is written next, and no run goes on that others take for dead.
"""

from __future__ import annotations

import os
import time
from _thread import RLock
from typing import TYPE_CHECKING, Any, Final

import psycopg

from graphmat.errors import StorageError
from graphmat.storage.server_failures import is_lost, server_error, unreachable
from graphmat.storage.server_url import ServerUrl
from graphmat.storage.sqlite_failures import BUSY_TIMEOUT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

_PATIENCE_S: Final = 10.0
"""How long a server that went away is waited for: a restart takes seconds."""

_SESSION_OPTIONS: Final = (
    f"-c lock_timeout={int(BUSY_TIMEOUT_S)}s -c statement_timeout=300s -c TimeZone=UTC -c jit=off "
    "-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=600s"
)
_ALIVE: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "graphmat",
    "client_encoding": "utf8",
}

_sessions: Final[dict[str, ServerSession]] = {}


def server_session(url: str) -> ServerSession:
    """The session of this process on a server; each user leaves it by ``leave``.

    Raises:
        UsageError: The URL leads to no server, or the package for it is not installed.
        StorageError: The server cannot be reached.
    """
    session = _sessions.get(url)
    if session is None or not session.is_usable:
        session = ServerSession(url)
        _sessions[url] = session
    session.enter()
    return session


class ServerSession:
    """A connection to a server.

    Args:
        url: Where the server is.
    """

    def __init__(self, url: str) -> None:
        self._key = url
        self.url = ServerUrl(url)
        self.name = self.url.name
        self.lock = RLock()
        self.retake: dict[str, Callable[[Connection[Any]], None]] = {}
        """What is to be done on a new connection: the locks of runs that this process holds."""
        self.is_in_transaction = False
        self._users = 0
        self._process = os.getpid()
        self._connection = self._connect()
        os.register_at_fork(after_in_child=self._forget)

    @property
    def is_usable(self) -> bool:
        """Whether it belongs to this process and was not left by all."""
        return self._process == os.getpid() and self._users > 0

    def enter(self) -> None:
        """One more user."""
        self._users += 1

    def leave(self) -> None:
        """One user less; the last one closes it."""
        self._users -= 1
        if self._users <= 0 and self._process == os.getpid():
            _sessions.pop(self._key, None)
            self._connection.close()

    def connection(self) -> Connection[Any]:
        """The connection; a new one where the old one is known to be broken.

        Raises:
            StorageError: There is none.
        """
        if self._process != os.getpid():
            raise StorageError(
                f"event log '{self.name}' was opened before this process was forked",
                hint="open the event log in the process that uses it",
            )
        if self._connection.closed and not self.is_in_transaction:
            self._reconnect()
        return self._connection

    def retried(self, act: Callable[[Connection[Any]], Any]) -> Any:
        """Do what can be done twice, again where the connection turns out to be gone.

        Raises:
            StorageError: It failed.
        """
        try:
            try:
                return act(self.connection())
            except psycopg.Error as error:
                if self.is_in_transaction or not is_lost(error):
                    raise
                self._connection.close()
                self._reconnect()
                return act(self._connection)
        except psycopg.Error as error:
            raise server_error(error, self.name) from error

    def _connect(self) -> Connection[Any]:
        given = dict(self.url.parameters)
        options = f"{_SESSION_OPTIONS} {given.pop('options', '')}".strip()
        try:
            connection = psycopg.connect(**{**_ALIVE, **given}, options=options, autocommit=True)
        except psycopg.Error as error:
            raise unreachable(error, self.name) from error
        schema = self.url.schema
        quoted = psycopg.sql.Identifier(schema)
        connection.execute(
            psycopg.sql.SQL("SET search_path TO {}, pg_catalog, pg_temp").format(quoted)
        )
        return connection

    def _reconnect(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                connection = self._connect()
                break
            except StorageError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        self._connection = connection
        for take in list(self.retake.values()):
            take(connection)

    def _forget(self) -> None:
        """In a forked child: let go of the socket, without a word to the server."""
        try:
            number = self._connection.fileno()
        except psycopg.Error:
            return
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, number, inheritable=False)
        os.close(nowhere)
