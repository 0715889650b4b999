"""``make bench``: graphmat beside its peer and beside the bare floor, in turn within one run.

Each round runs every side of a workload once, in a process of its own, one after the other, so
that a busy spell of the machine meets all of them. The first round warms up and is not counted.
The figures are medians with the distance between their quartiles; ratios come first, since they
hold on other machines too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import SIDES, exponent, ratio, shown, shown_ratio, spread, table
from measuring import FailedError, measure
from workloads import QUICK, Sizes, Workload, Workloads

HEADING = [
    "workload",
    "figure",
    "size",
    "peer/graphmat",
    "graphmat/floor",
    "graphmat",
    "peer",
    "floor",
]


def main() -> int:
    """Run what the arguments ask for."""
    options = _options()
    sizes = QUICK if options.quick else Sizes()
    given = {name: value for name, value in vars(options.sizes).items() if value is not None}
    workloads = Workloads(sizes._replace(**given), peer=options.peer)
    document = {"about": _about(options), "sizes": workloads.sizes._asdict(), "results": []}
    failures = 0
    with tempfile.TemporaryDirectory(prefix="graphmat-bench-", dir=options.folder) as folder:
        for workload in workloads:
            if options.only and not any(word in _title(workload) for word in options.only):
                continue
            samples, failed = _rounds(workload, Path(folder), options)
            failures += failed
            document["results"].extend(_results(workload, samples))
            if options.json:
                Path(options.json).write_text(json.dumps(document, indent=1) + "\n")
    document["growth"] = _growth(document["results"])
    if options.json:
        Path(options.json).write_text(json.dumps(document, indent=1) + "\n")
    print(_screen(document))
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round, no peer")
    parser.add_argument("--json", metavar="FILE", help="write the results there too")
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has dagster")
    parser.add_argument("--repeats", type=int, help="rounds that count (default 5; quick: 1)")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds that one run may take")
    parser.add_argument("--folder", help="where to work; default: the machine's temporary folder")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="workloads with one of the words")
    sizes = parser.add_argument_group("sizes")
    for name, value in Sizes()._asdict().items():
        kind = type(value[0]) if isinstance(value, tuple) else type(value)
        count = "+" if isinstance(value, tuple) else None
        text = f"default {value}"
        sizes.add_argument(f"--{name.replace('_', '-')}", type=kind, nargs=count, help=text)
    options = parser.parse_args()
    given = {name: getattr(options, name) for name in Sizes._fields}
    options.sizes = argparse.Namespace(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
    )
    if options.repeats is None:
        options.repeats = 1 if options.quick else 5
    if options.quick:
        options.peer = None
    return options


def _about(options: argparse.Namespace) -> dict:
    return {
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(sys.argv[1:]),
        "repeats": options.repeats,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def _title(workload: Workload) -> str:
    return f"{workload.group} {workload.name} {workload.size}"


def _rounds(workload: Workload, root: Path, options: argparse.Namespace) -> tuple[dict, int]:
    """Run the sides in turn; side → samples, and how many sides failed."""
    samples: dict[str, list[dict]] = {side: [] for side in workload.sides}
    failed: set[str] = set()
    folders = {side: Path(tempfile.mkdtemp(dir=root)) for side in workload.sides}
    warm_up = 0 if options.quick else 1
    begun = time.monotonic()
    for number in range(warm_up + options.repeats):
        for name, side in workload.sides.items():
            if name in failed:
                continue
            side.prepare(folders[name])
            try:
                figures = measure(
                    side.command, folders[name], _environment(folders[name]), options.limit
                )
            except FailedError as error:
                failed.add(name)
                print(f"{_title(workload)}: {name} failed: {error}", file=sys.stderr)
                continue
            if number >= warm_up:
                samples[name].append(figures)
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    took = time.monotonic() - begun
    print(f"{_title(workload)}: {took:.1f} s", file=sys.stderr, flush=True)
    return samples, len(failed)


def _environment(folder: Path) -> dict[str, str]:
    """No settings from outside; byte code is kept, as it is for users."""
    kept = {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH"}
    return {
        **{name: value for name, value in os.environ.items() if name in kept},
        "DAGSTER_HOME": os.fspath(folder / "home"),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }


def _results(workload: Workload, samples: dict[str, list[dict]]) -> list[dict]:
    results = []
    for metric in workload.metrics:
        spreads = {
            side: spread([figures[metric] for figures in taken])
            for side, taken in samples.items()
            if taken and metric in taken[0]
        }
        results.append(
            {
                "workload": workload.group,
                "size": workload.size,
                "metric": metric,
                "peer_to_graphmat": ratio(spreads.get("peer"), spreads.get("graphmat")),
                "graphmat_to_floor": ratio(spreads.get("graphmat"), spreads.get("floor")),
                **{side: value._asdict() for side, value in spreads.items()},
            }
        )
    return results


def _growth(results: list[dict]) -> list[dict]:
    """The exponent of each side's cost over the sizes of a workload."""
    points: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for result in results:
        if not result["metric"].endswith("_s") or "wall" in result["metric"]:
            continue
        for side in SIDES:
            if side in result:
                key = (result["workload"], result["metric"], side)
                points.setdefault(key, []).append((result["size"], result[side]["median"]))
    fitted = []
    for (workload, metric, side), found in points.items():
        slope = exponent(found)
        if slope is not None:
            sizes = [size for size, _ in found]
            fitted.append(
                {
                    "workload": workload,
                    "metric": metric,
                    "side": side,
                    "exponent": round(slope, 3),
                    "last_step": round(exponent(found[-2:]) or 0.0, 3),
                    "sizes": sizes,
                }
            )
    return fitted


def _screen(document: dict) -> str:
    from figures import Spread

    rows = [HEADING]
    for result in document["results"]:
        metric = result["metric"]
        sides = {side: Spread(**result[side]) for side in SIDES if side in result}
        rows.append(
            [
                result["workload"],
                metric,
                str(result["size"]),
                shown_ratio(result["peer_to_graphmat"]),
                shown_ratio(result["graphmat_to_floor"]),
                *(shown(metric, sides.get(side)) for side in SIDES),
            ]
        )
    screen = table(rows)
    if document["growth"]:
        grown = [["growth with size", "figure", "side", "exponent", "at the end", "sizes"]]
        grown += [
            [
                fit["workload"],
                fit["metric"],
                fit["side"],
                f"{fit['exponent']:.2f}",
                f"{fit['last_step']:.2f}",
                f"{fit['sizes'][0]} … {fit['sizes'][-1]}",
            ]
            for fit in document["growth"]
        ]
        screen += "\n\n" + table(grown)
    return screen


if __name__ == "__main__":
    sys.exit(main())
