"""The error tree, the only room every other room may import.

    GraphmatError
    ├── InvariantViolationError        a rule of the library was broken by a call
    │   ├── StepOutputError            an op returned or yielded what it may not
    │   ├── MissingOutputError         an op ended without an output that is needed
    │   └── RunNotFoundError, StepNotFoundError
    ├── InvalidDefinitionError         what the module says cannot be (exit code 3)
    │   ├── InvalidDefinitionsError    several of them, found together
    │   ├── InvalidSelectionError      a selection names nothing, or too little (exit code 4)
    │   └── UnknownResourceError
    ├── LoadError                      the module could not be imported (exit code 3)
    ├── InvalidConfigError             run configuration does not fit (exit code 2)
    ├── InvalidInvocationError         an op was called the wrong way
    ├── ParameterError                 an argument of the public API has the wrong type
    ├── TypeCheckError                 a value is not of the type that was declared
    ├── MissingValueError              a value to load is not there
    ├── UnknownPartitionError
    ├── UserCodeError                  the user's code raised; ``__cause__`` is the original
    │   ├── StepExecutionError, LoadInputError, HandleOutputError
    │   ├── ResourceInitError, ConfigMappingError
    ├── AssetCheckFailedError
    ├── WorkerDiedError, StepTimeoutError   a step was ended from outside, not by what it raised
    ├── ConflictError                  another run holds what this one wants (exit code 6)
    └── StorageError                   the event log or the object store is unusable (exit code 8)

Every class carries its facts: a message in the user's words, a hint (what to do), the place in the
user's code, and a code such as ``GM101`` where the fault is one that ``graphmat validate`` lists.
``Failure`` and ``RetryRequested`` are not errors of the library: they live with the definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from graphmat import exit_codes

T = TypeVar("T")


class SourceLocation:
    """A place in the user's code: file and line.

    Args:
        file: Path of the source file, as the interpreter knows it.
        line: Line number, counted from 1.
    """

    __slots__ = ("file", "line")

    def __init__(self, file: str, line: int) -> None:
        self.file = file
        self.line = line

    def __repr__(self) -> str:
        return f"{self.file}:{self.line}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceLocation) and (self.file, self.line) == (
            other.file,
            other.line,
        )

    def __hash__(self) -> int:
        return hash((self.file, self.line))


class GraphmatError(Exception):
    """Base of every error the library raises on purpose.

    Args:
        message: What is wrong, lower-case, without a final period, the thing quoted.
        hint: What the reader can do about it.
        location: Where in the user's code the cause stands.
        code: Stable code of the fault, such as ``GM101``.
    """

    exit_code: int = exit_codes.STEP_FAILED

    def __init__(
        self,
        message: str = "",
        *,
        hint: str | None = None,
        location: SourceLocation | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location
        self.code = code

    def __str__(self) -> str:
        return self.message

    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]  # follows from the facts
        """What a traceback prints below the message: the place and the hint."""
        notes = list(self.__dict__.get("_notes", ()))
        if self.location is not None:
            notes.append(f"at {self.location}")
        if self.hint:
            notes.append(f"hint: {self.hint}")
        return notes

    def add_note(self, note: str) -> None:
        """Add a line to what a traceback prints below the message."""
        self.__dict__.setdefault("_notes", []).append(note)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__.copy())


def _rebuild(
    cls: type[GraphmatError], args: tuple[Any, ...], facts: dict[str, Any]
) -> GraphmatError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(facts)
    return error


class InvariantViolationError(GraphmatError):
    """A rule of the library was broken by a call or by an op."""


class StepOutputError(InvariantViolationError):
    """An op returned or yielded something that its declaration does not allow."""


class InvalidDefinitionError(GraphmatError):
    """What the module says cannot be carried out as it stands."""

    exit_code = exit_codes.DEFINITIONS_INVALID


class InvalidConfigDefinitionError(InvalidDefinitionError):
    """The configuration of an op or resource is declared wrongly."""


class InvalidDefinitionsError(InvalidDefinitionError):
    """Several faults of one module, all that were found.

    Args:
        faults: The faults in the order of their place in the code.
    """

    def __init__(self, faults: Sequence[GraphmatError]) -> None:
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = tuple(faults)


class InvalidSelectionError(InvalidDefinitionError):
    """A selection names something unknown, nothing at all, or an illegal part of a graph.

    Args:
        message: What is wrong.
        names: The names that were not understood.
        hint: What the reader can do about it.
        position: Column in the selection text, counted from 0, where there is one.
    """

    exit_code = exit_codes.SELECTION_INVALID

    def __init__(
        self,
        message: str = "",
        *,
        names: Sequence[str] = (),
        hint: str | None = None,
        position: int | None = None,
        location: SourceLocation | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, location=location, code=code)
        self.names = tuple(names)
        self.position = position


class EmptySelectionError(InvalidSelectionError):
    """A selection whose names are all known selects nothing."""


class UnknownResourceError(InvalidDefinitionError, AttributeError):
    """A resource is asked for that was not declared or not provided."""


class LoadError(GraphmatError):
    """The user's module could not be imported or holds no definitions."""

    exit_code = exit_codes.DEFINITIONS_INVALID


class UsageError(GraphmatError):
    """A command or a setting was given wrongly."""

    exit_code = exit_codes.USAGE


class InvalidConfigError(GraphmatError):
    """Run configuration does not fit what the definitions ask for."""

    exit_code = exit_codes.USAGE


class InvalidInvocationError(GraphmatError):
    """An op, asset or function of the library was called the wrong way."""


class InvalidPropertyError(GraphmatError):
    """A context was asked for something that it does not have here."""


class ParameterError(InvalidDefinitionError, TypeError):
    """An argument of the public API has the wrong type or shape."""


class InvalidMetadataError(GraphmatError):
    """A metadata value is of a kind that cannot be recorded."""


class TypeCheckError(GraphmatError):
    """A value is not of the type that was declared for it."""


class MissingOutputError(InvariantViolationError):
    """An op ended without an output that is needed.

    Args:
        message: What is wrong.
        step_key: The step.
        output_name: The output that did not come.
    """

    def __init__(
        self, message: str = "", *, step_key: str = "", output_name: str = "", **facts: Any
    ) -> None:
        super().__init__(message, **facts)
        self.step_key = step_key
        self.output_name = output_name


class MissingValueError(GraphmatError, FileNotFoundError):
    """A value that should be loaded is not in the store."""

    exit_code = exit_codes.SELECTION_INVALID


class UnknownPartitionError(GraphmatError):
    """A partition key is not one of the definition's keys."""

    exit_code = exit_codes.SELECTION_INVALID


class UserCodeError(GraphmatError):
    """The user's code raised; the original exception is ``__cause__``."""

    @property
    def user_exception(self) -> BaseException | None:
        """The exception that the user's code raised."""
        return self.__cause__


class StepExecutionError(UserCodeError):
    """The body of an op raised."""


class LoadInputError(UserCodeError):
    """An I/O manager raised while it loaded an input."""


class HandleOutputError(UserCodeError):
    """An I/O manager raised while it stored an output."""


class ResourceInitError(UserCodeError):
    """A resource could not be set up."""


class ConfigMappingError(UserCodeError):
    """The config mapping of a graph raised."""


class RunNotFoundError(InvariantViolationError):
    """No run in the event log has this id."""

    exit_code = exit_codes.SELECTION_INVALID


class NothingToResumeError(RunNotFoundError):
    """Of no run, or not of this one, is anything left to do."""


class StepNotFoundError(InvariantViolationError):
    """No step of the plan or of the run has this key."""

    exit_code = exit_codes.SELECTION_INVALID


class AssetCheckFailedError(GraphmatError):
    """A blocking asset check failed."""


class WorkerDiedError(GraphmatError):
    """The process that ran a step ended before the step did."""


class ClusterError(WorkerDiedError):
    """The cluster that steps are to run on cannot be reached or used."""


class StepTimeoutError(GraphmatError):
    """A step took longer than it may."""


class ConflictError(GraphmatError):
    """Another run holds what this one wants."""

    exit_code = exit_codes.CONFLICT


class StorageError(GraphmatError):
    """The event log or the object store cannot be used."""

    exit_code = exit_codes.STORAGE_UNUSABLE


class RunInterruptedError(GraphmatError):
    """The run was ended by a signal."""

    exit_code = exit_codes.INTERRUPTED


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Names that a reader may have meant.

    Args:
        name: What was written.
        known: What could have been written.
        count: How many to give at most.

    Returns:
        The closest names, best first; equal but for case counts as closest.
    """
    import difflib

    name = str(name)  # whatever the user wrote in its place
    pool = sorted(set(map(str, known)))
    folded = name.casefold()
    alike = [candidate for candidate in pool if candidate.casefold() == folded]
    close = difflib.get_close_matches(name, pool, n=count, cutoff=0.5)
    # a misspelt last component is still a good guess for a slashed key
    tails = [
        candidate
        for candidate in pool
        if "/" in candidate and candidate.rsplit("/", 1)[1].casefold() == folded
    ]
    return tuple(dict.fromkeys([*alike, *tails, *close]))[:count]


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The hint line for an unknown name, or None where nothing is near."""
    names = nearest(name, known)
    if not names:
        return None
    quoted = [f"'{candidate}'" for candidate in names]
    if len(quoted) == 1:
        return f"did you mean {quoted[0]}?"
    return f"did you mean {', '.join(quoted[:-1])} or {quoted[-1]}?"


class FaultCollector:
    """Gathers the faults of a module while it loads, so that all can be told at once.

    While a collector is active, a decorator that finds a fault records it and answers with a
    placeholder instead of raising; outside, the fault is raised where it is found.
    """

    def __init__(self) -> None:
        self.faults: list[GraphmatError] = []

    def __enter__(self) -> Self:
        _collectors.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _collectors.remove(self)

    def add(self, fault: GraphmatError) -> None:
        """Keep one fault; the parts of a gathered one are kept singly."""
        for part in getattr(fault, "faults", (fault,)):
            self.faults.append(part)


_collectors: list[FaultCollector] = []


def or_collect(build: Callable[[], T], broken: Callable[[GraphmatError], Any]) -> T:
    """Build a definition; where that fails while a module loads, record the fault and go on.

    Args:
        build: Makes the definition, or raises.
        broken: Makes the placeholder that stands for the definition that could not be made; of a
            type of its own, since every use of it fails.

    Returns:
        What ``build`` returns, or the placeholder.

    Raises:
        GraphmatError: What ``build`` raised, where no collector is active.
    """
    try:
        return build()
    except GraphmatError as fault:
        if not _collectors:
            raise
        _collectors[-1].add(fault)
        placeholder: T = broken(fault)
        return placeholder
