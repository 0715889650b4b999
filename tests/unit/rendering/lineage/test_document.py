from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from graphmat.rendering.lineage import lineage_lines
from graphmat.rendering.screen import Screen


def test_json_is_never_collapsed(document: Callable[..., dict[str, Any]], screen: Screen) -> None:
    """The JSON of a lineage is the whole document, however large."""
    given = document(with_ops=True)

    (text,), notes = lineage_lines(given, screen, "json")

    assert json.loads(str(text)) == given
    assert notes == []
