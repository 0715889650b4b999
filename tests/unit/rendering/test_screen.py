from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from graphmat.rendering.screen import Screen, Styled


class Terminal(io.StringIO):
    """A stream that says it is a terminal, as a real one's descriptor would."""

    def isatty(self) -> bool:
        """Say that a person is looking."""
        return True

    def fileno(self) -> int:
        """Give a descriptor."""
        return 1


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 60 columns."""
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((60, 20)))
    return Terminal()


def test_pipe_has_no_width_and_no_colour() -> None:
    """In a pipe nothing is cut, and nothing is coloured."""
    stream = io.StringIO()
    screen = Screen.of(stream, {})

    screen.write([Styled("done", "green")])

    assert (screen.width, screen.is_terminal, screen.text_width) == (None, False, 80)
    assert stream.getvalue() == "done\n"


def test_terminal_has_width_and_colour(terminal: Terminal) -> None:
    """On a terminal its width is known and styles are shown."""
    screen = Screen.of(terminal, {"TERM": "xterm"})

    screen.write(Styled("done", "green"))

    assert screen.width == 60
    assert terminal.getvalue() == "\x1b[32mdone\x1b[0m\n"


@pytest.mark.parametrize(
    ("environment", "has_colour"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_as_the_environment_says(
    terminal: Terminal, environment: dict[str, str], has_colour: bool
) -> None:
    """NO_COLOR and a dumb terminal take the colour away."""
    assert Screen.of(terminal, environment).has_colour is has_colour


def test_forced_colour_in_a_pipe() -> None:
    """FORCE_COLOR colours even what goes into a pipe."""
    assert Screen.of(io.StringIO(), {"FORCE_COLOR": "1"}).has_colour


def test_screen_without_unicode_draws_in_ascii(tmp_path: Path) -> None:
    """Where lines cannot be encoded they are drawn in ASCII, and other characters escaped."""
    path = tmp_path / "out"
    with path.open("w", encoding="ascii") as stream:
        screen = Screen.of(stream, {})
        screen.write(["├─ größe", "└─ a → b …"])

    assert path.read_text("ascii") == "|- gr\\xf6\\xdfe\n`- a -> b ...\n"


def test_reader_that_went_away_is_no_error() -> None:
    """Writing into a pipe that nobody reads any more ends quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        screen = Screen.of(stream, {})
        screen.write(["one"])
        screen.write(["two"])

        assert not screen.is_open


def test_wrapped_lines_keep_their_indentation(terminal: Terminal) -> None:
    """A line too long for the terminal stays where it began, and goes on further in."""
    screen = Screen.of(terminal, {"TERM": "xterm"})

    first, second = screen.fitted("      " + "word " * 13 + "end")

    assert first.startswith("      word")
    assert second.startswith("          word")
    assert max(len(first), len(second)) <= 60
