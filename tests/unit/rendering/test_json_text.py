from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from graphmat.rendering.json_text import json_text


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_json_reads_back_and_is_harmless(document: dict[str, object]) -> None:
    """What is printed is the document, without a character that a terminal would obey."""
    text = json_text(document)

    assert json.loads(text) == document
    assert all(char == "\n" or char.isprintable() for char in text)


def test_json_keeps_readable_text() -> None:
    """Letters of every script stay letters."""
    assert json_text({"key": "größe 大"}) == '{\n  "key": "größe 大"\n}'
