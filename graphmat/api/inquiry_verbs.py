"""The verbs that ask after an op: why it runs, why not, what it did in a run; see ``verbs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions


def why(definitions: Definitions, instance: Any, **asked: Any) -> dict[str, Any]:
    """Why an op runs for a selection; see ``api.witness``."""
    from graphmat.api import witness

    return witness.why(definitions, instance, **asked)


def why_not(definitions: Definitions, instance: Any, **asked: Any) -> dict[str, Any]:
    """Why an op does not run for a selection; see ``api.witness``."""
    from graphmat.api import witness

    return witness.why_not(definitions, instance, **asked)


def replay(definitions: Definitions, instance: Any, **asked: Any) -> dict[str, Any]:
    """One step of a run again; see ``api.replaying``."""
    from graphmat.api import replaying

    return replaying.replay(definitions, instance, **asked)


def replay_test(definitions: Definitions, instance: Any, **asked: Any) -> dict[str, Any]:
    """A test that fails as a step of a run did; see ``api.replay_test``."""
    from graphmat.api import replay_test as room

    return room.write_test(definitions, instance, **asked)
