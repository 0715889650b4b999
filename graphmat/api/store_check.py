"""``store verify``: whether every object that the log names is there, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import StorageError
from graphmat.io_managers.object_folder import ASIDE, Found
from graphmat.io_managers.places import opened_store
from graphmat.storage.upkeep import may_be_resumed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmat.io_managers.object_store import ObjectStore
    from graphmat.loading.settings import Settings
    from graphmat.storage.upkeep import Named

SCHEMA: Final = "graphmat/store/1"
MISSING: Final = "missing"
DAMAGED: Final = "damaged"


def store_of(settings: Settings) -> ObjectStore:
    """The store of a project."""
    return opened_store(settings.home, settings.get("store"), settings.get("store_options"))


def verify_store(log: Any, store: Any, *, repair: bool = False) -> dict[str, Any]:
    """Compare the store with the log.

    An object that is damaged is of no use: to load it is refused. ``repair`` puts it out of the
    way, so that its asset counts as missing and the next run makes it. Nothing is deleted.

    Args:
        log: The event log; None where nothing was recorded.
        store: The store of values.
        repair: Whether damaged objects are set aside.

    Returns:
        What was found. ``needed`` tells of a fault whether an asset's newest value is lost, or one
        that a run could go on from; else only an old version is.
    """
    store.check()
    named = log.upkeep().named() if log is not None else []
    collected = _collected(log)
    named_by_digest: dict[str, list[Named]] = {}
    for each in named:
        named_by_digest.setdefault(each.digest, []).append(each)
    found_by_digest, others = _listed(store)
    faults = []
    is_whole_by_digest: dict[str, str] = {}
    for digest, places in sorted(named_by_digest.items()):
        wanted = [each for each in places if each.is_newest or each.run_number not in collected]
        found = found_by_digest.get(digest)
        if found is None and not wanted:
            continue
        state, note = _state(store, digest, found, places[0].size_bytes)
        is_whole_by_digest[digest] = state
        if not state:
            continue
        aside = None
        if repair and state == DAMAGED and found is not None:
            aside = store.objects.set_aside(found)
        faults.append(
            {
                "digest": digest,
                "state": state,
                "why": note,
                "path": found.path if found is not None else store.address(digest),
                "set_aside": aside,
                "needed": any(map(_is_needed, wanted)),
                "named_by": [_place(each) for each in wanted or places],
            }
        )
    orphans = [found for digest, found in found_by_digest.items() if digest not in named_by_digest]
    return {
        "schema": SCHEMA,
        "objects": len(is_whole_by_digest),
        "bytes": sum(
            found_by_digest[digest].size_bytes
            for digest, state in is_whole_by_digest.items()
            if not state
        ),
        "faults": sorted(faults, key=lambda fault: (not fault["needed"], fault["digest"])),
        "orphans": {
            "objects": len(orphans),
            "bytes": sum(each.size_bytes for each in orphans),
        },
        "other_files": sorted(others),
    }


def _collected(log: Any) -> set[int]:
    if log is None:
        return set()
    return {run.number for run in log.upkeep().runs() if run.is_collected}


def _listed(store: Any) -> tuple[dict[str, Found], list[str]]:
    found_by_digest, others = {}, []
    try:
        for found in store.objects.listing():
            if found.digest:
                found_by_digest[found.digest] = found
            elif not found.path.rpartition("/")[2].startswith(ASIDE):
                others.append(found.path)
    except OSError as error:
        raise StorageError(
            f"the store '{store.objects.name}' cannot be read: {error.strerror or error}"
        ) from error
    return found_by_digest, others


def _state(store: Any, digest: str, found: Found | None, size: int) -> tuple[str, str]:
    """What is wrong with an object, and in what way; nothing where it is whole."""
    if found is None:
        return MISSING, "there is no such object"
    if found.size_bytes != size:
        return DAMAGED, f"it has {found.size_bytes} bytes of {size}"
    try:
        is_whole = store.is_whole(digest)
    except FileNotFoundError:
        return MISSING, "there is no such object"
    except OSError as error:
        return DAMAGED, f"it cannot be read: {error.strerror or error}"
    return ("", "") if is_whole else (DAMAGED, "its bytes are not those that were stored")


def _is_needed(named: Named) -> bool:
    return named.is_newest or (named.kind == "output" and may_be_resumed(named.run_status))


def _place(named: Named) -> dict[str, Any]:
    return {
        "what": named.kind,
        "asset": named.asset,
        "partition": named.partition_key,
        "newest": named.is_newest,
        "run_id": named.run_id,
        "step": named.step_key,
        "output": named.output_name,
    }


def lost_assets(faults: Iterable[dict[str, Any]]) -> Sequence[str]:
    """The assets whose newest value is lost."""
    return sorted(
        {
            place["asset"]
            for fault in faults
            for place in fault["named_by"]
            if place["newest"] and place["asset"]
        }
    )
