"""Screens to draw on."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from graphmat.rendering.screen import Screen, Text


@pytest.fixture
def pipe() -> Screen:
    """A screen that is a pipe."""
    return Screen(io.StringIO())


@pytest.fixture
def terminal() -> Callable[[int], Screen]:
    """Makes a terminal without colours, of a number of columns."""
    return lambda width: Screen(io.StringIO(), width=width)


@pytest.fixture
def drawn() -> Callable[[list[Text]], str]:
    """Lines as one text."""
    return lambda lines: "\n".join(str(line) for line in lines)
