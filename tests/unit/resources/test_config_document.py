from __future__ import annotations

from graphmat.resources.config_document import ConfigDocument
from graphmat.resources.documents import read_yaml


def test_mappings_are_joined_and_the_rest_is_replaced() -> None:
    """A later document wins key by key; lists are replaced as a whole."""
    early = ConfigDocument({"ops": {"a": {"n": 1, "l": [1, 2]}}, "x": {"y": 1}})
    late = ConfigDocument({"ops": {"a": {"l": [3]}, "b": {}}, "x": 5})
    merged = early.merged(late)
    assert merged.value == {"ops": {"a": {"n": 1, "l": [3]}, "b": {}}, "x": 5}
    assert early.value == {"ops": {"a": {"n": 1, "l": [1, 2]}}, "x": {"y": 1}}


def test_lines_follow_the_values() -> None:
    """After a merge each value is still traced to the file it came from."""
    early = read_yaml("ops:\n  a:\n    n: 1\n    l: [1,\n      2]\n", "early.yaml")
    late = read_yaml("ops:\n  a:\n    l: [3]\n", "late.yaml")
    merged = early.merged(late)
    assert repr(merged.where(("ops", "a", "n"))) == "early.yaml:3"
    assert repr(merged.where(("ops", "a", "l", 0))) == "late.yaml:3"
    # the second element is gone, and with it its line
    assert ("ops", "a", "l", 1) not in merged.origins


def test_many_keys_merge_in_reasonable_time() -> None:
    """A merge looks at each value a bounded number of times."""
    text = "\n".join(f"k{number}: {{a: 1}}" for number in range(5000))
    merged = ConfigDocument({}).merged(read_yaml(text, "c.yaml"))
    assert repr(merged.where(("k4999", "a"))) == "c.yaml:5000"
