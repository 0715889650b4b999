"""The same files under both libraries: the same runs, but for what differences.yaml tells."""

from __future__ import annotations

import re
from collections import defaultdict

import difference_table
import explanations
import pytest
from explanations import Difference


def by_definition(steps):
    """The steps of each definition in their order; between definitions, the order is open."""
    found = defaultdict(list)
    for step in steps:
        found[step.partition(".")[0]].append(step)
    return dict(found)


def failed_with(report):
    """The steps that failed, and the class of each one's error."""
    return sorted((each["step"], each["classes"][0]) for each in report["failures"])


def same_error(ours, peers):
    """Whether a module that catches the peer's error, by a public name, catches graphmat's."""
    if ours["outcome"] == "refused":
        return not peers["kinds"] or peers["class"] in ours["kinds"]
    return failed_with(ours) == failed_with(peers)


def same_steps(case, ours, peers):
    """Whether the same steps ran; in modules written by hand, also in the same order."""
    order = sorted if case.startswith("random_") else by_definition
    return order(ours["ran"]) == order(peers["ran"])


def aspects(case, ours, peers):
    """The aspects in which two reports of one run differ."""
    if ours["outcome"] != peers["outcome"]:
        return ["body"]
    if ours["outcome"] == "refused":
        return [] if same_error(ours, peers) else ["error"]
    alike = {
        "steps": same_steps(case, ours, peers) and ours["asked"] == peers["asked"],
        "made": ours["made"] == peers["made"],
        "values": all(
            ours["values"][key] == peers["values"][key]
            and ours["metadata"][key] == peers["metadata"][key]
            for key in ours["values"].keys() & peers["values"].keys()
        ),
        "checks": ours["checks"] == peers["checks"],
        "error": same_error(ours, peers) and sorted(ours["retried"]) == sorted(peers["retried"]),
        "skipped": ours["skipped"] == peers["skipped"],
    }
    if ours["outcome"] == "failed" and not (alike["steps"] and alike["made"]):
        # who fails at another step goes another way from there on
        return ["body"]
    if not alike["steps"]:
        # what does not run under one cannot be skipped there either
        alike["skipped"] = True
    return [aspect for aspect, same in alike.items() if not same]


def values_of_everything(runs, reports):
    """The values that a run of everything computes, in memory if there is such a run."""
    whole = [{"memory": True}] if {"memory": True} in runs else [{}]
    values = [
        report.get("values", {}) for run, report in zip(runs, reports, strict=True) if run in whole
    ]
    return values[0] if values else {}


@pytest.fixture(scope="module")
def differences(both):
    """All that differs."""
    found = []
    for case, runs, ours, peers in both:
        true_values = values_of_everything(runs, ours) | values_of_everything(runs, peers)
        for run, our, peer in zip(runs, ours, peers, strict=True):
            if "nothing before" in {our["outcome"], peer["outcome"]}:
                continue
            found += [
                Difference(case, run, aspect, our, peer, true_values)
                for aspect in aspects(case, our, peer)
            ]
    return found


def explained_by(difference):
    """The names of the predicates that explain a difference."""
    return [
        name
        for row in difference_table.rows()
        for name in row.get("predicates", ())
        if getattr(explanations, name)(difference)
    ]


def told(difference, names):
    """A difference as the reader of a failing test wants it."""
    parts = {
        part: (difference.ours.get(part), difference.peers.get(part))
        for part in (
            "outcome",
            "ran",
            "skipped",
            "asked",
            "made",
            "values",
            "checks",
            "failures",
            "text",
        )
        if difference.ours.get(part) != difference.peers.get(part)
    }
    lines = [f"{difference.case} {difference.run} ({difference.aspect}): {names or 'unexplained'}"]
    lines += [f"  {part}:\n    graphmat {o}\n    dagster  {p}" for part, (o, p) in parts.items()]
    return "\n".join(lines)


def test_each_difference_is_intended(differences):
    """Whatever differs between the libraries is explained by exactly one entry of the list."""
    wrong = [
        told(difference, names)
        for difference in differences
        if len(names := explained_by(difference)) != 1
    ]
    assert not wrong, "\n".join([f"{len(wrong)} differences:", *wrong])


def test_each_entry_is_used(differences):
    """No entry of the list tells of a difference that is not there."""
    used = {name for difference in differences for name in explained_by(difference)}
    listed = {name for row in difference_table.rows() for name in row.get("predicates", ())}
    assert listed - used == set()


def test_many_runs_are_the_same(both, differences):
    """The runs that can be compared are many, and many of them are the same in all."""
    compared = sum(
        "nothing before" not in {our["outcome"], peer["outcome"]}
        for _, _, ours, peers in both
        for our, peer in zip(ours, peers, strict=True)
    )
    other = {(d.case, str(d.run)) for d in differences}
    assert compared > 150
    assert compared - len(other) > compared / 3


# ---------------------------------------------------------------- without the peer


def test_list_is_well_formed(root):
    """Each entry has an id of its own, both texts, and what shows the difference."""
    rows = difference_table.rows()
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    suite = "".join(
        file.read_text(encoding="utf-8") for file in root.glob("tests/conformance/test_*.py")
    )
    marked = {int(n) for text in re.findall(r'departs\("rules? ([\d, ]+)"', suite)
              for n in text.split(",")}  # fmt: skip
    for row in rows:
        assert set(row) <= {"id", "rule", "graphmat", "peer", "predicates", "shown_by"}, row["id"]
        assert all(row[text].endswith(".") or "`" in row[text] for text in ("graphmat", "peer"))
        assert "|" not in row["graphmat"] + row["peer"], row["id"]
        if "shown_by" in row:
            assert (root / row["shown_by"]).is_file(), row["id"]
        elif "predicates" not in row:
            assert row["rule"] in marked, row["id"]
    names = [name for row in rows for name in row.get("predicates", ())]
    assert len(names) == len(set(names))
    assert all(callable(getattr(explanations, name, None)) for name in names)


def test_readme_prints_the_list(root):
    """The README's table is that of the list; `difference_table.py --write` makes it so."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert difference_table.BEGIN in readme
    assert difference_table.written(readme) == readme
