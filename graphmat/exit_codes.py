"""One constant per outcome of a command; the sentences stand in ``--help`` and in the README."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
STEP_FAILED: Final = 1
USAGE: Final = 2
DEFINITIONS_INVALID: Final = 3
SELECTION_INVALID: Final = 4
CHECK_FAILED: Final = 5
CONFLICT: Final = 6
WORK_TO_DO: Final = 7
STORAGE_UNUSABLE: Final = 8
HUNG_UP: Final = 129
INTERRUPTED: Final = 130
TERMINATED: Final = 143

MEANING: Final[dict[int, str]] = {
    DONE: "done: everything that was asked for is made and recorded",
    STEP_FAILED: "a step failed, or a blocking check did, or an assertion about plans is broken",
    USAGE: "the command, a setting or the run configuration was given wrongly",
    DEFINITIONS_INVALID: "the definitions could not be loaded, or are invalid",
    SELECTION_INVALID: "the selection is invalid, names something unknown, or selects nothing",
    CHECK_FAILED: "everything was made, but a non-blocking check of error severity failed",
    CONFLICT: "another run holds an asset that this one wants",
    WORK_TO_DO: "there is work to do (only where --exit-code asks for it)",
    STORAGE_UNUSABLE: "the event log or the store cannot be used",
    HUNG_UP: "ended by a hang-up of the terminal (SIGHUP)",
    INTERRUPTED: "interrupted (Ctrl-C, SIGINT)",
    TERMINATED: "terminated (SIGTERM)",
}
