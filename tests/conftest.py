"""What every test stands on: no settings of the machine it happens to run on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

import pytest

try:
    from hypothesis import settings
except ImportError:  # the conformance suite also runs in its peer's bare environment
    pass
else:
    # The machines that run this are shared: how long an example takes says nothing there.
    # A build that fails must fail again: there the examples are the same each time.
    settings.register_profile("graphmat", deadline=None, derandomize="CI" in os.environ)
    settings.load_profile("graphmat")

# Under nohup a hang-up is ignored, here and in all that is started from here.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

ROOT = Path(__file__).parent.parent
S3_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the variables that would change what a command does or how a screen looks."""
    for name in list(os.environ):
        if name.startswith("GRAPHMAT_") or name in {"COLUMNS", "FORCE_COLOR", "NO_COLOR", "LINES"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


S3_SERVER = """
import sys
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until the tests end, however they end
server.stop()
"""


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on this machine, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", S3_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **S3_CREDENTIALS},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=20)


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket; the environment leads to its server."""
    for name, value in {**S3_CREDENTIALS, "AWS_ENDPOINT_URL": s3_server}.items():
        monkeypatch.setenv(name, value)
    bucket = f"bucket-{os.urandom(6).hex()}"
    with closing(HTTPConnection(s3_server.removeprefix("http://"), timeout=20)) as connection:
        connection.request("PUT", f"/{bucket}")
        assert connection.getresponse().status == 200
    return f"s3://{bucket}"


@pytest.fixture(scope="session")
def dask_cluster():
    """A Dask cluster of three worker processes, each with one thread, on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=3,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
        silence_logs=50,
    ) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server that was started for the tests."""
    if str(ROOT / "tests") not in sys.path:
        sys.path.insert(0, str(ROOT / "tests"))
    from postgres_server import running_server  # few tests need one

    with running_server() as url:
        yield url


_places = count()


@pytest.fixture
def server_url(server: str) -> str:
    """The URL of a log of its own on the server: nothing is there yet."""
    return f"{server}&schema=log_{next(_places)}"
