"""Run config as a whole: what each op and resource finds in it, and what it may not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from graphmat.errors import ParameterError
from graphmat.resources.config_document import ConfigDocument
from graphmat.resources.faults import ABSENT, ConfigCheck, Origin, Path, quoted
from graphmat.resources.written import as_document

SECTIONS: Final = ("ops", "resources", "loggers", "execution", "inputs")
ENTRY_KEYS: Final = ("config", "ops", "inputs", "outputs")

OpPath = tuple[str, ...]
"""An op by the names of the graphs around it and its own: ``("my_graph", "fetch")``."""


class RunConfig:
    """Run config from Python, with Config objects in place of documents.

    Args:
        ops: Op or graph name → Config object, resource, or a document with ``config`` or ``ops``.
        resources: Resource key → resource object or document with ``config``.
        loggers: Kept in the document; not used.
        execution: Kept in the document; not used.
    """

    __slots__ = ("execution", "loggers", "ops", "resources")

    def __init__(
        self,
        ops: Mapping[str, Any] | None = None,
        resources: Mapping[str, Any] | None = None,
        loggers: Mapping[str, Any] | None = None,
        execution: Mapping[str, Any] | None = None,
    ) -> None:
        self.ops = _copy_of(ops, "ops")
        self.resources = _copy_of(resources, "resources")
        self.loggers = _copy_of(loggers, "loggers")
        self.execution = _copy_of(execution, "execution")

    def to_config_dict(self) -> dict[str, Any]:
        """The run config as a document."""
        return {
            "loggers": as_document(self.loggers),
            "resources": {key: _entry(value) for key, value in self.resources.items()},
            "ops": {name: _entry(value) for name, value in self.ops.items()},
            "execution": as_document(self.execution),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunConfig) and self.to_config_dict() == other.to_config_dict()

    __hash__ = None  # type: ignore[assignment]  # holds dictionaries

    def __repr__(self) -> str:
        return f"RunConfig({self.to_config_dict()!r})"


def _copy_of(section: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
    if section is not None and not isinstance(section, Mapping):
        raise ParameterError(f"'{name}' of a RunConfig must be a mapping, not {section!r}")
    return dict(section or {})


def _entry(value: Any) -> Any:
    """The document of one op, graph or resource."""
    if hasattr(type(value), "__config_document__"):
        return {"config": as_document(value)}
    if isinstance(value, Mapping):
        return {
            key: (
                {name: _entry(inner) for name, inner in item.items()}
                if key == "ops" and isinstance(item, Mapping)
                else as_document(item)
            )
            for key, item in value.items()
        }
    return value


class RunConfigDocument:
    """A run config as ops and resources look into it.

    Args:
        document: The whole document, checked in form only.
        where: Tells where the value at a path was written.
    """

    __slots__ = ("document", "where")

    def __init__(self, document: Mapping[str, Any] | None = None, where: Any = None) -> None:
        self.document: Mapping[str, Any] = document or {}
        self.where = where if where is not None else _nowhere

    def __bool__(self) -> bool:
        return bool(self.document)

    def section(self, name: str) -> Mapping[str, Any]:
        """A top-level section; empty where it is missing."""
        return _as_mapping(self.document.get(name))

    def op_entry(self, path: OpPath) -> Mapping[str, Any]:
        """All that is written for an op or graph; empty where nothing is."""
        at: Mapping[str, Any] = self.document
        for name in path:
            at = _as_mapping(_as_mapping(at.get("ops")).get(name))
        return at

    def op_config(self, path: OpPath) -> Any:
        """The config of an op or graph; ``ABSENT`` where none is written."""
        return self.op_entry(path).get("config", ABSENT)

    def op_inputs(self, path: OpPath) -> Mapping[str, Any]:
        """The values that are written for an op's inputs: name → value or ``{"value": value}``."""
        return _as_mapping(self.op_entry(path).get("inputs"))

    def op_outputs(self, path: OpPath) -> Any:
        """What is written for an op's outputs, for I/O managers with a schema for them."""
        return self.op_entry(path).get("outputs")

    def resource_config(self, key: str) -> Any:
        """The config of a resource; ``ABSENT`` where none is written."""
        return _as_mapping(self.section("resources").get(key)).get("config", ABSENT)

    def graph_inputs(self) -> Mapping[str, Any]:
        """The values that are written for the inputs of the job's graph."""
        return self.section("inputs")

    def with_ops(self, path: OpPath, ops: Any) -> RunConfigDocument:
        """The same document where the ops inside a graph are given by ``ops``.

        Used for a graph whose config is fixed or mapped: its own ``config`` stays, the inner ops
        find what the mapping made.
        """

        def replaced(entry: Mapping[str, Any], rest: OpPath) -> dict[str, Any]:
            result = dict(entry)
            if not rest:
                result["ops"] = ops
                return result
            inner = dict(_as_mapping(result.get("ops")))
            inner[rest[0]] = replaced(_as_mapping(inner.get(rest[0])), rest[1:])
            result["ops"] = inner
            return result

        return RunConfigDocument(replaced(self.document, path), self.where)

    def check_form(self, check: ConfigCheck) -> None:
        """Find sections and entries that a run config does not have."""
        for name, section in self.document.items():
            if name not in SECTIONS:
                check.unknown((name,), SECTIONS, "unknown section")
            elif section is not None and not isinstance(section, Mapping):
                check.fault((name,), f"expected a mapping, got {check.shown(section, (name,))}")
        self._check_entries(self.section("ops"), ("ops",), ENTRY_KEYS, check)
        self._check_entries(self.section("resources"), ("resources",), ("config",), check)

    def _check_entries(
        self,
        entries: Mapping[str, Any],
        path: Path,
        known: tuple[str, ...],
        check: ConfigCheck,
    ) -> None:
        for name, entry in entries.items():
            here = (*path, name)
            if entry is None:
                continue
            if not isinstance(entry, Mapping):
                check.fault(
                    here,
                    f"expected a mapping with 'config', got {check.shown(entry, here)}",
                )
                continue
            for key, inner in entry.items():
                if key not in known:
                    check.unknown((*here, key), known)
                elif key in ("ops", "inputs") and not isinstance(inner, Mapping | None):
                    got = check.shown(inner, (*here, key))
                    check.fault((*here, key), f"expected a mapping, got {got}")
            self._check_entries(_as_mapping(entry.get("ops")), (*here, "ops"), known, check)

    def written_paths(self) -> list[OpPath]:
        """The paths of all ops and graphs that something is written for, outer ones first."""
        found: list[OpPath] = []

        def walk(entry: Mapping[str, Any], path: OpPath) -> None:
            for name, inner in _as_mapping(entry.get("ops")).items():
                found.append((*path, name))
                walk(_as_mapping(inner), (*path, name))

        walk(self.document, ())
        return found

    def unknown_paths(self, known_paths: Collection[OpPath]) -> list[OpPath]:
        """The outermost paths under ``ops`` that lead to no op or graph.

        Args:
            known_paths: Paths of all ops, those outside the plan too; graphs follow from them.
        """
        known = _with_graphs(known_paths)
        return [
            path
            for path in self.written_paths()
            if path not in known and (len(path) == 1 or path[:-1] in known)
        ]

    def check_paths(
        self,
        known_paths: Collection[OpPath],
        check: ConfigCheck,
        *,
        configured_graphs: Collection[OpPath] = (),
    ) -> None:
        """Find names of ops that do not exist, with the nearest that does.

        Args:
            known_paths: Paths of all ops, those outside the plan too; graphs follow from them.
            check: Takes the faults.
            configured_graphs: Graphs that take ``config`` of their own.
        """
        known = _with_graphs(known_paths)
        inside: dict[OpPath, list[str]] = {}
        for path in sorted(known):
            inside.setdefault(path[:-1], []).append(path[-1])
        for path in self.unknown_paths(known_paths):
            siblings = inside.get(path[:-1], [])
            if siblings or len(path) == 1:
                check.unknown(self.place(path), siblings, "unknown op")
            else:
                check.fault(self.place(path[:-1], "ops"), f"{quoted(path[-2])} has no ops inside")
        for path in self.written_paths():
            is_graph = path in inside and path not in configured_graphs
            if is_graph and self.op_config(path) is not ABSENT:
                check.fault(
                    self.place(path, "config"),
                    f"graph {quoted(path[-1])} takes no config of its own; write it for an op "
                    f"inside: {', '.join(map(quoted, inside[path]))}",
                )

    def check_resources(self, known_keys: Iterable[str], check: ConfigCheck) -> None:
        """Find keys of resources that do not exist, with the nearest that does."""
        known = set(known_keys)
        for key in self.section("resources"):
            if key not in known:
                check.unknown(("resources", key), sorted(known), "unknown resource")

    @staticmethod
    def place(path: OpPath, *rest: str) -> Path:
        """Where in the document an op's entry stands: ``("ops", "g", "ops", "fetch", …)``."""
        return (*(part for name in path for part in ("ops", name)), *rest)


def as_run_config(given: Any) -> RunConfigDocument:
    """Run config as a user gives it: a document, a RunConfig, a document with lines, or None.

    Raises:
        ParameterError: It is none of these.
    """
    if given is None:
        return RunConfigDocument()
    if isinstance(given, RunConfigDocument):
        return given
    if isinstance(given, RunConfig):
        return RunConfigDocument(given.to_config_dict())
    if isinstance(given, ConfigDocument):
        return RunConfigDocument(given.value, given.where)
    if isinstance(given, Mapping):
        return RunConfigDocument(given)
    raise ParameterError(
        f"run config must be a dictionary or a RunConfig, not of type '{type(given).__name__}'"
    )


def input_value(written: Any) -> Any:
    """The value that is written for an input: bare, or as ``{"value": value}``."""
    if isinstance(written, Mapping) and len(written) == 1 and "value" in written:
        return written["value"]
    return written


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _with_graphs(paths: Iterable[OpPath]) -> set[OpPath]:
    return {path[:length] for path in paths for length in range(1, len(path) + 1)}


def _nowhere(path: Path) -> Origin:
    del path
    return None
