"""Resources and I/O managers that ops ask for and nobody provides.

Not asked of every module that is loaded: a run demands only what its own ops need, and may bring
resources of its own. Who wants to know of the whole module asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError, SourceLocation, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from graphmat.definitions.assets import AssetsDefinition
    from graphmat.definitions.definitions import Definitions


def resource_faults(definitions: Definitions, graph: Any) -> Iterator[InvalidDefinitionError]:
    """What is asked for and not provided: once for each op and key.

    Args:
        definitions: The definitions.
        graph: Their asset graph.
    """
    shared = {*definitions.resources, *graph.source_resources}
    for definition in graph.definitions:
        known = shared | set(definition.resource_defs)
        place = definition.location
        yield from _of_ops(definition.node_def, known, place)
        yield from _of_definition(definition, known)
    for job in definitions.jobs:
        if job.graph is not None:
            yield from _of_ops(job.graph, shared | set(job.resource_defs), job.graph.location)


def _of_definition(
    definition: AssetsDefinition, known: Collection[str]
) -> Iterator[InvalidDefinitionError]:
    place = definition.location
    declared = {spec.io_manager_key for spec in definition.specs_by_key.values()}
    declared.update(definition.options.get("input_manager_keys", {}).values())
    if not definition.node_def.is_graph:
        declared -= _managers(definition.node_def)
    for key in sorted(filter(None, declared)):
        if key not in known and key != "io_manager":
            yield _no_manager(definition.node_name, key, known, place)
    needed = {key for hook in definition.options.get("hooks", ()) for key in _hook_needs(hook)}
    for key in sorted(needed - set(known)):
        yield _no_resource(definition.node_name, key, known, place)


def _of_ops(
    node: Any, known: Collection[str], place: SourceLocation | None
) -> Iterator[InvalidDefinitionError]:
    seen: set[int] = set()
    pending: list[Any] = [node]
    while pending:
        inner = pending.pop()
        if id(inner) in seen:
            continue
        seen.add(id(inner))
        if inner.is_graph:
            for call in inner.invocations.values():
                pending.append(call.definition)
                for key in sorted({key for hook in call.hooks for key in _hook_needs(hook)}):
                    if key not in known:
                        yield _no_resource(call.name, key, known, place)
            continue
        location = inner.location or place
        for key in sorted(inner.required_resource_keys):
            if key not in known:
                yield _no_resource(inner.name, key, known, location)
        for key in sorted(_managers(inner)):
            if key not in known and key != "io_manager":
                yield _no_manager(inner.name, key, known, location)


def _hook_needs(hook: Any) -> Collection[str]:
    needed: Collection[str] = hook.required_resource_keys
    return needed


def _managers(op: Any) -> set[str]:
    found = {out.io_manager_key for out in op.outs.values() if not out.is_nothing}
    found.update(declared.input_manager_key for declared in op.ins.values())
    found.discard(None)
    return found


def _no_resource(
    name: str, key: str, known: Collection[str], location: SourceLocation | None
) -> InvalidDefinitionError:
    return InvalidDefinitionError(
        f"'{name}' asks for the resource '{key}', which is not provided; resources: "
        f"{', '.join(sorted(known)) or 'none'}",
        hint=did_you_mean(key, known),
        location=location,
        code="GM204",
    )


def _no_manager(
    name: str, key: str, known: Collection[str], location: SourceLocation | None
) -> InvalidDefinitionError:
    names = sorted({*known, "io_manager"})
    return InvalidDefinitionError(
        f"'{name}' names '{key}' as its I/O manager, but no resource has that key; resources: "
        f"{', '.join(names)}",
        hint=did_you_mean(key, names),
        location=location,
        code="GM203",
    )
