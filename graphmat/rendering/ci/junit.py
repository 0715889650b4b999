"""Runs as JUnit XML: a suite for each run, a case for each asset, check and failed op."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from graphmat.rendering.ci.findings import Finding, findings
from graphmat.rendering.plain import safe, safe_lines


def junit_text(documents: Sequence[Mapping[str, Any]], root: str) -> str:
    """Runs as JUnit XML.

    Args:
        documents: The runs, as ``graphmat/run/1``.
        root: The folder that paths are told from.
    """
    xml = JUnitXml("graphmat")
    for document in documents:
        xml.add_testsuite(_suite(document, root))
    xml.update_statistics()  # type: ignore[no-untyped-call]  # it has no hints
    text = xml.tostring()  # type: ignore[no-untyped-call]  # it has no hints
    return (text.decode() if isinstance(text, bytes) else text).rstrip("\n")


def _suite(document: Mapping[str, Any], root: str) -> TestSuite:
    partition = f" [{safe(document['partition'])}]" if document["partition"] else ""
    suite = TestSuite(f"graphmat run {document['run_id'][:8]}{partition}")
    if document["started_at"]:
        suite.timestamp = document["started_at"].rstrip("Z")
    for name in ("run_id", "target", "job"):
        if document.get(name):
            suite.add_property(name, safe(document[name]))
    found = {(each.kind, each.name): each for each in findings([document], root)}
    durations = {step["step_key"]: step["duration_s"] for step in document["steps"]}
    told: set[str] = set()
    for made in document["materialized"]:
        case = _case("asset", _asset(made), durations.get(made["step_key"]))
        if not made["is_expected"]:
            case.system_out = "not selected, but made all the same"
        suite.add_testcase(case)
    for missing in document["not_materialized"]:
        step = missing["step_key"]
        case = _case("asset", _asset(missing), durations.get(step))
        failure = found.get(("step", step or ""))
        if failure is not None:
            told.add(failure.name)
            case.result = [_failure(failure)]
        else:
            case.result = [Skipped(safe(missing["why"]))]
        suite.add_testcase(case)
    for finding in found.values():
        if finding.kind == "step" and finding.name not in told:
            case = _case("op", safe(finding.name), durations.get(finding.name))
            case.result = [_failure(finding)]
            suite.add_testcase(case)
    for check in document["checks"]:
        suite.add_testcase(_check(check, found))
    suite.update_statistics()  # type: ignore[no-untyped-call]  # it has no hints
    if document["duration_s"] is not None:
        suite.time = document["duration_s"]
    return suite


def _case(kind: str, name: str, seconds: float | None) -> TestCase:
    case = TestCase(name, classname=f"graphmat.{kind}")
    case.time = seconds or 0.0
    return case


def _asset(document: Mapping[str, Any]) -> str:
    partition = f"[{document['partition']}]" if document["partition"] else ""
    return safe(f"{document['asset']}{partition}")


def _failure(finding: Finding) -> Failure:
    failure = Failure(safe(finding.title), "failure")
    failure.text = "\n".join(safe_lines(finding.text))
    return failure


def _check(check: Mapping[str, Any], found: Mapping[tuple[str, str], Finding]) -> TestCase:
    name = f"{_asset(check)}.{safe(check['check'])}"
    case = _case("check", name, None)
    if check["passed"]:
        return case
    finding = found[
        "check",
        check["asset"]
        + (f"[{check['partition']}]" if check["partition"] else "")
        + f".{check['check']}",
    ]
    if check["severity"] == "WARN":
        case.system_out = safe(f"warning: {finding.title}")
    else:
        failure = Failure(safe(finding.title), "check")
        failure.text = safe(finding.text)
        case.result = [failure]
    return case
