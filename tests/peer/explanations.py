"""Which intended difference explains a result that differs: the predicates of differences.yaml.

A result is compared by aspects, so that one run may differ for two reasons: `body` where it ended
otherwise, and else `steps`, `made`, `values`, `checks`, `error` and `skipped`. Each predicate takes
a `Difference` and says yes only where graphmat's own answer is right as well.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

NO_INPUT = r'graph "(\w+)" does not have input'


class Difference(NamedTuple):
    """One aspect of one run that is not the same under both libraries."""

    case: str
    run: dict[str, Any]
    aspect: str
    ours: dict[str, Any]
    peers: dict[str, Any]
    true_values: dict[str, str]
    """The values of the module's assets: those that the peer computes in memory, where it can."""

    @property
    def said(self) -> str:
        """All that the peer's errors say."""
        failures = self.peers.get("failures", ())
        return self.peers.get("text", "") + "".join(each["text"] for each in failures)

    @property
    def sound(self) -> bool:
        """Whether graphmat made all that was selected, and rightly, or says what is missing."""
        if self.ours["outcome"] == "failed":
            return all("has never been materialized" in f["text"] for f in self.ours["failures"])
        made = {key.partition("|")[0] for key in self.ours.get("made", ())}
        values = self.ours.get("values", {})
        return (
            self.ours["outcome"] == "success"
            and made.issuperset(self.run.get("select", ()))
            and all(values[key] == self.true_values.get(key, values[key]) for key in values)
        )

    @property
    def extra(self) -> set[str]:
        """What graphmat made beyond what was selected."""
        return set(self.ours["made"]).difference(self.run.get("select", self.ours["made"]))

    def peer_refused(self, pattern: str) -> bool:
        """Whether the peer refused in these words what graphmat does."""
        return (
            self.aspect == "body"
            and self.peers["outcome"] == "refused"
            and bool(re.search(pattern, self.said))
            and self.sound
        )

    def peer_failed(self, pattern: str) -> bool:
        """Whether a step of the peer's failed in these words where none of graphmat's does so."""
        return (
            self.aspect == "body"
            and self.peers["outcome"] == "failed"
            and bool(re.search(pattern, self.said))
            and self.sound
        )


def nested_subset(d: Difference) -> bool:
    """Part of a nested graph was to run."""
    trimmed = "references output|MappedInputPlaceholder|does not have output"
    trimmed += "|contains no input named"
    return (
        d.peer_refused(trimmed)
        or (d.peer_refused(NO_INPUT) and not _is_definition(d))
        # a bare KeyError of the input's name, where the nested graph lost one
        or (d.peer_refused(r"^'i\d'$") and d.peers["class"] == "KeyError")
    )


def recurring_name(d: Difference) -> bool:
    """An op's name stands at two depths."""
    return "select" not in d.run and d.peer_refused("conflicting node definitions")


def unneeded_output(d: Difference) -> bool:
    """An op gave an output that nothing needs."""
    return d.peer_failed("that is not selected") and not d.extra and not _absent(d)


def unneeded_op(d: Difference) -> bool:
    """Ops whose results go nowhere ran, or were skipped, under the peer only."""
    if d.peers["outcome"] != "success" or d.aspect not in {"steps", "skipped"} or "job" in d.run:
        return False
    ours, peers = ({*each["ran"], *each["skipped"]} for each in (d.ours, d.peers))
    return ours < peers and _shared(d.ours["asked"], d.peers["asked"]) and d.sound


def unselected_output(d: Difference) -> bool:
    """An op gave the output of an unselected asset."""
    return d.peer_failed("that is not selected") and bool(d.extra) and not _absent(d)


def _absent(d: Difference) -> bool:
    return "FileNotFoundError" in d.said


def absent_sibling(d: Difference) -> bool:
    """The value of an unselected asset of the same graph has never been made."""
    missing = d.peer_failed("FileNotFoundError") and "job" not in d.run
    return missing and set(d.ours["ran"]) != set(d.peers["ran"])


def required_output(d: Difference) -> bool:
    """A required output that nothing needs was left out."""
    return d.peer_failed("did not return an output for non-optional output")


def two_assets_of_one_output(d: Difference) -> bool:
    """One output is two assets, and the peer loses one of them."""
    lost = d.aspect in {"steps", "made"} and set(d.peers["made"]) < set(d.ours["made"])
    return d.peer_refused("Could not find output mapping") or (
        lost and "job" not in d.run and d.sound
    )


def fan_in_of_assets(d: Difference) -> bool:
    """A list of assets of one graph is an op's input, and the peer hands one value over twice."""
    on_files = d.aspect == "values" and not d.run.get("memory")
    return on_files and not no_value(d) and d.sound


def two_subsets_of_one_graph(d: Difference) -> bool:
    """One graph backs two definitions, of which the peer can run but one, and renames its steps."""
    if "select" not in d.run:
        return False
    renamed = d.aspect == "steps" and (
        [re.sub(r"^([a-z]+)_\d+\.", r"\1.", step) for step in d.ours["ran"]] == d.peers["ran"]
    )
    return d.peer_refused("conflicting node definitions") or (renamed and d.sound)


def lineage_of_siblings(d: Difference) -> bool:
    """A job selects by lineage, which siblings and unrelated inputs have under one library only."""
    return (
        "job" in d.run
        and d.aspect in {"body", "steps", "made"}
        and d.ours["outcome"] == "success"
        and d.peers["outcome"] != "refused"
        and set(d.ours["made"]) != set(d.peers["made"])
        and d.sound
    )


def needless_upstream(d: Difference) -> bool:
    """An upstream asset was selected together with assets that do not use it."""
    return d.peer_refused(NO_INPUT) and _is_definition(d)


def _is_definition(d: Difference) -> bool:
    """Whether the graph that the peer speaks of is one of assets, and not one within."""
    name = re.search(NO_INPUT, d.said)
    return name is not None and name[1] in {step.split(".")[0] for step in d.ours.get("ran", ())}


def needless_config(d: Difference) -> bool:
    """Configuration was given for an op that does not run."""
    return d.peer_refused("unexpected config entry")


def empty_selection(d: Difference) -> bool:
    """An empty selection means everything to the peer."""
    return d.run.get("select") == [] and _only_we_refuse(d, "empty")


def beyond_the_job(d: Difference) -> bool:
    """An asset was selected that the job does not have."""
    return "job" in d.run and _only_we_refuse(d, "does not select")


def _only_we_refuse(d: Difference, pattern: str) -> bool:
    return (
        d.aspect == "body"
        and d.ours["outcome"] == "refused"
        and d.peers["outcome"] != "refused"
        and pattern in d.ours["text"]
    )


def returned_as_given(d: Difference) -> bool:
    """A graph returns its input, or what a fan-out collects."""
    return d.peer_refused("problematic dict entry")


def check_of_a_bool(d: Difference) -> bool:
    """A check returned a bool."""
    return d.aspect == "checks" and set(d.peers["checks"]) < set(d.ours["checks"])


def no_partition(d: Difference) -> bool:
    """A partitioned asset was to be made without a partition."""
    return "partition" not in d.run and _only_we_refuse(d, "no partition is given")


def error_after_retries(d: Difference) -> bool:
    """The step failed for good after its retries."""
    return (
        d.aspect == "error"
        and bool(d.peers.get("retried"))
        and sorted(d.ours["retried"]) == sorted(d.peers["retried"])
        and "RetryRequestedFromPolicy" in str(d.peers["failures"])
        and "DagsterExecutionStepExecutionError" in str(d.ours["failures"])
    )


def held_back_by_failure(d: Difference) -> bool:
    """Steps below one that failed are skipped under graphmat only."""
    return (
        d.aspect == "skipped"
        and d.ours["outcome"] == "failed"
        and set(d.peers["skipped"]) < set(d.ours["skipped"])
    )


def no_value(d: Difference) -> bool:
    """A MaterializeResult had no value."""
    return d.aspect == "values" and all(
        ours == d.peers["values"].get(key) or "NoValueSentinel" in d.peers["values"].get(key, "")
        for key, ours in d.ours["values"].items()
    )


def _shared(ours: dict, peers: dict) -> bool:
    return all(peers.get(key) == value for key, value in ours.items())
