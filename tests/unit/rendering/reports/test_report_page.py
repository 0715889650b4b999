from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from graphmat.rendering.reports import report_lines
from graphmat.rendering.screen import Screen

VOID = {"meta", "link", "br", "img", "input"}


class Reader(HTMLParser):
    """Reads a page as a browser does, strictly: every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.words.append(data)


def page(document: dict[str, Any], screen: Screen) -> str:
    """The report as a page."""
    return "\n".join(map(str, report_lines(document, screen, "html")))


def read(text: str) -> Reader:
    """A page that was read."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_page_tells_all(document: dict[str, Any], screen: Screen) -> None:
    """Verdict, failure with its frame, picture, ops, checks, logs, plots and subsets are there."""
    words = " ".join(read(page(document, screen)).words)

    for expected in (
        "Run 11112222 of definitions.py",
        "1 asset materialized, 1 not, 1 op failed, 1 check passed, 2.0 s",
        "ValueError: <b>no</b>",
        "/project/definitions.py:7 in two",
        "Critical path",
        "2 steps that wait for each other, 1.8 s of work",
        "is_small",
        "<i>look</i>",
        "3 earlier lines left out",
        "one: rows",
        "last 30; between 10 and 30 in 3 materializations",
        "Subset matrix",
        "4 more selections not shown",
        '"password": "*****"',
        "2026-03-01 12:00:00",
    ):
        assert expected in words


def test_page_has_no_style_or_script_but_its_own(document: dict[str, Any], screen: Screen) -> None:
    """The policy allows one style sheet and one script by their hashes, and no attributes."""
    text = page(document, screen)
    attributes = read(text).attributes

    assert "style" not in attributes
    assert not any(name.startswith("on") for name in attributes)
    assert "src" not in attributes
    assert re.search(r"content=\"default-src 'none'; style-src 'sha256-[^']+'; script-src", text)
    assert text.count("<style>") == 1
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


def test_same_run_same_page(document: dict[str, Any], screen: Screen) -> None:
    """The page depends on the document alone: not on when, where or how often it is made."""
    assert page(document, screen) == page(document, screen)


def test_page_without_definitions(document: dict[str, Any], screen: Screen) -> None:
    """Where the definitions do not load any more, the page says so and tells the rest."""
    document.update(definitions=None, definitions_error="no <module>", critical_path=[])
    words = " ".join(read(page(document, screen)).words)

    assert "there is no picture: no <module>" in words
    assert "is_small" in words
    assert "Subset matrix" not in words


@pytest.mark.parametrize("status", ["success", "canceled", "interrupted", "started"])
def test_run_that_made_nothing(document: dict[str, Any], screen: Screen, status: str) -> None:
    """A run without steps, checks and logs has a page too, without empty parts."""
    document["run"].update(
        status=status,
        materialized=[],
        not_materialized=[],
        steps=[],
        failures=[],
        checks=[],
        ended_at=None,
        duration_s=None,
    )
    document.update(attempts=[], log=[], log_left_out=0, history=[], critical_path=[])
    reader = read(page(document, screen))

    assert "0 assets materialized" in " ".join(reader.words)
    assert "Timeline" not in reader.words
