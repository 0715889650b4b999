"""A PostgreSQL server of Debian's package, started for the tests in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "s3cr3t-of-the-log"
WAIT_S = 30.0


def programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


class Server:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self.bin = bin_folder
        self.process: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, object] = {}
        if os.getuid() == 0:  # the server refuses to be root
            self.identity = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(folder, "postgres", "postgres")

    def call(self, *words: str, **options: object) -> None:
        """Carry a program of the server out."""
        arguments = [str(self.bin / words[0]), *words[1:]]
        subprocess.run(
            arguments, check=True, capture_output=True, cwd=self.folder, **self.identity, **options
        )

    def make(self) -> None:
        """Make the cluster and its user."""
        self.call(
            "initdb", "-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.start()
        self.sql("CREATE ROLE graphmat LOGIN", "CREATE DATABASE graphmat OWNER graphmat")

    def sql(self, *statements: str, database: str = "postgres") -> None:
        """Carry statements out as the server's own user."""
        commands = [word for each in statements for word in ("-c", each)]
        where = ("-h", str(self.folder), "-U", "postgres", "-d", database)
        self.call("psql", *where, "-q", "-v", "ON_ERROR_STOP=1", *commands)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "60",
            "shared_buffers": "16MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [str(self.bin / "postgres"), "-D", "data", *options],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.identity,
        )  # fmt: skip
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            try:
                self.call("pg_isready", "-q", "-h", str(self.folder))
            except subprocess.CalledProcessError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the PostgreSQL server does not answer")

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(WAIT_S)
            self.process = None

    @property
    def url(self) -> str:
        """The URL of its database, with a password that it does not look at."""
        return f"postgresql+psycopg://graphmat:{PASSWORD}@/graphmat?host={self.folder}"


@contextmanager
def server_in_folder() -> Iterator[Server]:
    """A server that is gone afterwards; the test is skipped where none can be started."""
    bin_folder = programs()
    if bin_folder is None:
        reason = "there is no PostgreSQL server on this machine: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # short: the path of a socket has at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="gm-pg-", dir="/tmp"))
    server = Server(folder, bin_folder)
    try:
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_server() -> Iterator[str]:
    """The URL of a server that is gone afterwards."""
    with server_in_folder() as server:
        yield server.url
