from __future__ import annotations

from graphmat.rendering.validation import validation_lines

SUMMARY = {"assets": 2, "ops": 1, "checks": 0, "jobs": 0}


def document(**parts: object) -> dict:
    """A document of `validate`."""
    return {"faults": [], "summary": SUMMARY, "definitions": [], "findings": [], **parts}


def finding(**parts: object) -> dict:
    """A finding of it."""
    return {
        "code": "GM301",
        "message": "too eager",
        "file": "/p/x.py",
        "line": 3,
        "hint": "ask",
        **parts,
    }


def test_valid(pipe, drawn) -> None:
    """Without findings: the verdict and the size, nothing else."""
    assert drawn(validation_lines(pipe, document())) == "valid: 2 assets, 1 op"


def test_finding(pipe, drawn) -> None:
    """A finding has code, place and hint, and the verdict counts it."""
    text = drawn(validation_lines(pipe, document(findings=[finding()])))

    assert text.splitlines() == [
        "GM301 too eager (/p/x.py:3)",
        "  hint: ask",
        "",
        "2 assets, 1 op: loads, but has 1 finding",
    ]


def test_finding_without_place(pipe, drawn) -> None:
    """A finding without a place or a hint is one line."""
    bare = finding(file=None, line=None, hint=None)

    text = drawn(validation_lines(pipe, document(findings=[bare])))

    assert text.splitlines()[:2] == ["GM301 too eager", ""]


def test_faults_have_no_verdict(pipe, drawn) -> None:
    """Where there are faults nothing is called valid."""
    assert drawn(validation_lines(pipe, document(faults=[finding()], summary=None))) == ""


def test_selections(pipe, drawn) -> None:
    """A row for each selection: ops by their own names, outputs in braces, the verdict."""
    selections = [
        {"selected": ["a"], "steps": {"g.two": ["a"]}, "unexpected": ["b"], "verdict": "no"},
        {"selected": ["a", "b"], "steps": {"g.two": ["a", "b"]}, "unexpected": [], "verdict": "ok"},
    ]
    graph = {"name": "g", "can_subset": True, "assets": ["a", "b"], "selections": selections}

    lines = drawn(validation_lines(pipe, document(definitions=[graph]))).splitlines()

    assert lines[0] == "g"
    assert lines[2].split() == ["a", "two", "{a}", "also", "makes", "b"]
    assert lines[3].split() == ["a,", "b", "two", "{a,", "b}", "ok"]


def test_without_can_subset(pipe, drawn) -> None:
    """A definition that cannot be subset says so."""
    graph = {"name": "g", "can_subset": False, "assets": ["a", "b"], "selections": []}

    text = drawn(validation_lines(pipe, document(definitions=[graph])))

    assert "makes its 2 assets together (no can_subset=True)" in text


def test_control_characters(pipe, drawn) -> None:
    """Control characters in what the user wrote are shown, not sent."""
    graph = {"name": "g\x1b[2J", "can_subset": False, "assets": ["a", "b"], "selections": []}
    bad = finding(message="m\x1b[2J", hint="h\x1b[2J", file="f\x1b[2J")

    text = drawn(validation_lines(pipe, document(definitions=[graph], findings=[bad])))

    assert "\x1b" not in text
