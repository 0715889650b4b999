"""Where a log on a server is: its URL, read and shown without its password."""

from __future__ import annotations

from typing import Any, Final

from graphmat.errors import UsageError

SCHEMA: Final = "graphmat"
"""The schema of a database that holds a log, where the URL names no other."""

SERVER_WORDS: Final = ("postgresql", "postgres")
_SCHEMA_LIMIT: Final = 63


def is_server(url: str) -> bool:
    """Whether a URL leads to a database server, not to a file."""
    return url.partition("://")[0].partition("+")[0] in SERVER_WORDS


def refuse_without_driver() -> None:
    """Raise where the package that talks to servers is not installed.

    Raises:
        UsageError: It is not.
    """
    try:
        import psycopg  # noqa: F401, PLC0415  # only a log on a server needs it
    except ImportError as error:
        raise UsageError(
            "an event log on PostgreSQL needs the package 'psycopg', which cannot be imported: "
            f"{error}",
            hint="pip install 'graphmat[postgres]'",
        ) from error


class ServerUrl:
    """A URL such as ``postgresql+psycopg://me@host/database?schema=team_a``.

    Args:
        url: The text.

    Raises:
        UsageError: It leads to no server that can hold a log.
    """

    def __init__(self, url: str) -> None:
        from sqlalchemy.engine import make_url  # noqa: PLC0415  # only a log on a server needs it
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415  # as above

        try:
            parsed = make_url(url.replace("postgres://", "postgresql://", 1))
        except (ArgumentError, ValueError) as error:
            raise UsageError("the URL of the event log is not one that can be read") from error
        if parsed.drivername not in {"postgresql", "postgresql+psycopg"}:
            raise UsageError(
                f"an event log cannot be kept in '{parsed.drivername}'",
                hint="give postgresql+psycopg://USER@HOST/DATABASE",
            )
        query = dict(parsed.query)
        self.schema = str(query.pop("schema", SCHEMA))
        if not self.schema or len(self.schema) > _SCHEMA_LIMIT or '"' in self.schema:
            raise UsageError(f"'{self.schema}' cannot be the schema of an event log")
        self.database = parsed.database
        shown = parsed.difference_update_query(["password", "sslpassword"])
        self.name = shown.render_as_string(hide_password=True)
        given = {
            "host": parsed.host,
            "port": parsed.port,
            "user": parsed.username,
            "password": parsed.password,
            "dbname": parsed.database,
            **{key: value if isinstance(value, str) else value[-1] for key, value in query.items()},
        }
        self.parameters: dict[str, Any] = {key: value for key, value in given.items() if value}

    def __repr__(self) -> str:
        return f"ServerUrl({self.name!r})"
