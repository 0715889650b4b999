"""Findings as GitLab's code quality report: shown at the line in a merge request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from graphmat.rendering.ci.findings import ERROR, Finding
from graphmat.rendering.plain import safe


def code_quality_text(found: Iterable[Finding], root: str) -> str:
    """A code quality report; findings without a place in the checkout are left out.

    Args:
        found: What went wrong.
        root: The folder of the checkout.
    """
    report = []
    for each in found:
        path = each.path(root)
        if path is None:
            continue
        identity = f"{each.kind}\n{each.name}\n{path}"
        report.append(
            {
                "description": safe(each.title),
                "check_name": f"graphmat.{each.kind}",
                "fingerprint": hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest(),
                "severity": "critical" if each.level == ERROR else "minor",
                "location": {"path": path, "lines": {"begin": each.line or 1}},
            }
        )
    return json.dumps(report, indent=2)
