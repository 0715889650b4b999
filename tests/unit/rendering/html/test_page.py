from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from graphmat.rendering.html.page import facts, page, section


@pytest.mark.parametrize("element", ["style", "script"])
def test_policy_names_the_hashes(element: str) -> None:
    """The browser carries out what stands in the page only if its hash is the announced one."""
    text = page("title", [("a", "A")], [section("a", "A", "<p>x</p>")], {"tables": {}}, ".x{}")
    inside = re.search(f"<{element}>(.*?)</{element}>", text, flags=re.DOTALL)[1]
    digest = b64encode(sha256(inside.encode()).digest()).decode()

    assert f"{element}-src 'sha256-{digest}'" in text


def test_titles_are_inert() -> None:
    """A title is text, wherever it stands."""
    text = page("</title><script>", [("a", "<b>")], [section("a", "<b>")], {})

    assert "</title><script>" not in text
    assert "<b>" not in text


def test_facts_without_a_value_are_left_out() -> None:
    """What is not known takes no room; nought is known."""
    assert "none" not in facts([("none", None), ("empty", ""), ("count", 0)])
    assert "count" in facts([("count", 0)])
    assert facts([("empty", "")]) == ""
