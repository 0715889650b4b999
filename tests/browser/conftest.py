"""A real browser, and pages made by the real command.

Chromium is a program of the system's: `make test` installs it on a CI machine; elsewhere the tests
are skipped where it is not there, and never in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOSTILE = "</script><img src=//evil.invalid/x onerror=alert(1)>\"'&`|{}"

SMALL = f'''"""A graph with a failing op, hostile texts and numbers that change."""

import graphmat as dg

HOSTILE = {HOSTILE!r}


@dg.op(out={{"bar_1": dg.Out(), "bar_2": dg.Out(is_required=False)}})
def bar(context):
    context.log.warning(HOSTILE)
    yield dg.Output(1, "bar_1")
    if "bar_2" in context.selected_output_names:
        yield dg.Output(2, "bar_2")


@dg.op(description=HOSTILE)
def foo(bar_1):
    return dg.Output(bar_1, metadata={{"rows": 3, HOSTILE: HOSTILE}})


@dg.op
def baz(bar_2):
    return bar_2


@dg.graph_multi_asset(
    outs={{"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut()}}, can_subset=True
)
def my_graph_assets():
    bar_1, bar_2 = bar()
    return {{"foo_asset": foo(bar_1), "baz_asset": baz(bar_2)}}


@dg.asset(key=[HOSTILE.replace("/", "|"), "שלום"], deps=["raw"])
def hostile(foo_asset):
    return dg.Output(foo_asset, metadata={{"n": foo_asset}})


@dg.asset
def broken():
    raise ValueError(HOSTILE)


@dg.asset_check(asset="foo_asset", description=HOSTILE)
def is_small(foo_asset):
    return dg.AssetCheckResult(passed=foo_asset < 10)


defs = dg.Definitions(
    assets=[my_graph_assets, hostile, broken, dg.AssetSpec("raw")], asset_checks=[is_small]
)
'''

LARGE = '''"""Five thousand assets, each of one op."""

import graphmat as dg


def make(number):
    before = [f"a{number - 50:05}"] if number >= 50 else []

    @dg.asset(name=f"a{number:05}", group_name=f"group_{number % 40:02}", deps=before)
    def each(context):
        context.log.info("number %d", number)
        return dg.MaterializeResult(metadata={"number": number})

    return each


defs = dg.Definitions(assets=[make(number) for number in range(5_000)])
'''


class Visit(NamedTuple):
    """A page that is open, what it said on the console, and what it asked for."""

    page: Any
    console: list[str]
    requests: list[str]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium on the PATH (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """The browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a file in a window of its own, without a network."""
    contexts = []

    def open_page(path: Path, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        seen = Visit(page, [], [])
        page.on("console", lambda message: seen.console.append(message.text))
        page.on("pageerror", lambda error: seen.console.append(str(error)))
        page.on("dialog", lambda dialog: (seen.console.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        return seen

    yield open_page
    for context in contexts:
        context.close()


class Pages:
    """Pages of one project.

    Args:
        folder: Where the project lies.
    """

    def __init__(self, folder: Path, module: str) -> None:
        self.folder = folder
        (folder / "definitions.py").write_text(module, encoding="utf-8")

    def run(self, *arguments: str) -> None:
        """Carry out a command; how it ends does not matter here."""
        subprocess.run(
            [sys.executable, "-m", "graphmat", "-q", *arguments],
            cwd=self.folder,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def file(self, *arguments: str) -> Path:
        """Have a page made, once."""
        path = self.folder / f"{'_'.join(arguments).replace('/', '_')}.html"
        if not path.exists():
            self.run(*arguments, "-o", str(path))
            assert path.exists(), f"no page was made by: {' '.join(arguments)}"
        return path


@pytest.fixture(scope="session")
def small(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A small project after two runs, of which the second failed."""
    pages = Pages(tmp_path_factory.mktemp("small"), SMALL)
    pages.run("materialize", "-s", "foo_asset+", "-s", "baz_asset")
    pages.run("materialize")
    return pages


@pytest.fixture(scope="session")
def large(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A project of 5,000 assets, all made."""
    pages = Pages(tmp_path_factory.mktemp("large"), LARGE)
    pages.run("materialize")
    return pages
