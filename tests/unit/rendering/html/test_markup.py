from __future__ import annotations

import json

from graphmat.rendering.html.markup import attributes, html, json_island, line

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\u2028\x1b[31m\u202e"


def test_html_is_inert() -> None:
    """No mark of a text is markup; what cannot be seen is shown as its escape."""
    assert html(HOSTILE) == (
        "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;\\u2028\\x1b[31m\\u202e"
    )


def test_joined_signs_stay_whole() -> None:
    """A family of emoji is one sign, right-to-left letters and line breaks stay as they are."""
    assert html("👩‍👩‍👧 שלום\nنص") == "👩‍👩‍👧 שלום\nنص"
    assert line("one\ntwo\t") == "one\\ntwo\\t"


def test_broken_text_is_shown() -> None:
    """Half a surrogate pair, which no file can hold, is shown as its escape."""
    assert html("a\ud800b") == "a\\ud800b"


def test_island_of_json_has_no_shore() -> None:
    """JSON in a page cannot end its element, and is read back as it was."""
    text = json_island({"key": HOSTILE})

    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"key": HOSTILE}


def test_attributes() -> None:
    """Absent ones are left out, names get their dashes, values their quotes."""
    assert attributes(data_x='a"b', title=None, class_="c") == ' data-x="a&quot;b" class="c"'
