"""Plans and runs as bytes, for processes that have imported the user's module themselves.

What the user defined does not travel: ops, assets, resources, partitions, hooks and jobs are
replaced by the way to them from the ``Definitions``, which the other side follows in its own. All
else travels as data. Nothing depends on where an object lies in memory.
"""

from __future__ import annotations

import io
import pickle  # noqa: TID253  # only what starts new interpreters imports this module
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, InvalidDefinitionError, LoadError
from graphmat.execution.configuration import read_configuration
from graphmat.execution.run_context import RunContext

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.execution.recorder import Recorder

PROTOCOL: Final = 5
_DEFINING: Final = (
    "graphmat.definitions.",
    "graphmat.resources.",
    "graphmat.partitions.",
)
"""The rooms whose objects are found again on the other side instead of being sent there."""

Way = tuple[Any, ...]
"""Names of attributes as they are; positions in a collection as numbers."""

_ROOTS: Final[tuple[Way, ...]] = (
    ("assets",),
    ("asset_checks",),
    ("jobs",),
    ("resources",),
    ("asset_graph", "definition_by_key"),
)
_MADE_LATER: Final = frozenset({"flat", "definitions"})
"""Attributes that are filled when they are first needed, or that lead back."""
_AT_HOME: Final = frozenset({"event_log", "run_locks"})
"""What of an instance stays with the process that keeps the record."""


class Ways:
    """The way from definitions to each object that they hold.

    Args:
        definitions: The definitions.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        graph = definitions.asset_graph
        self._ways: dict[int, Way] = {id(definitions): (), id(graph): ("asset_graph",)}
        self._alive: list[Any] = [definitions, graph]
        self._walk()

    def to(self, thing: Any) -> Way | None:
        """The way to an object; None: it is none of theirs."""
        return self._ways.get(id(thing))

    def _walk(self) -> None:
        """Breadth first, so that each way is the shortest."""
        front = deque((way, self.follow(way)) for way in _ROOTS)
        while front:
            way, thing = front.popleft()
            if id(thing) in self._ways or not _is_walked(thing):
                continue
            self._ways[id(thing)] = way
            self._alive.append(thing)  # else another object might come to lie at its place
            front.extend(((*way, step), inner) for step, inner in _parts(thing))

    def follow(self, way: Way) -> Any:
        """The object at the end of a way.

        Raises:
            LoadError: These definitions have nothing there.
        """
        return follow(self._definitions, way)


def _is_walked(thing: Any) -> bool:
    if isinstance(thing, Mapping | list | tuple | set | frozenset):
        return bool(thing)
    return type(thing).__module__.startswith(_DEFINING) or _is_resource_of_the_users(thing)


def _is_resource_of_the_users(thing: Any) -> bool:
    return hasattr(type(thing), "__resource_open__")


def _parts(thing: Any) -> Iterator[tuple[Any, Any]]:
    """What an object holds, each with the step of the way that leads to it."""
    if isinstance(thing, Mapping | list | tuple | set | frozenset):
        yield from enumerate(_members(thing))
        return
    names = [name for kind in type(thing).__mro__ for name in _slots_of(kind)]
    for name in (*names, *getattr(thing, "__dict__", ())):
        if not name.startswith("_") and name not in _MADE_LATER:
            inner = getattr(thing, name, None)
            if inner is not None:
                yield name, inner


def _slots_of(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _members(thing: Any) -> list[Any]:
    if isinstance(thing, Mapping):
        return list(thing.values())
    if isinstance(thing, set | frozenset):
        return sorted(thing, key=lambda member: (type(member).__name__, str(_name_of(member))))
    return list(thing)


def _name_of(thing: Any) -> Any:
    return getattr(thing, "name", None) or (thing if isinstance(thing, str | int) else "")


def follow(definitions: Definitions, way: Way) -> Any:
    """The object at the end of a way.

    Raises:
        LoadError: These definitions have nothing there.
    """
    found: Any = definitions
    try:
        for step in way:
            found = _members(found)[step] if isinstance(step, int) else getattr(found, step)
    except (AttributeError, IndexError, TypeError) as error:
        raise LoadError(
            "the module gives other definitions when it is imported again: "
            f"{'.'.join(map(str, way))} is not there",
            hint="make the definitions depend on nothing that changes between two imports",
        ) from error
    return found


class _Shipper(pickle.Pickler):
    def __init__(self, file: Any, ways: Ways) -> None:
        super().__init__(file, PROTOCOL)
        self._ways = ways

    def persistent_id(self, obj: Any) -> Way | None:
        if type(obj) in _PLAIN:
            return None
        return self._ways.to(obj)


class _Receiver(pickle.Unpickler):
    def __init__(self, file: Any, definitions: Definitions) -> None:
        super().__init__(file)
        self._definitions = definitions

    def persistent_load(self, pid: Any) -> Any:
        return follow(self._definitions, pid)


_PLAIN: Final = frozenset({str, int, float, bool, bytes, type(None), dict, list, tuple})


def ship(thing: Any, ways: Ways) -> bytes:
    """A plan, or anything else that refers to definitions, as bytes.

    Args:
        thing: What is sent.
        ways: The ways of the definitions that it refers to.

    Raises:
        InvalidDefinitionError: Something in it is neither defined in the module nor plain data.
    """
    file = io.BytesIO()
    try:
        _Shipper(file, ways).dump(thing)
    except GraphmatError:
        raise
    except Exception as error:
        raise InvalidDefinitionError(
            f"the plan cannot be sent to a new process: {type(error).__name__}: {error}",
            hint="use --start-method fork, or --executor in_process",
        ) from error
    return file.getvalue()


def receive(data: bytes, definitions: Definitions) -> Any:
    """The inverse of ``ship``, with the definitions of this process.

    Raises:
        LoadError: They have not all that the bytes refer to.
    """
    return _Receiver(io.BytesIO(data), definitions).load()


# ---------------------------------------------------------------- runs


def ship_run(run: RunContext, definitions: Definitions) -> bytes:
    """A run as bytes: what a worker needs of it.

    Raises:
        InvalidDefinitionError: As ``ship``.
    """
    return ship(facts_of(run), Ways(definitions))


def facts_of(run: RunContext) -> dict[str, Any]:
    """What a worker needs of a run."""
    facts = {
        "plan": run.plan,
        "record": run.record,
        "given": dict(run.config.given.document) if run.config is not None else None,
        "job": run.job,
        "input_values": run.input_values,
        "strict": run.strict,
        "hold_values": run.hold_values,
        "store_manager": run.store_manager,
        "instance": None,
    }
    if run.instance is not None:
        kept = {name: value for name, value in vars(run.instance).items() if name not in _AT_HOME}
        facts["instance"] = (type(run.instance), kept)
    return facts


def receive_run(data: bytes, definitions: Definitions, recorder: Recorder) -> RunContext:
    """The inverse of ``ship_run``.

    Args:
        data: The bytes.
        definitions: The definitions of this process.
        recorder: Takes the events of this process.

    Raises:
        LoadError: The definitions are others than those of the run.
    """
    return run_of(receive(data, definitions), recorder)


def run_of(facts: Mapping[str, Any], recorder: Recorder) -> RunContext:
    """The run that the facts are of.

    Args:
        facts: What ``facts_of`` gathered.
        recorder: Takes the events of this process.
    """
    plan, job = facts["plan"], facts["job"]
    config = read_configuration(facts["given"], plan, job)
    instance = None
    if facts["instance"] is not None:
        kind, kept = facts["instance"]
        instance = object.__new__(kind)
        instance.__dict__.update(dict.fromkeys(_AT_HOME), **kept)
        instance.event_log = recorder.log
    return RunContext(
        plan=plan,
        record=facts["record"],
        recorder=recorder,
        store_manager=facts["store_manager"],
        config=config,
        instance=instance,
        job=job,
        input_values=facts["input_values"],
        mask=config.mask if config is not None else None,
        strict=facts["strict"],
        hold_values=facts["hold_values"],
    )
