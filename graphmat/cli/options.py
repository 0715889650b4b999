"""Options that several commands share, each declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from graphmat.cli import completing

# ---------------------------------------------------------------- where the definitions are

File = Annotated[
    str | None,
    typer.Option("--file", "-f", metavar="FILE", help="Python file with the definitions."),
]
Module = Annotated[
    str | None,
    typer.Option("--module", "-m", metavar="MODULE", help="Module with the definitions."),
]
Directory = Annotated[
    str | None,
    typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in this folder."),
]
Home = Annotated[
    str | None,
    typer.Option(
        "--home", metavar="DIR", help="Where runs and values are kept [default: .graphmat]."
    ),
]

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="Where values are kept: a folder, or an address such as s3://bucket/folder "
        "[default: objects in the home].",
    ),
]
EventLog = Annotated[
    str | None,
    typer.Option(
        "--event-log",
        metavar="URL",
        help="Record on a PostgreSQL server instead: postgresql+psycopg://user@host/database.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="A profile of the project's settings."),
]
EnvFile = Annotated[
    list[str] | None,
    typer.Option(
        "--env-file", metavar="FILE", help="Environment variables, NAME=value a line; repeatable."
    ),
]

# ---------------------------------------------------------------- how much is said

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no hints.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")]
Debug = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of a bug in graphmat itself.")
]
Json = Annotated[bool, typer.Option("--json", help="Print a JSON document instead of text.")]

ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="End with 7 where there is work to do, else with 0.")
]

# ---------------------------------------------------------------- what is selected

Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        "-s",
        metavar="SELECTION",
        autocompletion=completing.assets,
        help="What to select: a key, +key (and all upstream), key+, group:x, tag:x, kind:x, "
        "owner:x, and/or/not; repeatable. Default: everything.",
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        "-x",
        metavar="SELECTION",
        autocompletion=completing.assets,
        help="What to leave out; repeatable.",
    ),
]
Selections = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SELECTION]...",
        autocompletion=completing.assets,
        help="As --select.",
        show_default=False,
    ),
]
Partition = Annotated[
    str | None, typer.Option("--partition", "-p", metavar="KEY", help="The partition.")
]

Partitions = Annotated[
    str | None,
    typer.Option(
        "--partitions",
        metavar="A..B",
        help="One run for each of these partitions: keys and ranges, separated by commas; or all.",
    ),
]
Missing = Annotated[
    bool,
    typer.Option("--missing", help="Of the partitions only those that are not made yet."),
]

# ---------------------------------------------------------------- how a run is done

Job = Annotated[
    str | None,
    typer.Option("--job", metavar="NAME", autocompletion=completing.jobs, help="Run this job."),
]
OnUnselected = Annotated[
    str | None,
    typer.Option(
        "--on-unselected",
        metavar="[materialize|drop|error]",
        help="What becomes of an asset that was not selected but is made all the same "
        "[default: materialize].",
    ),
]
OnConflict = Annotated[
    str | None,
    typer.Option(
        "--on-conflict",
        metavar="[wait|join|fail]",
        help="What to do while another run makes the same assets: wait for its end, join it (show "
        "its progress, take its result), or fail [default: wait].",
    ),
]
Strict = Annotated[
    bool | None,
    typer.Option(
        "--strict/--no-strict",
        help="Fail where an unselected asset would be made, or a selected one is not.",
    ),
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first failure instead of going on.")
]
Executor = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="[in_process|threads|processes|dask]",
        help="How steps are run: one after the other, or side by side in threads, processes or on "
        "Dask [default: in_process; with -j above 1: processes].",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        metavar="N",
        help="How many steps run at a time; 0: one for each core [default: 1].",
        show_default=False,
    ),
]
StartMethod = Annotated[
    str | None,
    typer.Option(
        "--start-method",
        metavar="[fork|spawn]",
        help="How worker processes are started [default: fork, where that is safe].",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout", metavar="SECONDS", help="How long each step may run [default: no limit]."
    ),
]
Tag = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="NAME=VALUE", help="A tag of the run; repeatable."),
]
RunConfig = Annotated[
    list[str] | None,
    typer.Option(
        "--run-config",
        "-c",
        metavar="FILE",
        help="YAML or JSON file of run configuration; repeatable, later ones win.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="One value of run configuration, as in ops.my_op.config.n=5; repeatable.",
    ),
]
