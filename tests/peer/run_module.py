"""Run the modules of a list under one of the two libraries, and print as JSON what happened.

Run by itself, by the Python that has the library: `python run_module.py graphmat < cases.json`. A
case is a file that says `import dagster as dg` and ends in `defs`, with the runs to make of it:

    {"file": "/…/module.py", "runs": [{"select": ["a"], "after": true, "partition": "x"}]}

A run selects assets (all where nothing is selected), or names a `job`; `after: true` follows on a
run that made everything, and otherwise the store is empty; `memory: true` keeps values in memory.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import warnings
from pathlib import Path

PUBLIC_ERRORS = [
    "DagsterInvalidConfigError",
    "DagsterInvalidDefinitionError",
    "DagsterInvalidSubsetError",
    "DagsterInvariantViolationError",
    "DagsterUnknownPartitionError",
]
"""What a user's module or test may catch by name."""


def main() -> None:
    """Read the cases, run each, print one list of answers."""
    library = sys.argv[1]
    cases = json.load(sys.stdin)
    # What the libraries and the modules print is not the answer.
    answer, sys.stdout = sys.stdout, sys.stderr
    warnings.simplefilter("ignore")
    dg = importlib.import_module(library)
    load = load_as_it_is if library == "dagster" else load_by_graphmat
    json.dump([answered(dg, load, case) for case in cases], answer)


def load_as_it_is(file):
    """Import a file as Python does."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module.defs, module


def load_by_graphmat(file):
    """Load a file as graphmat's command line does: `dagster` leads to graphmat's own names."""
    from graphmat.loading.module import load_definitions
    from graphmat.loading.target import Target

    defs = load_definitions(Target(file.parent, file=file))
    return defs, sys.modules["graphmat_file__" + re.sub(r"\W", "_", file.stem)]


def answered(dg, load, case):
    """Everything that one case gives: a fault at load, or a report of each run."""
    try:
        defs, module = load(Path(case["file"]))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer
        return [refused(dg, error) for _ in case["runs"]]
    with dg.DagsterInstance.ephemeral() as kept:
        everything = None
        reports = []
        for run in case["runs"]:
            if not run.get("after"):
                with dg.DagsterInstance.ephemeral() as empty:
                    reports.append(reported(dg, defs, module, run, empty))
                continue
            if everything is None:
                everything = reported(dg, defs, module, {}, kept)
            reports.append(
                reported(dg, defs, module, run, kept)
                if everything["outcome"] == "success"
                else {"outcome": "nothing before"}
            )
        return reports


def reported(dg, defs, module, run, instance):
    """Make one run and tell what it did."""
    seen = getattr(module, "SEEN", {})
    seen.clear()
    try:
        result = executed(dg, defs, run, instance)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer
        return refused(dg, error)
    events = list(result.all_events)
    materializations = result.get_asset_materialization_events()
    made = [
        (event.asset_key.to_user_string(), event.materialization.partition)
        for event in materializations
    ]
    return {
        "outcome": "success" if result.success else "failed",
        "ran": [e.step_key for e in events if e.event_type_value == "STEP_START"],
        "skipped": sorted(e.step_key for e in events if e.event_type_value == "STEP_SKIPPED"),
        "retried": [e.step_key for e in events if e.event_type_value == "STEP_UP_FOR_RETRY"],
        "asked": {key: sorted(names) for key, names in sorted(seen.items())},
        "made": sorted(key if part is None else f"{key}|{part}" for key, part in made),
        "values": {key: value_of(result, key) for key, _ in sorted(made, key=str)},
        "metadata": {
            event.asset_key.to_user_string(): {
                name: repr(value.value)
                for name, value in sorted(event.materialization.metadata.items())
                if name != "path"
            }
            for event in materializations
        },
        "checks": sorted(
            f"{each.asset_key.to_user_string()}:{each.check_name} {each.passed}"
            for each in result.get_asset_check_evaluations()
        ),
        "failures": [failure(e) for e in events if e.event_type_value == "STEP_FAILURE"],
    }


def executed(dg, defs, run, instance):
    """Start what a run asks for."""
    job = (
        defs.resolve_job_def(run["job"])
        if "job" in run
        else defs.resolve_implicit_global_asset_job_def()
    )
    options = {}
    if "select" in run:
        options["asset_selection"] = [dg.AssetKey.from_user_string(key) for key in run["select"]]
    if "partition" in run:
        options["partition_key"] = run["partition"]
    if "config" in run:
        options["run_config"] = run["config"]
    if run.get("memory"):
        options["resources"] = {"io_manager": dg.mem_io_manager}
    return job.execute_in_process(instance=instance, raise_on_error=False, **options)


def value_of(result, key):
    """The value of an asset that a run made, as text."""
    parts = key.split("/")
    try:
        return repr(result.asset_value(parts))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer
        return f"no value: {type(error).__name__}"


def failure(event):
    """Why a step failed: the classes of the error and of what caused it, and all that they say."""
    error = event.step_failure_data.error
    classes, texts = [], []
    while error is not None:
        classes.append(error.cls_name)
        texts.append(error.message)
        error = error.cause
    return {"step": event.step_key, "classes": classes, "text": "\n".join(texts)}


def refused(dg, error):
    """A run that never began: the class of the error, the public names it answers to, its texts."""
    kinds = [
        name
        for name in PUBLIC_ERRORS
        if isinstance(getattr(dg, name, None), type) and isinstance(error, getattr(dg, name))
    ]
    texts, cause = [], error
    while cause is not None:
        texts.append(str(cause))
        cause = cause.__cause__
    return {
        "outcome": "refused",
        "class": type(error).__name__,
        "kinds": kinds,
        "text": "\n".join(texts),
    }


if __name__ == "__main__":
    main()
